#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# A transparent proxy on the router takes the flows of one host (TPROXY), those of
# the other are translated. The default route moves by metric and back; fixed SNAT
# per WAN. What ends at the proxy is not touched, the other flow moves.

# shellcheck source-path=SCRIPTDIR source=../lib/scenario.sh
. "$(dirname "$(readlink -f "$0")")/../lib/scenario.sh"

prepare() {
	topo_up snat && topo_batch router <<-END && topo_exec router nft -f - <<-END2 || return
		rule add fwmark 1 lookup 100
		route add local default dev lo table 100
	END
		table ip proxy {
			chain pre {
				type filter hook prerouting priority mangle;
				iifname lan0 ip saddr ${HOST4[lan2]} ip daddr $INET4 meta l4proto udp \
					meta mark set 1 tproxy to :12345
			}
		}
	END2
	topo_background ip netns exec "$(topo_ns router)" python3 -ESBc '
import socket, struct
IP_TRANSPARENT, IP_RECVORIGDSTADDR = 19, 20
def sock(address):
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    s.setsockopt(socket.SOL_IP, IP_TRANSPARENT, 1)
    s.bind(address)
    return s
ear = sock(("0.0.0.0", 12345))
ear.setsockopt(socket.SOL_IP, IP_RECVORIGDSTADDR, 1)
mouths = {}
while True:
    data, extra, _, peer = ear.recvmsg(2048, 256)
    for level, kind, value in extra:
        if kind == IP_RECVORIGDSTADDR:
            port, address = struct.unpack("!2xH4s", value[:8])
            to = (socket.inet_ntoa(address), port)
            if to not in mouths:
                mouths[to] = sock(to)
            mouths[to].sendto(data[:32] + b"proxy 0", peer)
'
}

traffic() {
	local save

	save="$LIB/ct-save $(topo_ns router)"
	probe --flow "$(udp lan1 41641 40000)" --flow "$(udp lan2 41641 40001)" \
		--flow "$(udp lan2 5000 40002)" \
		--event 20 route "$save $SCRATCH/before -p udp --orig-port-src 40001; $(cmd_metric 100 300)" \
		--event 60 route "$(cmd_metric 300 100)" --count 100
	ct_snapshot "$(topo_ns router)" -p udp --orig-port-src 40001 >"$SCRATCH/end"
}

proxied() {
	local i

	for i in 1 2; do
		check "$HALF: f$i, which ends at the proxy, loses nothing" is "${P[f${i}_lost]}" 0
		seen_from f$i e1 proxy:0 proxy:0
	done
	check "$HALF: f1 has the same entry" is "$(ct_file_id "$SCRATCH/end")" "$(ct_file_id "$SCRATCH/before")"
}

without() {
	proxied
	figures f0 e0
	check "without: f0 is dead until its route is back" \
		is "${P[f0_e0_lost]} ${P[f0_e1_lost]}" "${P[f0_e0_sent]} 0"
}

with() {
	proxied
	recovers f0 e0 0 0
	recovers f0 e1 0 0
	moved f0 e1 "${WAN4[wan2]}:40000" "${WAN4[wan1]}:40000"
}

scenario "$@"
