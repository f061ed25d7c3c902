#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Flows that are treated on purpose. Those with something that cannot be carried
# over, a destination that the router rewrites, a zone, a helper, a timeout policy,
# are expired at the packet that proves them stale: it is lost, and the next one
# begins anew. Those that end at the router or in the LAN, and those that conntrack
# does not track, are not touched. Failover and failback; fixed SNAT per WAN.

# shellcheck source-path=SCRIPTDIR source=../lib/scenario.sh
. "$(dirname "$(readlink -f "$0")")/../lib/scenario.sh"

MOVED=("outbound DNAT" "conntrack zone" "conntrack helper" "timeout policy")
STAY=(REDIRECT "hairpin NAT" NOTRACK "LAN server")
FRONT=203.0.113.77
EAR=203.0.113.78

rules() {
	topo_exec router nft -f - <<-END
		table ip kinds {
			ct helper files { type "tftp" protocol udp; }
			ct timeout brisk { protocol udp; l3proto ip; policy = { unreplied: 20, replied: 60 }; }
			chain raw {
				type filter hook prerouting priority -300;
				iifname lan0 udp sport 40001 ct zone set 5
				iifname { wan1, wan2 } udp dport 40001 ct zone set 5
				udp sport 40006 notrack
				udp dport 40006 notrack
			}
			chain out {
				type filter hook output priority -300;
				udp dport 40006 notrack
			}
			chain pre {
				type filter hook prerouting priority -100;
				udp sport 40002 ct helper set "files"
				udp sport 40003 ct timeout set "brisk"
			}
			chain dest {
				type nat hook prerouting priority -100;
				ip daddr $FRONT dnat to $INET4
				ip daddr $EAR redirect
				ip daddr ${WAN4[wan1]} udp dport 5001 dnat to ${HOST4[lan2]}:5001
			}
		}
		add rule ip nat post oifname lan0 ip saddr 10.0.0.0/24 ip daddr ${HOST4[lan2]} masquerade
	END
}

prepare() {
	topo_up snat && rules || return
	topo_background python3 -ESB "$LIB/probe.py" server --ready "$SCRATCH/lan2" \
		--listen "ns=$(topo_ns lan2),addr=${HOST4[lan2]},ports=5001"
	busywait 20 test -e "$SCRATCH/lan2"
}

to() {
	echo "--flow ns=$(topo_ns lan1),dst=$1,port=$2,sport=$3"
}

traffic() {
	local save

	save="$LIB/ct-save $(topo_ns router)"
	# shellcheck disable=SC2046	# words
	probe $(to $FRONT 5000 40000) $(to "$INET4" 5000 40001) $(to "$INET4" 5000 40002) \
		$(to "$INET4" 5000 40003) $(to $EAR 41641 40004) \
		$(to "${WAN4[wan1]}" 5001 40005) $(to "$LAN_GW4" 41641 40006) \
		--flow "ns=$(topo_ns router),dst=${HOST4[lan2]},port=5001,sport=40007" \
		--event 25 route "$save $SCRATCH/before; $(cmd_metric 100 300)" \
		--event 60 route "$(cmd_metric 300 100)" --count 95
	ct_snapshot "$(topo_ns router)" >"$SCRATCH/end"
}

id_of() {
	sed -nE "s/.* sport=$2 .* id=([0-9]+).*/\1/p" "$SCRATCH/$1" | tail -n 1
}

tracked() {
	check "$HALF: the zone, the helper and the timeout policy are there" \
		is "$(grep -cE 'sport=40001 .*zone=5|sport=40002 .*helper=tftp' "$SCRATCH/before")" 2
	check "$HALF: NOTRACK is not tracked" is "$(id_of before 40006)" ""
	for i in 4 5 7; do
		check "$HALF: ${STAY[i - 4]}: the entry is the same all the time" \
			is "$(id_of end 4000$i)" "$(id_of before 4000$i)"
	done
	for i in 4 5 6 7; do
		check "$HALF: ${STAY[i - 4]}: nothing is lost" is "${P[f${i}_lost]}" 0
	done
}

without() {
	tracked
	for i in 0 1 2 3; do
		check "without: ${MOVED[i]}: the flow is dead until its route is back" \
			is "${P[f${i}_e0_lost]} ${P[f${i}_e1_lost]}" "${P[f${i}_e0_sent]} 0"
	done
}

with() {
	tracked
	for i in 0 1 2 3; do
		diag "with: ${MOVED[i]}: lost ${P[f${i}_e0_lost]} and ${P[f${i}_e1_lost]}"
		check "with: ${MOVED[i]}: at most one packet is lost each time" \
			matches "${P[f${i}_e0_lost]} ${P[f${i}_e1_lost]}" "[01] [01]"
		check "with: ${MOVED[i]}: the flow is alive" is "${P[f${i}_tail]}" 5
		seen_from "f$i" e0 "${WAN4[wan1]}:4000$i" "${WAN4[wan2]}:4000$i"
	done
	diag "with: $(stats_renat) moved, $(stats_expire) expired"
	check "with: no flow was expired more than twice" between "$(stats_expire)" 0 8
}

scenario "$@"
