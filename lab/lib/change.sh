# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Changes of the router's network. Each function prints a shell command, to be
# run by the probe at an exact moment.

cmd_batch() {
	local IFS=$'\n'

	printf "printf '%%s\\\\n' %s | ip -n %s -batch -" \
		"$(printf "'%s' " "$@")" "$TOPO_TAG-router"
}

cmd_route_removed() {
	echo "ip -n $TOPO_TAG-router $(topo_default "$1" wan1 del)"
}

cmd_route_restored() {
	echo "ip -n $TOPO_TAG-router $(topo_default "$1" wan1 add)"
}

cmd_second_wan() {
	echo "ip -n $TOPO_TAG-router $(topo_default "$1" wan2 add)"
}

cmd_link_down() {
	echo "ip -n $TOPO_TAG-router link set wan1 down"
}

# Metric of wan1's route: cmd_metric FROM TO
cmd_metric() {
	cmd_batch "$(topo_default 4 wan1 add "$2")" "$(topo_default 4 wan1 del "$1")"
}

# wan1's lease runs out: its address goes, and the provider drops it from then
# on. A point-to-point address has `peer` as its second argument.
cmd_lease_ends() {
	echo "ip -n $TOPO_TAG-router addr del $(topo_lease "${WAN4[wan1]}" "${1-}");" \
		"ip netns exec $TOPO_TAG-isp1 nft flush set ip guard customer"
}

# A new lease: another address, and the default route again.
cmd_lease_begins() {
	echo "ip netns exec $TOPO_TAG-isp1 nft add element ip guard customer '{ $RENUMBERED4 }';" \
		"$(cmd_batch "addr add $(topo_lease "$RENUMBERED4" "${1-}")" "$(topo_default 4 wan1 add)")"
}

topo_lease() {
	if [ "$2" = peer ]; then
		echo "$1 peer ${GW4[wan1]} dev wan1"
	else
		echo "$1/24 dev wan1"
	fi
}

# Prints where the Internet host sees the tunnel's other end.
cmd_tunnel_endpoint() {
	echo "ip netns exec $TOPO_TAG-inet wg show wg0 endpoints | cut -f 2"
}
