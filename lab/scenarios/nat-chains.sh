#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What a NAT chain may do to the first packet of a flow other than to translate
# it: drop it, by rule or by policy, count it against a quota, a limit or a
# number of connections, set an expectation, duplicate it, queue it. The default
# route moves to the WAN where that is so. A flow that is to move fares there as a
# new flow does, and the rule set may be mended.

# shellcheck source-path=SCRIPTDIR source=../lib/scenario.sh
. "$(dirname "$(readlink -f "$0")")/../lib/scenario.sh"

# Name of each kind, and its rule on wan2, for UDP from port 40000 and up.
KINDS=(drop policy quota count-over count expectation duplicate meter limit queue
	queue-nobody queue-bypass queue-late)
declare -A RULE=(
	[drop]="counter drop"
	[policy]="return"
	[quota]="quota over 10 bytes drop"
	[count-over]="ct count over 0 drop"
	[count]="ct count over 50 drop"
	[expectation]='ct expectation set "more"'
	[duplicate]="dup to ${GW4[wan2]} device wan2"
	[meter]="meter seen { ip saddr limit rate over 1/hour burst 1 packets } drop"
	[limit]="limit rate over 1000/second drop"
	[queue]="jump queued"
	[queue-nobody]="queue num 8"
	[queue-bypass]="queue num 8 bypass"
	[queue-late]="counter"
)

chains() {
	local i rules=""

	for i in "${!KINDS[@]}"; do
		rules+="oifname wan2 udp sport $((40000 + i)) ${RULE[${KINDS[i]}]};"$'\n'
	done
	cat <<-END
		table ip nat {
			ct expectation more {
				protocol udp; dport 5555; timeout 10s; size 12; l3proto ip;
			}
			chain queued { queue num 7; }
			chain post {
				type nat hook postrouting priority 100;
				oifname wan1 snat to ${WAN4[wan1]};
				$rules
				oifname wan2 snat to ${WAN4[wan2]};
			}
			chain strict {
				type nat hook postrouting priority 101; policy drop;
				oifname != wan2 accept;
				udp sport != 40001 accept;
			}
			chain ips {
				type filter hook postrouting priority 300;
				oifname wan2 udp sport 40012 queue num 9;
			}
		}
		table ip6 nat {
			chain post {
				type nat hook postrouting priority 100;
				oifname wan1 snat to ${WAN6[wan1]};
				oifname wan2 drop;
			}
		}
	END
}

prepare() {
	topo_up snat && topo_exec router nft "delete table ip nat; delete table ip6 nat" &&
		topo_exec router nft -f - <<<"$(chains)" || return
	topo_background ip netns exec "$(topo_ns router)" python3 -ESB "$LIB/nfqueue.py" 7 5
	topo_background ip netns exec "$(topo_ns router)" python3 -ESB "$LIB/nfqueue.py" 9 30
}

# The same flows, from another host: flows_of HOST
flows_of() {
	local i

	for i in "${!KINDS[@]}"; do
		echo "--flow $(udp "$1" 41641 $((40000 + i)))"
	done
	echo "--flow $(udp6 "$1" 41641 41000)"
}

new_flows() {
	echo "python3 -ESB $LIB/probe.py client --env $SCRATCH/new --count 15" \
		"$(flows_of lan2 | tr '\n' ' ') >$SCRATCH/new.json"
}


traffic() {
	local mend

	mend="ip netns exec $(topo_ns router) nft 'flush chain ip nat post;
		add rule ip nat post oifname wan1 snat to ${WAN4[wan1]};
		add rule ip nat post oifname wan2 snat to ${WAN4[wan2]};
		flush chain ip6 nat post;
		add rule ip6 nat post oifname wan1 snat to ${WAN6[wan1]};
		add rule ip6 nat post oifname wan2 snat to ${WAN6[wan2]}'"
	# shellcheck disable=SC2046	# words
	probe $(flows_of lan1) \
		--event 10 route "$(cmd_batch "$(topo_default 4 wan1 del)" "$(topo_default 6 wan1 del)")" \
		--event 30 exit "$(new_flows)" \
		--event 31 exit "$mend" --count 50
	while IFS='=' read -r key value; do
		P[new_$key]=$value
	done <"$SCRATCH/new"
}

kind_of() {
	echo "${KINDS[$1]:-ipv6-drop}"
}

without() {
	local i

	for i in $(seq 0 ${#KINDS[@]}); do
		diag "without: $(kind_of "$i"): lost ${P[f${i}_e0_lost]} of ${P[f${i}_e0_sent]}," \
			"a new flow ${P[new_f${i}_lost]} of ${P[new_f${i}_sent]}"
		check "without: $(kind_of "$i"): never recovers" \
			is "${P[f${i}_e0_lost]} ${P[f${i}_e2_lost]}" \
				"${P[f${i}_e0_sent]} ${P[f${i}_e2_sent]}"
	done
}

with() {
	local i fate

	for i in $(seq 0 ${#KINDS[@]}); do
		diag "with: $(kind_of "$i"): lost ${P[f${i}_e0_lost]} of ${P[f${i}_e0_sent]}," \
			"a new flow ${P[new_f${i}_lost]} of ${P[new_f${i}_sent]}," \
			"then ${P[f${i}_e2_lost]} of ${P[f${i}_e2_sent]}"
		check "with: $(kind_of "$i"): loses nothing before" is "${P[f${i}_e0_lost_before]}" 0
		fate=0
		[ "${P[new_f${i}_lost]}" = 0 ] || fate=${P[f${i}_e0_sent]}
		check "with: $(kind_of "$i"): fares as a new flow does" is "${P[f${i}_e0_lost]}" "$fate"
		check "with: $(kind_of "$i"): lives by the mended rules" is "${P[f${i}_e2_lost]}" 0
	done
	diag "$(in_router -j stats | json '{**j["failures"], **j["watch"]}')"
}

scenario "$@"
