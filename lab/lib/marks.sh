# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# A router that steers by marks: a flow goes by the WAN that its first packet left by.

marks_up() {
	local n

	topo_exec router nft -f - <<-END || return
		table inet steer {
			chain pre {
				type filter hook prerouting priority mangle;
				iifname lan0 meta mark set ct mark
			}
			chain post {
				type filter hook postrouting priority mangle;
				ct mark 0 oifname wan1 ct mark set 0x100
				ct mark 0 oifname wan2 ct mark set 0x200
			}
		}
	END
	for n in 1 2; do
		topo_batch router <<-END && topo_exec router ip -6 rule add fwmark 0x${n}00/0x300 lookup 10$n
			route add default via ${GW4[wan$n]} dev wan$n table 10$n
			route add default via ${GW6[wan$n]} dev wan$n table 10$n
			rule add fwmark 0x${n}00/0x300 lookup 10$n
		END
	done
}

# The module is told which they are.
marks_named() {
	check "with: WANs have marks" in_router wan add wan1 mark 0x100/0x300
	check "with: both" in_router wan add wan2 mark 0x200/0x300
}
