#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Connections whose marks keep them on wan1, which is told down while it works, and then
# is silent for 400 ms, and later for good. Nothing happens to them as long as they get
# answers; when they do not any more, their clients are reset and go on by wan2, and hang
# without the module. One that takes the fast path of a flow table, where its answers are
# not seen, is left alone. So is one whose data is lost again and again while its server
# goes on sending. Fixed SNAT per WAN.

# shellcheck source-path=SCRIPTDIR source=../lib/scenario.sh
. "$(dirname "$(readlink -f "$0")")/../lib/scenario.sh"
# shellcheck source-path=SCRIPTDIR source=../lib/tcp.sh
. "$LIB/tcp.sh"
# shellcheck source-path=SCRIPTDIR source=../lib/marks.sh
. "$LIB/marks.sh"

CLIENTS=("a client" "an IPv6 client" "a client by a flow table")

fast() {
	topo_exec router nft -f - <<-END
		table inet fast {
			flowtable fast { hook ingress priority 0; devices = { lan0, wan1, wan2 }; }
			chain forward {
				type filter hook forward priority 0;
				tcp dport 3478 ct state established flow add @fast
			}
		}
	END
}

# A server that sends all the time, and answers to one byte.
ticks() {
	topo_background topo_exec inet python3 -ESBc '
import socket
peer, _ = socket.create_server(("", 6000)).accept()
peer.settimeout(0.05)
while True:
    try:
        if not peer.recv(1):
            break
        peer.send(b"!")
    except TimeoutError:
        peer.send(b".")
'
}

# Asks it once there is the file "ask", and writes what came of that.
asks() {
	rm -f "$SCRATCH/ask" "$SCRATCH/asked"
	topo_background topo_exec lan1 python3 -ESBc '
import os, socket, sys, time
server, ask, asked = sys.argv[1:]
sock = socket.create_connection((server, 6000))
sent = None
result = "nothing"
try:
    while not sent or time.monotonic() < sent + 5:
        if not sent and os.path.exists(ask):
            sent = time.monotonic()
            sock.send(b"?")
        if b"!" in sock.recv(100):
            result = f"answered after {time.monotonic() - sent:.1f} s"
            break
except OSError as error:
    result = type(error).__name__
with open(asked, "w") as file:
    file.write(result)
' "$INET4" "$SCRATCH/ask" "$SCRATCH/asked"
}

# What it asks is lost for a while; that is the only packet of its length.
cmd_deaf() {
	local nft

	nft="ip netns exec $(topo_ns isp1) nft"
	echo "$nft add table ip deaf &&" \
		"$nft add chain ip deaf c '{ type filter hook forward priority 0; }' &&" \
		"$nft add rule ip deaf c tcp dport 6000 ip length 53 drop &&" \
		"touch $SCRATCH/ask; sleep 1.5; $nft delete table ip deaf"
}

prepare() {
	topo_up snat && tcp_firewall && tcp_server inet "$INET4" 3478+5000 "$INET6" &&
		marks_up && fast && ticks
}

# The provider loses all, and says nothing.
cmd_provider() {
	local ns

	ns=$(topo_ns isp1)
	echo "ip netns exec $ns sysctl -qw net.ipv4.ip_forward=$1 net.ipv6.conf.all.forwarding=$1"
}

traffic() {
	local told=: rehome

	if [ "$HALF" = with ]; then
		rehome="rehome -n $(topo_ns router)"
		check "with: connections are a class" in_router class preset tcp
		marks_named
		told="$rehome wan down wan1 reason asked"
	fi
	asks
	probe --flow "$(tcp lan1 5000 40000 again=1)" --flow "$(tcp6 lan1 5000 40001 again=1)" \
		--flow "$(tcp lan1 3478 40002 again=1)" --interval 50 --flowing \
		--event 40 exit "$(tcp_metrics 100 300); $told" \
		--event 80 exit "$(cmd_deaf)" \
		--event 160 exit "$(cmd_provider 0); sleep 0.4; $(cmd_provider 1)" \
		--event 240 exit "$LIB/ct-save $(topo_ns router) $SCRATCH/before -p tcp; $(cmd_provider 0)" \
		--count 440
}

# By wan1, and then once more by it, after the gap.
all_is_well() {
	local i

	check "$HALF: one that hears something all the time gets its answer" \
		matches "$(<"$SCRATCH/asked")" "answered after (1\.[5-9]|[2-4]\..*) s"
	check "$HALF: ${CLIENTS[2]}: it is" grep -q "sport=40002 .*OFFLOAD" "$SCRATCH/before"
	for i in 0 1 2; do
		figures "f$i" e3
		check "$HALF: ${CLIENTS[i]}: nothing is lost while its WAN works" \
			is "${P[f${i}_e0_lost]} ${P[f${i}_e1_lost]} ${P[f${i}_e2_lost]}" "0 0 0"
		check "$HALF: ${CLIENTS[i]}: which is wan1" matches "${P[f${i}_e2_after]}" \
			"(${WAN4[wan1]}|${WAN6[wan1]}):4000$i"
	done
}

without() {
	local i

	all_is_well
	for i in 0 1 2; do
		check "without: ${CLIENTS[i]}: hangs" \
			is "${P[f${i}_e3_first_good_ms]} ${P[f${i}_resets]}" "never 0"
	done
}

with() {
	local i

	all_is_well
	for i in 0 1; do
		check "with: ${CLIENTS[i]}: is reset once" is "${P[f${i}_resets]}" 1
		check "with: ${CLIENTS[i]}: goes on by wan2" matches "${P[f${i}_e3_after]}" \
			"(${WAN4[wan2]}|${WAN6[wan2]}):4100$i"
		check "with: ${CLIENTS[i]}: is alive at the end" is "${P[f${i}_tail]}" 5
		check "with: ${CLIENTS[i]}: soon" \
			between "${P[f${i}_e3_first_good_ms]%.*}" 0 1500
	done
	check "with: ${CLIENTS[2]}: is not reset" is "${P[f2_resets]}" 0
	check "with: so many resets were sent, and flows expired" \
		is "$(tcp_resets) $(stats_expire) $(stats_renat)" "2 2 0"
}

scenario "$@"
