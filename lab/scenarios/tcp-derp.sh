#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Of connections to ports of Tailscale's relays, only those of a host that is seen to
# run Tailscale are of class derp: its client gets a reset when they are dead, where
# that of another host hangs. The class is asked for when they are there already. Later
# all are of class tcp, without a reset: then a flow is only expired, and no client
# learns of it. A SYN on its way meanwhile is never answered by a reset: it goes right
# when it is sent again. Fixed SNAT per WAN.

# shellcheck source-path=SCRIPTDIR source=../lib/scenario.sh
. "$(dirname "$(readlink -f "$0")")/../lib/scenario.sh"
# shellcheck source-path=SCRIPTDIR source=../lib/tcp.sh
. "$LIB/tcp.sh"

prepare() {
	topo_up snat && tcp_firewall &&
		tcp_server inet "$INET4" 443+3478+5000 "$INET6"
}

# Connects to a server whose provider loses the first SYN; says where it was seen from.
begin() {
	rm -f "$SCRATCH/began"
	topo_exec isp1 nft insert rule ip guard pre tcp dport 3478 tcp sport 40009 drop
	topo_background topo_exec lan1 python3 -ESBc '
import socket, sys, time
sock = socket.socket()
sock.bind(("", 40009))
sock.settimeout(12)
start = time.monotonic()
try:
    sock.connect((sys.argv[1], 3478))
    sock.send(b"RHPB".ljust(32))
    word = sock.recv(96)[32:].split()[0].decode()
except OSError as error:
    word = type(error).__name__
with open(sys.argv[2], "w") as file:
    file.write(f"{word} {round(time.monotonic() - start)}")
' "$INET4" "$SCRATCH/began"
	sleep 0.2
}

traffic() {
	local preset=:

	[ "$HALF" = without ] || preset="rehome -n $(topo_ns router) class preset derp"
	begin
	probe --flow "$(udp lan1 50111 34567 shape=tailscale)" \
		--flow "$(tcp lan1 443 40001 again=1,phase=250)" \
		--flow "$(tcp lan1 3478 40002 again=1,phase=250)" \
		--flow "$(tcp lan1 5000 40003)" --flow "$(tcp lan2 443 40004)" \
		--flow "$(udp lan2 5000 34568)" \
		--event 5 exit "$preset" --event 15 route "$(cmd_metric 100 300)" --count 80
}

hang() {
	local i

	for i; do
		never_recovers "f$i" e1
		check "$HALF: f$i: nobody tells it" is "${P[f${i}_resets]}" 0
	done
}

# From wan2 on, all are of class tcp, and go back to wan1.
expired_only() {
	local before

	before=$(tcp_resets)
	check "with: class tcp is asked for, without resets" \
		in_router class set tcp reset off
	check "with: it is there" in_router class preset tcp
	check "with: its settings are shown" is \
		"$(in_router -j class show | json '[(c["action"], c["reset"]) for c in j if c["name"] == "tcp"]')" \
		"[('expire', False)]"
	probe --flow "$(tcp lan1 5000 40007)" \
		--event 10 route "$(cmd_metric 300 100)" --count 20
	never_recovers f0 e0
	check "with: the flow was expired: what comes has a new entry" matches \
		"$(ct_snapshot "$(topo_ns router)" -p tcp --orig-port-src 40007 | tail -n 1)" \
		".*UNREPLIED.* dst=${WAN4[wan1]} .*"
	check "with: it got no reset" is "${P[f0_resets]} $(tcp_resets)" "0 $before"
}

without() {
	hang 0 1 2 3 4
	busywait 25 test -s "$SCRATCH/began"
	check "without: the SYN never comes through" is "$(<"$SCRATCH/began")" "TimeoutError 12"
}

with() {
	recovers f0 e1 0 0
	for i in 1 2; do
		figures "f$i" e1
		check "with: f$i is reset once, and goes on" \
			is "${P[f${i}_resets]} ${P[f${i}_e1_lost]} ${P[f${i}_tail]}" "1 1 5"
		check "with: f$i is told at once" between "${P[f${i}_reset_ms]%.*}" 0 499
	done
	hang 3 4
	check "with: two resets were sent" is "$(tcp_resets)" 2
	busywait 25 test -s "$SCRATCH/began"
	check "with: a SYN goes right when it is sent again" \
		matches "$(<"$SCRATCH/began")" "${WAN4[wan2]} [1-7]"
	expired_only
}

scenario "$@"
