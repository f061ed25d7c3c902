#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# wan1 has a point-to-point address, as PPPoE gives it, and gets another one;
# MASQUERADE, no second WAN. The kernel compares the peer's address when the old
# one goes, and keeps the entry. One packet is sent while there is no address.

# shellcheck source-path=SCRIPTDIR source=../lib/scenario.sh
. "$(dirname "$(readlink -f "$0")")/../lib/scenario.sh"

prepare() {
	topo_up masquerade && topo_single_wan && topo_point_to_point
}

traffic() {
	probe --flow "$(udp lan1 41641 40000)" --event 10 addr "$(cmd_lease_ends peer)" \
		--event 11 exit "$(cmd_lease_begins peer)" --count 71
}

without() {
	never_recovers f0 e1
}

with() {
	recovers f0 e0 0 1
	recovers f0 e1 0 0
	moved f0 e1 "${WAN4[wan1]}:40000" "$RENUMBERED4:40000"
}

scenario "$@"
