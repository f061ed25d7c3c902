# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# One flow of each shape that packets come in: fragments, super-packets that a
# host made or that the router merged, zero checksums, extension headers.

SHAPES=("IPv4 fragments" "UDP_SEGMENT" "GRO" "no checksum" "IPv6 fragments"
	"IPv6 UDP_SEGMENT" "IPv6 destination options" "IPv6 no checksum")

# lan2 sends packets one by one, and the router merges them.
shapes_merge() {
	topo_exec lan2 ethtool -K eth0 tx-udp-segmentation off &&
		topo_exec router ethtool -K port2 gro on rx-udp-gro-forwarding on
}

shapes_flows() {
	local phase=phase=0

	printf -- '--flow %s ' \
		"$(udp lan1 41641 40000 "$phase,size=4000")" \
		"$(udp lan1 41641 40001 "$phase,size=300,burst=5")" \
		"$(udp lan2 41641 40002 "$phase,size=300,burst=5")" \
		"$(udp lan1 41641 40003 "$phase,nocheck=1")" \
		"$(udp6 lan1 41641 40004 "$phase,size=4000")" \
		"$(udp6 lan1 41641 40005 "$phase,size=300,burst=5")" \
		"$(udp6 lan1 41641 40006 "$phase,dstopts=1")" \
		"$(udp6 lan1 41641 40007 "$phase,nocheck=1")"
}

cmd_both_removed() {
	cmd_batch "$(topo_default 4 wan1 del)" "$(topo_default 6 wan1 del)"
}

cmd_both_restored() {
	cmd_batch "$(topo_default 4 wan1 add)" "$(topo_default 6 wan1 add)"
}

shapes_traffic() {
	# shellcheck disable=SC2046	# words
	probe $(shapes_flows) --interval 20 --event 50 route "$(cmd_both_removed)" \
		--event 150 route "$(cmd_both_restored)" --count 250
}

# shapes_lose MOST: all of them, by both changes
shapes_lose() {
	local i

	for i in "${!SHAPES[@]}"; do
		diag "$HALF: ${SHAPES[i]}: lost ${P[f${i}_e0_lost]} and ${P[f${i}_e1_lost]}," \
			"${P[f${i}_e0_before]} then ${P[f${i}_e0_after]}"
		check "$HALF: ${SHAPES[i]}: nothing is lost before" is "${P[f${i}_e0_lost_before]}" 0
		check "$HALF: ${SHAPES[i]}: at most $1 are lost" \
			between "$((${P[f${i}_e0_lost]} + ${P[f${i}_e1_lost]}))" 0 "$1"
		check "$HALF: ${SHAPES[i]}: the flow is alive" is "${P[f${i}_tail]}" 5
	done
}

# The packets of flow N that the router counted are so many times fewer.
shapes_merged() {
	local orig

	read -r orig _ < <(flow_entry "$1" | ct_file_packets -)
	check "$HALF: $1 came in super-packets" between "$orig" 1 $((P[${1}_sent] / 4))
}

shapes_wans() {
	local i w=WAN4

	for i in "${!SHAPES[@]}"; do
		[ "$i" -lt 4 ] || w=WAN6
		local -n wan=$w
		seen_from "f$i" e0 "${wan[wan1]}:4000$i" "${wan[wan2]}:4000$i"
		seen_from "f$i" e1 "${wan[wan2]}:4000$i" "${wan[wan1]}:4000$i"
	done
}
