#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Rules on the input device, on the type of service, and on a mark that no
# connection mark keeps, lead flows to a table of their own; another flow goes
# by the main table. Its default moves to wan2 and back, then that of the others
# moves; fixed SNAT per WAN. Nothing that conntrack keeps tells these flows
# apart, so nothing but their packets can tell which of them is stale.

# shellcheck source-path=SCRIPTDIR source=../lib/scenario.sh
. "$(dirname "$(readlink -f "$0")")/../lib/scenario.sh"

LAN2_GW=10.0.1.1
LAN2_HOST=10.0.1.12

# lan2 gets a network and an input device of its own.
second_lan() {
	topo_batch router <<-END &&
		link set port2 nomaster
		link set port2 up
		addr add $LAN2_GW/24 dev port2
	END
		topo_batch lan2 <<-END
			addr flush dev eth0
			addr add $LAN2_HOST/24 dev eth0
			route add default via $LAN2_GW
		END
}

rules() {
	topo_batch router <<-END &&
		rule add iif port2 lookup 101
		rule add tos 0x10 lookup 101
		rule add fwmark 0x20 lookup 101
		$(topo_default 4 wan1 add) table 101
	END
		topo_exec router nft "add table ip marks;
			add chain ip marks pre { type filter hook prerouting priority -150; };
			add rule ip marks pre udp dport 9993 meta mark set 0x20"
}

# The bridge is a while without one of its ports.
reaches_router() {
	topo_exec lan1 ping -c 1 -W 1 "$LAN_GW4" && topo_exec lan2 ping -c 1 -W 1 $LAN2_GW
}

prepare() {
	topo_up snat && second_lan && rules && busywait 10 reaches_router
}

traffic() {
	probe --flow "$(udp lan1 41641 40000)" \
		--flow "$(udp lan2 41641 40001)" \
		--flow "$(udp lan1 41641 40002 tos=0x10)" \
		--flow "$(udp lan1 9993 40003)" \
		--event 25 route "$(cmd_route_removed 4)" \
		--event 50 route "$(cmd_route_restored 4)" \
		--event 75 route "ip -n $(topo_ns router) $(topo_default 4 wan2 add 50) table 101" \
		--count 110
}

# FLOW is seen from ADDRESS before EVENT and after it, and loses nothing.
stays() {
	figures "$1" "$2"
	check "$HALF: $1 loses nothing by $2" is "${P[$1_$2_lost]}" 0
	seen_from "$1" "$2" "$3" "$3"
}

without() {
	local flow

	never_recovers f0 e0
	for flow in 1 2 3; do
		stays f$flow e0 "${WAN4[wan1]}:4000$flow"
		stays f$flow e1 "${WAN4[wan1]}:4000$flow"
		never_recovers f$flow e2
	done
}

with() {
	local flow

	recovers f0 e0 0 0
	seen_from f0 e0 "${WAN4[wan1]}:40000" "${WAN4[wan2]}:40000"
	recovers f0 e1 0 0
	moved f0 e1 "${WAN4[wan2]}:40000" "${WAN4[wan1]}:40000"
	stays f0 e2 "${WAN4[wan1]}:40000"
	for flow in 1 2 3; do
		stays f$flow e0 "${WAN4[wan1]}:4000$flow"
		stays f$flow e1 "${WAN4[wan1]}:4000$flow"
		recovers f$flow e2 0 0
		moved f$flow e2 "${WAN4[wan1]}:4000$flow" "${WAN4[wan2]}:4000$flow"
	done
	check "with: five moves are counted" is "$(stats_renat)" 5
	check "with: none is counted as expired" is "$(stats_expire)" 0
}

scenario "$@"
