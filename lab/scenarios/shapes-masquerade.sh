#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Packets of every shape: fragments, super-packets, extension headers, no checksum.
# The default routes by wan1 are removed and come back; MASQUERADE, which by itself
# loses a packet, or a super-packet, each time.

# shellcheck source-path=SCRIPTDIR source=../lib/scenario.sh
. "$(dirname "$(readlink -f "$0")")/../lib/scenario.sh"
# shellcheck source-path=SCRIPTDIR source=../lib/shapes.sh
. "$LIB/shapes.sh"

prepare() {
	topo_up masquerade && shapes_merge
}

traffic() {
	shapes_traffic
}

without() {
	local i

	shapes_lose 10
	for i in "${!SHAPES[@]}"; do
		check "without: ${SHAPES[i]}: each change loses some" \
			is "$((${P[f${i}_e0_lost]} > 0 && ${P[f${i}_e1_lost]} > 0))" 1
	done
}

with() {
	shapes_lose 0
	shapes_wans
	kept_counters f3
	kept_counters f6
}

scenario "$@"
