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
