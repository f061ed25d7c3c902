# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# The same failover again and again in one topology, each time with a new
# flow and a freshly loaded module, which knows nothing of earlier changes.

declare -ga ROUND_LOST=() ROUND_LATE=() ROUND_TAIL=() ROUND_PATH=()

# rounds FAMILY COUNT: the next packet comes 5, 15, 25 ... ms after the change
rounds() {
	local flow=udp i

	[ "$1" = 4 ] || flow=udp6
	ROUND_LOST=() ROUND_LATE=() ROUND_TAIL=() ROUND_PATH=()
	for ((i = 0; i < $2; i++)); do
		[ "$i" = 0 ] || round_anew "$1"
		probe --flow "$($flow lan1 41641 $((40000 + i)) phase=$((5 + 10 * i)))" \
			--event 5 route "$(cmd_route_removed "$1")" --count 11
		figures f0 e0
		ROUND_LOST+=("${P[f0_lost]}")
		ROUND_LATE+=("${P[f0_e0_lost_late]}")
		ROUND_TAIL+=("${P[f0_tail]}")
		ROUND_PATH+=("${P[f0_e0_before]%:*}-${P[f0_e0_after]%:*}")
	done
	diag "$HALF: lost in each run: ${ROUND_LOST[*]}"
}

round_anew() {
	[ "$HALF" = without ] ||
		check "with: module unloads after a run" module_unload
	sh -c "$(cmd_route_restored "$1")"
	[ "$HALF" = without ] ||
		check "with: module loads for the next run" module_load
}

rounds_lose_one() {
	check "$HALF: every run loses one packet" \
		is "${ROUND_LOST[*]}" "${ROUND_LOST[*]//*/1}"
	rounds_alive
}

rounds_lose_at_most() {
	local lost sum=0

	for lost in "${ROUND_LOST[@]}"; do
		sum=$((sum + lost))
	done
	check "$HALF: at most $1 packets are lost in all runs" between "$sum" 0 "$1"
	check "$HALF: none is lost that came 20 ms or more after the change" \
		is "${ROUND_LATE[*]}" "${ROUND_LATE[*]//*/0}"
	rounds_alive
}

rounds_alive() {
	local path=${WAN4[wan1]}-${WAN4[wan2]}

	[[ ${ROUND_PATH[0]} != *::* ]] || path=${WAN6[wan1]}-${WAN6[wan2]}
	check "$HALF: every run's flow went from wan1 to wan2" \
		is "${ROUND_PATH[*]}" "${ROUND_PATH[*]//*/$path}"
	check "$HALF: every run's flow is alive at its end" \
		is "${ROUND_TAIL[*]}" "${ROUND_TAIL[*]//*/5}"
}
