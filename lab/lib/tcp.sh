# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Connections of TCP, clients of servers on the Internet that are behind a firewall,
# as most are: what it has no connection of is dropped, not answered. So nobody but
# the router can tell a client that its connection is dead.

# An address that both providers route to the router.
POOL4=203.0.113.200

tcp_server() {
	topo_background python3 -ESB "$LIB/probe.py" server --ready "$SCRATCH/$1" \
		--listen "ns=$(topo_ns "$1"),addr=$2,proto=tcp,ports=$3" \
		--listen "ns=$(topo_ns "$1"),addr=$4,proto=tcp,ports=$3"
	busywait 20 test -e "$SCRATCH/$1" && rm "$SCRATCH/$1"
}

tcp_firewall() {
	topo_exec inet sh -c 'echo 0 >/proc/sys/net/netfilter/nf_conntrack_tcp_loose'
	topo_exec inet nft -f - <<-END
		table inet fw {
			chain in {
				type filter hook input priority 0;
				ct state invalid drop
				tcp flags & (syn|ack) != syn ct state new drop
			}
		}
	END
}

# Of port 40005 all is translated to the pool, and its replies come by wan2. With the
# rules of the scenario behind it.
tcp_pool() {
	topo_exec isp1 nft add element ip guard customer "{ $POOL4 }" &&
		topo_exec isp2 nft add element ip guard customer "{ $POOL4 }" &&
		topo_exec router nft insert rule ip nat post tcp sport 40005 snat to "$POOL4" &&
		topo_batch inet <<-END && topo_batch isp2 <<-END2
			route add $POOL4 via 10.2.0.1
		END
			route add $POOL4 via ${WAN4[wan2]}
		END2
}

# What else goes to the Internet by wan2 is not touched by anything that wan1 does.
tcp_prepare() {
	topo_up "$1" && tcp_firewall && tcp_pool && topo_policy "${HOST4[lan2]}" wan2 &&
		tcp_server inet "$INET4" 443+3478+5000 "$INET6" &&
		tcp_server lan2 "${HOST4[lan2]}" 5001 "${HOST6[lan2]}"
}

# With the module all connections are of a class.
tcp_class() {
	[ "$HALF" = without ] ||
		check "with: connections are a class" in_router class preset tcp
}

tcp() {
	udp "$1" "$2" "$3" "proto=tcp${4:+,$4}"
}

tcp6() {
	udp6 "$1" "$2" "$3" "proto=tcp${4:+,$4}"
}

TCP_CLIENTS=("a client" "an IPv6 client" "the router's own client")
TCP_OTHERS=("a client of wan2" "a client in the LAN" "a client with a pool's address")

# Three whose connections die with wan1, and three that nothing may happen to.
tcp_clients() {
	# When routes have settled.
	local later=again=1,phase=250

	printf -- '--flow %s ' \
		"$(tcp lan1 5000 40000 "$later")" "$(tcp6 lan1 5000 40001 "$later")" \
		"$(tcp router 5000 40002 "$later")" "$(tcp lan2 5000 40003)" \
		"ns=$(topo_ns router),dst=${HOST4[lan2]},port=5001,sport=40004,proto=tcp" \
		"$(tcp lan1 5000 40005)"
}

tcp_metrics() {
	cmd_batch "$(topo_default 4 wan1 add "$2")" "$(topo_default 4 wan1 del "$1")" \
		"$(topo_default 6 wan1 add "$2")" "$(topo_default 6 wan1 del "$1")"
}

# There and back: all take wan2, and then wan1 again.
tcp_there_and_back() {
	local save explain=:

	save="$LIB/ct-save $(topo_ns router)"
	tcp_class
	[ "$HALF" = without ] ||
		explain="rehome -n $(topo_ns router) -j explain proto tcp \
			from ${HOST4[lan1]}:40005 to $INET4:5000"
	# shellcheck disable=SC2046	# words
	probe $(tcp_clients) \
		--event 20 route "$save $SCRATCH/before; $(tcp_metrics 100 300)" \
		--event 60 route "$explain >$SCRATCH/pool; $(tcp_metrics 300 100)" --count 100
	ct_snapshot "$(topo_ns router)" >"$SCRATCH/end"
}

tcp_resets() {
	in_router -j stats | json 'j["watch"]["resets"]'
}

tcp_id_of() {
	sed -nE "s/.* sport=$2 .* id=([0-9]+).*/\1/p" "$SCRATCH/$1" | head -n 1
}

# Nothing happens to those that have nothing to do with wan1, or work by both.
tcp_others_live() {
	local i

	for i in 3 4 5; do
		check "$HALF: ${TCP_OTHERS[i - 3]}: nothing is lost, nothing reset" \
			is "${P[f${i}_lost]} ${P[f${i}_resets]}" "0 0"
		check "$HALF: ${TCP_OTHERS[i - 3]}: the entry is the same all the time" \
			is "$(tcp_id_of end 4000$i)" "$(tcp_id_of before 4000$i)"
	done
}

tcp_pool_is_explained() {
	check "$HALF: ${TCP_OTHERS[2]}: explain says why it is left alone" is \
		"$(json '" ".join(j[key] for key in ("class", "verdict", "reason"))' <"$SCRATCH/pool")" \
		"tcp keep not-proven"
}

# The clients hang until their route is back; nothing else happens.
tcp_clients_hang() {
	local i

	for i in 0 1 2; do
		figures "f$i" e0
		check "$HALF: ${TCP_CLIENTS[i]}: nothing is lost before" \
			is "${P[f${i}_e0_lost_before]}" 0
		check "$HALF: ${TCP_CLIENTS[i]}: nobody tells it" is "${P[f${i}_resets]}" 0
		check "$HALF: ${TCP_CLIENTS[i]}: no answer comes before its route is back" \
			matches "${P[f${i}_e0_first_good_ms]%.*}" "never|[4-9][0-9]{3}"
	done
	tcp_others_live
}

# The clients get a reset at their next packet, each time, and go on by another WAN;
# nothing else happens.
tcp_clients_learn() {
	local i

	for i in 0 1 2; do
		figures "f$i" e0
		diag "$HALF: ${TCP_CLIENTS[i]}: reset after at most ${P[f${i}_reset_ms]} ms"
		check "$HALF: ${TCP_CLIENTS[i]}: nothing is lost before" \
			is "${P[f${i}_e0_lost_before]}" 0
		check "$HALF: ${TCP_CLIENTS[i]}: is reset twice, there and back" \
			is "${P[f${i}_resets]}" 2
		check "$HALF: ${TCP_CLIENTS[i]}: at once" \
			between "${P[f${i}_reset_ms]%.*}" 0 499
		check "$HALF: ${TCP_CLIENTS[i]}: loses what proved it dead, and no more" \
			is "${P[f${i}_e0_lost]} ${P[f${i}_e1_lost]}" "1 1"
		check "$HALF: ${TCP_CLIENTS[i]}: is alive at the end" is "${P[f${i}_tail]}" 5
	done
	seen_from f0 e0 "${WAN4[wan1]}:40000" "${WAN4[wan2]}:41000"
	seen_from f0 e1 "${WAN4[wan2]}:41000" "${WAN4[wan1]}:42000"
	seen_from f1 e0 "${WAN6[wan1]}:40001" "${WAN6[wan2]}:41001"
	seen_from f2 e0 "${WAN4[wan1]}:40002" "${WAN4[wan2]}:41002"
	check "$HALF: so many resets were counted, and flows expired" \
		is "$(tcp_resets) $(stats_expire) $(stats_renat)" "6 6 0"
	tcp_others_live
	tcp_pool_is_explained
}
