#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The specification is enough for other programs: the kernel's own client for such
# (tools/net/ynl), which knows of the family what include/netlink/nf_rehome.yaml says,
# finds after a failover what the tool finds, changes a setting, and is told why a change
# is refused. It needs the sources of a kernel at hand, so it is for User Mode Linux.

# shellcheck source-path=SCRIPTDIR source=../lib/scenario.sh
. "$(dirname "$(readlink -f "$0")")/../lib/scenario.sh"

SPEC=$(readlink -f "$LIB/../../include/netlink/nf_rehome.yaml")

prepare() {
	CLIENT=$REHOME_SOURCES/tools/net/ynl/pyynl/cli.py
	[ -e "$CLIENT" ] || {
		echo "no $CLIENT: 'lab/kernel source 7.3' fetches it"
		return 1
	}
	topo_up snat
}

# Before packet 10 of 40 the link goes down.
traffic() {
	probe --flow "$(udp lan1 41641 40000)" \
		--event 10 link "$(cmd_link_down)" --count 40
}

# ynl OPTION...: one operation of the family, answered as JSON
ynl() {
	ip netns exec "$(topo_ns router)" /usr/bin/python3 -EB "$CLIENT" --spec "$SPEC" --no-schema \
		--output-json "$@"
}

without() {
	never_recovers f0 e0
	ynl --do version-get >"$SCRATCH/said" 2>&1
	check "without: the client finds no family" \
		grep -q "Family 'nf_rehome' not supported" "$SCRATCH/said"
}

# same TEXT OF-CLIENT OF-TOOL EXPRESSION: both tell the same of their lists `j`; keys of
# the tool have _ where attributes have -
same() {
	local tool

	tool=$(json 'json.dumps([{k.replace("_", "-"): v for k, v in e.items()} for e in j])' <<<"$3")
	check "with: client and tool agree on $1" \
		is "$(json "$4" <<<"$2")" "$(json "$4" <<<"$tool")"
}

answers() {
	local stats

	same "the WANs" "$(ynl --dump wan-get)" "$(in_router -j wan)" \
		'sorted((w["ifname"], w["inet"], w["inet6"], w["moved-from"], w["moved-to"]) for w in j)'
	same "the classes" "$(ynl --dump class-get | json 'json.dumps([c for c in j if c["active"]])')" \
		"$(in_router -j class)" \
		'[(c["name"], c["action"], c["failback"], [(p, p) if isinstance(p, int) else
		   (p["first"], p.get("last", p["first"])) for p in c.get("port") or []],
		   c["renat"]) for c in j]'
	check "with: the client is told of the flow" is "$(ynl --dump flow-get |
		json '[(f["map-addr"]["in"], f["reason"]) for f in j if f["sport"] == 40000]')" \
		"[('${WAN4[wan2]}', 'fits')]"
	stats=$(ynl --do stats-get)
	check "with: the client is told of the move" is \
		"$(json '[r["renat"] for r in j["reason"] if r["reason"] == "egress-moved"]' <<<"$stats")" "[1]"
	check "with: the client is told of the index" is \
		"$(json 'j["index"]["flows"] >= 1' <<<"$stats")" True
}

# refused TEXT OPTION...: the client is given the kernel's words, and the attribute
refused() {
	local text=$1 attr=$2 before after

	shift 2
	before=$(in_router -j class)
	ynl "$@" >"$SCRATCH/said" 2>&1
	check "with: refused: $*" differs $? 0
	check "with: the client is told why" grep -qF "$text" "$SCRATCH/said"
	check "with: and of which attribute" grep -qF "$attr" "$SCRATCH/said"
	after=$(in_router -j class)
	check "with: nothing changed" is "$after" "$before"
}

action_of() {
	in_router -j class | json "[c['action'] for c in j if c['name'] == '$1']"
}

with() {
	recovers f0 e0 0 1
	answers
	refused "no such class" ".name" --do class-set --json '{"name": "nosuch", "action": "keep"}'
	refused "only connections of TCP can be reset" ".reset" \
		--do class-set --json '{"name": "wireguard", "reset": 1}'
	check "with: the client changes a setting" \
		ynl --do class-set --json '{"name": "wireguard", "action": "keep"}'
	check "with: it is changed" is "$(action_of wireguard)" "['keep']"
}

scenario "$@"
