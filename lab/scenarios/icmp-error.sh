#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# A host complains to its peer that a packet was too big for it, just when the default
# route has gone. Conntrack gives that error the entry of the flow, but it is no packet of
# it: it neither moves the flow nor ends it. The flow's next packet moves it. Without the
# module the flow stays where it was.

# shellcheck source-path=SCRIPTDIR source=../lib/scenario.sh
. "$(dirname "$(readlink -f "$0")")/../lib/scenario.sh"

prepare() {
	topo_up snat
}

complain() {
	echo "python3 -ESB $LIB/icmp_error.py $(topo_ns lan1) $1 $2 $3 41641"
}

traffic() {
	local change save

	save="$LIB/ct-save $(topo_ns router)"
	change=$(cmd_batch "$(topo_default 4 wan1 del)" "$(topo_default 6 wan1 del)")
	probe --flow "$(udp lan1 41641 40000)" --flow "$(udp6 lan1 41641 40001)" \
		--event 20 exit "$save $SCRATCH/before; $change; \
			$(complain "${HOST4[lan1]}" 40000 "$INET4") &&
			$(complain "${HOST6[lan1]}" 40001 "$INET6") &&
			sleep 0.1; $save $SCRATCH/between" --count 60
}

without() {
	never_recovers f0 e0
	never_recovers f1 e0
}

with() {
	check "with: after the errors, flows have the entries that they had" \
		is "$(ct_file_id "$SCRATCH/between")" "$(ct_file_id "$SCRATCH/before")"
	recovers f0 e0 0 0
	recovers f1 e0 0 0
	moved f0 e0 "${WAN4[wan1]}:40000" "${WAN4[wan2]}:40000"
	moved f1 e0 "${WAN6[wan1]}:40001" "${WAN6[wan2]}:40001"
	check "with: two flows were moved, none expired" \
		is "$(stats_renat) $(stats_expire)" "2 0"
	check "with: both errors left" is "$(topo_astray | grep 'provider 2')" \
		"provider 2 dropped 1 and 1"
}

scenario "$@"
