#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The hooks, with programs that only write down how they were called, and the clock of the
# machine. lab/scenarios/hooks-dns.sh has the real ones. Prints TAP.
#
# usage: packaging/hooks/test.sh

set -u

HERE=$(cd "$(dirname "$(readlink -f "$0")")" && pwd)
WORK=$(mktemp -d)
export WORK
pids=''
# shellcheck disable=SC2086	# a list of numbers
trap '[ -z "$pids" ] || kill $pids 2>/dev/null; rm -rf "$WORK"' EXIT
mkdir "$WORK/bin" "$WORK/conf"
export PATH="$WORK/bin:$PATH" REHOME_HOOKS_RUN=$WORK/run WIREGUARD_DIR=$WORK/conf
for name in $(compgen -e REHOME_); do
	[ "$name" = REHOME_HOOKS_RUN ] || unset "$name"
done
count=0 failed=0

# check TEXT COMMAND...: one result, and why if it fails
check()
{
	local text=$1

	shift
	count=$((count + 1))
	if "$@" >"$WORK/said" 2>&1; then
		echo "ok $count - $text"
		return
	fi
	failed=$((failed + 1))
	echo "not ok $count - $text"
	sed 's/^/# /' "$WORK/said"
}

# pretend NAME [LINE...]: a program that writes down its arguments
pretend()
{
	local name=$1

	shift
	printf '%s\n' '#!/bin/sh' "echo $name \"\$*\" >>\"\$WORK/calls\"" "$@" >"$WORK/bin/$name"
	chmod +x "$WORK/bin/$name"
}

# run HOOK NAME=VALUE...: as the tool runs it, with nothing on record before
run()
{
	local hook=$1

	shift
	: >"$WORK/calls"
	env "$@" "$HERE/$hook" </dev/null
}

# Each may flush at once.
forget()
{
	REHOME_HOOKS_RUN=$WORK/run.$count
}

# calls LINE...: these programs were called, in this order, and no others
calls()
{
	local end=$((SECONDS + 20))

	until [ "$(cat "$WORK/calls")" = "$(printf '%s\n' "$@")" ] || ((SECONDS > end)); do
		sleep 0.1
	done
	diff <(printf '%s\n' "$@") "$WORK/calls"
}

none()
{
	sleep 1
	diff /dev/null "$WORK/calls"
}

SERVING=(REHOME_EVENT=serving REHOME_FAMILY=inet REHOME_OLD=wan1 REHOME_NEW=wan2)
FAILOVER=(REHOME_EVENT=failover REHOME_OLD=wan1 REHOME_NEW=)

pretend logger
run 10-log "${SERVING[@]}" REHOME_REASON=health REHOME_BY=mwan3 REHOME_HEALTH='3 of 5 lost' \
	REHOME_COLLAPSED=0
check "log: who told it" calls \
	"logger -t rehome -p daemon.notice -- inet: wan2 serves instead of wan1 (health by mwan3: 3 of 5 lost)"
run 10-log REHOME_EVENT=serving REHOME_FAMILY=inet6 REHOME_OLD=wan1 REHOME_NEW= \
	REHOME_REASON=link REHOME_COLLAPSED=2
check "log: none serves" calls \
	"logger -t rehome -p daemon.notice -- inet6: no WAN serves instead of wan1 (link), and 2 before it"
run 10-log "${FAILOVER[@]}" REHOME_CAUSE=route REHOME_MOVED=12 REHOME_EXPIRED=1
check "log: a failover that is done" calls \
	"logger -t rehome -p daemon.notice -- failover wan1 -> * by route done: moved 12, expired 1"
run 10-log REHOME_EVENT=other
check "log: nothing else" none

pretend unbound-control
run 20-unbound "${FAILOVER[@]}"
check "unbound: not when a failover is done" none
run 20-unbound REHOME_EVENT=serving REHOME_OLD=wan1 REHOME_NEW=
check "unbound: not when none serves" none
run 20-unbound "${SERVING[@]}"
check "unbound: servers, queries that wait, and failures are forgotten" calls \
	"unbound-control -q flush_infra all" "unbound-control -q flush_requestlist" \
	"unbound-control -q flush_negative"

pretend resolvectl
run 20-resolved "${SERVING[@]}"
check "resolved: cache and features, while another hook's time runs" calls \
	"resolvectl flush-caches" "resolvectl reset-server-features"

