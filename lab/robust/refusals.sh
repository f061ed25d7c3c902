#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What cannot be meant is refused: with status 2, one clear line that names the
# bad word, and nothing changed. Most of it the tool would never send, so it
# is asked to, or the kernel's answer is what counts. What the tool itself does
# not take has status 1.

# shellcheck source-path=SCRIPTDIR source=../lib/scenario.sh
. "$(dirname "$(readlink -f "$0")")/../lib/scenario.sh"

# All but how long it is so.
state() {
	in_router -j wan show | sed 's/"serves[46]_ago":[0-9]*,//g' &&
		in_router -j class show && in_router -j class preset && in_router -j param show
}

# fails STATUS TEXT ARGUMENT...: in one line that ends with TEXT
fails() {
	local want=$1 text=$2 before after status=0

	shift 2
	before=$(state)
	in_router "$@" >"$SCRATCH/said" 2>&1 || status=$?
	after=$(state)
	check "refused: rehome $*" is "$status $(<"$SCRATCH/said")" "$want rehome: $text"
	check "nothing changed by: rehome $*" is "$after" "$before"
}

# refused TEXT ARGUMENT...: by the kernel
refused() {
	fails 2 "$@"
}

# mistaken TEXT ARGUMENT...: by the tool
mistaken() {
	fails 1 "$@"
}

# unknown NAME VALUE: a parameter of releases before
unknown() {
	local status=0

	in_router param set "$1" "$2" >"$SCRATCH/said" 2>&1 || status=$?
	check "refused: rehome param set $1 $2" is "$status $(<"$SCRATCH/said")" \
		"1 Parameter \"$1\" is unknown, try \"rehome param help\"."
}

# accepted ARGUMENT...: quietly
accepted() {
	check "accepted: rehome $*" in_router "$@"
}

# odd TEXT ARGUMENT...: done, with one line that ends with TEXT
odd() {
	local text=$1 status=0

	shift
	in_router "$@" >"$SCRATCH/said" 2>&1 || status=$?
	check "odd: rehome $*" is "$status $(<"$SCRATCH/said")" "0 rehome: $text"
}

wan_of() {
	in_router -j wan show | json "next((w for w in j if w['ifname'] == '$1'), None)"
}

devices() {
	topo_batch router <<-END
		link add bond9 type bridge
		link add port9 type dummy
		link set port9 master bond9
		link add wan9 type dummy
		addr add 203.0.113.77/32 dev wan9
		link set wan9 up
	END
}

wans() {
	refused "wan add a/b: not the name of a device" wan add a/b
	refused "wan add lo: the loopback device is no WAN" wan add lo
	refused "wan add port9: the device is a port of another one, which may be a WAN" \
		wan add port9
	odd "wan add: the device has private addresses only, and no default route yet" \
		wan add lan0
	accepted wan del lan0
	odd "wan add: there is no such device yet" wan add nosuch priority 7
	check "it is named, and down" matches "$(wan_of nosuch)" \
		".*'state': 'down'.*'named': True.*'priority': 7.*"
	accepted wan del nosuch
	refused "wan set wan1: the WAN was not added" wan set wan1 priority 5
	refused "wan del wan1: the WAN was not added" wan del wan1
	refused "wan down nosuch: no such WAN" wan down nosuch reason ping
	refused "wan up wan9: no such WAN" wan up wan9
	refused "wan add mark: the mark has bits outside its mask" wan add wan1 mark 0x4100/0x3f00
	refused "wan add mark: the mark has bits outside its mask" wan add wan1 mark 1/0
	refused "wan add snat: not an address to translate to" wan add wan1 snat 127.0.0.1
	refused "wan add snat: not an address to translate to" wan add wan1 snat fe80::1

	accepted wan add wan1 mark 0x100/0x3f00 snat 203.0.113.5
	refused "wan add wan1: the WAN was added already" wan add wan1
	refused "wan add mark: the mark overlaps that of another WAN" wan add wan2 mark 0x100/0x3f00
	refused "wan add mark: the mark overlaps that of another WAN" wan add wan2 mark 0x100/0x100
	refused "wan add mark: the mark overlaps that of another WAN" wan add wan2 mark 0x1/0x1
	refused "wan add snat: the address is that of another WAN" wan add wan2 snat 203.0.113.5
	accepted wan add wan2 mark 0x200/0x3f00
	refused "wan set mark: the mark overlaps that of another WAN" \
		wan set wan2 priority 7 mark 0x100/0x3f00
	refused "class add mark: the mark overlaps that of a WAN, which changes when flows move" \
		class add voip mark 0x100/0x100
	accepted class add voip mark 0x40/0xc0
	refused "class set mark: the mark overlaps that of a WAN, which changes when flows move" \
		class set voip mark 0x40/0x140
	refused "wan set mark: the mark overlaps that of a class, which flows would leave when they move" \
		wan set wan2 mark 0x240/0x3f40
	refused "wan add mark: the mark overlaps that of a class, which flows would leave when they move" \
		wan add wan9 mark 0x380/0x3f80
	accepted class del voip
	accepted wan set wan1 mark none snat none
	accepted wan set wan2 mark 0x100/0x3f00
	accepted wan add wan9
	accepted wan down wan9 reason "no reason"
	accepted wan down wan9 inet6 by ping reason lost
	check "its health is told" matches "$(wan_of wan9)" \
		".*'by': 'ping', 'inet6': 'lost'.*'by': '', 'inet': 'no reason', 'inet6': 'no reason'.*"
	odd "wan up: others still say that it is unhealthy, see wan show" wan up wan9 by ping
	odd "wan up: others still say that it is unhealthy, see wan show" wan up wan9 by nobody
	for n in {1..7}; do
		accepted wan down wan9 by "teller$n"
	done
	refused "wan down by: too many say that the WAN is unhealthy" wan down wan9 by one-more
	accepted wan del wan9
	check "a WAN that was only named is forgotten" is "$(wan_of wan9)" None
	accepted wan del wan2
	accepted wan del wan1
	check "a WAN that was found stays" matches "$(wan_of wan1)" ".*'named': False.*"
}

