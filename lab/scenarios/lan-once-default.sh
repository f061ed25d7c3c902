#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# A LAN device that had a default route for a while, by mistake: it counts as a
# WAN that is down from then on, and yet the flows behind it must move.

# shellcheck source-path=SCRIPTDIR source=../lib/scenario.sh
. "$(dirname "$(readlink -f "$0")")/../lib/scenario.sh"

prepare() {
	topo_up snat
}

lan_state() {
	is "$(in_router -j wan show |
		json '"".join(w["state"] for w in j if w["ifname"] == "lan0")')" "$1"
}

traffic() {
	local route="default via ${HOST4[lan1]} dev lan0 metric 900"

	topo_batch router <<<"route add $route"
	[ "$HALF" = without ] ||
		check "with: the LAN device is a WAN that is up" busywait 5 lan_state up
	topo_batch router <<<"route del $route"
	[ "$HALF" = without ] ||
		check "with: then it is one that is down" busywait 5 lan_state down
	probe --flow "$(udp lan1 41641 40000)" \
		--event 10 route "$(cmd_route_removed 4)" --count 30
}

without() {
	never_recovers f0 e0
}

with() {
	recovers f0 e0 0 0
	moved f0 e0 "${WAN4[wan1]}:40000" "${WAN4[wan2]}:40000"
}

scenario "$@"
