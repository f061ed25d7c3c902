#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# A LAN host's WireGuard tunnel and the default route's removal; fixed SNAT per
# WAN. The probe runs inside the tunnel.

# shellcheck source-path=SCRIPTDIR source=../lib/scenario.sh
. "$(dirname "$(readlink -f "$0")")/../lib/scenario.sh"

prepare() {
	topo_up snat && topo_wireguard lan1 0
}

traffic() {
	probe --flow "ns=$(topo_ns lan1),dst=$TUNNEL_FAR,port=7000,sport=40000" \
		--event 10 route "$(cmd_route_removed 4)" --count 70
}

endpoint() {
	sh -c "$(cmd_tunnel_endpoint)"
}

without() {
	never_recovers f0 e0
	check "without: the far end still answers to wan1" \
		matches "$(endpoint)" "${WAN4[wan1]}:[0-9]+"
}

with() {
	recovers f0 e0 0 0
	check "with: the far end answers to wan2" \
		matches "$(endpoint)" "${WAN4[wan2]}:[0-9]+"
}

scenario "$@"