class_names() {
	in_router -j class "$@" | json '" ".join(c["name"] for c in j if c["active"])'
}

presets() {
	local classes always="the class is no preset, it is always there"

	classes=$(class_names show)
	check "presets wait to be asked for" is "$(class_names preset)" ""
	refused "class del wireguard: $always" class del wireguard
	refused "class preset wireguard: $always" class preset wireguard
	refused "class preset rtp: no such class" class preset rtp
	refused "class del nosuch: no such class" class del nosuch
	mistaken 'class preset: "" is not the name of a class' class preset ""
	refused "class set drain: a flow drains for a week at most" \
		class set sip failback drain 604800001ms
	accepted class set sip failback drain 168h
	accepted class set sip failback drain 5s
	check "a setting activates none" is "$(class_names show)" "$classes"
	accepted class preset sip
	accepted class preset sip
	check "a preset asked for is a class, before the last one" \
		is "$(class_names show)" "${classes% other} sip other"
	refused "class del wireguard: $always" class del wireguard
	accepted class del sip
	accepted class del sip
	check "a preset not asked for is none" is "$(class_names show)" "$classes"
}

# What TCP has that UDP has not, and the other way round.
connections() {
	local moved="a connection of TCP cannot be moved, its far end knows the address"
	local name

	refused "class set reset: only connections of TCP can be reset" \
		class set wireguard reset off
	refused "class set reset: only connections of TCP can be reset" \
		class set other action keep reset on
	for name in derp tcp; do
		refused "class set action: $moved" class set $name action renat
		refused "class set action: $moved" class set $name reset off action renat
		refused "class set keep-port: a connection of TCP is not moved for its port" \
			class set $name keep-port on
		mistaken 'class set reset: "2" is not on or off' class set $name reset 2
	done
	accepted class set derp reset off action report
	accepted class preset derp
	check "a class of connections is the last but one" \
		is "$(class_names show | sed "s/.* \(.* .*\)/\1/")" "derp other"
	accepted class set derp reset on action expire
	accepted class del derp
}

others() {
	refused "class set nosuch: no such class" class set nosuch action keep
	refused "explain: no such connection" \
		explain proto udp from 10.0.0.11:9 to 203.0.113.10:9
	refused "param lead: lead must not be longer than trail" param set lead 100
	refused "param lead: lead must not be longer than trail" param set watch always lead 100
	mistaken 'param watch: "2" is not window or always' param set watch 2
	mistaken 'param watch: "on" is not window or always' param set hold 5 watch on
	unknown index off
	accepted param set watch always
	check "the watch is on all the time" is "$(in_router -j param | json 'j["watch"]')" always
	check "it is on" is "$(in_router -j status | json 'j["watch"]')" True
	accepted param set watch window
	check "the watch is on in windows" is "$(in_router -j param | json 'j["watch"]')" window
}

# Only the namespace's administrator may ask or set.
unprivileged() {
	local status words

	for words in "wan down wan1" "stats reset" "stats show"; do
		status=0
		# shellcheck disable=SC2086	# several words
		ip netns exec "$(topo_ns router)" setpriv --reuid 65534 --clear-groups \
			rehome $words >"$SCRATCH/said" 2>&1 || status=$?
		check "a user without rights is refused: rehome $words" \
			matches "$status $(<"$SCRATCH/said")" "2 rehome: .*(permitted|permission).*"
	done
}

trap scenario_cleanup EXIT
HALF=with
echo "KTAP version 1"
check "topology stands" topo_up snat
check "devices of all kinds" devices
check "the module loads" module_load
check "the WANs are found" busywait 5 wans_found
wans
presets
connections
others
unprivileged
check "the module unloads" module_unload
check_plan
