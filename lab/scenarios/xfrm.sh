#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# An IPsec policy takes a flow to the far end (transport mode is none of the router's
# business: a tunnel to the provider of wan1), untranslated. The policy goes for two
# seconds and comes back, then the default route moves; fixed SNAT per WAN, not for
# what a policy takes. Another flow that no policy takes moves.

# shellcheck source-path=SCRIPTDIR source=../lib/scenario.sh
. "$(dirname "$(readlink -f "$0")")/../lib/scenario.sh"

# No cipher need be there.
ALGORITHMS='auth digest_null "" enc cipher_null ""'
NEAR=${WAN4[wan1]}
FAR=${GW4[wan1]}

state() {
	echo "ip -n $1 xfrm state add src $2 dst $3 proto esp spi $4 mode tunnel $ALGORITHMS"
}

policy() {
	echo "ip -n $1 xfrm policy add src $2 dst $3 dir $4 tmpl src $5 dst $6 proto esp mode tunnel"
}

# To the Internet host from lan1, and back.
cmd_policies() {
	local router isp1 lan=${HOST4[lan1]}/32 inet=$INET4/32

	router=$(topo_ns router)
	isp1=$(topo_ns isp1)
	state "$router" "$NEAR" "$FAR" 0x100
	state "$router" "$FAR" "$NEAR" 0x200
	state "$isp1" "$NEAR" "$FAR" 0x100
	state "$isp1" "$FAR" "$NEAR" 0x200
	policy "$router" "$lan" "$inet" out "$NEAR" "$FAR"
	policy "$router" "$inet" "$lan" fwd "$FAR" "$NEAR"
	policy "$router" "$inet" "$lan" in "$FAR" "$NEAR"
	policy "$isp1" "$inet" "$lan" out "$FAR" "$NEAR"
	policy "$isp1" "$lan" "$inet" fwd "$NEAR" "$FAR"
	policy "$isp1" "$lan" "$inet" in "$NEAR" "$FAR"
}

cmd_no_policies() {
	local n

	for n in router isp1; do
		echo "ip -n $(topo_ns $n) xfrm policy flush; ip -n $(topo_ns $n) xfrm state flush"
	done
}

prepare() {
	local post=(nft insert rule ip nat post)

	topo_up snat && topo_exec router "${post[@]}" rt ipsec exists accept &&
		topo_exec inet ip route add "${HOST4[lan1]}" via 10.1.0.1 &&
		topo_exec isp1 nft add element ip guard customer "{ ${HOST4[lan1]} }" &&
		sh -ec "$(cmd_policies)"
}

traffic() {
	probe --flow "$(udp lan1 41641 40000)" --flow "$(udp lan2 41641 40001)" \
		--event 15 exit "$(cmd_no_policies)" \
		--event 35 exit "$(cmd_policies)" \
		--event 60 route "$(cmd_metric 100 300)" \
		--event 85 route "$(cmd_metric 300 100)" --count 110
}

both() {
	local i

	for i in 0 1 2 3; do
		figures f0 e$i
	done
	check "$HALF: f0 was untranslated in the tunnel" is "${P[f0_e0_before]}" "${HOST4[lan1]}:40000"
	check "$HALF: f0 is so at the end" is "${P[f0_e3_after]}" "${HOST4[lan1]}:40000"
	check "$HALF: f0 is alive at the end" is "${P[f0_tail]}" 5
}

without() {
	both
	check "without: f1 is dead while its route is away" is "${P[f1_e2_lost]}" "${P[f1_e2_sent]}"
}

with() {
	both
	check "with: f0 loses nothing in the tunnel, before and after" \
		is "${P[f0_e0_lost_before]} ${P[f0_e1_lost]}" "0 0"
	check "with: f0 is translated meanwhile" is "${P[f0_e0_after]}" "${WAN4[wan1]}:40000"
	check "with: f1 loses nothing" is "${P[f1_lost]}" 0
	check "with: f1 was seen from wan2" is "${P[f1_e2_after]}" "${WAN4[wan2]}:40001"
}

scenario "$@"
