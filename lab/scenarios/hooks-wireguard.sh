#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The router's own WireGuard tunnel to a name that means another server by each WAN, as
# where each provider has its own way to the far end. When wan1's route is removed, the
# address that the kernel knows leads nowhere. With the hook that is shipped, the name is
# looked up again and the tunnel goes on. The probe runs inside the tunnel.

# shellcheck source-path=SCRIPTDIR source=../lib/scenario.sh
. "$(dirname "$(readlink -f "$0")")/../lib/scenario.sh"

HOOKS=$(readlink -f "$LIB/../../packaging/hooks")
OTHER4=203.0.113.11

# The name means ADDRESS from now on, everywhere in the guest.
named() {
	echo "$1 far.up.net" >"$SCRATCH/hosts"
}

prepare() {
	topo_up masquerade && topo_wireguard router 0 || return
	topo_batch inet <<<"addr add $OTHER4/32 dev lo"
	topo_batch isp2 <<<"route add blackhole $INET4/32"
	mountpoint -q /etc/hosts || {
		named "$INET4"
		mount --bind "$SCRATCH/hosts" /etc/hosts || return
	}
	named "$INET4"
	mkdir -p "$SCRATCH/wireguard"
	cat >"$SCRATCH/wireguard/wg0.conf" <<-END
		[Peer]
		PublicKey = $(topo_exec router wg show wg0 peers)
		Endpoint = far.up.net:51820
	END
}

hooks() {
	mkdir "$SCRATCH/hooks"
	cp "$HOOKS/limit.sh" "$HOOKS/30-wireguard" "$SCRATCH/hooks/"
	topo_background env WIREGUARD_DIR="$SCRATCH/wireguard" REHOME_HOOKS_RUN="$SCRATCH/run" \
		rehome -n "$(topo_ns router)" monitor hooks "$SCRATCH/hooks"
	# It has joined the events, and read what serves.
	sleep 2
}

# By wan2 the provider's own name server answers.
change() {
	echo "echo $OTHER4 far.up.net >$SCRATCH/hosts; $(cmd_route_removed 4)"
}

traffic() {
	[ "$HALF" = without ] || hooks
	probe --flow "ns=$(topo_ns router),dst=$TUNNEL_FAR,port=7000,sport=40000" \
		--event 10 route "$(change)" --count 70
}

endpoint() {
	topo_exec router wg show wg0 endpoints | cut -f 2
}

without() {
	never_recovers f0 e0
	check "without: the tunnel leads where it led" is "$(endpoint)" "$INET4:51820"
}

with() {
	recovers f0 e0 0 10
	check "with: the tunnel leads to what the name means now" is "$(endpoint)" "$OTHER4:51820"
}

scenario "$@"
