#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The WANs are bridges with a port each, and flows take the fast path of a flow table
# (software), which writes the bridge's address itself and so does not look at routes
# again. The provider of wan1 fails, its default route is removed, and both come back,
# at 1000 packets a second; fixed SNAT per WAN. Made to take the slow path, the flow
# is moved.

# shellcheck source-path=SCRIPTDIR source=../lib/scenario.sh
. "$(dirname "$(readlink -f "$0")")/../lib/scenario.sh"

# wan1 and wan2 become bridges above the devices of that name.
bridges() {
	local n

	for n in 1 2; do
		topo_batch router <<-END || return
			link set wan$n down
			link set wan$n name eth$n
			link add wan$n type bridge
			link set eth$n master wan$n up
			link set wan$n up
			addr flush dev eth$n
			addr add ${WAN4[wan$n]}/24 dev wan$n
			addr add ${WAN6[wan$n]}/64 dev wan$n nodad
			$(topo_default 4 wan$n replace)
			$(topo_default 6 wan$n replace)
		END
	done
	topo_exec router nft -f - <<-END &&
		table inet fast {
			flowtable fast { hook ingress priority 0; devices = { port1, port2, eth1, eth2 }; }
			chain forward {
				type filter hook forward priority 0;
				meta l4proto udp flow add @fast
			}
		}
	END
		busywait 10 reachable
}

reachable() {
	topo_exec router ping -c 1 -W 1 "${GW4[wan1]}" && topo_exec router ping -c 1 -W 1 "${GW4[wan2]}"
}

prepare() {
	topo_up snat && bridges
}

traffic() {
	local save guard

	guard="ip netns exec $(topo_ns isp1) nft"
	save="$LIB/ct-save $(topo_ns router)"
	probe --flow "$(udp lan1 41641 40000 phase=0)" --interval 1 \
		--event 300 route "$save $SCRATCH/before -p udp;
			$guard flush set ip guard customer; $(cmd_route_removed 4)" \
		--event 3300 route "$save $SCRATCH/wan2 -p udp;
			$guard add element ip guard customer '{ ${WAN4[wan1]} }'; $(cmd_route_restored 4)" \
		--count 6300
	ct_snapshot "$(topo_ns router)" -p udp >"$SCRATCH/end"
}

offloaded() {
	check "$HALF: the flow is offloaded ($1)" grep -q OFFLOAD "$SCRATCH/$1"
}

without() {
	offloaded before
	figures f0 e0
	figures f0 e1
	check "without: f0 is dead until its provider is back" \
		is "${P[f0_e0_lost]} ${P[f0_e1_lost]}" "${P[f0_e0_sent]} 0"
}

with() {
	local moment

	for moment in before wan2 end; do
		offloaded $moment
	done
	figures f0 e0
	figures f0 e1
	check "with: few are lost by the change" between "${P[f0_e0_lost]}" 0 20
	check "with: few are lost by the way back" between "${P[f0_e1_lost]}" 0 20
	seen_from f0 e0 "${WAN4[wan1]}:40000" "${WAN4[wan2]}:40000"
	seen_from f0 e1 "${WAN4[wan2]}:40000" "${WAN4[wan1]}:40000"
	check "with: f0 is alive at the end" is "${P[f0_tail]}" 5
}

scenario "$@"
