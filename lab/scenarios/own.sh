#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What the router itself sends: a socket that is bound to nothing, one that is bound
# to the address of wan1, the kernel's WireGuard, and multicast. The default route
# moves by metric and back; fixed SNAT per WAN.

# shellcheck source-path=SCRIPTDIR source=../lib/scenario.sh
. "$(dirname "$(readlink -f "$0")")/../lib/scenario.sh"

GROUP=239.1.2.3

prepare() {
	topo_up snat
}

from() {
	echo "--flow ns=$(topo_ns router),dst=$1,port=$2,sport=$3"
}

# The tunnel begins when the module is there.
traffic() {
	local save

	save="$LIB/ct-save $(topo_ns router)"
	check "$HALF: the router's tunnel stands" topo_wireguard router 51820
	# shellcheck disable=SC2046	# words
	probe $(from "$INET4" 41641 40000) $(from "$INET4" 5000 "40001,src=${WAN4[wan1]}") \
		$(from "$TUNNEL_FAR" 7000 40002) $(from $GROUP 5353 "40003,src=${WAN4[wan1]}") \
		--event 20 route "$save $SCRATCH/before -p udp; $(cmd_metric 100 300)" \
		--event 60 route "$save $SCRATCH/after -p udp; $(cmd_metric 300 100)" --count 100
}

entry() {
	sed -nE "s/.* dst=$2 sport=$3 .* id=([0-9]+).*/\1/p" "$SCRATCH/$1" | tail -n 1
}

multicast() {
	check "$HALF: the multicast's entry is the same" \
		is "$(entry after $GROUP 40003)" "$(entry before $GROUP 40003)"
	check "$HALF: and there is one" matches "$(entry before $GROUP 40003)" "[0-9]+"
}

without() {
	recovers f0 e0 0 0
	check "without: the bound socket is dead until its route is back" \
		is "${P[f1_e0_lost]} ${P[f1_e1_lost]}" "${P[f1_e0_sent]} 0"
	# It takes another source by itself.
	recovers f2 e0 0 0
	multicast
}

with() {
	local i

	for i in 0 1 2; do
		recovers f$i e0 0 0
		recovers f$i e1 0 0
	done
	check "with: the bound socket was seen from wan2" is "${P[f1_e0_after]%:*}" "${WAN4[wan2]}"
	check "with: the bound socket is seen from wan1" is "${P[f1_e1_after]}" "${WAN4[wan1]}:40001"
	check "with: the far end knows the tunnel by wan1" \
		is "$(sh -c "$(cmd_tunnel_endpoint)")" "${WAN4[wan1]}:51820"
	multicast
}

scenario "$@"
