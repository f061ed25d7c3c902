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

cmd_link_down() {
	echo "ip -n $TOPO_TAG-router link set wan1 down"
}

# Metric of wan1's route: cmd_metric FROM TO
cmd_metric() {
	cmd_batch "$(topo_default 4 wan1 add "$2")" "$(topo_default 4 wan1 del "$1")"
}

# Prints where the Internet host sees the tunnel's other end.
cmd_tunnel_endpoint() {
	echo "ip netns exec $TOPO_TAG-inet wg show wg0 endpoints | cut -f 2"
}

# The default routes of wan1 in both families get another metric: cmd_both BEFORE AFTER
cmd_both() {
	cmd_batch "$(topo_default 4 wan1 add "$2")" "$(topo_default 6 wan1 add "$2")" \
		"$(topo_default 4 wan1 del "$1")" "$(topo_default 6 wan1 del "$1")"
}
