#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# A WAN that is given its mark while there is no such device, as that of a dialled line,
# and comes while a flow goes by the other one. When that is told down, the flow's mark
# leads it to the new one. Without the module it hangs.

# shellcheck source-path=SCRIPTDIR source=../lib/scenario.sh
. "$(dirname "$(readlink -f "$0")")/../lib/scenario.sh"
# shellcheck source-path=SCRIPTDIR source=../lib/marks.sh
. "$LIB/marks.sh"

prepare() {
	topo_up snat && marks_up && topo_batch router <<-END
		link set wan2 down
		link set wan2 name away
	END
}

cmd_dialled() {
	cmd_batch "link set away name wan2" "link set wan2 up" \
		"route add default via ${GW4[wan2]} dev wan2 metric 200" \
		"route add default via ${GW4[wan2]} dev wan2 table 102"
}

traffic() {
	local told=:

	if [ "$HALF" = with ]; then
		marks_named
		told="rehome -n $(topo_ns router) wan down wan1 by ping reason lost"
	fi
	probe --flow "$(udp lan1 41641 40000)" --event 20 exit "$(cmd_dialled)" \
		--event 40 exit "ip netns exec $(topo_ns isp1) sysctl -qw net.ipv4.ip_forward=0; $told" \
		--count 70
}

without() {
	check "without: loses nothing while wan1 works" is "${P[f0_e0_lost]}" 0
	never_recovers f0 e1
}

with() {
	check "with: stays at wan1 while that works" is "${P[f0_e0_after]}" "${WAN4[wan1]}:40000"
	recovers f0 e1 0 0
	moved f0 e1 "${WAN4[wan1]}:40000" "${WAN4[wan2]}:40000"
}

scenario "$@"
