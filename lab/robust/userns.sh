#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What an unprivileged user can make of it: a user namespace of his own, with a
# network namespace that has a router's rules: NAT chains that drop, queue to nobody,
# set expectations, duplicate and count. By default the module is inactive there; with
# userns=1 it moves his flows as well. Neither may draw a report of the kernel.

# shellcheck source-path=SCRIPTDIR source=../lib/scenario.sh
. "$(dirname "$(readlink -f "$0")")/../lib/scenario.sh"

# The router is the user's own namespace, and the rest hangs on it.
inner() {
	cat <<-'END'
		node() {
			unshare -n sleep 120 &
			sleep 0.5
			eval "$1=$!"
		}
		in_node() {
			nsenter -t "$1" -n --preserve-credentials "${@:2}"
		}
		node lan; node far1; node far2
		wire() {
			ip link add $1 type veth peer name eth0 netns $2 && ip link set $1 up &&
				ip addr add $3/24 dev $1 && in_node $2 ip link set lo up &&
				in_node $2 ip addr add $4/24 dev eth0 && in_node $2 ip link set eth0 up
		}
		ip link set lo up
		wire lan0 $lan 10.0.0.1 10.0.0.2
		wire wan1 $far1 192.0.2.2 192.0.2.1
		wire wan2 $far2 198.51.100.2 198.51.100.1
		in_node $lan ip route add default via 10.0.0.1
		for far in $far1 $far2; do
			in_node $far ip addr add 203.0.113.1/32 dev lo
			in_node $far python3 -ESBc '
		import socket, sys
		s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
		s.bind(("203.0.113.1", 5000))
		while True:
		    data, peer = s.recvfrom(100)
		    try:
		        s.sendto(peer[0].encode(), peer)
		    except OSError:
		        pass
		' &
		done
		echo 1 >/proc/sys/net/ipv4/ip_forward
		ip route add default via 192.0.2.1 dev wan1 metric 10
		ip route add default via 198.51.100.1 dev wan2 metric 20
		nft -f - <<-'RULES' || exit 2
			table ip nat {
				ct expectation more { protocol udp; dport 5555; timeout 1s; size 12; l3proto ip; }
				chain post {
					type nat hook postrouting priority 100;
					oifname wan1 snat to 192.0.2.2
					oifname wan2 udp sport 40001 drop
					oifname wan2 udp sport 40002 queue num 8
					oifname wan2 udp sport 40003 ct expectation set "more"
					oifname wan2 udp sport 40004 dup to 198.51.100.1 device wan2
					oifname wan2 udp sport 40005 ct count over 0 drop
					oifname wan2 snat to 198.51.100.2
				}
			}
		RULES
		sleep 2
		in_node $lan python3 -ESBc '
		import socket, subprocess, sys, time
		socks = []
		for port in range(40000, 40006):
		    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
		    s.bind(("", port))
		    s.settimeout(0.2)
		    s.connect(("203.0.113.1", 5000))
		    socks.append(s)
		def ask(s):
		    try:
		        s.send(b"x")
		        return s.recv(100).decode()
		    except OSError:
		        return "none"
		for turn in range(12):
		    said = [ask(s) for s in socks]
		    if turn == 0:
		        print("begin", *said, flush=True)
		    if turn == 3:
		        print("moves", flush=True)
		        time.sleep(1)
		print("end", *said, flush=True)
		' | while read -r line; do
			[ "$line" != moves ] || ip route del default via 192.0.2.1 dev wan1 metric 10
			echo "$line"
		done
		/tmp/rehome -j status 2>&1
		/tmp/rehome param set hold 5 2>&1 && echo accepted
		for n in {1..65}; do
			/tmp/rehome class add own$n port $n 2>&1 || echo "of $n classes"
		done
		kill $(jobs -p) 2>/dev/null
	END
}

as_nobody() {
	inner >/tmp/inner
	# Where that user finds it.
	cp "$(command -v rehome)" /tmp/rehome
	chmod 755 /tmp/inner /tmp/rehome
	timeout 100 setpriv --reuid=65534 --regid=65534 --clear-groups \
		unshare -Urn bash /tmp/inner >"$SCRATCH/said" 2>&1
	diag "$(<"$SCRATCH/said")"
}

said() {
	sed -n "s/^$1 //p" "$SCRATCH/said"
}

trap scenario_cleanup EXIT
echo "KTAP version 1"
W1=192.0.2.2 W2=198.51.100.2
all1="$W1 $W1 $W1 $W1 $W1 $W1"
none="none none none none none none"
check "the module is absent" module_absent
as_nobody
check "without: the user's flows are answered" is "$(said begin)" "$all1"
check "without: none is after the failover" is "$(said end)" "$none"
check "the module loads" module_load
as_nobody
check "inactive: the user's flows are answered" is "$(said begin)" "$all1"
check "inactive: none is after the failover" is "$(said end)" "$none"
check "inactive: the tool shows that" grep -q '"active":false' "$SCRATCH/said"
check "inactive: nothing can be set" grep -q "^rehome: .*parameter userns" "$SCRATCH/said"
check "the module unloads" module_unload
check "the module loads for everybody" insmod "$REHOME_KO" userns=1
as_nobody
check "userns=1: the user's flows are answered" is "$(said begin)" "$all1"
check "userns=1: they move where the rules translate them" is "$(said end)" \
	"$W2 none none $W2 $W2 none"
check "userns=1: the tool shows that" grep -q '"active":true' "$SCRATCH/said"
check "userns=1: the user may set his parameters" grep -q "^accepted" "$SCRATCH/said"
check "userns=1: he may add so many classes, and no more" \
	is "$(grep -A 1 "too many classes" "$SCRATCH/said" | paste -sd ' ')" \
	"rehome: class add own65: too many classes of 65 classes"
# The namespaces end behind the last process.
check "the module unloads while they end" busywait 5 module_unload
check_plan
