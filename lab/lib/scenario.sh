# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash source-path=SCRIPTDIR
#
# The frame of a scenario. A scenario file says what it is about and defines
#
#   prepare    the topology and what is special about it
#   traffic    the probe's flows and events
#   without    what must be seen without the module
#   with       what must be seen with it
#
# and calls scenario "$@". Each half gets a fresh topology; the module is
# loaded before any flow exists and must unload afterwards. P[key] holds the
# probe's report (see probe.py): f0_lost, f0_e0_first_good, ...

LIB=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
# shellcheck source=check.sh
. "$LIB/check.sh"
# shellcheck source=conntrack.sh
. "$LIB/conntrack.sh"
# shellcheck source=topology.sh
. "$LIB/topology.sh"
# shellcheck source=change.sh
. "$LIB/change.sh"
# shellcheck source=rehome.sh
. "$LIB/rehome.sh"

declare -gA P=()
HALF=

scenario_cleanup() {
	topo_down
	rm -rf "$SCRATCH"
}

scenario() {
	local half

	case ${1:-both} in
	both) set -- without with ;;
	without | with) ;;
	*)
		echo "usage: ${0##*/} [without|with]" >&2
		exit 1
		;;
	esac
	trap scenario_cleanup EXIT
	trap 'exit 1' INT TERM
	echo "KTAP version 1"
	for half; do
		HALF=$half
		scenario_half
		topo_down
	done
	check_plan
}

scenario_half() {
	check "$HALF: topology stands" prepare || return
	if [ "$HALF" = with ]; then
		check "with: module loads" module_load || return
		check "with: the WANs are found" busywait 5 wans_found
	else
		check "without: module is absent" module_absent || return
	fi
	traffic
	"$HALF"
	[ "$HALF" = without ] || check "with: module unloads" module_unload
}

# A flow for the probe: udp HOST PORT SOURCE-PORT [MORE-FIELDS]
udp() {
	echo "ns=$(topo_ns "$1"),dst=$INET4,port=$2,sport=$3${4:+,$4}"
}

udp6() {
	echo "ns=$(topo_ns "$1"),dst=$INET6,port=$2,sport=$3${4:+,$4}"
}

# probe CLIENT-ARGUMENTS...: run it to its end and keep the report in P
probe() {
	local key value

	P=()
	python3 -ESB "$LIB/probe.py" client --watch "$(topo_ns router)" \
		--env "$SCRATCH/report" "$@" >"$SCRATCH/report.json" 2>"$SCRATCH/report.err" ||
		diag "$(<"$SCRATCH/report.err")"
	while IFS='=' read -r key value; do
		P[$key]=$value
	done <"$SCRATCH/report"
	for key in status0 status1 missed0 missed1; do
		[ "${P[$key]:-0}" = 0 ] ||
			check "$HALF: the change is made and told" is "$key=${P[$key]}" "$key=0"
	done
}

# What a flow looked like: figures FLOW EVENT
figures() {
	local e=$1_$2

	diag "$HALF: $1: sent ${P[$1_sent]}, lost ${P[$1_lost]}, duplicated ${P[$1_duplicated]};" \
		"after $2: next packet at ${P[${e}_next_ms]} ms, lost ${P[${e}_lost]}," \
		"first good ${P[${e}_first_good]} after ${P[${e}_first_good_ms]} ms," \
		"${P[${e}_before]} then ${P[${e}_after]}"
}

# Nothing of FLOW comes back after EVENT, while all of it did before.
never_recovers() {
	local e=$1_$2

	figures "$1" "$2"
	check "$HALF: $1 loses nothing before any change" is "${P[$1_e0_lost_before]}" 0
	check "$HALF: $1 never recovers" is "${P[${e}_lost]}" "${P[${e}_sent]}"
}

# FLOW loses FROM to TO packets by EVENT and then goes on.
recovers() {
	local e=$1_$2

	figures "$1" "$2"
	check "$HALF: $1 loses nothing before any change" is "${P[$1_e0_lost_before]}" 0
	check "$HALF: $1 loses $3 to $4 by $2" between "${P[${e}_lost]}" "$3" "$4"
	check "$HALF: $1 is alive at the end" is "${P[$1_tail]}" 5
	check "$HALF: $1 has no duplicates" is "${P[$1_duplicated]}" 0
}

# FLOW was seen from outside address:port BEFORE, and then AFTER, EVENT.
seen_from() {
	check "$HALF: $1 was seen from $3" is "${P[$1_$2_before]}" "$3"
	check "$HALF: $1 is seen from $4" is "${P[$1_$2_after]}" "$4"
}

# FLOW went from BEFORE to AFTER, and it was its entry that moved: a new one
# would count from the start.
moved() {
	seen_from "$@"
	kept_counters "$1"
}

kept_counters() {
	local orig reply

	read -r orig reply < <(flow_entry "$1" | ct_file_packets -)
	check "$HALF: $1's entry counted every packet sent" is "$orig" "${P[$1_sent]}"
	check "$HALF: $1's entry counted every answer" is "$reply" "${P[$1_received]}"
}

# The router's entry of a UDP flow, now.
flow_entry() {
	local family=ipv4 sport

	[[ ${P[$1_spec]} =~ sport=([0-9]+) ]]
	sport=${BASH_REMATCH[1]}
	[[ ${P[$1_spec]} != *dst=*:*,port=* ]] || family=ipv6
	ct_snapshot "$(topo_ns router)" -f $family -p udp --orig-port-src "$sport"
}
