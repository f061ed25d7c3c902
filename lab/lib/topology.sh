# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# The network every scenario runs in: a router with two WANs between a LAN
# and the Internet. Both providers drop what does not carry their customer's
# addresses (BCP 38) and count it.
#
#  lan1 .11 ---+                wan1 .2 --192.0.2.0/24----- .1 isp1 .1 ---+
#              |                .     2001:db8:1::/64         10.1.0.0/30 |
#         lan0 .1 router -------+                                        inet
#              |                .     2001:db8:2::/64         10.2.0.0/30 |
#  lan2 .12 ---+                wan2 .2 --198.51.100.0/24-- .1 isp2 .1 ---+
#  10.0.0.0/24                                                203.0.113.10
#  fd00:a::/64                                          2001:db8:f::10
#
# main table of the router:  default via isp1 metric 100
#                            default via isp2 metric 200
#
# topo_up RULES     build it; RULES: masquerade or snat
# topo_down         take everything away again (also done by the exit trap)
# topo_ns NAME      name of the network namespace of lan1, router, ...

TOPO_LIB=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
TOPO_NODES=(lan1 lan2 router isp1 isp2 inet)
TOPO_PIDS=()
TOPO_TAG=
TOPO_COUNT=0

export LAN_GW4=10.0.0.1 LAN_GW6=fd00:a::1
export INET4=203.0.113.10 INET6=2001:db8:f::10
declare -gA HOST4=([lan1]=10.0.0.11 [lan2]=10.0.0.12)
declare -gA HOST6=([lan1]=fd00:a::11 [lan2]=fd00:a::12)
declare -gA WAN4=([wan1]=192.0.2.2 [wan2]=198.51.100.2)
declare -gA WAN6=([wan1]=2001:db8:1::2 [wan2]=2001:db8:2::2)
declare -gA GW4=([wan1]=192.0.2.1 [wan2]=198.51.100.1)
declare -gA GW6=([wan1]=2001:db8:1::1 [wan2]=2001:db8:2::1)
declare -gA METRIC=([wan1]=100 [wan2]=200)
export TUNNEL_NEAR=10.99.0.1 TUNNEL_FAR=10.99.0.2

topo_ns() {
	echo "$TOPO_TAG-$1"
}

topo_exec() {
	local node=$1
	shift
	ip netns exec "$TOPO_TAG-$node" "$@"
}

# Namespace names are cut out of the caller's process id and a counter, so
# that runs side by side and one after the other never meet.
topo_up() {
	local rules=$1

	TOPO_COUNT=$((TOPO_COUNT + 1))
	TOPO_TAG=rh$$n$TOPO_COUNT
	topo_namespaces && topo_links && topo_addresses && topo_guards &&
		topo_rules "$rules" && topo_accounting && topo_servers && topo_health && topo_ready
}

topo_down() {
	local node pid

	[ -n "$TOPO_TAG" ] || return 0
	for pid in "${TOPO_PIDS[@]}"; do
		kill "$pid" 2>/dev/null
		wait "$pid" 2>/dev/null
	done
	TOPO_PIDS=()
	for node in "${TOPO_NODES[@]}"; do
		[ ! -e "/run/netns/$TOPO_TAG-$node" ] || ip netns del "$TOPO_TAG-$node"
	done
	TOPO_TAG=
}

topo_background() {
	"$@" >>"$SCRATCH/background" 2>&1 &
	TOPO_PIDS+=($!)
}

topo_namespaces() {
	local node forward

	printf "netns add $TOPO_TAG-%s\n" "${TOPO_NODES[@]}" | ip -batch - || return
	for node in "${TOPO_NODES[@]}"; do
		forward=1
		[[ $node == router || $node == isp* ]] || forward=0
		topo_exec "$node" sh -c "
			cd /proc/sys/net
			echo 0 >ipv6/conf/default/accept_dad
			echo 0 >ipv6/conf/default/accept_ra
			echo 0 >ipv4/conf/all/rp_filter
			echo 0 >ipv4/conf/default/rp_filter
			echo $forward >ipv4/ip_forward
			echo $forward >ipv6/conf/all/forwarding" || return
	done
}

topo_links() {
	ip -batch - <<-END
		link add eth0 netns $TOPO_TAG-lan1 type veth peer name port1 netns $TOPO_TAG-router
		link add eth0 netns $TOPO_TAG-lan2 type veth peer name port2 netns $TOPO_TAG-router
		link add wan1 netns $TOPO_TAG-router type veth peer name cust netns $TOPO_TAG-isp1
		link add wan2 netns $TOPO_TAG-router type veth peer name cust netns $TOPO_TAG-isp2
		link add core netns $TOPO_TAG-isp1 type veth peer name isp1 netns $TOPO_TAG-inet
		link add core netns $TOPO_TAG-isp2 type veth peer name isp2 netns $TOPO_TAG-inet
	END
}

