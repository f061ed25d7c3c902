#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The default route by wan1 is removed, its link stays up; fixed SNAT per WAN.
# One flow's next packet comes at once, the other's 50 ms later; they are of
# different classes.

# shellcheck source-path=SCRIPTDIR source=../lib/scenario.sh
. "$(dirname "$(readlink -f "$0")")/../lib/scenario.sh"

# The first packet of each flow marks its entry, until the change.
prepare() {
	topo_up snat &&
		topo_exec router nft "add table ip marks;
			add chain ip marks pre { type filter hook prerouting priority -140; };
			add rule ip marks pre ct state new ct mark set 66"
}

traffic() {
	probe --flow "$(udp lan1 41641 40000 phase=50)" \
		--flow "$(udp lan2 9993 40001 phase=0)" \
		--event 25 route "ip netns exec $(topo_ns router) nft flush table ip marks;
			$(cmd_route_removed 4)" --count 85
}

without() {
	never_recovers f0 e0
	never_recovers f1 e0
	check "without: the second provider dropped every packet" \
		at_least "$(topo_foreign 2 ip)" 120
}

with() {
	recovers f0 e0 0 0
	recovers f1 e0 0 1
	check "with: f1 loses nothing sent 20 ms after the change" is "${P[f1_e0_lost_late]}" 0
	moved f0 e0 "${WAN4[wan1]}:40000" "${WAN4[wan2]}:40000"
	moved f1 e0 "${WAN4[wan1]}:40001" "${WAN4[wan2]}:40001"
	check "with: f0's entry keeps its mark and is assured" \
		matches "$(flow_entry f0 | tail -n 1)" ".* \[ASSURED\] .*mark=66 .*"
	check "with: two flows are counted as moved" is "$(stats_renat)" 2
	check "with: none is counted as expired" is "$(stats_expire)" 0
}

scenario "$@"
