#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# A client that only receives, and whose acknowledgements take their time to the router:
# when one of them proves the connection dead, what the server sent meanwhile is at the
# client, or on its way there. It is told nevertheless, where it waits for ever without
# the module: the server's packets come by wan1 as before, the acknowledgements leave by
# wan2. Fixed SNAT per WAN.

# shellcheck source-path=SCRIPTDIR source=../lib/scenario.sh
. "$(dirname "$(readlink -f "$0")")/../lib/scenario.sh"
# shellcheck source-path=SCRIPTDIR source=../lib/tcp.sh
. "$LIB/tcp.sh"

prepare() {
	topo_up snat && tcp_firewall || return
	topo_exec lan1 tc qdisc add dev eth0 root netem delay 20ms || return
	topo_background topo_exec inet python3 -ESBc '
import socket, time
sock = socket.create_server(("", 6000))
peer, _ = sock.accept()
while True:
    peer.send(b"x" * 1000)
    time.sleep(0.002)
'
}

# Receives until it is told, or nothing comes for ten seconds.
receive() {
	rm -f "$SCRATCH/received"
	topo_background topo_exec lan1 python3 -ESBc '
import socket, sys
sock = socket.create_connection((sys.argv[1], 6000))
sock.settimeout(10)
count = 0
try:
    while sock.recv(1000):
        count += 1
except OSError as error:
    with open(sys.argv[2], "w") as file:
        file.write(f"{type(error).__name__} {min(count, 100)}")
' "$INET4" "$SCRATCH/received"
}

traffic() {
	tcp_class
	receive
	sleep 2
	sh -c "$(cmd_metric 100 300)"
	busywait 30 test -s "$SCRATCH/received"
}

without() {
	check "without: the client waits" is "$(<"$SCRATCH/received")" "TimeoutError 100"
}

with() {
	check "with: the client is told" is "$(<"$SCRATCH/received")" "ConnectionResetError 100"
	check "with: by one reset" is "$(tcp_resets)" 1
}

scenario "$@"
