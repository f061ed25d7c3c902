#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# A provider loses everything, and that is told, but no marks are known by which flows
# could be led elsewhere: they stay where routes and rules lead them. "explain" names that
# route, in the main table and in one that a rule leads to, and once what it names is
# deleted, the flows live. Without the module they hang, whatever is deleted.

# shellcheck source-path=SCRIPTDIR source=../lib/scenario.sh
. "$(dirname "$(readlink -f "$0")")/../lib/scenario.sh"

prepare() {
	topo_up snat && topo_policy "${HOST4[lan2]}" wan1
}

# What an admin does who looks at a flow: explain_and_delete HOST:PORT FAR:PORT FAMILY
explain_and_delete() {
	cat <<-END
		said=\$(rehome -n $(topo_ns router) -j explain proto udp from $1 to $2)
		echo "\$said" >>$SCRATCH/explained
		words=\$(echo "\$said" | python3 -ESBc '
		import json, sys
		flow = json.load(sys.stdin)
		route = flow.get("hint_route", {})
		if flow.get("hint") == "wan1":
		    print(route["dst"], "via", route["gateway"], "table", route["table"])')
		[ -z "\$words" ] || ip -n $(topo_ns router) -$3 route del \$words dev wan1
	END
}

deletes() {
	if [ "$HALF" = without ]; then
		cmd_batch "$(topo_default 4 wan1 del)" "$(topo_default 6 wan1 del)" \
			"$(topo_default 4 wan1 del) table 101"
		return
	fi
	# The one by the rule has to leave two tables.
	{
		explain_and_delete "${HOST4[lan2]}:40002" "$INET4:41641" 4
		explain_and_delete "${HOST4[lan2]}:40002" "$INET4:41641" 4
		explain_and_delete "${HOST4[lan1]}:40000" "$INET4:41641" 4
		explain_and_delete "[${HOST6[lan1]}]:40001" "[$INET6]:41641" 6
	} >"$SCRATCH/delete"
	echo "bash $SCRATCH/delete"
}

dies() {
	echo "for f in net.ipv4.ip_forward net.ipv6.conf.all.forwarding; do \
		ip netns exec $(topo_ns isp1) sysctl -qw \$f=0; done"
	[ "$HALF" = without ] || echo "; rehome -n $(topo_ns router) wan down wan1"
}

traffic() {
	rm -f "$SCRATCH/explained"
	probe --flow "$(udp lan1 41641 40000)" --flow "$(udp6 lan1 41641 40001)" \
		--flow "$(udp lan2 41641 40002)" \
		--event 20 exit "$(dies | tr -d '\n')" --event 40 exit "$(deletes)" --count 80
}

# FLOW is answered again by EVENT's next packet
lives() {
	figures "$1" e1
	check "with: $1 loses nothing before any change" is "${P[$1_e0_lost_before]}" 0
	check "with: $1 loses what leaves by wan1, and nothing once that is deleted" \
		is "${P[$1_e0_lost]} ${P[$1_e1_lost]}" "20 0"
	check "with: $1 is alive at the end" is "${P[$1_tail]}" 5
}

without() {
	never_recovers f0 e0
	never_recovers f1 e0
	never_recovers f2 e0
}

reasons() {
	json '[(f["verdict"], f["reason"], f.get("hint"), f.get("hint_route", {}).get("table"))
		for f in map(json.loads, open("'"$SCRATCH"'/explained"))]' <<<null
}

with() {
	local ill="'keep', 'wan-unhealthy',"

	# By the rule's table, by the main one, then by the other WAN; and IPv6.
	check "with: explain says why they stay, and which route leads them there" is "$(reasons)" \
		"[($ill 'wan1', '101'), ($ill 'wan1', 'main'), ($ill 'wan2', 'main'), ($ill 'wan1', 'main')]"
	lives f0
	lives f1
	lives f2
	moved f0 e1 "${WAN4[wan1]}:40000" "${WAN4[wan2]}:40000"
	moved f1 e1 "${WAN6[wan1]}:40001" "${WAN6[wan2]}:40001"
	moved f2 e1 "${WAN4[wan1]}:40002" "${WAN4[wan2]}:40002"
}

scenario "$@"
