#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# wan1 loses its address and gets another one, MASQUERADE; there is no second
# WAN. One packet is sent while there is no address and is lost in any case.

# shellcheck source-path=SCRIPTDIR source=../lib/scenario.sh
. "$(dirname "$(readlink -f "$0")")/../lib/scenario.sh"

prepare() {
	topo_up masquerade && topo_single_wan
}

traffic() {
	probe --flow "$(udp lan1 41641 40000)" --event 10 addr "$(cmd_lease_ends)" \
		--event 11 exit "$(cmd_lease_begins)" --count 41
}

without() {
	recovers f0 e0 1 1
	recovers f0 e1 0 0
	seen_from f0 e1 "${WAN4[wan1]}:40000" "$RENUMBERED4:40000"
}

with() {
	recovers f0 e0 0 1
	recovers f0 e1 0 0
	seen_from f0 e1 "${WAN4[wan1]}:40000" "$RENUMBERED4:40000"
}

scenario "$@"
