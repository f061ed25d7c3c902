#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The default route by wan1 is removed, its link stays up; fixed SNAT per WAN.
# One flow's next packet comes at once, the other's 50 ms later.

# shellcheck source-path=SCRIPTDIR source=../lib/scenario.sh
. "$(dirname "$(readlink -f "$0")")/../lib/scenario.sh"

prepare() {
	topo_up snat
}

traffic() {
	probe --flow "$(udp lan1 41641 40000 phase=50)" \
		--flow "$(udp lan2 9993 40001 phase=0)" \
		--event 10 first "$(cmd_route_removed 4)" --count 40
}

without() {
	never_recovers f0 e0
	never_recovers f1 e0
}

with() {
	recovers f0 e0 0 0
	recovers f1 e0 0 1
	check "with: f1 loses nothing sent after the pass" is "${P[f1_e0_lost_late]}" 0
	seen_from f0 e0 "${WAN4[wan1]}:40000" "${WAN4[wan2]}:40000"
	seen_from f1 e0 "${WAN4[wan1]}:40001" "${WAN4[wan2]}:40001"
}

scenario "$@"
