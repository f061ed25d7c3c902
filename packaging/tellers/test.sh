#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The tellers, each called as its program calls it, in dash and in busybox's shell, which
# routers have. What they tell goes to the tool itself, whose kernel is the pretended one
# of userspace/test. lab/scenarios/teller-*.sh have the programs themselves. Prints TAP.
#
# usage: packaging/tellers/test.sh

set -u

HERE=$(cd "$(dirname "$(readlink -f "$0")")" && pwd)
TOP=${HERE%/*/*}
make -s -C "$TOP/userspace" test/rehome || exit 1
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT
mkdir -p "$WORK/bin" "$WORK/empty"
cd "$WORK/empty" || exit 1
SH=
count=0 failed=0

# check TEXT COMMAND...: one result, and why if it fails
check()
{
	local text=$1

	shift
	count=$((count + 1))
	if "$@" >"$WORK/why" 2>&1; then
		echo "ok $count - $SH: $text"
		return
	fi
	failed=$((failed + 1))
	echo "not ok $count - $SH: $text"
	sed 's/^/# /' "$WORK/why"
}

# pretend NAME LINE...: a program
pretend()
{
	local name=$1

	shift
	printf '%s\n' '#!/bin/sh' "$@" >"$WORK/bin/$name"
	chmod +x "$WORK/bin/$name"
}

# Writes down its words, each in brackets, and how the tool liked them: a word that the
# parser refuses is 1, what the kernel refuses 2.
# shellcheck disable=SC2016	# expanded by that program
pretend rehome "REHOME_SCENE=\$(cat '$WORK/scene') '$TOP/userspace/test/rehome' \"\$@\" >'$WORK/tool' 2>&1" \
	'status=$?' \
	"{ printf '[%s]' \"\$@\"; echo \" \$status\"; } >>'$WORK/calls'" \
	"cat '$WORK/tool'" 'exit $status'

# run FILE NAME=VALUE... -- ARGUMENT...: with no other environment. Where the tool is, is
# all that is in the PATH: no program can be relied on to have more.
run()
{
	local file=$1 environment=()

	shift
	while [ "$1" != -- ]; do
		environment+=("$1")
		shift
	done
	shift
	: >"$WORK/calls"
	# shellcheck disable=SC2086	# a shell and its word
	env -i "PATH=$WORK/bin" "${environment[@]}" /bin/$SH "$file" "$@" \
		</dev/null >"$WORK/printed" 2>&1
	echo $? >"$WORK/status"
}

# Nothing is printed, and no program is told that it failed.
silent()
{
	diff /dev/null "$WORK/printed" && [ "$(<"$WORK/status")" = 0 ]
}

# tells LINE...: these calls and no others
tells()
{
	diff <(printf '%s\n' "$@") "$WORK/calls" && silent
}

nothing()
{
	diff /dev/null "$WORK/calls" && silent
}

# keepalived.conf(5): "It is executed with 4 additional arguments after the configured
# arguments": INSTANCE or GROUP, its name, MASTER, BACKUP, FAULT, STOP or DELETED, and the
# priority.
keepalived()
{
	local state

	run "$HERE/keepalived" -- wan1 INSTANCE uplink1 FAULT 100
	check "keepalived: a tracked script fails" \
		tells "[wan][down][wan1][by][keepalived][reason][instance in state FAULT] 0"
	for state in MASTER BACKUP DELETED; do
		run "$HERE/keepalived" -- wan1 inet6 INSTANCE uplink1 $state 100
		check "keepalived: of one family, $state" \
			tells "[wan][up][wan1][inet6][by][keepalived] 0"
	done
	run "$HERE/keepalived" -- wan1 GROUP both FAULT 0
	check "keepalived: a group" \
		tells "[wan][down][wan1][by][keepalived][reason][instance in state FAULT] 0"
	run "$HERE/keepalived" -- wan1 INSTANCE uplink1 STOP 100
	check "keepalived: its end tells nothing" nothing
	run "$HERE/keepalived" -- INSTANCE uplink1 FAULT 100
	check "keepalived: no device is configured" nothing
	run "$HERE/keepalived" -- "" INSTANCE uplink1 FAULT 100
	check "keepalived: an empty device" nothing
	run "$HERE/keepalived" -- wan1
	check "keepalived: called by hand" nothing
}

# NetworkManager-dispatcher(8): two arguments, the device's name, which is empty for
# connectivity-change, and the action. nmcli(1): "nmcli -t" prints NAME:VALUE.
network_manager()
{
	pretend nmcli "echo \"\$@\" >'$WORK/asked'" 'cat <<-E' \
		GENERAL.DEVICE:wan1 "GENERAL.IP4-CONNECTIVITY:3 (limited)" \
		"GENERAL.IP6-CONNECTIVITY:4 (full)" '' \
		GENERAL.DEVICE:wan2 "GENERAL.IP4-CONNECTIVITY:2 (portal)" \
		"GENERAL.IP6-CONNECTIVITY:1 (none)" '' \
		GENERAL.DEVICE:lo "GENERAL.IP4-CONNECTIVITY:0 (unknown)" \
		"GENERAL.IP6-CONNECTIVITY:" E
	run "$HERE/NetworkManager" CONNECTIVITY_STATE=LIMITED NM_DISPATCHER_ACTION=connectivity-change \
		-- "" connectivity-change
	check "NetworkManager: connectivity changes" tells \
		"[wan][down][wan1][inet][by][NetworkManager][reason][connectivity 3 (limited)] 0" \
		"[wan][up][wan1][inet6][by][NetworkManager] 0" \
		"[wan][down][wan2][inet][by][NetworkManager][reason][connectivity 2 (portal)] 0" \
		"[wan][up][wan2][inet6][by][NetworkManager] 0"
	pretend nmcli 'echo "Error: NetworkManager is not running." >&2' 'exit 8'
	run "$HERE/NetworkManager" -- "" connectivity-change
	check "NetworkManager: does not answer" nothing
	rm "$WORK/bin/nmcli"
	run "$HERE/NetworkManager" DEVICE_IP_IFACE=wan1 -- wan1 up
	check "NetworkManager: up" tells "[wan][up][wan1][by][NetworkManager] 0"
	run "$HERE/NetworkManager" -- wan1 down
	check "NetworkManager: down" \
		tells "[wan][down][wan1][by][NetworkManager][reason][connection is down] 0"
	run "$HERE/NetworkManager" -- none hostname
	check "NetworkManager: another action" nothing
	run "$HERE/NetworkManager" -- "" down
	check "NetworkManager: no device" nothing
	run "$HERE/NetworkManager" --
	check "NetworkManager: called by hand" nothing
}

# networkd-dispatcher(8): IFACE, STATE, OperationalState and AdministrativeState are in the
# environment, and directories are named by operational state. networkctl(1) lists these.
networkd()
{
	local state

	run "$HERE/networkd-dispatcher" IFACE=wan1 STATE=routable OperationalState=routable \
		AdministrativeState=configured ADDR=192.0.2.2 --
	check "networkd-dispatcher: routable" tells "[wan][up][wan1][by][networkd] 0"
	for state in degraded carrier no-carrier dormant off; do
		run "$HERE/networkd-dispatcher" IFACE=wan1 STATE=$state OperationalState=$state --
		check "networkd-dispatcher: $state" \
			tells "[wan][down][wan1][by][networkd][reason][systemd-networkd: $state] 0"
	done
	run "$HERE/networkd-dispatcher" IFACE=wan1 STATE=no-carrier --
	check "networkd-dispatcher: an old one, with STATE only" \
		tells "[wan][down][wan1][by][networkd][reason][systemd-networkd: no-carrier] 0"
	run "$HERE/networkd-dispatcher" IFACE=wan1 OperationalState=enslaved --
	check "networkd-dispatcher: a state of no WAN" nothing
	run "$HERE/networkd-dispatcher" IFACE= OperationalState=off --
	check "networkd-dispatcher: an empty device" nothing
	run "$HERE/networkd-dispatcher" --
	check "networkd-dispatcher: called by hand" nothing
}

# pppd(8), SCRIPTS: interface-name, tty-device, speed, local and remote address, ipparam;
# Debian's /etc/ppp/ip-up passes them to run-parts, and PPP_IFACE in the environment.
ppp()
{
	local dir words=(ppp0 /dev/pts/1 0 198.51.100.2 198.51.100.1 "")

	for dir in ip-up.d ip-down.d ipv6-up.d ipv6-down.d other.d; do
		mkdir -p "$WORK/ppp/$dir"
		cp "$HERE/ppp" "$WORK/ppp/$dir/rehome"
	done
	run "$WORK/ppp/ip-up.d/rehome" PPP_IFACE=ppp0 -- "${words[@]}"
	check "ppp: up" tells "[wan][up][ppp0][inet][by][pppd] 0"
	run "$WORK/ppp/ip-down.d/rehome" PPP_IFACE=ppp0 -- "${words[@]}"
	check "ppp: down" tells "[wan][down][ppp0][inet][by][pppd][reason][line is down] 0"
	run "$WORK/ppp/ipv6-up.d/rehome" -- "${words[@]}"
	check "ppp: IPv6 up, without Debian's variables" tells "[wan][up][ppp0][inet6][by][pppd] 0"
	run "$WORK/ppp/ipv6-down.d/rehome" -- "${words[@]}"
	check "ppp: IPv6 down" tells "[wan][down][ppp0][inet6][by][pppd][reason][line is down] 0"
	run "$WORK/ppp/other.d/rehome" -- "${words[@]}"
	check "ppp: another directory" nothing
	run "$WORK/ppp/ip-down.d/rehome" --
	check "ppp: called by hand" nothing
}

# /etc/mwan3.user as it is shipped: ACTION is ifup or ifdown (by netifd), connected or
# disconnected (by mwan3track); "On an ifdown event, $DEVICE is not available". It is run
# by "env -i ACTION= INTERFACE= DEVICE= /bin/sh". mwan3(7) of 2.8 has more actions, which
# mean nothing here.
mwan3()
{
	local run="REHOME_MWAN3_RUN=$WORK/mwan3.$SH"

	# shellcheck disable=SC2016	# expanded by that program
	pretend uci 'case $3 in' 'mwan3.wan6.family) echo ipv6 ;;' \
		'mwan3.lte.track_ip) ;;' 'mwan3.*.track_ip) echo 192.0.2.9 ;;' 'esac'
	run "$HERE/mwan3.user" "$run" ACTION=connected INTERFACE=wan DEVICE=wan1 --
	check "mwan3: tracking finds it well" tells "[wan][up][wan1][inet][by][mwan3] 0"
	run "$HERE/mwan3.user" "$run" ACTION=disconnected INTERFACE=wan DEVICE=wan1 --
	check "mwan3: tracking fails" \
		tells "[wan][down][wan1][inet][by][mwan3][reason][tracking failed] 0"
	run "$HERE/mwan3.user" "$run" ACTION=disconnected INTERFACE=wan6 DEVICE=wan1 --
	check "mwan3: tracking of IPv6 fails" \
		tells "[wan][down][wan1][inet6][by][mwan3][reason][tracking failed] 0"
	run "$HERE/mwan3.user" "$run" ACTION=ifup INTERFACE=wan DEVICE=pppoe-wan --
	check "mwan3: up, and not yet tried" nothing
	run "$HERE/mwan3.user" "$run" ACTION=ifdown INTERFACE=wan DEVICE= --
	check "mwan3: ifdown without a device, which was noted" \
		tells "[wan][down][pppoe-wan][inet][by][mwan3][reason][interface is down] 0"
	run "$HERE/mwan3.user" "$run" ACTION=ifup INTERFACE=lte DEVICE=wwan0 --
	check "mwan3: up, and never tried" tells "[wan][up][wwan0][inet][by][mwan3] 0"
	run "$HERE/mwan3.user" "$run" ACTION=ifdown INTERFACE=new DEVICE= --
	check "mwan3: a device that nobody knows" nothing
	# shellcheck disable=SC2016	# expanded by that program
	pretend ubus '[ "$*" = "call network.interface.new status" ] && echo "{ }"'
	pretend jsonfilter 'echo wan2'
	run "$HERE/mwan3.user" "$run" ACTION=ifdown INTERFACE=new DEVICE= --
	check "mwan3: a device that ubus knows" \
		tells "[wan][down][wan2][inet][by][mwan3][reason][interface is down] 0"
	rm "$WORK/bin/ubus" "$WORK/bin/jsonfilter" "$WORK/bin/uci"
	run "$HERE/mwan3.user" "$run" ACTION=connecting INTERFACE=wan DEVICE=wan1 --
	check "mwan3: another action" nothing
	run "$HERE/mwan3.user" "$run" reason=x ACTION=connected INTERFACE=wan DEVICE=wan1 --
	check "mwan3: without uci" tells "[wan][up][wan1][inet][by][mwan3] 0"
	run "$HERE/mwan3.user" REHOME_MWAN3_RUN=/proc/none ACTION=disconnected INTERFACE=wan \
		DEVICE=wan1 --
	check "mwan3: nothing can be noted" \
		tells "[wan][down][wan1][inet][by][mwan3][reason][tracking failed] 0"
	run "$HERE/mwan3.user" "$run" ACTION=ifup INTERFACE=../../outside DEVICE=wan1 --
	check "mwan3: an interface that is a path" nothing
	check "mwan3: and nothing is written there" \
		[ "$(cd "$WORK" && find . -name outside)" = "" ]
	run "$HERE/mwan3.user" "$run" ACTION=ifdown INTERFACE= DEVICE= --
	check "mwan3: an empty interface" nothing
	run "$HERE/mwan3.user" "$run" --
	check "mwan3: called by hand" nothing
}

# VyOS, load-balancing wan hook: WLB_INTERFACE_NAME and WLB_INTERFACE_STATE, ACTIVE or
# FAILED; no other variable is set.
vyos()
{
	run "$HERE/vyos" WLB_INTERFACE_NAME=eth0 WLB_INTERFACE_STATE=FAILED --
	check "vyos: failed" \
		tells "[wan][down][eth0][inet][by][vyos][reason][health check failed] 0"
	run "$HERE/vyos" WLB_INTERFACE_NAME=eth0 WLB_INTERFACE_STATE=ACTIVE --
	check "vyos: active" tells "[wan][up][eth0][inet][by][vyos] 0"
	run "$HERE/vyos" WLB_INTERFACE_NAME=eth0 WLB_INTERFACE_STATE=other --
	check "vyos: another state" nothing
	run "$HERE/vyos" WLB_INTERFACE_NAME= WLB_INTERFACE_STATE=FAILED --
	check "vyos: an empty device" nothing
	run "$HERE/vyos" --
	check "vyos: called by hand" nothing
}

# As each program calls it for a device that is down: down TELLER DEV
down()
{
	case $1 in
	keepalived) run "$HERE/keepalived" -- "$2" INSTANCE uplink1 FAULT 100 ;;
	NetworkManager) run "$HERE/NetworkManager" -- "$2" down ;;
	networkd-dispatcher)
		run "$HERE/networkd-dispatcher" "IFACE=$2" OperationalState=off -- ;;
	ppp) run "$WORK/ppp/ip-down.d/rehome" -- "$2" /dev/pts/1 0 "" "" "" ;;
	mwan3.user)
		run "$HERE/mwan3.user" "REHOME_MWAN3_RUN=$WORK/mwan3.$SH" ACTION=disconnected \
			INTERFACE=wan "DEVICE=$2" -- ;;
	vyos) run "$HERE/vyos" "WLB_INTERFACE_NAME=$2" WLB_INTERFACE_STATE=FAILED -- ;;
	esac
}

# The device is one word of one call, as it is, and nothing else happens.
one_word()
{
	grep -qFe "[wan][down][$1]" "$WORK/calls" && [ "$(grep -c '\[by\]' "$WORK/calls")" = 1 ] &&
		silent && [ -z "$(ls -A .)" ] && return
	cat "$WORK/calls" "$WORK/printed"
	ls -A .
	return 1
}

# shellcheck disable=SC2016,SC1003	# not to be expanded, by anybody
ODD=('a;>pwned' '$(>pwned)' '`>pwned`' '*' '-n' 'a b' "a'b\"" 'a\' '%s%n' 'inet6')

every()
{
	local teller odd

	for teller in "${TELLERS[@]}"; do
		for odd in "${ODD[@]}"; do
			down "$teller" "$odd"
			check "$teller: a device called $odd" one_word "$odd"
		done
		down "$teller" 'sixteen-letters-'
		check "$teller: a name that no device has is refused, in silence" \
			grep -q '^\[wan\]\[down\]\[sixteen-letters-\].* 1$' "$WORK/calls"
		check "$teller: and that is no failure of the teller" silent
		echo not-loaded >"$WORK/scene"
		down "$teller" wan1
		check "$teller: without the module" silent
		check "$teller: which was asked" grep -q ' 2$' "$WORK/calls"
		echo normal >"$WORK/scene"
		mv "$WORK/bin/rehome" "$WORK/rehome"
		down "$teller" wan1
		check "$teller: without the tool" nothing
		mv "$WORK/rehome" "$WORK/bin/rehome"
	done
}

TELLERS=()
for file in "$HERE"/*; do
	case ${file##*/} in
	README.md | test.sh) ;;
	*) TELLERS+=("${file##*/}") ;;
	esac
done
echo normal >"$WORK/scene"
for SH in dash "busybox sh"; do
	command -v "${SH% *}" >/dev/null || {
		echo "# skipped: $SH, which is not installed"
		continue
	}
	keepalived
	network_manager
	networkd
	ppp
	mwan3
	vyos
	every
done
SH="all"
# shellcheck disable=SC2016	# a pattern
check "each is told of in README.md" \
	[ "$(grep -coE '^\| `[^`]+`' "$HERE/README.md")" = "${#TELLERS[@]}" ]
for file in "${TELLERS[@]}"; do
	check "$file may be run" [ -x "$HERE/$file" ]
done

echo "1..$count"
echo "$((count - failed)) passed, $failed failed"
[ "$failed" = 0 ]
