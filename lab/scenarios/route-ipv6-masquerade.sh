#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The IPv6 default route by wan1 is removed, its link stays up; MASQUERADE.
# Five runs, whose next packet comes 5, 15, ... 45 ms after the change.

# shellcheck source-path=SCRIPTDIR source=../lib/scenario.sh
. "$(dirname "$(readlink -f "$0")")/../lib/scenario.sh"

# shellcheck source-path=SCRIPTDIR source=../lib/rounds.sh
. "$LIB/rounds.sh"

prepare() {
	topo_up masquerade
}

traffic() {
	rounds 6 10
}

without() {
	rounds_lose_one
}

with() {
	rounds_lose_at_most 2
}

scenario "$@"
