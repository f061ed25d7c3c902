#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Everything at once: many flows, routes that flap, sweeps, dumps, entries
# deleted by hand, namespaces that come and go, and the module loaded and
# unloaded amidst it all. Nothing may be left behind, and lab/run fails the
# run for anything the kernel complains of.
#
# usage: churn.sh [ROUNDS]

# shellcheck source-path=SCRIPTDIR source=../lib/scenario.sh
. "$(dirname "$(readlink -f "$0")")/../lib/scenario.sh"

ROUNDS=${1:-10}
ROUTER=

# 64 sockets of several classes, each sending every 50 ms.
flood() {
	exec ip netns exec "$(topo_ns lan1)" python3 -ESBc '
import socket, time
ports = [41641, 51820, 9993, 4242, 4500, 1194, 3478, 5000]
socks = []
for i in range(64):
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.bind(("", 42000 + i))
    s.setblocking(False)
    socks.append((s, ports[i % len(ports)]))
while True:
    for s, port in socks:
        try:
            s.sendto(b"x" * 20, ("'"$INET4"'", port))
            s.recv(2000)
        except OSError:
            pass
    time.sleep(0.05)
'
}

again_and_again() {
	while :; do
		"$@" >/dev/null 2>&1
		sleep 0.02
	done
}

flap() {
	sh -c "$(cmd_route_removed 4)"
	sleep 0.03
	sh -c "$(cmd_route_restored 4)"
	sleep 0.03
}

delete_some() {
	ip netns exec "$ROUTER" conntrack -D -p udp --orig-port-src $((42000 + RANDOM % 64))
}

namespaces() {
	local ns=churn$RANDOM

	ip netns add $ns
	ip -n $ns link add d0 type dummy
	ip -n $ns addr add 192.0.2.77/24 dev d0
	ip -n $ns link set d0 up
	ip -n $ns route add default via 192.0.2.1
	ip netns exec $ns nft -f - <<-END
		table ip nat {
			chain post {
				type nat hook postrouting priority srcnat
				masquerade
			}
		}
	END
	sleep 0.02
	ip netns del $ns
}

# Half of the flows are pinned to a WAN by their connection mark.
marks() {
	topo_batch router <<-END &&
		rule add fwmark 0x100/0x3f00 lookup 101
		rule add fwmark 0x200/0x3f00 lookup 102
		$(topo_default 4 wan1 add) table 101
		$(topo_default 4 wan2 add) table 102
	END
		ip netns exec "$ROUTER" nft -f - <<-END
		table ip marks {
			chain pre {
				type filter hook prerouting priority mangle
				iifname lan0 ct mark 0 udp sport 42000-42031 ct mark set 0x100
				iifname lan0 meta mark set ct mark
			}
		}
	END
}

commands() {
	in_router wan add wan1 mark 0x100/0x3f00 priority 1
	in_router wan add wan2 mark 0x200/0x3f00 metered on
	in_router wan down wan1 reason "churn"
	in_router class set wireguard failback drain 1s keep-port on
	in_router explain proto udp from "${HOST4[lan1]}:42001" to "$INET4:51820"
	sleep 0.03
	in_router wan up wan1
	in_router class set wireguard failback now keep-port off
	in_router wan set wan2 mark none snat none
	in_router wan del wan2
	in_router wan del wan1
}

churn() {
	local i pids=()

	flood &
	pids+=($!)
	for i in flap delete_some namespaces "in_router sweep" "in_router sweep dry-run" commands \
		"in_router -j flow show" "in_router wan" "in_router param set hold 0" \
		"in_router param set watch always" "in_router param set watch window"; do
		# shellcheck disable=SC2086	# a command and its words
		again_and_again $i &
		pids+=($!)
	done
	for ((i = 0; i < ROUNDS; i++)); do
		module_load || return
		sleep 0.$((RANDOM % 9 + 1))
		# A dump that runs holds the module for its time.
		busywait 5 module_unload 2>/dev/null || return
	done
	module_load || return
	sleep 2
	moved=$(stats_renat)
	kill "${pids[@]}"
	wait "${pids[@]}" 2>/dev/null
	module_unload
}

# Namespaces are torn down one after the other, and one with an entry that
# somebody still refers to never is. So the last one's device goes last.
namespaces_end() {
	local ns

	topo_down
	for ns in $(ip netns list | sed -n 's/^\(churn[0-9]*\).*/\1/p'); do
		ip netns del "$ns"
	done
	ip netns add canary
	ip link add canary0 type veth peer name canary1 netns canary
	ip netns del canary
	busywait 10 no_canary
}

no_canary() {
	[ ! -e /sys/class/net/canary0 ]
}

trap scenario_cleanup EXIT
moved=0
echo "KTAP version 1"
check "topology stands" topo_up snat
ROUTER=$(topo_ns router)
check "half of the flows get marks" marks
check "the module loads and unloads amidst everything" churn
check "it moved flows meanwhile" at_least "$moved" 1
diag "$moved flows moved in the last two seconds"
check "every namespace can go" namespaces_end
check_plan
