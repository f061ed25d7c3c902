#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Real overlays of a LAN host, on odd ports and up before the module is loaded: OpenVPN
# with a static key, WireGuard, tinc, fastd, n2n. The default route by wan1 is removed.
# What is asked is whether a packet comes through each tunnel within a time that the
# program itself needs to take a peer's new address.

# shellcheck source-path=SCRIPTDIR source=../lib/scenario.sh
. "$(dirname "$(readlink -f "$0")")/../lib/scenario.sh"

NET=10.88			# each tunnel has a network of its own behind that
# Overlay, its number, and seconds until its peer follows: OpenVPN and WireGuard at the
# next packet; tinc tries a packet's keys; fastd and n2n register anew.
OVERLAYS=(openvpn wireguard tinc fastd n2n)
declare -A NUMBER=([openvpn]=1 [wireguard]=2 [tinc]=3 [fastd]=4 [n2n]=5)
declare -A WITHIN=([openvpn]=3 [wireguard]=3 [tinc]=10 [fastd]=40 [n2n]=60)

inside() {
	echo "$NET.${NUMBER[$1]}.$2"
}

# on NODE COMMAND...: in the background until the topology goes
on() {
	topo_background ip netns exec "$TOPO_TAG-$1" "${@:2}"
}

up_openvpn() {
	local key=$SCRATCH/ovpn.key side

	openvpn --genkey secret "$key" || return
	for side in "lan1 1 2 --remote $INET4 5551 --nobind" "inet 2 1 --float --lport 5551"; do
		# shellcheck disable=SC2086	# words
		set -- $side
		# shellcheck disable=SC2046	# one word each
		on "$1" openvpn --dev tun-o --dev-type tun --proto udp4 --secret "$key" --cipher AES-256-CBC \
			--ping 1 \
			--ifconfig $(inside openvpn "$2") $(inside openvpn "$3") "${@:4}"
	done
}

up_wireguard() {
	local a=$SCRATCH/wga b=$SCRATCH/wgb side

	wg genkey >"$a" && wg genkey >"$b" || return
	for side in lan1 inet; do
		topo_exec $side ip link add wg-o type wireguard || return
	done
	topo_exec lan1 wg set wg-o listen-port 33331 private-key "$a" \
		peer "$(wg pubkey <"$b")" endpoint "$INET4:33333" \
		allowed-ips "$NET.2.0/24" persistent-keepalive 1 &&
		topo_exec inet wg set wg-o listen-port 33333 private-key "$b" \
			peer "$(wg pubkey <"$a")" allowed-ips "$NET.2.0/24" &&
		topo_exec lan1 ip addr add "$(inside wireguard 1)/24" dev wg-o &&
		topo_exec inet ip addr add "$(inside wireguard 2)/24" dev wg-o &&
		topo_exec lan1 ip link set wg-o up && topo_exec inet ip link set wg-o up
}

tinc_side() {		# NODE NAME NUMBER PEER
	local dir=$SCRATCH/tinc-$2

	mkdir -p "$dir/hosts"
	printf 'Name=%s\nInterface=tinc-o\nMode=router\nPort=6551\nPingInterval=2\n' \
		"$2" >"$dir/tinc.conf"
	[ -z "$4" ] || echo "ConnectTo=$4" >>"$dir/tinc.conf"
	# shellcheck disable=SC2016	# for the script
	printf '#!/bin/sh\nip addr add %s/24 dev $INTERFACE\nip link set $INTERFACE up\n' \
		"$(inside tinc "$3")" >"$dir/tinc-up"
	chmod +x "$dir/tinc-up"
	printf 'Subnet=%s/32\n' "$(inside tinc "$3")" >"$dir/hosts/$2"
	tincd -c "$dir" -K1024 </dev/null >/dev/null 2>&1
}

up_tinc() {
	tinc_side lan1 near 1 far && tinc_side inet far 2 '' || return
	printf 'Address=%s\nPort=6551\n' "$INET4" >>"$SCRATCH/tinc-far/hosts/far"
	cp "$SCRATCH/tinc-far/hosts/far" "$SCRATCH/tinc-near/hosts/"
	cp "$SCRATCH/tinc-near/hosts/near" "$SCRATCH/tinc-far/hosts/"
	on inet tincd -D -c "$SCRATCH/tinc-far" --pidfile="$SCRATCH/tinc-far.pid"
	on lan1 tincd -D -c "$SCRATCH/tinc-near" --pidfile="$SCRATCH/tinc-near.pid"
}

fastd_side() {		# NODE NUMBER SECRET PEERKEY [REMOTE]
	local conf=$SCRATCH/fastd-$1.conf

	cat >"$conf" <<-END
		interface "fastd-o"; mode tun; method "null"; secret "$3";
		bind any port $((10550 + $2)); mtu 1400; log level error;
		on up "ip addr add $(inside fastd "$2")/24 dev fastd-o; ip link set fastd-o up";
		peer "other" { key "$4"; $5 float yes; }
	END
	on "$1" fastd -c "$conf"
}

up_fastd() {
	local a b ka kb

	{ read -r _ a && read -r _ ka; } < <(fastd --generate-key 2>/dev/null)
	{ read -r _ b && read -r _ kb; } < <(fastd --generate-key 2>/dev/null)
	fastd_side inet 2 "$b" "$ka" '' &&
		fastd_side lan1 1 "$a" "$kb" "remote $INET4 port 10552;"
}

up_n2n() {
	local side

	on inet supernode -l 7655
	for side in 'inet 2' 'lan1 1'; do
		on "${side% *}" edge -d n2n-o -a "$(inside n2n "${side#* }")" \
			-s 255.255.255.0 -c lab -k secret -l "$INET4:7655"
	done
}

# within OVERLAY SECONDS: something comes back through its tunnel
within() {
	busywait "$2" answers "$1" 2>/dev/null
}

answers() {
	topo_exec lan1 ping -q -c 1 -W 1 "$(inside "$1" 2)" >/dev/null 2>&1
}

# What is bound to no address answers from where it is asked.
answer_from() {
	# shellcheck disable=SC2016	# for the shell inside
	topo_exec inet sh -c 'ip route show | grep -E "^(192.0.2|198.51.100).0" |
		while read -r route; do ip route replace $route src "$1" || exit; done' \
		sh "$1"
}

prepare() {
	local overlay

	topo_up snat && answer_from "$INET4" || return
	for overlay in "${OVERLAYS[@]}"; do
		"up_$overlay" >>"$SCRATCH/background" 2>&1
	done
	for overlay in "${OVERLAYS[@]}"; do
		within "$overlay" 30 >/dev/null || {
			diag "$overlay is not up: $(tail -n 5 "$SCRATCH/background")"
			return 1
		}
	done
}

traffic() {
	topo_exec router sh -c "$(cmd_route_removed 4)"
}

without() {
	check "without: WireGuard is dead" fails within wireguard 15
}

with() {
	local overlay

	for overlay in "${OVERLAYS[@]}"; do
		check "with: $overlay goes on within ${WITHIN[$overlay]} s" \
			within "$overlay" "${WITHIN[$overlay]}"
	done
}

fails() {
	! "$@"
}

scenario "$@"
