#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# One flow moves by a route's removal; all the others must keep their entries
# byte for byte: those a policy keeps on their WAN, those of a class whose action is
# to keep them, TCP, and flows to the router itself. Everybody is silent from before
# the change until all passes after it are over.

# shellcheck source-path=SCRIPTDIR source=../lib/scenario.sh
. "$(dirname "$(readlink -f "$0")")/../lib/scenario.sh"

prepare() {
	topo_up snat && topo_policy "${HOST4[lan2]}" wan1
}

traffic() {
	local save

	save="$LIB/ct-save $(topo_ns router)"
	[ "$HALF" = without ] ||
		check "with: flows of no name are to be left alone" in_router class set other action keep
	probe --flow "$(udp lan1 41641 40000)" \
		--flow "$(udp lan2 41641 40001)" \
		--flow "$(udp lan2 7000 40002 proto=tcp)" \
		--flow "$(udp lan1 5000 40003)" \
		--flow "$(udp lan1 41641 40004 proto=tcp)" \
		--flow "ns=$(topo_ns lan1),dst=$LAN_GW4,port=41641,sport=40005" \
		--event 25 exit "$save $SCRATCH/before; $(cmd_route_removed 4);
			sleep 2.5; $save $SCRATCH/after" \
		--count 45
	ct_snapshot "$(topo_ns router)" >"$SCRATCH/end"
}

# Entries of the probe's source ports in a snapshot: only FILE PORT...
only() {
	local file=$1 IFS='|'

	shift
	sed -n 1p "$SCRATCH/$file"
	grep -E "sport=($*) " "$SCRATCH/$file"
}

untouched() {
	local flow

	only before 4000{1..5} >"$SCRATCH/before.others"
	only after 4000{1..5} >"$SCRATCH/after.others"
	check "$HALF: the bystanders' entries are the same byte for byte" \
		ct_same "$SCRATCH/before.others" "$SCRATCH/after.others" 5
	for flow in 1 2 5; do
		recovers f$flow e0 0 0
		only before 4000$flow >"$SCRATCH/before.one"
		only end 4000$flow >"$SCRATCH/end.one"
		check "$HALF: f$flow still has the same entry at the end" \
			is "$(ct_file_id "$SCRATCH/end.one")" "$(ct_file_id "$SCRATCH/before.one")"
	done
	for flow in 1 5; do
		only end 4000$flow >"$SCRATCH/end.one"
		check "$HALF: f$flow counted every packet" \
			is "$(ct_file_packets "$SCRATCH/end.one")" "${P[f${flow}_sent]} ${P[f${flow}_sent]}"
	done
	never_recovers f3 e0
	never_recovers f4 e0
}

without() {
	never_recovers f0 e0
	untouched
}

with() {
	recovers f0 e0 0 0
	moved f0 e0 "${WAN4[wan1]}:40000" "${WAN4[wan2]}:40000"
	untouched
}

scenario "$@"
