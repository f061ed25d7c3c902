#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Connections of TCP whose packets leave by another WAN, there and back: their clients
# hang without the module, for minutes if the route did not come back, and are told at
# their next packet with it. What works is left alone; fixed SNAT per WAN.

# shellcheck source-path=SCRIPTDIR source=../lib/scenario.sh
. "$(dirname "$(readlink -f "$0")")/../lib/scenario.sh"
# shellcheck source-path=SCRIPTDIR source=../lib/tcp.sh
. "$LIB/tcp.sh"

prepare() {
	tcp_prepare snat
}

traffic() {
	[ "$HALF" = without ] ||
		check "with: connections are a class" in_router class preset tcp
	tcp_there_and_back
}

without() {
	tcp_clients_hang
	tcp_others_live
}

with() {
	tcp_clients_learn
	tcp_others_live
	tcp_pool_is_told
}

scenario "$@"
