#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The routes by wan1 are away for a tenth of a second, as scripts do it that take the
# old one away first. Masquerading ends what leaves by another device, and connections
# do not outlive that: replies come when there is no entry, and the router resets their
# server. With the module, they have the same entry when the routes are back. Later the
# routes go for good, and connections are reset at the first packet after a fifth of a
# second.

# shellcheck source-path=SCRIPTDIR source=../lib/scenario.sh
. "$(dirname "$(readlink -f "$0")")/../lib/scenario.sh"
# shellcheck source-path=SCRIPTDIR source=../lib/tcp.sh
. "$LIB/tcp.sh"

prepare() {
	topo_up masquerade && tcp_firewall && tcp_server inet "$INET4" 5000 "$INET6"
}

cmd_gap() {
	local remove restore

	remove=$(cmd_batch "$(topo_default 4 wan1 del)" "$(topo_default 6 wan1 del)")
	restore=$(cmd_batch "$(topo_default 4 wan1 add)" "$(topo_default 6 wan1 add)")
	echo "$remove; sleep 0.1; $restore"
}

traffic() {
	local save

	save="$LIB/ct-save $(topo_ns router)"
	tcp_class
	sleep 2
	probe --flow "$(tcp lan1 5000 40000 again=1)" --flow "$(tcp6 lan1 5000 40001 again=1)" \
		--interval 20 --flowing \
		--event 50 exit "$save $SCRATCH/before; $(cmd_gap)" \
		--event 150 exit "$save $SCRATCH/between; $(tcp_metrics 100 300)" --count 300
}

lost() {
	diag "$HALF: f$1: lost ${P[f$1_e0_lost]} by the gap and ${P[f$1_e1_lost]} later," \
		"reset ${P[f$1_resets]} times"
}

without() {
	for i in 0 1; do
		lost $i
		check "without: f$i has another entry" differs \
			"$(tcp_id_of between 4000$i)" "$(tcp_id_of before 4000$i)"
		check "without: f$i is dead after the gap" at_least "${P[f${i}_e0_lost]}" 1
	done
}

with() {
	for i in 0 1; do
		lost $i
		check "with: f$i loses nothing by the gap" is "${P[f${i}_e0_lost]}" 0
		check "with: f$i has the same entry" is \
			"$(tcp_id_of between 4000$i)" "$(tcp_id_of before 4000$i)"
		check "with: f$i is reset once, in the end" is "${P[f${i}_resets]}" 1
		check "with: f$i loses what it sent while routes settled" \
			between "${P[f${i}_e1_lost]}" 1 25
		check "with: f$i goes on" is "${P[f${i}_tail]}" 5
	done
}

scenario "$@"
