#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# br_netfilter shows the hooks of IP what bridges forward
# (net.bridge.bridge-nf-call-iptables). Between two ports of the LAN's bridge nothing
# is touched; what comes in by that bridge and is routed moves as ever; so does what
# leaves by a WAN that is a bridge. The default route moves by metric and back; fixed
# SNAT per WAN.

# shellcheck source-path=SCRIPTDIR source=../lib/scenario.sh
. "$(dirname "$(readlink -f "$0")")/../lib/scenario.sh"

# wan2 becomes a bridge above the device of that name.
bridge_wan2() {
	topo_batch router <<-END
		link set wan2 down
		link set wan2 name eth2
		link add wan2 type bridge
		link set eth2 master wan2 up
		link set wan2 up
		addr flush dev eth2
		addr add ${WAN4[wan2]}/24 dev wan2
		$(topo_default 4 wan2 replace)
	END
}

reachable() {
	topo_exec router ping -c 1 -W 1 "${GW4[wan2]}"
}

prepare() {
	topo_up snat && bridge_wan2 &&
		topo_exec router sysctl -qw net.bridge.bridge-nf-call-iptables=1 \
			net.bridge.bridge-nf-call-ip6tables=1 && busywait 10 reachable || return
	topo_background python3 -ESB "$LIB/probe.py" server --ready "$SCRATCH/lan2" \
		--listen "ns=$(topo_ns lan2),addr=${HOST4[lan2]},ports=5001"
	busywait 20 test -e "$SCRATCH/lan2"
}

traffic() {
	local save

	save="$LIB/ct-save $(topo_ns router)"
	probe --flow "$(udp lan1 41641 40000)" \
		--flow "ns=$(topo_ns lan1),dst=${HOST4[lan2]},port=5001,sport=40001" \
		--event 20 route "$save $SCRATCH/before -p udp --orig-port-src 40001; $(cmd_metric 100 300)" \
		--event 60 route "$(cmd_metric 300 100)" --count 100
	ct_snapshot "$(topo_ns router)" -p udp --orig-port-src 40001 >"$SCRATCH/end"
}

bridged() {
	check "$HALF: what the bridge forwards is tracked" \
		matches "$(ct_file_id "$SCRATCH/before")" "[0-9]+"
	check "$HALF: it has the same entry at the end" \
		is "$(ct_file_id "$SCRATCH/end")" "$(ct_file_id "$SCRATCH/before")"
	check "$HALF: it loses nothing" is "${P[f1_lost]}" 0
	check "$HALF: it is not translated" is "${P[f1_e1_after]}" "${HOST4[lan1]}:40001"
}

without() {
	bridged
	figures f0 e0
	check "without: f0 is dead until its route is back" \
		is "${P[f0_e0_lost]} ${P[f0_e1_lost]}" "${P[f0_e0_sent]} 0"
}

with() {
	bridged
	recovers f0 e0 0 0
	recovers f0 e1 0 0
	seen_from f0 e0 "${WAN4[wan1]}:40000" "${WAN4[wan2]}:40000"
	moved f0 e1 "${WAN4[wan2]}:40000" "${WAN4[wan1]}:40000"
}

# Not every kernel of the lab has it.
modprobe -q br_netfilter 2>/dev/null
[ -e /proc/sys/net/bridge ] || {
	echo "KTAP version 1"
	echo "ok 1 - this kernel has no br_netfilter # SKIP"
	echo "1..1"
	exit 0
}
scenario "$@"
