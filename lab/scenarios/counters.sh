#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What is counted of a failover is told by all that tells counters, and once only:
# "stats reset" shows it, and afterwards there is nothing of it left. The flow goes on.

# shellcheck source-path=SCRIPTDIR source=../lib/scenario.sh
. "$(dirname "$(readlink -f "$0")")/../lib/scenario.sh"

prepare() {
	topo_up snat
}

# Before packet 10 of 40 the link goes down.
traffic() {
	probe --flow "$(udp lan1 41641 40000)" \
		--event 10 link "$(cmd_link_down)" --count 40
}

without() {
	never_recovers f0 e0
}

# What the counters of all places add up to: moved by reason, by status, by class, from
# WANs and to WANs; windows; entries observed.
counted() {
	echo "$(stats_renat)" "$(in_router -j status | json 'j["renat"]')" \
		"$(in_router -j class | json 'sum(c["renat"] for c in j)')" \
		"$(in_router -j wan | json '" ".join(str(sum(w[k] for w in j)) for k in ("moved_from", "moved_to"))')"
}

reset() {
	local told

	check "with: one flow is counted everywhere" is "$(counted)" "1 1 1 1 1"
	told=$(in_router -j stats reset)
	check "with: reset tells it" is "$(json 'j["reasons"]["egress-moved"]["renat"]' <<<"$told")" 1
	check "with: reset tells windows" at_least "$(json 'j["watch"]["windows"]' <<<"$told")" 1
	check "with: nothing of it is left" is "$(counted)" "0 0 0 0 0"
	check "with: no window is left" is "$(in_router -j stats | json 'j["watch"]["windows"]')" 0
	check "with: the flow is in the index still" \
		is "$(in_router -j stats | json 'j["index"]["flows"] > 0')" True
}

# value METRIC LABEL...: the sample of Prometheus that has these labels
value() {
	local metric=$1 label lines

	shift
	lines=$(in_router stats prometheus | grep "^nf_rehome_${metric}[{ ]")
	for label; do
		lines=$(grep -F "$label" <<<"$lines")
	done
	echo "${lines##* }"
}

# Prometheus is told the same as everybody else.
metrics() {
	check "with: the metrics have the move, by reason" is \
		"$(value verdicts_total 'reason="egress-moved"' 'verdict="renat"')" 1
	check "with: by class" is \
		"$(value class_flows_total 'class="tailscale"' 'verdict="renat"')" 1
	check "with: from wan1" is "$(value wan_moved_from_total 'device="wan1"')" 1
	check "with: to wan2" is "$(value wan_moved_to_total 'device="wan2"')" 1
	check "with: wan1 is down" is \
		"$(value wan_state 'device="wan1",family="inet",state="down"')" 1
	check "with: wan2 is up" is \
		"$(value wan_state 'device="wan2",family="inet",state="up"')" 1
	check "with: flows are in the index" at_least "$(value index_flows)" 1
}

with() {
	recovers f0 e0 0 1
	metrics
	reset
}

scenario "$@"
