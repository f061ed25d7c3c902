#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# A firewall forwards new flows to wan1 only, and established ones anywhere. The
# default routes move to wan2 and back: what is moved stays established, what begins
# there is dropped. IPv4 with fixed SNAT, IPv6 with MASQUERADE.

# shellcheck source-path=SCRIPTDIR source=../lib/scenario.sh
. "$(dirname "$(readlink -f "$0")")/../lib/scenario.sh"

prepare() {
	topo_up snat && topo_exec router nft -f - <<-END
		delete table ip6 nat
		table ip6 nat {
			chain post {
				type nat hook postrouting priority 100;
				oifname { wan1, wan2 } masquerade
			}
		}
		table inet firewall {
			chain forward {
				type filter hook forward priority 0; policy drop;
				ct state established,related accept
				ct state new iifname lan0 oifname wan1 accept
				counter
			}
		}
	END
}

traffic() {
	probe --flow "$(udp lan1 41641 40000 phase=0)" --flow "$(udp6 lan1 41641 40001 phase=0)" \
		--interval 10 --event 100 route "$(cmd_batch \
			"$(topo_default 4 wan1 add 300)" "$(topo_default 6 wan1 add 300)" \
			"$(topo_default 4 wan1 del 100)" "$(topo_default 6 wan1 del 100)")" \
		--event 300 route "$(cmd_batch \
			"$(topo_default 4 wan1 add 100)" "$(topo_default 6 wan1 add 100)" \
			"$(topo_default 4 wan1 del 300)" "$(topo_default 6 wan1 del 300)")" \
		--count 500
}

without() {
	local i

	for i in 0 1; do
		figures f$i e0
		check "without: f$i is dead until its route is back" \
			is "${P[f${i}_e0_lost]}" "${P[f${i}_e0_sent]}"
		check "without: f$i is alive then" is "${P[f${i}_tail]}" 5
	done
}

with() {
	recovers f0 e0 0 0
	recovers f0 e1 0 0
	recovers f1 e0 0 0
	recovers f1 e1 0 0
	seen_from f0 e0 "${WAN4[wan1]}:40000" "${WAN4[wan2]}:40000"
	moved f0 e1 "${WAN4[wan2]}:40000" "${WAN4[wan1]}:40000"
	seen_from f1 e0 "${WAN6[wan1]}:40001" "${WAN6[wan2]}:40001"
	moved f1 e1 "${WAN6[wan2]}:40001" "${WAN6[wan1]}:40001"
}

scenario "$@"
