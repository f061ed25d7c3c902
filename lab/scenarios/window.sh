#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The watch is on from a trigger until the longest timeout of UDP has passed, and
# longer while a flow lives that was not seen: one that is kept alive by replies
# alone, which would be missed if it sent a packet later. Fixed SNAT per WAN.

# shellcheck source-path=SCRIPTDIR source=../lib/scenario.sh
. "$(dirname "$(readlink -f "$0")")/../lib/scenario.sh"

# Of virtual time, to look often takes long.
export PATIENCE=1

STREAM=15

prepare() {
	topo_up snat &&
		topo_exec router sh -c "cd /proc/sys/net/netfilter
			echo $STREAM >nf_conntrack_udp_timeout_stream
			echo 5 >nf_conntrack_udp_timeout"
}

watch() {
	in_router -j status | json 'j["watch"]'
}

watch_is() {
	is "$(watch)" "$1"
}

# Sends at once two packets, and one more after a time; the far end answers the
# first, and then sends by itself: one_sided SILENCE
one_sided() {
	local far=$SCRATCH/far

	ip netns exec "$(topo_ns inet)" timeout 300 python3 -ESBc '
import socket, sys, time
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind((sys.argv[1], 7777))
s.settimeout(1)
peer = None
while True:
    try:
        data, peer = s.recvfrom(100)
        s.sendto(b"answer to " + data, peer)
    except TimeoutError:
        if peer:
            s.sendto(b"more", peer)
' "$INET4" &
	far=$!
	ip netns exec "$(topo_ns lan2)" python3 -ESBc '
import socket, sys, time
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("", 47777))
s.connect((sys.argv[1], 7777))
def ask(data):
    s.send(data)
    end = time.monotonic() + 3
    while time.monotonic() < end:
        s.settimeout(end - time.monotonic())
        try:
            if s.recv(100) == b"answer to " + data:
                return True
        except TimeoutError:
            return False
time.sleep(0.2)
first = ask(b"1") and ask(b"2")
s.settimeout(float(sys.argv[2]))
end = time.monotonic() + float(sys.argv[2])
heard = 0
while time.monotonic() < end:
    heard += s.recv(100) == b"more"
print("first", int(bool(first)), "heard", heard, "last", int(bool(ask(b"3"))), flush=True)
' "$INET4" "$1" >"$SCRATCH/one-sided" 2>&1
	kill $far
	wait $far 2>/dev/null
}

traffic() {
	local pid

	[ "$HALF" = without ] || {
		# Of what was there at load.
		check "with: the watch ends after the load" busywait 60 watch_is False
		topo_batch router <<<"route add 100.64.0.0/24 via ${GW4[wan2]}"
		check "with: a trigger starts the watch" busywait 3 watch_is True
		sleep $((STREAM - 2))
		check "with: it is on for the longest timeout" watch_is True
		sleep 2
		check "with: it is off after that, when a slow pass has looked" busywait 32 watch_is False
		check "with: windows were counted" \
			at_least "$(in_router -j stats | json 'j["watch"]["windows"]')" 2
	}
	# The route moves while the flow sends nothing; its next packet comes when the
	# window would be over. The far end sends to the old WAN meanwhile, whose link is
	# up.
	one_sided 45 &
	pid=$!
	sleep 6
	sh -c "$(cmd_metric 100 300)"
	sleep 28
	[ "$HALF" = without ] ||
		check "with: it is on while a flow lives by replies only" watch_is True
	wait $pid
	read -r first heard last < <(sed -E 's/[a-z]+ //g' "$SCRATCH/one-sided")
	diag "$HALF: $(<"$SCRATCH/one-sided")"
	[ "$HALF" = without ] || {
		check "with: it is off when all flows were seen" busywait $((STREAM + 35)) watch_is False
		in_router param set watch always
		check "with: or all the time, if wanted" busywait 3 watch_is True
		sleep $((STREAM + 5))
		check "with: and stays on" watch_is True
	}
}

both() {
	check "$HALF: the flow began" is "$first" 1
	check "$HALF: it lived by replies" at_least "$heard" 25
}

without() {
	both
	check "without: the flow's next packet is not answered" is "$last" 0
}

with() {
	both
	check "with: the flow's next packet is answered" is "$last" 1
}

scenario "$@"
