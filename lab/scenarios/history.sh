#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What an admin is told afterwards: a link goes down and comes back, and a route goes.
# Each is one failover with its cause, in the status and in the kernel's log. Without the
# module, flows hang while their mapping is that of the dead WAN.

# shellcheck source-path=SCRIPTDIR source=../lib/scenario.sh
. "$(dirname "$(readlink -f "$0")")/../lib/scenario.sh"

prepare() {
	topo_up snat
}

cmd_link_back() {
	cmd_batch "link set wan1 up" "$(topo_default 4 wan1 add)"
}

traffic() {
	probe --flow "$(udp lan1 41641 40000)" --flow "$(udp lan2 41641 40000)" \
		--interval 200 --event 10 link "$(cmd_link_down)" \
		--event 40 route "$(cmd_link_back)" \
		--event 70 route "$(cmd_route_removed 4)" --count 100
	sleep 3
}

without() {
	check "without: both flows hang, twice" \
		is "${P[f0_e0_lost]} ${P[f1_e0_lost]} ${P[f0_e2_lost]} ${P[f1_e2_lost]}" "30 30 30 30"
}

with() {
	check "with: both flows lose nothing" is "${P[f0_lost]} ${P[f1_lost]}" "0 0"
	in_router -j status >"$SCRATCH/status"
	check "with: three failovers, the last one first" \
		is "$(json '[(f["from"], f["to"], f["cause"], f["renat"], f["expire"]) \
			for f in j["failover"]]' <"$SCRATCH/status")" \
		"[('wan1', 'wan2', 'route', 2, 0), ('wan2', 'wan1', 'link', 2, 0), ('wan1', 'wan2', 'link', 2, 0)]"
	check "with: the first of them some 20 s ago" between \
		"$(json 'j["failover"][2]["ago"]' <"$SCRATCH/status")" 18000 25000
	check "with: the log has them" is "$(dmesg |
		sed -n 's/.*nf_rehome: failover \(.*\): moved 2, expired 0, .*/\1/p' | tr '\n' ',')" \
		"wan1 -> wan2 by link,wan2 -> wan1 by link,wan1 -> wan2 by route,"
}

scenario "$@"
