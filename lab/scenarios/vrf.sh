#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The WANs are in a VRF, the LAN is not: the main table leads out of it by wan1, and
# the table of the VRF back. The default route moves by metric and back; fixed SNAT
# per WAN. Then the LAN is in the VRF as well.

# shellcheck source-path=SCRIPTDIR source=../lib/scenario.sh
. "$(dirname "$(readlink -f "$0")")/../lib/scenario.sh"

default() {
	echo "route $3 default via ${GW4[$2]} dev $2 metric $4 onlink table $1"
}

prepare() {
	topo_up snat && topo_batch router <<-END && busywait 10 reachable
		link add red type vrf table 10
		link set red up
		link set wan1 master red
		link set wan2 master red
		route add 10.0.0.0/24 dev lan0 table 10
		$(default main wan1 add 100)
		$(default main wan2 add 200)
	END
}

reachable() {
	topo_exec lan1 ping -c 1 -W 1 "$INET4"
}

cmd_tables() {
	cmd_batch "$(default "$1" wan1 add "$3")" "$(default "$1" wan1 del "$2")"
}

traffic() {
	probe --flow "$(udp lan1 41641 40000)" --flow "$(udp lan2 5000 40001)" \
		--event 15 exit "$(cmd_tables main 100 300)" \
		--event 40 exit "$(cmd_tables main 300 100)" --count 65
	judge main
	# The module finds the new default routes.
	topo_batch router <<-END
		link set lan0 master red
		$(default 10 wan1 add 100)
		$(default 10 wan2 add 200)
	END
	check "$HALF: the LAN is in the VRF" busywait 10 reachable
	sleep 2
	probe --flow "$(udp lan1 41641 41000)" --flow "$(udp lan2 5000 41001)" \
		--event 15 exit "$(cmd_tables 10 100 300)" \
		--event 40 exit "$(cmd_tables 10 300 100)" --count 65
}

judge() {
	local i

	for i in 0 1; do
		figures f$i e0
		if [ "$HALF" = without ]; then
			check "without: $1: f$i is dead until its route is back" \
				is "${P[f${i}_e0_lost]} ${P[f${i}_e1_lost]}" "${P[f${i}_e0_sent]} 0"
		else
			check "with: $1: f$i loses nothing" is "${P[f${i}_lost]}" 0
			check "with: $1: f$i is seen from wan2" is "${P[f${i}_e0_after]%:*}" "${WAN4[wan2]}"
			check "with: $1: f$i is seen from wan1" is "${P[f${i}_e1_after]%:*}" "${WAN4[wan1]}"
		fi
	done
}

without() {
	judge vrf
}

with() {
	judge vrf
}

scenario "$@"
