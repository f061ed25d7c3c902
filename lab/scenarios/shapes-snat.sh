#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Packets of every shape: fragments, super-packets, extension headers, no checksum.
# The default routes by wan1 are removed and come back; fixed SNAT per WAN.

# shellcheck source-path=SCRIPTDIR source=../lib/scenario.sh
. "$(dirname "$(readlink -f "$0")")/../lib/scenario.sh"
# shellcheck source-path=SCRIPTDIR source=../lib/shapes.sh
. "$LIB/shapes.sh"

prepare() {
	topo_up snat && shapes_merge
}

traffic() {
	shapes_traffic
}

without() {
	local i

	for i in "${!SHAPES[@]}"; do
		check "without: ${SHAPES[i]}: the flow is lost until its route is back" \
			is "${P[f${i}_e0_lost]} ${P[f${i}_e1_lost]}" "${P[f${i}_e0_sent]} 0"
	done
	shapes_merged f1
	shapes_merged f2
	shapes_merged f5
}

with() {
	shapes_lose 0
	shapes_wans
	kept_counters f3
	kept_counters f6
	shapes_merged f1
	shapes_merged f2
	shapes_merged f5
}

scenario "$@"
