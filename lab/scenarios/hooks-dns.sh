#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The router's own resolvers, each with one forwarder. wan1's provider loses all for two
# minutes, then the route by it is removed. unbound goes on answering SERVFAIL by wan2: it
# remembers that the forwarder did not answer. With the hooks that are shipped, the first
# query after the failover is answered, and dnsmasq has dropped its cache. Then wan1 and
# wan2 take turns fifty times: unbound is flushed at most once in 10 seconds, and once
# behind the last turn. At last the hooks are stopped: the module alone is no help, since
# no flow is stale.
#
# packages: unbound libevent-2.1-7 libprotobuf-c1 dnsmasq-base libnetfilter-conntrack3

# shellcheck source-path=SCRIPTDIR source=../lib/scenario.sh
. "$(dirname "$(readlink -f "$0")")/../lib/scenario.sh"

HOOKS=$(readlink -f "$LIB/../../packaging/hooks")
ADDRESS=203.0.113.99

# Where the programs are, and where libraries that no other program of a guest needs.
programs() {
	local libraries=usr/lib/x86_64-linux-gnu

	PROGRAMS=${REHOME_PROGRAMS:-/none}
	[ -e "$PROGRAMS" ] || PROGRAMS=/run/host$PROGRAMS
	[ -e "$PROGRAMS/usr/sbin/unbound" ] || {
		echo "no REHOME_PROGRAMS: lab/check-scenarios gets them, and so does lab/programs"
		return 1
	}
	LIBRARIES=$PROGRAMS/$libraries:/run/host/$libraries
}

# In NODE, in the background: program NODE NAME ARGUMENT...
program() {
	local node=$1 name=$2

	shift 2
	# No function of the shell between: what is ended must be the program.
	topo_background ip netns exec "$(topo_ns "$node")" env LD_LIBRARY_PATH="$LIBRARIES" \
		"$PROGRAMS/usr/sbin/$name" "$@"
}

# What the hook for unbound calls; writes down when the forwarder is forgiven.
control() {
	cat >"$SCRATCH/control" <<-END
		#!/bin/sh
		case \$* in
		*infra*) cut -d ' ' -f 1 /proc/uptime >>"$SCRATCH/flushes" ;;
		esac
		LD_LIBRARY_PATH="$LIBRARIES" \\
			exec "$PROGRAMS/usr/sbin/unbound-control" -c "$SCRATCH/unbound.conf" "\$@"
	END
	chmod +x "$SCRATCH/control"
	: >"$SCRATCH/flushes"
}

dnsmasq() {
	local node=$1

	shift
	program "$node" dnsmasq --keep-in-foreground --conf-file=/dev/null --user=root \
		--no-resolv --no-hosts --bind-interfaces "$@"
}

resolvers() {
	cat >"$SCRATCH/unbound.conf" <<-END
		server:
			interface: $LAN_GW4
			access-control: 10.0.0.0/24 allow
			do-ip6: no
			chroot: ""
			username: ""
			directory: "$SCRATCH"
			pidfile: "$SCRATCH/unbound.pid"
			use-syslog: no
			module-config: "iterator"
		remote-control:
			control-enable: yes
			control-use-cert: no
			control-interface: $SCRATCH/unbound.ctl
		forward-zone:
			name: "."
			forward-addr: $INET4
	END
	control
	dnsmasq inet --pid-file= --listen-address="$INET4" --address=/up.net/$ADDRESS
	dnsmasq router --pid-file="$SCRATCH/dnsmasq.pid" --port=5300 \
		--listen-address="$LAN_GW4" --server="$INET4" --log-facility="$SCRATCH/dnsmasq.log"
	program router unbound -d -c "$SCRATCH/unbound.conf"
	busywait 20 answered 53 && busywait 20 answered 5300
}

# A host of the LAN asks for a name that nobody asked for before: ask PORT
ask() {
	topo_exec lan1 python3 -ESB "$LIB/ask_name.py" "$LAN_GW4" "$1" "n$1-$EPOCHREALTIME.up.net"
}

