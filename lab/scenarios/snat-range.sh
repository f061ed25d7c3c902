#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The default route by wan1 is removed; fixed SNAT per WAN with a port range.
# The new mapping has the new WAN's address and a port of the range that its rule gives:
# which ports that allows is the rule set's to know, so the old one is not forced.

# shellcheck source-path=SCRIPTDIR source=../lib/scenario.sh
. "$(dirname "$(readlink -f "$0")")/../lib/scenario.sh"

prepare() {
	topo_up snat-range
}

traffic() {
	probe --flow "$(udp lan1 41641 40000)" \
		--event 10 route "$(cmd_route_removed 4)" --count 40
}

without() {
	never_recovers f0 e0
}

with() {
	recovers f0 e0 0 0
	check "with: f0 was seen from wan1's range" matches "${P[f0_e0_before]}" "${WAN4[wan1]}:20[0-9]{3}"
	check "with: f0 is seen from wan2's range" matches "${P[f0_e0_after]}" "${WAN4[wan2]}:20[0-9]{3}"
	kept_counters f0
}

scenario "$@"
