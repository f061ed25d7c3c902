# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0
#
# Tests of what tells the flows of a class, and of classes that are added; sourced by
# run.

check class-own own 0 class
check class-own-json own 0 -j class show
check class-add own 0 class add tinc
check class-add-json own 0 -j class add tinc port 655
check class-add-all own 0 class add tinc proto udp port 655,7000-7010 \
	signature stun sport 1024-65535,9 dport 53 from 10.0.0.0/8,2001:db8::/32 \
	to 192.0.2.1,2001:db8::1/128 mark 0x100/0xff00 before quic action keep \
	failback drain 5m keep-port on reset off
check class-add-order own 0 class add tinc before quic to ::/0 port 1
check class-add-prefix own 0 c a tinc po 5 pr tcp si ike sp 5 dp 5 fr :: t :: \
	m 1/1 b other
check class-add-longest own 0 class add a-class-of-thirty-one-letters-x
check class-add-keyword own 0 class add port port 5
check class-match-set own 0 class set tinc port 5 before quic mark none
check class-match-set-all own 0 class set tinc proto tcp signature none \
	sport 5 dport 6,7 from 0.0.0.0/0 to ::1 mark 0/0xffffffff
check class-match-edges own 0 class add x port 1-65535,65535,1,00080

n=0
# Ports, one that is wrong whatever list it is in.
for bad in 0 65536 70000 -1 1- 1-0 5-4 1-65536 1--2 1-2-3 ',' '1,' ,1 1,,2 ' 1' '1 ,2' \
	0x5 http 4294967297 99999999999999999999999 1.5 '' '1-2,' +1; do
	n=$((n + 1))
	check "class-port-$n" own 1 class add x port "$bad"
done
check class-port-where own 1 class add x port 1,2,0
check class-sport own 1 class add x sport 5-4
check class-dport own 1 class set x dport 1,0
check class-port-long own 1 class add x port \
	1111111111111111111111111111111111111111111111111111111111111111111111

# Prefixes, the same way.
for bad in 10.0.0.0/33 ::/129 10.0.0.0/ / 10.0.0/8 10.0.0.0/-1 10.0.0.0/0x8 \
	10.0.0.0/8/8 any '' ',' '::,' 10.0.0.0/8,,::/0 ' ::' fe80::1%eth0 '[::1]' \
	10.0.0.0-10.0.0.9 10.0.0.0/255.0.0.0 localhost; do
	n=$((n + 1))
	check "class-prefix-$n" own 1 class add x from "$bad"
done
check class-to own 1 class set x to 10.0.0.0/8,10.0.0.0/99
check class-prefix-long own 1 class add x from \
	1111:1111:1111:1111:1111:1111:1111:1111:1111:1111:1111:1111:1111:1111/5

# All else.
check class-proto own 1 class add x proto icmp
check class-proto-number own 1 class add x proto 17
check class-proto-short own 1 class add x proto ud
check class-signature own 1 class add x signature stu
check class-mark-no-mask own 1 class add x mark 5
check class-mark-none own 1 class add x mark none
check class-mark-word own 1 class set x mark a/b
check class-before-empty own 1 class add x before ''
check class-before-long own 1 class add x before a-class-of-thirty-two-letters-xy
for key in proto port signature sport dport from to mark before; do
	check "class-no-value-$key" own 1 class add x $key
done
check class-twice-port own 1 class add x port 5 port 6
check class-twice-from own 1 class add x from :: port 6 fr ::
check class-twice-before own 1 class set x before a before b
check class-add-none own 1 class add
check class-add-empty own 1 class add ''
check class-add-long own 1 class add a-class-of-thirty-two-letters-xy
check class-add-unknown own 1 class add x frob 5
check class-add-active own 1 class add x active on
check class-add-ambiguous own 1 class add x s 5

check class-add-refused class-known 2 class add tinc port 5
check class-add-refused-json class-known 2 -j class add tinc
check class-add-full class-full 2 class add tinc
check class-add-refused-port class-port 2 class add tinc proto udp port 5,6-7
check class-add-refused-before class-before 2 class add tinc port 5 before nonesuch
check class-set-refused-from class-own 2 class set wireguard action keep from ::/0
check class-add-old old 2 class add tinc
check class-add-denied denied 2 class add tinc
check class-add-unloaded not-loaded 2 class add tinc

# A request longer than the usual one.
check class-add-many own 0 class add x port "$(seq -s , 1 200)"

completes class-add class a
completes class-add-name class add wir
completes class-add-key class add x s
completes class-proto class add x proto ''
completes class-signature class add x signature o
completes class-before class add x before wi
completes class-port class add x port 5
completes save sa
completes save-surplus save ''
completes load lo
completes load-file load /dev/nul
completes load-surplus load /dev/null ''
completes batch -f /dev/nul
completes batch-command -f /dev/null wa
completes force --fo
