#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Connections that die with wan1 and whose packets take odd ways: by a bridge, which
# br_netfilter shows to the hooks of IP (on stock kernels), to a server whose address
# the router rewrites; and by the fast path of a flow table. Their clients get a reset
# at once, from the address that they know, and go on by wan2. Fixed SNAT per WAN.

# shellcheck source-path=SCRIPTDIR source=../lib/scenario.sh
. "$(dirname "$(readlink -f "$0")")/../lib/scenario.sh"
# shellcheck source-path=SCRIPTDIR source=../lib/tcp.sh
. "$LIB/tcp.sh"

WAYS=("by a bridge, rewritten" "by a flow table")
FRONT=203.0.113.77

rules() {
	topo_exec router nft -f - <<-END
		table ip dest {
			chain pre {
				type nat hook prerouting priority -100;
				ip daddr $FRONT dnat to $INET4
			}
		}
		table inet fast {
			flowtable fast { hook ingress priority 0; devices = { lan0, wan1, wan2 }; }
			chain forward {
				type filter hook forward priority 0;
				ip daddr $INET4 ct original ip daddr $INET4 meta l4proto tcp flow add @fast
			}
		}
	END
}

prepare() {
	topo_up snat && tcp_firewall && tcp_server inet "$INET4" 5000 "$INET6" && rules || return
	modprobe -q br_netfilter 2>/dev/null
	# Not every kernel has it.
	[ ! -e /proc/sys/net/bridge/bridge-nf-call-iptables ] ||
		topo_exec router sysctl -qw net.bridge.bridge-nf-call-iptables=1
}

traffic() {
	local save

	save="$LIB/ct-save $(topo_ns router)"
	tcp_class
	probe --flow "ns=$(topo_ns lan1),dst=$FRONT,port=5000,sport=40000,proto=tcp,again=1,phase=250" \
		--flow "$(tcp lan1 5000 40001 again=1,phase=250)" --interval 50 \
		--event 40 route "$save $SCRATCH/before -p tcp; $(cmd_metric 100 300)" --count 120
}

without() {
	check "without: ${WAYS[1]}: it is" grep -q "sport=40001 .*OFFLOAD" "$SCRATCH/before"
	for i in 0 1; do
		never_recovers f$i e0
		check "without: ${WAYS[i]}: nobody tells it" is "${P[f${i}_resets]}" 0
	done
}

with() {
	check "with: ${WAYS[1]}: it is" grep -q "sport=40001 .*OFFLOAD" "$SCRATCH/before"
	for i in 0 1; do
		figures f$i e0
		check "with: ${WAYS[i]}: it is reset once, and goes on" \
			is "${P[f${i}_resets]} ${P[f${i}_tail]}" "1 5"
		check "with: ${WAYS[i]}: at once" between "${P[f${i}_reset_ms]%.*}" 0 499
		check "with: ${WAYS[i]}: it loses what proved it dead" \
			between "${P[f${i}_e0_lost]}" 1 3
	done
	check "with: two resets were sent" is "$(tcp_resets)" 2
}

scenario "$@"
