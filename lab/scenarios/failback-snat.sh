#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The route by wan1 comes back after an outage during which a flow began on
# wan2; fixed SNAT per WAN. Failback strands a flow just as failover does.

# shellcheck source-path=SCRIPTDIR source=../lib/scenario.sh
. "$(dirname "$(readlink -f "$0")")/../lib/scenario.sh"

prepare() {
	topo_up snat && sh -c "$(cmd_route_removed 4)"
}

traffic() {
	probe --flow "$(udp lan1 41641 40000)" \
		--event 10 route "$(cmd_route_restored 4)" --count 40
}

without() {
	never_recovers f0 e0
}

with() {
	recovers f0 e0 0 0
	moved f0 e0 "${WAN4[wan2]}:40000" "${WAN4[wan1]}:40000"
}

scenario "$@"
