# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0
#
# Tests of explain; sourced by run.

from=192.168.1.2:51820
to=203.0.113.9:51820

check explain normal 0 explain proto udp from $from to $to
check explain-json normal 0 -j explain proto udp from $from to $to
check explain-pretty normal 0 -jp explain proto udp from $from to $to
check explain-order normal 0 explain to $to from $from proto 17
check explain-prefix normal 0 e p udp f $from t $to
check explain-ipv6 normal 0 explain proto udp from '[fd00::2]:41641' \
	to '[2001:db8::9]:3478'
check explain-least normal 0 explain proto 0 from 0.0.0.0:0 to 0.0.0.0:0
check explain-most normal 0 explain proto 255 \
	from '[ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255]:65535' to '[::]:1'
for proto in tcp gre esp udplite; do
	check "explain-$proto" normal 0 explain proto $proto from $from to $to
done
export REHOME_REASON=16
check explain-no-class no-class 0 explain proto udp from $from to $to
check explain-no-class-json no-class 0 -j explain proto udp from $from to $to
unset REHOME_REASON
check explain-no-facts no-facts 0 explain proto udp from $from to $to
check explain-no-facts-json no-facts 0 -j explain proto udp from $from to $to
check explain-odd odd 0 explain proto udp from $from to $to
check explain-odd-json odd 0 -j explain proto udp from $from to $to

# Without a packet nothing is known but what conntrack and the lookup say.
check explain-unseen unseen 0 explain proto udp from $from to $to
check explain-unseen-json unseen 0 -j explain proto udp from $from to $to
# Which route the lookup found, as far as it is told.
for scene in route route6 bare-route no-route; do
	check "explain-$scene" $scene 0 explain proto udp from $from to $to
	check "explain-$scene-json" $scene 0 -j explain proto udp from $from to $to
done
check explain-other-facts other-facts 0 explain proto udp from $from to $to
check explain-other-facts-json other-facts 0 -j explain proto udp \
	from $from to $to

# Each fact that is a number, alone. 19 and 20 are names of devices.
for fact in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 21 \
	22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 37; do
	export REHOME_FACT=$fact
	check "explain-fact-$fact" normal 0 explain proto udp \
		from $from to $to
done
# What tells where it was chosen for, the last of which the tool does not know.
export REHOME_FACT=1
for origin in 0 1 2 3 4; do
	export REHOME_FACT_VALUE=$origin
	check "explain-origin-$origin" normal 0 explain proto udp \
		from $from to $to
done
unset REHOME_FACT REHOME_FACT_VALUE

# What it was recognized by.
export REHOME_SIGNATURE=2
check explain-signature normal 0 explain proto udp from $from to $to
check explain-signature-json normal 0 -j explain proto udp from $from to $to
# By nothing, and by each, the last of which the tool does not know.
for signature in 0 1 2 3 4 5 6 7 8 9 10; do
	export REHOME_SIGNATURE=$signature
	check "explain-signature-$signature" no-facts 0 explain proto udp \
		from $from to $to
done
check explain-signature-odd-json no-facts 0 -j explain proto udp \
	from $from to $to
unset REHOME_SIGNATURE

# What each reason means, and one that the tool does not know.
for reason in 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17; do
	export REHOME_REASON=$reason
	check "explain-reason-$reason" no-facts 0 explain proto udp \
		from $from to $to
done
unset REHOME_REASON

check explain-help normal 0 explain help
check explain-help-prefix normal 0 e h
check explain-nothing normal 1 explain
check explain-no-proto normal 1 explain from $from to $to
check explain-no-from normal 1 explain proto udp to $to
check explain-no-to normal 1 explain proto udp from $from
check explain-no-value normal 1 explain proto udp from $from to
check explain-twice normal 1 explain proto udp from $from from $from to $to
check explain-proto-twice normal 1 explain proto udp p udp from $from to $to
check explain-unknown normal 1 explain proto udp from $from via wan1 to $to
check explain-empty normal 1 explain ''
check explain-bare normal 1 explain udp $from $to
check explain-families normal 1 explain proto udp from $from to '[::1]:5'
check explain-proto-word normal 1 explain proto sctp from $from to $to
check explain-proto-prefix normal 1 explain proto ud from $from to $to
check explain-proto-large normal 1 explain proto 256 from $from to $to
check explain-proto-empty normal 1 explain proto '' from $from to $to

# What is no ADDR:PORT. On the right the reader must be the same.
i=0
for word in '' : :51820 192.168.1.2 192.168.1.2: 192.168.1.2:65536 \
	192.168.1.2:-1 192.168.1.2:+1 '192.168.1.2: 1' 192.168.1.2:0x10 \
	192.168.1.2:1a 192.168.1.2:99999999999999999999 192.168.1:5 \
	host:5 192.168.1.2/32:5 '[192.168.1.2]:5' fd00::2 fd00::2:51820 \
	'[fd00::2]' '[fd00::2]51820' '[fd00::2]:' '[fd00::2:5' 'fd00::2]:5' \
	'[]:5' '[:5' '[[fd00::2]]:5' '[fe80::1%wan1]:5' \
	'[0000000000000000000000000000000000000000000000000000000000fd00::2]:5'
do
	i=$((i + 1))
	check "explain-endpoint-$i" normal 1 explain proto udp from "$word" to $to
done
check explain-endpoint-to normal 1 explain proto udp from $from to fd00::2

check explain-refused flow-unknown 2 explain proto udp from $from to $to
check explain-refused-json flow-unknown 2 -j explain proto udp from $from to $to
check explain-refused-proto flow-proto 2 explain to $to proto esp from $from
check explain-refused-to flow-to 2 explain to 224.0.0.1:5 proto udp from $from
check explain-refused-old old 2 explain proto udp from $from to $to
check explain-refused-denied denied 2 explain proto udp from $from to $to
check explain-refused-userns userns 2 explain proto udp from $from to $to
check explain-refused-unloaded not-loaded 2 explain proto udp from $from to $to
