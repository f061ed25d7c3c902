# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Programs that watch WANs, and a gateway that dies while its link stays up: it answers
# ARP, and nothing else. Scenarios with them name the packages of their programs.

# shellcheck disable=SC2034	# for scenarios
TELLERS=$(readlink -f "$LIB/../../packaging/tellers")

# Where FILE of those packages is, and libraries that no other program of a guest needs.
programs() {
	local libraries=x86_64-linux-gnu

	PROGRAMS=${REHOME_PROGRAMS:-/none}
	[ -e "$PROGRAMS" ] || PROGRAMS=/run/host$PROGRAMS
	[ -e "$PROGRAMS/$1" ] || {
		echo "no REHOME_PROGRAMS: lab/check-scenarios gets them, and so does lab/programs"
		return 1
	}
	LIBRARIES=$PROGRAMS/usr/lib/$libraries:$PROGRAMS/lib/$libraries
	LIBRARIES+=:/run/host/usr/lib/$libraries
}

# In NODE, in the background: program NODE FILE ARGUMENT...
program() {
	local node=$1 file=$2

	shift 2
	# No function of the shell between: what is ended must be the program.
	topo_background ip netns exec "$(topo_ns "$node")" env LD_LIBRARY_PATH="$LIBRARIES" \
		"$PROGRAMS/$file" "$@"
}

# Commands for the probe.
cmd_gateway_dies() {
	echo "ip netns exec $(topo_ns isp1) nft add table ip dead '{ chain in {" \
		"type filter hook prerouting priority -400; policy drop; }; chain out {" \
		"type filter hook output priority -400; policy drop; }; }'"
}

cmd_gateway_lives() {
	echo "ip netns exec $(topo_ns isp1) nft delete table ip dead"
}

# FLOW is answered within SECONDS of EVENT, and goes on: answered FLOW EVENT SECONDS
answered() {
	local e=$1_$2

	figures "$1" "$2"
	check "$HALF: $1 is answered within $3 s of $2" \
		between "${P[${e}_first_good_ms]%.*}" 0 $(($3 * 1000))
	check "$HALF: $1 loses no more than that by $2" between "${P[${e}_lost]}" 1 $(($3 * 10))
	check "$HALF: $1 has no duplicates" is "${P[$1_duplicated]}" 0
}

# FLOW gets no answer from EVENT to the next one.
unanswered() {
	figures "$1" "$2"
	check "$HALF: $1 gets no answer from $2 on" is "${P[$1_$2_lost]}" "${P[$1_$2_sent]}"
}
