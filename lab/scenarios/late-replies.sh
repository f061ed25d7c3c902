#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Replies that are on their way to the old mapping when a flow moves: providers
# 40 ms away each way, 500 packets a second, failover and failback by metric with
# both links up; fixed SNAT per WAN. Among them two of sockets of the router's own that
# are bound to wan1's addresses, so that NAT translates them on wan2 only. And a flow
# that comes back to an old mapping by itself, as its entry is deleted by hand: its
# replies are no late ones.

# shellcheck source-path=SCRIPTDIR source=../lib/scenario.sh
. "$(dirname "$(readlink -f "$0")")/../lib/scenario.sh"

# Both ways, once for each. The neighbours know each other before: resolving an address
# takes 80 ms then, and more packets come meanwhile than wait for that.
far_away() {
	local n

	for n in 1 2; do
		topo_exec router ping -q -c 1 -I wan$n "$INET4" &&
			topo_exec router ping -q -c 1 -I wan$n "$INET6" || return
	done
	for n in 1 2; do
		topo_exec isp$n tc qdisc add dev core root netem delay 40ms limit 10000 &&
			topo_exec inet tc qdisc add dev isp$n root netem delay 40ms limit 10000 ||
			return
	done
}

prepare() {
	topo_up snat && far_away
}

traffic() {
	local delete

	delete="ip netns exec $(topo_ns router) conntrack -D -p udp --orig-port-src 40000"
	probe --flowing --flow "$(udp lan1 41641 40000)" --flow "$(udp6 lan1 41641 40001)" \
		--flow "$(udp lan2 41641 40002 nocheck=1)" --flow "$(udp6 lan2 41641 40003 nocheck=1)" \
		--flow "$(udp router 41641 "40004,src=${WAN4[wan1]}")" \
		--flow "$(udp6 router 41641 "40005,src=${WAN6[wan1]}")" \
		--interval 2 --event 400 route "$(cmd_both 100 300)" \
		--event 800 route "$(cmd_both 300 100)" \
		--event 1200 route "$(cmd_both 100 300)" \
		--event 1600 route "$delete; $(cmd_both 300 100)" --count 2000
	in_router -j stats >"$SCRATCH/stats" 2>/dev/null
	diag "full sockets lost $(topo_lost_in_sockets); $(topo_astray)"
}

# On a busy machine the changes take their time, at the end as at the beginning.
without() {
	local i away home

	for i in 0 1 2 3 4 5; do
		away=${P[f${i}_e0_lost]} home=${P[f${i}_e1_lost]}
		diag "without: f$i: lost by failover $away, failback $home"
		check "without: f$i is dead until its route is back" \
			at_least $((away + home)) 200
		check "without: f$i lives after that" \
			at_least $((${P[f${i}_e1_sent]} - home)) 50
	done
}

with() {
	local i

	for i in 0 1 2 3 4 5; do
		diag "with: f$i: lost before ${P[f${i}_e0_lost_before]}, by failover" \
			"${P[f${i}_e0_lost]}, failback ${P[f${i}_e1_lost]}," \
			"failover ${P[f${i}_e2_lost]}, failback ${P[f${i}_e3_lost]}"
		diag "with: f$i: lost were ${P[f${i}_lost_seqs]}"
		check "with: f$i loses nothing by failover and failback" \
			is "${P[f${i}_e0_lost_before]} ${P[f${i}_e0_lost]} ${P[f${i}_e1_lost]}" "0 0 0"
		check "with: f$i has no duplicates" is "${P[f${i}_duplicated]}" 0
	done
	for i in 1 2 3 4 5; do
		check "with: f$i loses nothing at all" is "${P[f${i}_lost]}" 0
	done
	# What was on its way to the entry that was deleted finds none.
	check "with: f0 loses no more than was on its way when its entry was deleted" \
		between "$((P[f0_e2_lost] + P[f0_e3_lost]))" 0 100
	check "with: f0 is alive after that" is "${P[f0_tail]}" 5
	check "with: f0 has its port again" is "${P[f0_e1_after]}" "${WAN4[wan1]}:40000"
	check "with: f1 has its port again" is "${P[f1_e3_after]}" "${WAN6[wan1]}:40001"
	check "with: f2 has its port again" is "${P[f2_e3_after]}" "${WAN4[wan1]}:40002"
	check "with: f4 has its port again" is "${P[f4_e3_after]}" "${WAN4[wan1]}:40004"
	check "with: f5 has its port again" is "${P[f5_e3_after]}" "${WAN6[wan1]}:40005"
	diag "late replies: $(json 'j["watch"]["late"]' <"$SCRATCH/stats")"
	check "with: late replies were delivered" \
		at_least "$(json 'j["watch"]["late"]' <"$SCRATCH/stats")" 50
}

scenario "$@"
