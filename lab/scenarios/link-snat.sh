#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# wan1's link goes down; fixed SNAT per WAN.

# shellcheck source-path=SCRIPTDIR source=../lib/scenario.sh
. "$(dirname "$(readlink -f "$0")")/../lib/scenario.sh"

prepare() {
	topo_up snat
}

traffic() {
	probe --flow "$(udp lan1 41641 40000)" \
		--event 10 link "$(cmd_link_down)" --count 40
}

without() {
	never_recovers f0 e0
	check "without: the second provider dropped all of it" \
		is "$(topo_foreign 2 ip)" "${P[f0_e0_lost]}"
}

with() {
	recovers f0 e0 0 1
	moved f0 e0 "${WAN4[wan1]}:40000" "${WAN4[wan2]}:40000"
}

scenario "$@"
