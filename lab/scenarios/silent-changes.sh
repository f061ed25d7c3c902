#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Changes that make no event of routing: an element of an nftables set that leads a
# host by wan2, and a rule of the iptables of old that marks the connections of
# another. Both long after any window. nf_tables tells its listeners, so the flow
# moves at its next packet; the other is found by the slow pass within 31 s, if it was
# looked at before. Fixed SNAT per WAN.

# shellcheck source-path=SCRIPTDIR source=../lib/scenario.sh
. "$(dirname "$(readlink -f "$0")")/../lib/scenario.sh"

# Of virtual time, to look often takes long.
export PATIENCE=1

legacy() {
	topo_exec router iptables-legacy "$@"
}

# The connection's mark is restored to each packet.
prepare() {
	topo_up snat && topo_batch router <<-END && topo_exec router nft -f - <<-END2 &&
		rule add fwmark 2 lookup 102
		$(topo_default 4 wan2 add) table 102
	END
		table ip lead {
			set away { type ipv4_addr; }
			chain pre {
				type filter hook prerouting priority mangle;
				ip saddr @away meta mark set 2
			}
		}
	END2
		legacy -t mangle -A PREROUTING -i lan0 -j CONNMARK --restore-mark &&
		topo_exec router sh -c "cd /proc/sys/net/netfilter
			echo 10 >nf_conntrack_udp_timeout_stream"
}

watch_is() {
	is "$(in_router -j status | json 'j["watch"]')" "$1"
}

traffic() {
	local add

	[ "$HALF" = without ] ||
		check "with: the watch ends" busywait 60 watch_is False
	add="ip netns exec $(topo_ns router) nft add element ip lead away"
	probe --flow "$(udp lan1 41641 40000 phase=100)" --flow "$(udp lan2 41641 40001)" \
		--event 20 exit "$add '{ ${HOST4[lan1]} }'" --count 60
	element
	[ "$HALF" = without ] ||
		check "with: the watch ends again" busywait 120 watch_is False
	add="ip netns exec $(topo_ns router) iptables-legacy -t mangle"
	probe --flow "$(udp lan2 41641 40001)" --interval 500 \
		--event 80 exit "$add -I PREROUTING 1 -i lan0 -s ${HOST4[lan2]} -j CONNMARK --set-mark 2" \
		--count 160
}

element() {
	if [ "$HALF" = without ]; then
		never_recovers f0 e0
	else
		recovers f0 e0 0 0
		moved f0 e0 "${WAN4[wan1]}:40000" "${WAN4[wan2]}:40000"
	fi
	check "$HALF: the other host's flow is left alone" is "${P[f1_lost]} ${P[f1_e0_after]}" \
		"0 ${WAN4[wan1]}:40001"
}

without() {
	never_recovers f0 e0
}

# Packets come each half second.
with() {
	recovers f0 e0 0 62
	check "with: f0 is seen from wan2" is "${P[f0_e0_after]}" "${WAN4[wan2]}:40001"
}

scenario "$@"
