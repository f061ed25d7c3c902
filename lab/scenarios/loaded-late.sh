#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The module is loaded amidst flows, so it saw none of them begin; then the
# default route by wan1 is removed, and comes back; fixed SNAT per WAN. All are
# moved: those whose ports or packets tell what they are, and those of protocols
# without a name on odd ports, of both families. NAT that goes and comes back.

# shellcheck source-path=SCRIPTDIR source=../lib/scenario.sh
. "$(dirname "$(readlink -f "$0")")/../lib/scenario.sh"

prepare() {
	topo_up snat
}

reload() {
	[ "$HALF" = without ] || echo "rmmod $MODULE; insmod $REHOME_KO; sleep 0.3"
}

traffic() {
	probe --flow "$(udp lan1 41641 40000)" --flow "$(udp lan2 9993 40001)" \
		--flow "$(udp lan2 50111 34567 phase=50,shape=tailscale)" \
		--flow "$(udp lan1 5000 10655)" --flow "$(udp lan2 5000 655)" \
		--flow "$(udp6 lan1 5000 10656)" \
		--event 10 exit "$(reload)" \
		--event 25 route "$(cmd_batch "$(topo_default 4 wan1 del)" "$(topo_default 6 wan1 del)")" \
		--event 60 route "$(cmd_batch "$(topo_default 4 wan1 add)" "$(topo_default 6 wan1 add)")" \
		--count 90
}

PORTS=(40000 40001 34567 10655 655 10656)

without() {
	local i

	for i in "${!PORTS[@]}"; do
		check "without: f$i is dead until its route is back" \
			is "${P[f${i}_e1_lost]} ${P[f${i}_e2_lost]}" "${P[f${i}_e1_sent]} 0"
	done
}

index() {
	in_router -j stats | json "j['index']['$1']"
}

with() {
	local i wan1=${WAN4[wan1]} wan2=${WAN4[wan2]}

	for i in "${!PORTS[@]}"; do
		[ "$i" != 5 ] || wan1=${WAN6[wan1]} wan2=${WAN6[wan2]}
		recovers "f$i" e1 0 0
		recovers "f$i" e2 0 0
		seen_from "f$i" e1 "$wan1:${PORTS[i]}" "$wan2:${PORTS[i]}"
		seen_from "f$i" e2 "$wan2:${PORTS[i]}" "$wan1:${PORTS[i]}"
		kept_counters "f$i"
	done
	check "with: all were adopted" is "$(index adopted)" "${#PORTS[@]}"
	check "with: each was moved twice" is "$(stats_renat)" $((2 * ${#PORTS[@]}))
	nat_goes_and_comes
}

active() {
	is "$(in_router -j status | json 'j["active"]')" "$1"
}

# Our own member of the NAT chains is no NAT.
nat_goes_and_comes() {
	check "with: it is active" active True
	topo_exec router nft "delete table ip nat; delete table ip6 nat"
	check "with: without NAT rules it is not" busywait 5 active False
	topo_rules snat
	check "with: with them it is again" busywait 5 active True
}

scenario "$@"
