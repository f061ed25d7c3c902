#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# wan1 is a session of PPPoE that pppd dials on demand: device, address and routes stay
# when it is lost, and the kernel tells nothing. Its provider dies; pppd misses the answers
# to its echoes and runs ip-down. Flows have the marks of their WANs. Without the teller
# they hang, with the module as without it; with the one that is shipped, they are
# answered again by wan2 within the time that pppd takes to be sure plus a second.

# shellcheck source-path=SCRIPTDIR source=../lib/scenario.sh
. "$(dirname "$(readlink -f "$0")")/../lib/scenario.sh"
# shellcheck source-path=SCRIPTDIR source=../lib/marks.sh
. "$LIB/marks.sh"
# shellcheck source-path=SCRIPTDIR source=../lib/tellers.sh
. "$LIB/tellers.sh"

# Two echoes without an answer, and the third that finds this out; and a second more.
LIMIT=4

# Debian's own scripts, which have run-parts run what is in ip-up.d and ip-down.d, in a
# copy of their directory. They have no PATH but their own. The provider's pppd, whose
# device is called otherwise, runs them as well.
scripts() {
	local dir

	umount /etc/ppp 2>/dev/null
	rm -rf "$SCRATCH/ppp"
	cp -a /etc/ppp "$SCRATCH/ppp" && mount --bind "$SCRATCH/ppp" /etc/ppp || return
	for dir in ip-up ip-down; do
		cat >/etc/ppp/$dir.d/noted <<-END
			#!/bin/sh
			[ "\$1" != wan1 ] || echo "$dir \$*" >>"$SCRATCH/ran"
		END
		chmod +x /etc/ppp/$dir.d/noted
	done
	: >"$SCRATCH/ran"
	mountpoint -q /usr/local/sbin ||
		mount --bind "$(dirname "$(command -v rehome)")" /usr/local/sbin
}

# The router's wan1 is a session from now on, whose Ethernet is phy1.
session() {
	topo_batch router <<-END || return
		link set wan1 down
		addr flush dev wan1
		link set wan1 name phy1
		link set phy1 up
	END
	printf '%s\n' noauth 'lcp-echo-interval 1' 'lcp-echo-failure 2' >"$SCRATCH/server"
	topo_background ip netns exec "$(topo_ns isp1)" pppoe-server -F -I cust \
		-L "${GW4[wan1]}" -R "${WAN4[wan1]}" -N 1 -O "$SCRATCH/server"
	topo_background ip netns exec "$(topo_ns router)" pppd plugin pppoe.so phy1 \
		nodetach ifname wan1 noauth user lab file /dev/null nodefaultroute noipv6 \
		"${WAN4[wan1]}:${GW4[wan1]}" demand persist maxfail 0 holdoff 2 \
		lcp-echo-interval 1 lcp-echo-failure 2
	busywait 20 device && topo_batch router <<-END
		route add default dev wan1 metric ${METRIC[wan1]}
		route add default dev wan1 table 101
	END
}

device() {
	ip -n "$(topo_ns router)" -4 addr show dev wan1 | grep -q inet
}

dialled() {
	topo_exec lan1 ping -nqc 1 -W 0.5 "$INET4" >/dev/null
	grep ip-up "$SCRATCH/ran" || {
		cat "$SCRATCH/ran" "$SCRATCH/background"
		return 1
	}
}

prepare() {
	topo_up snat && marks_up && scripts && session && PATIENCE=1 busywait 30 dialled
}

# What goes by PPPoE is no IPv4 on that device: the provider loses the frames.
cmd_provider_dies() {
	echo "ip netns exec $(topo_ns isp1) nft add table netdev dead '{ chain in {" \
		"type filter hook ingress device cust priority 0; policy drop; }; }'"
}

# It lives, and the line is dialled again, for which something must want to go there.
cmd_provider_lives() {
	cat <<-END
		ip netns exec $(topo_ns isp1) nft delete table netdev dead
		until [ "\$(grep -c ip-up $SCRATCH/ran)" = $1 ]; do
			ip netns exec $(topo_ns router) ping -nqc 1 -W 0.5 -I wan1 ${GW4[wan1]} >/dev/null || :
		done
	END
}

cmd_teller() {
	echo "for dir in ip-up ip-down; do" \
		"ln -s $TELLERS/ppp /etc/ppp/\$dir.d/rehome; done; $(cmd_provider_dies)"
}

traffic() {
	[ "$HALF" = without ] || marks_named
	probe --flow "$(udp lan1 41641 40000)" --flow "$(udp lan1 5000 40001)" \
		--event 20 exit "$(cmd_provider_dies)" \
		--event 80 exit "$(cmd_provider_lives 2)" \
		--event 110 exit "$(cmd_teller)" \
		--event 180 exit "$(cmd_provider_lives 3)" --count 210
	diag "$(<"$SCRATCH/ran")"
	check "$HALF: the line was lost twice" is "$(grep -c ip-down "$SCRATCH/ran")" 2
}

without() {
	local f

	for f in f0 f1; do
		check "without: $f loses nothing before any change" is "${P[${f}_e0_lost_before]}" 0
		unanswered $f e0
		unanswered $f e2
	done
}

with() {
	local f

	for f in f0 f1; do
		check "with: $f loses nothing before any change" is "${P[${f}_e0_lost_before]}" 0
		unanswered $f e0
		answered $f e2 $LIMIT
		check "with: $f loses nothing when the line is back" is "${P[${f}_e3_lost]}" 0
	done
	seen_from f0 e2 "${WAN4[wan1]}:40000" "${WAN4[wan2]}:40000"
	seen_from f0 e3 "${WAN4[wan2]}:40000" "${WAN4[wan1]}:40000"
}

scenario "$@"
