#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# FRR on a router that has its default routes by BGP, from both providers. No teller is
# needed: when wan1's gateway dies, the hold time ends, zebra gives the default route
# another next-hop group, and that is an event of the kernel's. Flows are answered again
# within the hold time and a second, and go back with the route. Without the module they
# hang until the gateway lives. Fixed SNAT per WAN.
#
# packages: frr libyang2 libjson-c5 libc-ares2

# shellcheck source-path=SCRIPTDIR source=../lib/scenario.sh
. "$(dirname "$(readlink -f "$0")")/../lib/scenario.sh"
# shellcheck source-path=SCRIPTDIR source=../lib/tellers.sh
. "$LIB/tellers.sh"

# The hold time, which BGP has no shorter one of, and a second.
LIMIT=4
FRR=usr/lib/frr

# Its daemons end at once if root is not in a group that Debian's package makes.
group() {
	! grep -q ^frrvty: /etc/group || return 0
	{ cat /etc/group && echo frrvty:x:999:root; } >"$SCRATCH/group" &&
		mount --bind "$SCRATCH/group" /etc/group
}

# frr NODE DAEMON OPTION...: its configuration is in $SCRATCH/NODE.DAEMON, if it has one
frr() {
	local node=$1 daemon=$2 dir=$SCRATCH/frr.$1

	shift 2
	mkdir -p "$dir"
	touch "$SCRATCH/$node.$daemon"
	LIBRARIES=$LIBRARIES:$PROGRAMS/usr/lib/x86_64-linux-gnu/frr \
		program "$node" $FRR/"$daemon" --config_file "$SCRATCH/$node.$daemon" \
		--user root --group root --vty_port 0 --vty_socket "$dir" \
		--pid_file "$dir/$daemon.pid" --log stdout \
		--moduledir "$PROGRAMS/usr/lib/x86_64-linux-gnu/frr/modules" \
		--socket "$dir/zserv.api" "$@"
}

provider() {
	cat >"$SCRATCH/isp$1.bgpd" <<-END
		router bgp 6500$1
		 bgp router-id ${GW4[wan$1]}
		 no bgp ebgp-requires-policy
		 neighbor ${WAN4[wan$1]} remote-as 65000
		 neighbor ${WAN4[wan$1]} timers 1 3
		 neighbor ${WAN4[wan$1]} timers connect 1
		 address-family ipv4 unicast
		  neighbor ${WAN4[wan$1]} default-originate
		 exit-address-family
	END
	frr "isp$1" bgpd --no_zebra
}

# wan1's route is the better one.
customer() {
	local n

	{
		echo "router bgp 65000"
		printf ' %s\n' "bgp router-id $LAN_GW4" "no bgp ebgp-requires-policy"
		for n in 1 2; do
			printf " neighbor ${GW4[wan$n]} %s\n" "remote-as 6500$n" "timers 1 3" \
				"timers connect 1"
		done
		echo " address-family ipv4 unicast"
		echo "  neighbor ${GW4[wan1]} weight 200"
		echo "  neighbor ${GW4[wan2]} weight 100"
		echo " exit-address-family"
	} >"$SCRATCH/router.bgpd"
	frr router zebra
	PATIENCE=1 busywait 20 test -S "$SCRATCH/frr.router/zserv.api" && frr router bgpd
}

# The default route, as zebra has made it: by_zebra WAN
by_zebra() {
	ip -n "$(topo_ns router)" route show default | grep -q "nhid .* dev $1 proto bgp" || {
		ip -n "$(topo_ns router)" route show default
		tail -n 20 "$SCRATCH/background"
		return 1
	}
}

prepare() {
	programs $FRR/zebra && group && topo_up snat || return
	topo_batch router <<-END
		$(topo_default 4 wan1 del)
		$(topo_default 4 wan2 del)
	END
	provider 1
	provider 2
	customer && PATIENCE=1 busywait 60 by_zebra wan1
}

# Waits until the sessions are there again, which takes as long as BGP likes.
cmd_back() {
	cat <<-END
		$(cmd_gateway_lives)
		until ip -n $(topo_ns router) route show default | grep -q 'dev wan1'; do
			sleep 0.2
		done
	END
}

traffic() {
	ip -n "$(topo_ns router)" monitor route nexthop >"$SCRATCH/events" &
	TOPO_PIDS+=($!)
	probe --flow "$(udp lan1 41641 40000)" --flow "$(udp lan1 5000 40001)" \
		--event 20 exit "$(cmd_gateway_dies)" \
		--event 90 exit "$(cmd_back)" --count 120
	diag "$(grep -e default -e '^id' -e 'Deleted id' "$SCRATCH/events")"
}

without() {
	local f

	for f in f0 f1; do
		check "without: $f loses nothing before any change" is "${P[${f}_e0_lost_before]}" 0
		unanswered $f e0
	done
	check "without: the second provider dropped what zebra sent there" \
		at_least "$(topo_foreign 2 ip)" 20
}

with() {
	local f

	for f in f0 f1; do
		check "with: $f loses nothing before any change" is "${P[${f}_e0_lost_before]}" 0
		answered $f e0 $LIMIT
		check "with: $f loses nothing when wan1 is back" is "${P[${f}_e1_lost]}" 0
	done
	moved f0 e0 "${WAN4[wan1]}:40000" "${WAN4[wan2]}:40000"
	seen_from f0 e1 "${WAN4[wan2]}:40000" "${WAN4[wan1]}:40000"
	check "with: nobody told" is "$(in_router -j wan | json '[w["told"] for w in j]')" "[[], []]"
}

scenario "$@"
