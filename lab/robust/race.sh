#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Two processors at once: each sends every flow, while the default route flaps.
# First peacefully, so that every packet must be answered and conntrack must have
# refused none; then amid deleted entries, reloaded rules, the module loaded and
# unloaded, namespaces that end, and a thousand route events a second, where lab/run
# fails the run for anything the kernel complains of.
#
# usage: race.sh [SECONDS]

# shellcheck source-path=SCRIPTDIR source=../lib/scenario.sh
. "$(dirname "$(readlink -f "$0")")/../lib/scenario.sh"

SECONDS_EACH=${1:-8}
FLOWS=6
RATE=${RACE_RATE:-25}
PIDS=()

router() {
	topo_exec router "$@"
}

again_and_again() {
	while :; do
		"$@" >/dev/null 2>&1
		sleep 0.02
	done
}

background() {
	"$@" &
	PIDS+=($!)
}

calm() {
	kill "${PIDS[@]}"
	wait "${PIDS[@]}" 2>/dev/null
	PIDS=()
	# Of the background process that was killed, a child may be at work.
	sleep 0.5
}

# twins ADDRESS NAME: the words of twins.py end in a file
twins() {
	python3 -ESB "$LIB/twins.py" "$(topo_ns lan1)" $FLOWS "$RATE" "$SECONDS_EACH" \
		"$1" 41641 >"$SCRATCH/$2"
}

both_twins() {
	local four

	twins "$INET4" four &
	four=$!
	twins "$INET6" six
	wait $four
}

word() {
	sed -nE "s/.*\b$2=([0-9]+).*/\1/p" "$SCRATCH/$1"
}

# Each with both families, failover and failback with both links up.
cmd_move() {
	cmd_batch "$(topo_default 4 wan1 add "$2")" "$(topo_default 6 wan1 add "$2")" \
		"$(topo_default 4 wan1 del "$1")" "$(topo_default 6 wan1 del "$1")"
}

flap() {
	sh -c "$(cmd_move 100 300)"
	sleep 0.1
	sh -c "$(cmd_move 300 100)"
	sleep 0.08
}

# Sum of a counter of all processors.
counter() {
	router conntrack -S | sed -nE "s/.*\b$1=([0-9]+).*/\1/p" | awk '{ n += $1 } END { print n }'
}

doubled() {
	router conntrack -L -p udp 2>/dev/null |
		sed -nE 's/.*src=(10\.0\.0\.11) dst=[^ ]* sport=(43[0-9]*) dport=41641 .*src=.*/\2/p' |
		sort | uniq -d | wc -l
}

peaceful() {
	local half=$1 full

	topo_astray >/dev/null
	background again_and_again flap
	both_twins
	calm
	diag "$half: IPv4: $(<"$SCRATCH/four")"$'\n'"$half: IPv6: $(<"$SCRATCH/six")"
	[ "$half" = with ] || {
		check "without: flows lose packets" at_least "$(word four lost)" 100
		return
	}
	full=$(topo_lost_in_sockets)
	diag "with: $(stats_renat) moved, full sockets lost $full"
	diag "$(router conntrack -S)"
	diag "$(topo_astray)"
	diag "index: $(in_router -j stats | json 'j["index"]')"
	diag "$(in_router -j stats | json '{**j["failures"], **j["watch"],
		"damped": j["reasons"]["damped"]["keep"]}')"
	check "with: of IPv4 nothing is lost" between "$(word four lost)" 0 "$full"
	check "with: of IPv6 nothing is lost" between "$(word six lost)" 0 "$full"
	check "with: nothing comes twice" is "$(word four twice) $(word six twice)" "0 0"
	check "with: no flow is dead" is "$(word four dead) $(word six dead)" "0 0"
	check "with: no flow has two entries" is "$(doubled)" 0
	check "with: conntrack refused no entry" is "$(counter insert_failed)" 0
	check "with: conntrack dropped no packet" is "$(counter drop)" 0
	check "with: no flow that lives was taken for one that ended" \
		is "$(in_router -j stats | json 'j["index"]["gone"]')" 0
	check "with: flows were moved" at_least "$(stats_renat)" $((FLOWS * 4))
}

flush() {
	router conntrack -F
	sleep 0.2
}

delete() {
	router conntrack -D -p udp --orig-port-src $((43000 + RANDOM % FLOWS))
}

reload() {
	router nft "delete table ip nat; delete table ip6 nat"
	topo_rules snat
}

routes() {
	local i

	for ((i = 0; i < 500; i++)); do
		echo "route add 100.64.$((i % 250)).0/24 via ${GW4[wan2]}"
		echo "route del 100.64.$((i % 250)).0/24 via ${GW4[wan2]}"
	done >"$SCRATCH/routes"
	while :; do
		ip -n "$(topo_ns router)" -batch "$SCRATCH/routes"
	done >/dev/null 2>&1
}

namespace() {
	local ns=race$RANDOM

	ip netns add $ns && ip -n $ns link add d0 type dummy &&
		ip -n $ns addr add 192.0.2.77/24 dev d0 && ip -n $ns link set d0 up
	ip -n $ns route add default via 192.0.2.1
	ip netns exec $ns nft "add table ip n; add chain ip n p {
		type nat hook postrouting priority 100; }; add rule ip n p masquerade"
	ip netns exec $ns bash -c 'for i in 1 2 3; do echo x >/dev/udp/203.0.113.1/9; done'
	ip -n $ns route replace default via 192.0.2.3
	sleep 0.01
	ip netns del $ns
}

chaos() {
	local i

	for i in flap flush delete reload namespace "in_router -j flow show" \
		"in_router wan down wan1 reason race" "in_router wan up wan1" "in_router sweep"; do
		# shellcheck disable=SC2086	# a command and its words
		background again_and_again $i
	done
	background routes
	background both_twins
	for i in 1 2 3 4 5 6; do
		busywait 10 module_unload 2>/dev/null || return
		sleep 0.2
		module_load || return
		sleep $((SECONDS_EACH / 4)).3
	done
	diag "events $(in_router -j stats | json 'j["events"]') since the last load"
	calm
}

# What is left when nothing can hold an entry any more.
entries_left() {
	echo 1 >/sys/kernel/slab/nf_conntrack/shrink
	is "$(sed 's/ .*//' /sys/kernel/slab/nf_conntrack/objects)" "$1"
}

nothing_left() {
	local ns

	topo_down
	for ns in $(ip netns list | sed -n 's/^\(race[0-9]*\).*/\1/p'); do
		ip netns del "$ns"
	done
	busywait 20 entries_left 0
}

trap 'kill "${PIDS[@]}" 2>/dev/null; scenario_cleanup' EXIT
echo "KTAP version 1"
HALF=without
check "topology stands" topo_up snat
peaceful without
HALF=with
router conntrack -F >/dev/null 2>&1
check "the module loads" module_load
check "the WANs are found" busywait 5 wans_found
peaceful with
check "the module loads and unloads amidst everything" chaos
check "the module unloads" busywait 10 module_unload
check "no entry is left" nothing_left
check_plan
