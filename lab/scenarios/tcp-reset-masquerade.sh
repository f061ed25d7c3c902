#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Connections of TCP whose packets leave by another WAN, there and back: their clients
# hang without the module, for minutes if the route did not come back, and get a reset
# at their next packet with it. What works is left alone; masquerading.

# shellcheck source-path=SCRIPTDIR source=../lib/scenario.sh
. "$(dirname "$(readlink -f "$0")")/../lib/scenario.sh"
# shellcheck source-path=SCRIPTDIR source=../lib/tcp.sh
. "$LIB/tcp.sh"

prepare() {
	tcp_prepare masquerade
}

traffic() {
	tcp_there_and_back
}

without() {
	tcp_clients_hang
}

with() {
	tcp_clients_learn
}

scenario "$@"
