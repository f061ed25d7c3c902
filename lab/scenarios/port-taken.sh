#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The flow's port is taken on the new WAN by another flow to the same peer;
# fixed SNAT per WAN. It moves all the same, with another port.

# shellcheck source-path=SCRIPTDIR source=../lib/scenario.sh
. "$(dirname "$(readlink -f "$0")")/../lib/scenario.sh"

prepare() {
	topo_up snat && topo_policy "${HOST4[lan2]}" wan2
}

traffic() {
	probe --flow "$(udp lan1 41641 40000)" --flow "$(udp lan2 41641 40000)" \
		--event 10 route "$(cmd_route_removed 4)" --count 40
}

without() {
	never_recovers f0 e0
	recovers f1 e0 0 0
}

with() {
	recovers f0 e0 0 0
	check "with: f0 is seen from wan2" matches "${P[f0_e0_after]}" "${WAN4[wan2]}:[0-9]+"
	check "with: f0 has another port" differs "${P[f0_e0_after]}" "${WAN4[wan2]}:40000"
	kept_counters f0
	recovers f1 e0 0 0
	moved f1 e0 "${WAN4[wan2]}:40000" "${WAN4[wan2]}:40000"
	check "with: the other port is counted" at_least "$(stats_port_changed)" 1
}

scenario "$@"
