#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# A provider that loses IPv6 only, and two health checks: one tells of it first, and says
# too early that all is well again. Flows have the marks of their WANs. Those of IPv6 go
# to wan2, and stay there while any check says that wan1 is ill; those of IPv4 are left
# alone. Without the module, those of IPv6 hang until the provider works again.

# shellcheck source-path=SCRIPTDIR source=../lib/scenario.sh
. "$(dirname "$(readlink -f "$0")")/../lib/scenario.sh"
# shellcheck source-path=SCRIPTDIR source=../lib/marks.sh
. "$LIB/marks.sh"

prepare() {
	topo_up snat && marks_up
}

provider6() {
	echo "ip netns exec $(topo_ns isp1) sysctl -qw net.ipv6.conf.all.forwarding=$1"
}

# tell up|down TELLER
tell() {
	[ "$HALF" = without ] || echo "; rehome -n $(topo_ns router) wan $1 wan1 inet6 by $2"
}

traffic() {
	[ "$HALF" = without ] || marks_named
	probe --flow "$(udp lan1 41641 40000)" --flow "$(udp6 lan1 41641 40001)" \
		--event 20 exit "$(provider6 0)$(tell down first)$(tell down second)" \
		--event 50 exit "true$(tell up first)" \
		--event 80 exit "$(provider6 1)$(tell up second)" --count 110
}

without() {
	figures f1 e0
	check "without: IPv6 hangs" is "${P[f1_e0_lost]} ${P[f1_e1_lost]}" "30 30"
	check "without: IPv6 lives when the provider works again" is "${P[f1_tail]}" 5
	check "without: IPv4 loses nothing" is "${P[f0_lost]}" 0
}

with() {
	check "with: IPv4 loses nothing" is "${P[f0_lost]}" 0
	check "with: IPv4 stays at wan1" is "${P[f0_e0_after]} ${P[f0_e2_after]}" \
		"${WAN4[wan1]}:40000 ${WAN4[wan1]}:40000"
	recovers f1 e0 0 0
	check "with: IPv6 loses nothing" is "${P[f1_lost]}" 0
	seen_from f1 e0 "${WAN6[wan1]}:40001" "${WAN6[wan2]}:40001"
	seen_from f1 e1 "${WAN6[wan2]}:40001" "${WAN6[wan2]}:40001"
	seen_from f1 e2 "${WAN6[wan2]}:40001" "${WAN6[wan1]}:40001"
	kept_counters f1
	check "with: moved there and back" is "$(stats_renat) $(stats_expire)" "2 0"
}

scenario "$@"
