#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# A connection of TCP may be silent for longer than any flow of UDP lives. The watch
# stays on for it after a trigger, so that its client is told at its next packet a
# minute and a half later. Fixed SNAT per WAN.

# shellcheck source-path=SCRIPTDIR source=../lib/scenario.sh
. "$(dirname "$(readlink -f "$0")")/../lib/scenario.sh"
# shellcheck source-path=SCRIPTDIR source=../lib/tcp.sh
. "$LIB/tcp.sh"

# Of virtual time, to look often takes long.
export PATIENCE=1

prepare() {
	topo_up snat && tcp_firewall && tcp_server inet "$INET4" 5000 "$INET6" &&
		topo_exec router sh -c "cd /proc/sys/net/netfilter
			echo 15 >nf_conntrack_udp_timeout_stream
			echo 5 >nf_conntrack_udp_timeout"
}

watch_is() {
	is "$(in_router -j status | json 'j["watch"]')" "$1"
}

# Says something, is silent for a time, and says something again: silent SECONDS FILE
silent() {
	rm -f "$SCRATCH/$2"
	topo_background topo_exec lan1 python3 -ESBc '
import socket, sys, time
sock = socket.create_connection((sys.argv[1], 5000))
def say():
    sock.send(b"RHPB".ljust(32))
    return len(sock.recv(96, socket.MSG_WAITALL))
say()
time.sleep(float(sys.argv[2]))
sock.settimeout(10)
try:
    word = say()
except OSError as error:
    word = type(error).__name__
with open(sys.argv[3], "w") as file:
    file.write(str(word))
' "$INET4" "$1" "$SCRATCH/$2"
}

traffic() {
	tcp_class
	[ "$HALF" = without ] || sleep 1
	silent 90 word
	sleep 1
	sh -c "$(cmd_metric 100 300)"
	sleep 80
	[ "$HALF" = without ] ||
		check "with: the watch is on for what is silent" watch_is True
	busywait 30 test -s "$SCRATCH/word"
	[ "$HALF" = without ] ||
		check "with: it is off when that is over" busywait 60 watch_is False
}

without() {
	check "without: the client is not told" is "$(<"$SCRATCH/word")" TimeoutError
}

with() {
	check "with: the client is told at its next packet" is "$(<"$SCRATCH/word")" \
		ConnectionResetError
}

scenario "$@"
