#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Flows on the fast path of a flow table (software), at 1000 packets a second. The
# default route by wan1 is removed and comes back, then it moves by metric and back;
# fixed SNAT per WAN. They are offloaded again with their new mapping.

# shellcheck source-path=SCRIPTDIR source=../lib/scenario.sh
. "$(dirname "$(readlink -f "$0")")/../lib/scenario.sh"

prepare() {
	topo_up snat && flow_table "lan0, wan1, wan2"
}

# Devices whose packets of established flows pass no hook but the first.
flow_table() {
	topo_exec router nft -f - <<-END
		table inet fast {
			flowtable fast { hook ingress priority 0; devices = { $1 }; }
			chain forward {
				type filter hook forward priority 0;
				meta l4proto udp flow add @fast
			}
		}
	END
}

traffic() {
	local save

	save="$LIB/ct-save $(topo_ns router)"
	probe --flow "$(udp lan1 41641 40000 phase=0)" --interval 1 \
		--event 300 route "$save $SCRATCH/before -p udp; $(cmd_route_removed 4)" \
		--event 800 route "$save $SCRATCH/wan2 -p udp; $(cmd_route_restored 4)" \
		--event 1300 route "$save $SCRATCH/wan1 -p udp; $(cmd_metric 100 300)" \
		--event 1800 route "$save $SCRATCH/metric -p udp; $(cmd_metric 300 100)" \
		--count 2300
	ct_snapshot "$(topo_ns router)" -p udp >"$SCRATCH/end"
}

offloaded() {
	check "$HALF: the flow is offloaded ($1)" grep -q OFFLOAD "$SCRATCH/$1"
}

without() {
	offloaded before
	figures f0 e0
	check "without: f0 is dead until its route is back" \
		is "${P[f0_e0_lost]} ${P[f0_e2_lost]}" "${P[f0_e0_sent]} ${P[f0_e2_sent]}"
}

with() {
	local moment

	for moment in 0 1 2 3; do
		figures f0 e$moment
		check "with: few are lost by change $moment" between "${P[f0_e${moment}_lost]}" 0 2
	done
	for moment in before wan2 wan1 metric end; do
		offloaded $moment
	done
	check "with: f0 was seen from wan2" is "${P[f0_e0_after]}" "${WAN4[wan2]}:40000"
	check "with: f0 was seen from wan1 again" is "${P[f0_e1_after]}" "${WAN4[wan1]}:40000"
	check "with: f0 was seen from wan2 again" is "${P[f0_e2_after]}" "${WAN4[wan2]}:40000"
	check "with: f0 is alive at the end" is "${P[f0_tail]}" 5
}

scenario "$@"
