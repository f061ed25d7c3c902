#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The module is loaded amidst flows, so it saw none of them begin; then the
# default route by wan1 is removed; fixed SNAT per WAN. Those that their ports
# tell are moved all the same, also with the index switched off in between.

# shellcheck source-path=SCRIPTDIR source=../lib/scenario.sh
. "$(dirname "$(readlink -f "$0")")/../lib/scenario.sh"

prepare() {
	topo_up snat
}

reload() {
	[ "$HALF" = without ] || echo "rmmod $MODULE; insmod $REHOME_KO; sleep 0.3"
}

index_off() {
	[ "$HALF" = without ] ||
		echo "rehome -n $(topo_ns router) -j stats >$SCRATCH/on;
			rehome -n $(topo_ns router) param set index off; sleep 0.3;
			rehome -n $(topo_ns router) -j stats >$SCRATCH/off;"
}

traffic() {
	probe --flow "$(udp lan1 41641 40000)" \
		--flow "$(udp lan2 9993 40001)" \
		--flow "$(udp lan2 50111 34567 phase=50,shape=tailscale)" \
		--event 10 exit "$(reload)" \
		--event 25 route "$(cmd_route_removed 4)" \
		--event 60 exit "$(index_off) $(cmd_route_restored 4); sleep 0.1" \
		--count 90
}

without() {
	never_recovers_from f0 e1
	never_recovers_from f1 e1
}

# Until the route is back: never_recovers_from FLOW EVENT
never_recovers_from() {
	figures "$1" "$2"
	check "$HALF: $1 never recovers" is "${P[$1_$2_lost]}" "${P[$1_$2_sent]}"
}

index() {
	json "j.get('index', {}).get('$2', 'none')" <"$SCRATCH/$1"
}

with() {
	local flow

	for flow in 0 1; do
		recovers f$flow e1 0 0
		recovers f$flow e2 0 0
		seen_from f$flow e1 "${WAN4[wan1]}:4000$flow" "${WAN4[wan2]}:4000$flow"
		seen_from f$flow e2 "${WAN4[wan2]}:4000$flow" "${WAN4[wan1]}:4000$flow"
		kept_counters f$flow
	done
	never_recovers_from f2 e1
	check "with: both were adopted" is "$(index on adopted)" 2
	check "with: none was observed" is "$(index on observed)" 0
	check "with: without the index there is none" is "$(index off flows)" none
	nat_goes_and_comes
}

active() {
	is "$(in_router -j status | json 'j["active"]')" "$1"
}

# Our own member of the NAT chains is no NAT.
nat_goes_and_comes() {
	in_router param set index on
	check "with: it is active" active True
	topo_exec router nft "delete table ip nat; delete table ip6 nat"
	check "with: without NAT rules it is not" busywait 5 active False
	topo_rules snat
	check "with: with them it is again" busywait 5 active True
}

scenario "$@"
