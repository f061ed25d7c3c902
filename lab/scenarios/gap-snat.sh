#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# No default route at all for 3 s, then one by the second WAN; fixed SNAT per
# WAN. In the gap nothing may be expired.

# shellcheck source-path=SCRIPTDIR source=../lib/scenario.sh
. "$(dirname "$(readlink -f "$0")")/../lib/scenario.sh"

prepare() {
	topo_up snat && topo_single_wan
}

traffic() {
	local save

	save="$LIB/ct-save $(topo_ns router)"
	probe --flow "$(udp lan1 41641 40000)" \
		--event 10 route "$save $SCRATCH/before -p udp; $(cmd_route_removed 4)" \
		--event 40 route "$save $SCRATCH/after -p udp; $(cmd_second_wan 4)" --count 70
}

# The flow's id before and at the end of the gap.
same_entry() {
	local id

	id=$(ct_file_id "$SCRATCH/before")
	check "$HALF: there is one entry before the gap" matches "$id" "[0-9]+"
	check "$HALF: it is the same one at its end" is "$(ct_file_id "$SCRATCH/after")" "$id"
}

without() {
	same_entry
	never_recovers f0 e1
}

with() {
	same_entry
	recovers f0 e1 0 0
	moved f0 e1 "${WAN4[wan1]}:40000" "${WAN4[wan2]}:40000"
}

scenario "$@"
