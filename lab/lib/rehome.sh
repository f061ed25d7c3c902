# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# The module and its tool: loading, unloading, and what the tool's JSON says.

MODULE=nf_rehome

module_loaded() {
	[ -e "/sys/module/$MODULE" ]
}

module_absent() {
	! module_loaded
}

module_load() {
	[ -f "${REHOME_KO:-}" ] || {
		echo "no module file: REHOME_KO='${REHOME_KO:-}'"
		return 1
	}
	insmod "$REHOME_KO" && module_loaded
}

module_unload() {
	rmmod $MODULE && module_absent
}

in_router() {
	rehome -n "$(topo_ns router)" "$@"
}

# json EXPRESSION: read JSON from stdin, print the Python expression over `j`
json() {
	python3 -ESBc 'import json, sys
j = json.load(sys.stdin)
print(eval(sys.argv[1]))' "$1"
}

# The devices with a default route are the WANs the module knows, and it has
# looked at the namespace: from then on it sees flows begin.
wans_found() {
	local devices router

	[ "$(in_router -j status | json 'j["passes"]')" -gt 0 ] || return

	router=$(topo_ns router)
	devices=$({ ip -n "$router" route show default; ip -n "$router" -6 route show default; } |
		sed -n 's/.* dev \([^ ]*\).*/\1/p' | sort -u | tr '\n' ' ')
	[ -n "$devices" ] || return
	is "$(in_router -j wan show |
		json '"".join(sorted(w["ifname"] + " " for w in j if w["state"] == "up"))')" "$devices"
}

# Flows moved, expired, and moved with another port, since the module's load.
stats_renat() {
	in_router -j stats | json 'sum(r["renat"] for r in j["reasons"].values())'
}

stats_expire() {
	in_router -j stats | json 'sum(r["expire"] for r in j["reasons"].values())'
}

stats_port_changed() {
	in_router -j stats | json 'j["failures"].get("port-changed", 0)'
}
