#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The metric of wan1's default route is raised above wan2's and later lowered
# again, failover and failback with both links up; fixed SNAT per WAN.

# shellcheck source-path=SCRIPTDIR source=../lib/scenario.sh
. "$(dirname "$(readlink -f "$0")")/../lib/scenario.sh"

prepare() {
	topo_up snat
}

traffic() {
	probe --flow "$(udp lan1 41641 40000)" \
		--event 10 route "$(cmd_metric 100 300)" \
		--event 40 route "$(cmd_metric 300 100)" --count 70
}

without() {
	never_recovers f0 e0
	figures f0 e1
	check "without: f0 is back on its own WAN after failback" is "${P[f0_e1_lost]}" 0
}

with() {
	recovers f0 e0 0 0
	moved f0 e0 "${WAN4[wan1]}:40000" "${WAN4[wan2]}:40000"
	recovers f0 e1 0 0
	moved f0 e1 "${WAN4[wan2]}:40000" "${WAN4[wan1]}:40000"
}

scenario "$@"