# A process of that name: daemon NAME FILE; its process id is in FILE once it can be told.
daemon()
{
	printf '%s\n' '#!/bin/sh' "trap 'echo hup $1 >>\"\$WORK/calls\"' HUP" \
		"echo \$\$ >'$2'" 'while :; do sleep 0.1; done' >"$WORK/bin/$1"
	chmod +x "$WORK/bin/$1"
	# As in a service: what nohup ignores, no shell can trap.
	env --default-signal=HUP "$WORK/bin/$1" &
	pids+=" $!"
	until [ -s "$2" ]; do
		sleep 0.1
	done
}

daemon dnsmasq "$WORK/pid"
daemon another "$WORK/reused"
run 20-dnsmasq "${SERVING[@]}" DNSMASQ_PID="$WORK/pid"
check "dnsmasq: SIGHUP" calls "hup dnsmasq"
run 20-dnsmasq "${SERVING[@]}" DNSMASQ_PID="$WORK/reused"
check "dnsmasq: not to another process of its number" none

cat >"$WORK/conf/wg0.conf" <<-'END'
	# PublicKey = comment
	[Interface]
	PrivateKey = secret=
	[Peer]
	PublicKey = named=	# the office
	Endpoint = vpn.example.net:51820
	[Peer]
	PublicKey = four=
	Endpoint = 192.0.2.9:51820
	[Peer]
	Endpoint = [2001:db8::9]:51820
	PublicKey = six=
	[Peer]
	PublicKey = roams=
	[peer]
	endpoint=other.example.net:443
	publickey=lower=
END
printf '[Peer]\nPublicKey = gone=\nEndpoint = gone.example.net:1\n[Peer]\n%s\n%s\n' \
	'PublicKey = there=' 'Endpoint = there.example.net:2' >"$WORK/conf/wg2.conf"
printf '[Peer]\nPublicKey = down=\nEndpoint = down.example.net:1\n' >"$WORK/conf/down.conf"
# shellcheck disable=SC2016	# expanded by that program
pretend wg '[ "$1" != show ] || echo wg0 wg1 wg2' '[ "$4" != gone= ]'
run 30-wireguard "${SERVING[@]}"
check "wireguard: names of peers of interfaces that are up, and no addresses" calls \
	"wg show interfaces" \
	"wg set wg0 peer named= endpoint vpn.example.net:51820" \
	"wg set wg0 peer lower= endpoint other.example.net:443" \
	"wg set wg2 peer gone= endpoint gone.example.net:1" \
	"wg set wg2 peer there= endpoint there.example.net:2"

# Fifty changes; each flush is written down with its time.
# shellcheck disable=SC2016	# expanded by that program
pretend unbound-control 'case $* in *infra*) cut -d " " -f 1 /proc/uptime >>"$WORK/flushes" ;; esac'
forget
: >"$WORK/flushes"
begun=$(cut -d ' ' -f 1 /proc/uptime)
for ((i = 0; i < 50; i++)); do
	run 20-unbound "${SERVING[@]}"
	sleep 0.25
done
last=$(cut -d ' ' -f 1 /proc/uptime)
sleep 14

apart()
{
	cat "$WORK/flushes"
	awk 'NR > 1 && $1 - was < 10 { bad = 1 } { was = $1 } END { exit bad || NR < 2 }' \
		"$WORK/flushes"
}

# One at once, one each 10 s, and one behind the last change.
so_often()
{
	awk -v begun="$begun" -v last="$last" '
		END { print NR " flushes in " last - begun " s"
		      exit NR > (last - begun) / 10 + 2 }' "$WORK/flushes"
}

behind_the_last()
{
	awk -v last="$last" '{ at = $1 } END { exit at < last - 0.3 }' "$WORK/flushes"
}

check "fifty changes flush at most once in 10 s" apart
check "and no more often than that" so_often
check "and once behind the last one" behind_the_last

# What hangs is ended, and holds up nobody.
pretend unbound-control 'exec sleep 1000'
forget
begun=$SECONDS
run 20-unbound "${SERVING[@]}" 2>"$WORK/errors"
check "a hook does not wait for its program" test $((SECONDS - begun)) -lt 5
sleep 12
check "what hangs is ended, and that is said" grep -q '^20-unbound: failed: ' "$WORK/errors"

echo "1..$count"
echo "$((count - failed)) passed, $failed failed"
[ "$failed" = 0 ]
