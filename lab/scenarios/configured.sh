#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Classes of one's own, from a file: a flow of a port that its class keeps, one of a host
# that its class keeps, one of a mark that its class expires, and two of a range that are
# moved, one of either family. The default route moves by metric and back; fixed SNAT per
# WAN. The configuration lasts over a reload of the module, and a file with a mistake
# changes nothing, whoever finds it.

# shellcheck source-path=SCRIPTDIR source=../lib/scenario.sh
. "$(dirname "$(readlink -f "$0")")/../lib/scenario.sh"

MANY=1000

prepare() {
	topo_up snat && topo_exec router nft -f - <<-END
		table inet tells {
			chain forward {
				type filter hook forward priority -150
				udp sport 40002 ct mark set 0x40
			}
		}
	END
}

configured() {
	cat <<-END
		# What is kept comes first.
		param set hold 500ms
		wan add wan1 priority 1
		wan add wan2 priority 2
		class add kept sport 40000 dport 5000 action keep
		class add guest from ${HOST4[lan2]}/32 port 1-65535 action keep before tailscale
		class add marked mark 0x40/0xf0 action expire
		class add moved dport 50100-50199 \\
			before wireguard
		class set tailscale failback drain 90s
		class preset quic
	END
}

saved() {
	in_router save
}

# refused TEXT LINE WHY: a file of one line
refused() {
	local text=$1 line=$2 why=$3 before after

	before=$(saved)
	{ echo "# a comment"; echo "class add good port 9"; echo "$line"; } >"$SCRATCH/bad"
	check "$HALF: refused is $text" [ "$(in_router load "$SCRATCH/bad" 2>"$SCRATCH/why"; echo $?)" != 0 ]
	check "$HALF: where and why is told of $text" \
		matches "$(<"$SCRATCH/why")" "$SCRATCH/bad:$(wc -l <"$SCRATCH/bad"):[0-9]+: .*$why.*"
	after=$(saved)
	check "$HALF: nothing changes by $text" is "$after" "$before"
}

lasts() {
	check "with: the module goes, and the settings with it" module_unload
	check "with: the module comes again" module_load
	check "with: nothing is left of them" differs "$(saved)" "$(<"$SCRATCH/saved")"
	check "with: what was saved is loaded" in_router load "$SCRATCH/saved"
	check "with: and is the same again" is "$(saved)" "$(<"$SCRATCH/saved")"
	check "with: a second time nothing changes" in_router load "$SCRATCH/saved"
	check "with: and it is the same still" is "$(saved)" "$(<"$SCRATCH/saved")"
}

many() {
	local i began

	for ((i = 1; i <= MANY; i++)); do
		echo "class add many-$i port $i sport 1000-2000 from 10.0.0.0/8 action report"
	done >"$SCRATCH/many"
	began=${EPOCHREALTIME/[.,]/}
	check "with: $MANY classes are loaded" in_router load "$SCRATCH/many"
	diag "with: that took $(((${EPOCHREALTIME/[.,]/} - began) / 1000)) ms"
	check "with: there are $MANY" \
		is "$(in_router -j class | json 'sum(c["name"].startswith("many-") for c in j)')" $MANY
}

traffic() {
	if [ "$HALF" = with ]; then
		configured >"$SCRATCH/conf"
		check "with: the configuration is loaded" in_router load "$SCRATCH/conf"
		saved >"$SCRATCH/saved"
		lasts
	fi
	probe --flow "$(udp lan1 5000 40000)" --flow "$(udp lan2 5000 40001)" \
		--flow "$(udp lan1 9993 40002)" --flow "$(udp lan1 50111 40003)" \
		--flow "$(udp6 lan1 50111 40004)" \
		--event 20 route "$(cmd_both 100 300)" \
		--event 60 route "$(cmd_both 300 100)" --count 100
}

class_of() {
	in_router -j class | json "[c['$2'] for c in j if c['name'] == '$1'][0]"
}

without() {
	local i

	for i in 0 1 2 3 4; do
		never_recovers f$i e0
	done
}

with() {
	never_recovers f0 e0
	never_recovers f1 e0
	recovers f2 e0 0 1
	recovers f3 e0 0 0
	recovers f4 e0 0 0
	check "with: f3 is seen from wan2" is "${P[f3_e0_after]}" "${WAN4[wan2]}:40003"
	check "with: f4 is seen from wan2" is "${P[f4_e0_after]}" "${WAN6[wan2]}:40004"
	check "with: what is kept is counted as no move" is "$(class_of kept renat)" 0
	check "with: those of the range are" at_least "$(class_of moved renat)" 2
	check "with: the marked one is expired" at_least "$(class_of marked expire)" 1
	refused "a port" "class add bad port 70000" ""
	refused "a class twice" "class add good port 10" "is in line 2 already"
	refused "no class to come before" "class add bad port 10 before nobody" "no such class"
	refused "a range" "class add bad port 10-9" ""
	refused "a setting" "class set other reset on" "only connections of TCP"
	refused "the mark of a WAN that tells a class" \
		$'class add bad mark 0x40/0xf0\nwan add wan1 mark 0x100/0x1c0' \
		"the mark overlaps that of a class"
	refused "a WAN twice" "wan add lo" "loopback"
	many
	check "with: what was there before is gone" \
		is "$(in_router -j class | json 'any(c["name"] == "kept" for c in j)')" False
}

scenario "$@"
