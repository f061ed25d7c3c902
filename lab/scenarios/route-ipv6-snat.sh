#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The IPv6 default route by wan1 is removed; fixed SNAT per WAN.

# shellcheck source-path=SCRIPTDIR source=../lib/scenario.sh
. "$(dirname "$(readlink -f "$0")")/../lib/scenario.sh"

prepare() {
	topo_up snat
}

traffic() {
	probe --flow "$(udp6 lan1 41641 40000)" \
		--event 10 route "$(cmd_route_removed 6)" --count 40
}

without() {
	never_recovers f0 e0
}

with() {
	recovers f0 e0 0 0
	moved f0 e0 "${WAN6[wan1]}:40000" "${WAN6[wan2]}:40000"
}

scenario "$@"
