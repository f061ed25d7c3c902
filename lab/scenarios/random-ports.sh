#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Tailscale on phones and laptops: random ports at both ends, a few discovery
# messages, then WireGuard between the same ports. The default route by wan1 is
# removed; fixed SNAT per WAN. Such a flow is recognized by its first packet only; one
# that no signature fits is moved all the same.

# shellcheck source-path=SCRIPTDIR source=../lib/scenario.sh
. "$(dirname "$(readlink -f "$0")")/../lib/scenario.sh"

prepare() {
	topo_up snat
}

traffic() {
	probe --flow "$(udp lan1 50111 34567 phase=50,shape=tailscale)" \
		--flow "$(udp6 lan1 50111 34568 phase=50,shape=tailscale)" \
		--flow "$(udp lan2 50111 34569 phase=50,shape=wireguard)" \
		--flow "$(udp lan2 50111 34570 phase=50)" \
		--event 25 route "$(cmd_batch "$(topo_default 4 wan1 del)" \
			"$(topo_default 6 wan1 del)")" --count 85
	in_router -j flow show >"$SCRATCH/flows"
	in_router -j stats >"$SCRATCH/stats"
}

without() {
	never_recovers f0 e0
	never_recovers f1 e0
	never_recovers f2 e0
	never_recovers f3 e0
}

# What the flow from a port was recognized as: recognized PORT
recognized() {
	json "' '.join(f['class'] + ' ' + f.get('signature', 'none') for f in j if f['sport'] == $1)" \
		<"$SCRATCH/flows"
}

index() {
	json "j['index']['$1']" <"$SCRATCH/stats"
}

with() {
	recovers f0 e0 0 0
	recovers f1 e0 0 1
	recovers f2 e0 0 0
	moved f0 e0 "${WAN4[wan1]}:34567" "${WAN4[wan2]}:34567"
	moved f1 e0 "${WAN6[wan1]}:34568" "${WAN6[wan2]}:34568"
	moved f2 e0 "${WAN4[wan1]}:34569" "${WAN4[wan2]}:34569"
	check "with: f0 is recognized by its first packet" is "$(recognized 34567)" "tailscale disco"
	check "with: f1 is recognized by its first packet" is "$(recognized 34568)" "tailscale disco"
	check "with: f2 is recognized by its first packet" is "$(recognized 34569)" "wireguard wireguard"
	recovers f3 e0 0 0
	moved f3 e0 "${WAN4[wan1]}:34570" "${WAN4[wan2]}:34570"
	check "with: what no signature fits is of the last class" is "$(recognized 34570)" "other none"
	check "with: four flows are counted as moved" is "$(stats_renat)" 4
	check "with: the index has these four" is "$(index flows)" 4
	check "with: and saw all of them begin" is "$(index observed)" 4
}

scenario "$@"