topo_addresses() {
	local n

	for n in lan1 lan2; do
		topo_batch $n <<-END || return
			link set lo up
			link set eth0 up
			addr add ${HOST4[$n]}/24 dev eth0
			addr add ${HOST6[$n]}/64 dev eth0 nodad
			route add default via $LAN_GW4
			route add default via $LAN_GW6
		END
	done
	for n in 1 2; do
		topo_batch isp$n <<-END || return
			link set lo up
			link set cust up
			link set core up
			addr add ${GW4[wan$n]}/24 dev cust
			addr add ${GW6[wan$n]}/64 dev cust nodad
			addr add 10.$n.0.1/30 dev core
			addr add 2001:db8:$n:1::1/64 dev core nodad
			route add default via 10.$n.0.2
			route add default via 2001:db8:$n:1::2
		END
	done
	topo_batch inet <<-END || return
		link set lo up
		link set isp1 up
		link set isp2 up
		addr add $INET4/32 dev lo
		addr add $INET6/128 dev lo nodad
		addr add 10.1.0.2/30 dev isp1
		addr add 10.2.0.2/30 dev isp2
		addr add 2001:db8:1:1::2/64 dev isp1 nodad
		addr add 2001:db8:2:1::2/64 dev isp2 nodad
		route add 192.0.2.0/24 via 10.1.0.1
		route add 198.51.100.0/24 via 10.2.0.1
		route add 2001:db8:1::/64 via 2001:db8:1:1::1
		route add 2001:db8:2::/64 via 2001:db8:2:1::1
	END
	topo_batch router <<-END
		link set lo up
		link add lan0 type bridge
		link set port1 master lan0 up
		link set port2 master lan0 up
		link set lan0 up
		link set wan1 up
		link set wan2 up
		addr add $LAN_GW4/24 dev lan0
		addr add $LAN_GW6/64 dev lan0 nodad
		addr add ${WAN4[wan1]}/24 dev wan1
		addr add ${WAN4[wan2]}/24 dev wan2
		addr add ${WAN6[wan1]}/64 dev wan1 nodad
		addr add ${WAN6[wan2]}/64 dev wan2 nodad
		$(topo_default 4 wan1 add)
		$(topo_default 4 wan2 add)
		$(topo_default 6 wan1 add)
		$(topo_default 6 wan2 add)
	END
}

topo_batch() {
	ip -n "$TOPO_TAG-$1" -batch -
}

# One line for ip -batch: topo_default FAMILY WAN add|del [METRIC]
topo_default() {
	local gw=${GW4[$2]}

	[ "$1" = 4 ] || gw=${GW6[$2]}
	echo "route $3 default via $gw dev $2 metric ${4:-${METRIC[$2]}}"
}

topo_guards() {
	local n

	for n in 1 2; do
		topo_exec isp$n nft -f - <<-END || return
			table ip guard {
				counter foreign { }
				set customer { type ipv4_addr; elements = { ${WAN4[wan$n]} } }
				chain pre {
					type filter hook prerouting priority -300;
					iifname "cust" ip saddr != @customer counter name foreign drop
				}
			}
			table ip6 guard {
				counter foreign { }
				chain pre {
					type filter hook prerouting priority -300;
					iifname "cust" ip6 saddr != { ::, fe80::/10, ${GW6[wan$n]}/64 } counter name foreign drop
				}
			}
		END
	done
}

# Packets with foreign sources that provider N saw: topo_foreign N ip|ip6
topo_foreign() {
	topo_exec "isp$1" nft list counter "$2" guard foreign |
		sed -n 's/.*packets \([0-9]*\).*/\1/p'
}

# Where packets may have gone that were not answered: to the providers with a foreign
# source, up to the router itself, or nowhere. Counts since the last call.
topo_astray() {
	local n waited=0

	for n in 1 2; do
		echo "provider $n dropped $(topo_foreign $n ip) and $(topo_foreign $n ip6)"
		topo_exec isp$n nft reset counters >/dev/null
	done
	topo_exec router nstat -sz IcmpOutDestUnreachs Icmp6OutDestUnreachs UdpNoPorts \
		Udp6NoPorts IpOutNoRoutes Ip6OutNoRoutes IpInAddrErrors Ip6InNoRoutes \
		Ip6OutDiscards | sed 's/  */ /g'
	# Of all nodes, since the boot.
	for n in $(tail -q -n +2 /proc/net/stat/{arp,ndisc}_cache | awk '{ print $12 }'); do
		waited=$((waited + 0x$n))
	done
	echo "waiting for a neighbour, discarded $waited"
}