answered() {
	is "$(ask "$1")" $ADDRESS
}

prepare() {
	programs && topo_up masquerade && resolvers
}

# Those for what runs here, in a directory of their own as users have it.
hooks() {
	mkdir "$SCRATCH/hooks"
	cp "$HOOKS/limit.sh" "$HOOKS/20-unbound" "$HOOKS/20-dnsmasq" "$SCRATCH/hooks/"
	topo_background env UNBOUND_CONTROL="$SCRATCH/control" DNSMASQ_PID="$SCRATCH/dnsmasq.pid" \
		REHOME_HOOKS_RUN="$SCRATCH/run" \
		rehome -n "$(topo_ns router)" monitor hooks "$SCRATCH/hooks"
	MONITOR=$!
	# It has joined the events, and read what serves.
	sleep 2
}

# The provider loses what it is to forward, and says nothing.
provider() {
	topo_exec isp1 sysctl -qw net.ipv4.ip_forward="$1"
}

# What unbound says for so many seconds, each answer once: said SECONDS
said() {
	local end=$((SECONDS + $1))

	while ((SECONDS < end)); do
		ask 53
		sleep 2
	done | sort -u | tr '\n' ' '
}

outage() {
	provider 0
	check "$HALF: while wan1 is dead, nothing is answered" \
		matches "$(said 120)" "(SERVFAIL |nothing )+"
	: >"$SCRATCH/flushes"
	topo_batch router <<<"$(topo_default 4 wan1 del)"
}

traffic() {
	[ "$HALF" = without ] || hooks
	outage
}

without() {
	check "without: unbound answers nothing after the failover" is "$(said 30)" "SERVFAIL "
	check "without: dnsmasq does" answered 5300
}

serves() {
	is "$(in_router -j status | json 'j["serving"][0].get("ifname")')" "$1"
}

flushed() {
	[ -s "$SCRATCH/flushes" ]
}

cleared() {
	grep -q 'cleared cache' "$SCRATCH/dnsmasq.log"
}

# By wan2 and back, as when routes are weighed anew.
turns() {
	local turn

	for ((turn = 0; turn < 25; turn++)); do
		topo_batch router <<-END
			$(topo_default 4 wan1 add 300)
			$(topo_default 4 wan1 del 100)
		END
		sleep 0.6
		topo_batch router <<-END
			$(topo_default 4 wan1 add 100)
			$(topo_default 4 wan1 del 300)
		END
		sleep 0.6
	done
	cut -d ' ' -f 1 /proc/uptime >"$SCRATCH/last"
}

# Of all flushes, no two are closer than 10 s.
apart() {
	cat "$SCRATCH/flushes"
	awk 'NR > 1 && $1 - was < 10 { bad = 1 } { was = $1 } END { exit bad || NR < 2 }' \
		"$SCRATCH/flushes"
}

behind_the_last() {
	awk 'NR == FNR { turn = $1; next } { flush = $1 } END { exit flush < turn - 0.6 }' \
		"$SCRATCH/last" "$SCRATCH/flushes"
}

with() {
	check "with: wan2 serves" busywait 5 serves wan2
	check "with: the hook for unbound ran" busywait 10 flushed
	# Its last command.
	sleep 1
	check "with: the first query after the failover is answered" answered 53
	check "with: dnsmasq has dropped its cache" cleared
	provider 1
	topo_batch router <<<"$(topo_default 4 wan1 add)"
	# Nothing that the failover asked for is left.
	sleep 25
	: >"$SCRATCH/flushes"
	turns
	sleep 14
	check "with: fifty turns flush at most once in 10 s" apart
	check "with: and once behind the last one" behind_the_last
	check "with: wan1 serves" serves wan1
	check "with: unbound answers" answered 53
	kill "$MONITOR"
	outage
	check "with: the module alone: unbound answers nothing" is "$(said 10)" "SERVFAIL "
	check "with: and nobody flushed" is "$(wc -l <"$SCRATCH/flushes")" 0
}

scenario "$@"
