#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Who follows conntrack's events, as conntrackd does, sees a move as what it is
# in the table: the old entry is destroyed, then there is a new one, once each.

# shellcheck source-path=SCRIPTDIR source=../lib/scenario.sh
. "$(dirname "$(readlink -f "$0")")/../lib/scenario.sh"

prepare() {
	topo_up snat
}

traffic() {
	: >"$SCRATCH/background"
	topo_background stdbuf -oL ip netns exec "$(topo_ns router)" \
		conntrack -E -p udp --orig-port-src 40000 -o id
	# Entries made before anybody listens tell nothing.
	sleep 0.5
	probe --flow "$(udp lan1 41641 40000)" \
		--event 10 route "$(cmd_route_removed 4)" --count 30
	sleep 0.2
	grep -E '\[(NEW|DESTROY)\]' "$SCRATCH/background" >"$SCRATCH/events"
}

# The nth event: its kind, and the address its replies go to.
event() {
	sed -nE "$1s/.*\[(NEW|DESTROY)\].* dst=([0-9.]+) sport=[0-9]+ dport=[0-9]+.* id=[0-9]+.*/\1 \2/p" \
		"$SCRATCH/events"
}

event_id() {
	sed -nE "$1s/.* id=([0-9]+).*/\1/p" "$SCRATCH/events"
}

without() {
	never_recovers f0 e0
	check "without: there is one event, the flow's begin" is "$(wc -l <"$SCRATCH/events")" 1
}

with() {
	recovers f0 e0 0 0
	moved f0 e0 "${WAN4[wan1]}:40000" "${WAN4[wan2]}:40000"
	check "with: there are three events" is "$(wc -l <"$SCRATCH/events")" 3
	check "with: the flow begins on the first WAN" is "$(event 1)" "NEW ${WAN4[wan1]}"
	check "with: that entry ends" is "$(event 2)" "DESTROY ${WAN4[wan1]}"
	check "with: then there is one on the second WAN" is "$(event 3)" "NEW ${WAN4[wan2]}"
	check "with: the entry that ends is the one that began" is "$(event_id 2)" "$(event_id 1)"
	check "with: the new one is another" differs "$(event_id 3)" "$(event_id 1)"
}

scenario "$@"