# Packets that the hosts' own sockets had no room for.
topo_lost_in_sockets() {
	local node sum=0 n

	for node in inet lan1; do
		for n in $(topo_exec "$node" nstat -asz UdpRcvbufErrors Udp6RcvbufErrors |
				awk '/RcvbufErrors/ { print $2 }'); do
			sum=$((sum + n))
		done
	done
	echo $sum
}

topo_rules() {
	local w rules4="" rules6=""

	for w in wan1 wan2; do
		case $1 in
		masquerade)
			rules4+="oifname $w masquerade;"
			rules6+="oifname $w masquerade;"
			;;
		snat)
			rules4+="oifname $w snat to ${WAN4[$w]};"
			rules6+="oifname $w snat to ${WAN6[$w]};"
			;;
		*)
			echo "topology: unknown rules '$1'" >&2
			return 2
			;;
		esac
	done
	topo_exec router nft -f - <<-END
		table ip nat {
			chain post { type nat hook postrouting priority 100; $rules4 }
		}
		table ip6 nat {
			chain post { type nat hook postrouting priority 100; $rules6 }
		}
	END
}

topo_accounting() {
	topo_exec router sh -c 'echo 1 >/proc/sys/net/netfilter/nf_conntrack_acct'
}

# Echo servers; the tunnel's inner address need not exist yet. UDP 51820 of
# the Internet host is left to WireGuard.
topo_servers() {
	local inet="ns=$TOPO_TAG-inet"

	topo_background python3 -ESB "$TOPO_LIB/probe.py" server \
		--ready "$SCRATCH/server" \
		--listen "$inet,addr=$INET4,ports=41641+9993+5000+50111" \
		--listen "$inet,addr=$INET6,ports=41641+9993+5000+50111" \
		--listen "$inet,addr=$TUNNEL_FAR,ports=7000" \
		--listen "$inet,addr=$INET4,proto=tcp,ports=41641+7000" \
		--listen "ns=$TOPO_TAG-router,addr=$LAN_GW4,ports=41641"
}

# A router checks its WANs by pings. They also keep the neighbour entries
# fresh, without which a wrong source address already fails at ARP. The bridge
# takes a second until it forwards, so the LAN hosts must answer as well.
topo_health() {
	topo_background python3 -ESB "$TOPO_LIB/health.py" \
		--netns "$TOPO_TAG-router" --ready "$SCRATCH/health" \
		"wan1=${GW4[wan1]}" "wan2=${GW4[wan2]}" \
		"wan1=${GW6[wan1]}" "wan2=${GW6[wan2]}" \
		"lan0=${HOST4[lan1]}" "lan0=${HOST4[lan2]}" \
		"lan0=${HOST6[lan1]}" "lan0=${HOST6[lan2]}"
}

topo_ready() {
	busywait 20 test -e "$SCRATCH/server" && busywait 20 test -e "$SCRATCH/health" &&
		rm "$SCRATCH/server" "$SCRATCH/health"
}

# IPv4 of SOURCE is routed by WAN for good: topo_policy SOURCE WAN
topo_policy() {
	local table=10${2#wan}

	topo_batch router <<-END
		rule add from $1 lookup $table
		$(topo_default 4 "$2" replace) table $table
	END
}

# A WireGuard tunnel from a node to the Internet host, shaken hands over. The far
# end first: the near one begins at once and tries again only after 5 s.
# topo_wireguard NODE LISTEN-PORT
topo_wireguard() {
	local near far

	near=$(wg genkey) && far=$(wg genkey) &&
		topo_wireguard_end inet "$far" "$TUNNEL_FAR" 51820 \
			"$(wg pubkey <<<"$near")" "$TUNNEL_NEAR" &&
		topo_wireguard_end "$1" "$near" "$TUNNEL_NEAR" "$2" \
			"$(wg pubkey <<<"$far")" "$TUNNEL_FAR" endpoint "$INET4:51820" \
			persistent-keepalive 5 &&
		busywait 20 topo_wireguard_up "$1"
}

topo_wireguard_up() {
	[[ $(topo_exec "$1" wg show wg0 latest-handshakes) =~ [1-9][0-9]*$ ]]
}

# NODE PRIVATE-KEY ADDRESS LISTEN-PORT PEER-KEY PEER-ADDRESS [PEER-SETTING...]
topo_wireguard_end() {
	topo_batch "$1" <<-END || return
		link add wg0 type wireguard
		addr add $3/24 dev wg0
		link set wg0 up
	END
	topo_exec "$1" wg set wg0 private-key <(echo "$2") listen-port "$4" \
		peer "$5" allowed-ips "$6/32" "${@:7}"
}
