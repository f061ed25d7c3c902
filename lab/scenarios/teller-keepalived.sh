#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# keepalived with an instance for each WAN, which tracks a script that pings its gateway,
# and with the notify that is shipped. Flows have the marks of their WANs. Twice wan1's
# gateway dies and lives again. The first time keepalived does not tell, and flows hang
# until the gateway lives, with the module as without it. The second time it tells: flows
# are answered again within the time that keepalived takes to be sure plus a second, and
# go back when wan1 is well.
#
# packages: keepalived libnl-3-200 libnl-genl-3-200 libnftnl11 libsnmp40 libpci3

# shellcheck source-path=SCRIPTDIR source=../lib/scenario.sh
. "$(dirname "$(readlink -f "$0")")/../lib/scenario.sh"
# shellcheck source-path=SCRIPTDIR source=../lib/marks.sh
. "$LIB/marks.sh"
# shellcheck source-path=SCRIPTDIR source=../lib/tellers.sh
. "$LIB/tellers.sh"

# Two pings a second apart, and a second more.
LIMIT=3

# An instance speaks VRRP somewhere, and has an address to give to other routers: in the
# LAN, where there are none.
instance() {
	cat <<-END
		vrrp_script ping_$1 {
			script "/usr/bin/ping -nqc 1 -W 0.5 -I $1 ${GW4[$1]}"
			interval 1
			timeout 1
			fall 2
			rise 2
		}
		vrrp_instance uplink_$1 {
			state BACKUP
			interface lan0
			virtual_router_id $2
			priority 100
			advert_int 1
			virtual_ipaddress {
				10.0.0.$2/24
			}
			track_script {
				ping_$1
			}
			notify "$SCRATCH/notify $1 inet"
		}
	END
}

# It is quiet while there is a file of that name.
notify() {
	cat >"$SCRATCH/notify" <<-END
		#!/bin/sh
		echo "\$@" >>"$SCRATCH/notified"
		[ -e "$SCRATCH/quiet" ] || exec "$TELLERS/keepalived" "\$@"
	END
	chmod +x "$SCRATCH/notify"
	: >"$SCRATCH/notified"
	: >"$SCRATCH/quiet"
}

masters() {
	[ "$(grep -c MASTER "$SCRATCH/notified")" = 2 ] || {
		cat "$SCRATCH/notified" "$SCRATCH/background"
		return 1
	}
}

prepare() {
	programs usr/sbin/keepalived && topo_up snat && marks_up || return
	{
		echo 'global_defs {'
		printf '\t%s\n' 'script_user root' 'vrrp_version 3'
		echo '}'
		instance wan1 51
		instance wan2 52
	} >"$SCRATCH/keepalived.conf"
	notify
	program router usr/sbin/keepalived --dont-fork --vrrp --log-console \
		--use-file "$SCRATCH/keepalived.conf" --pid "$SCRATCH/pid" --vrrp_pid "$SCRATCH/vrrp"
	PATIENCE=1 busywait 30 masters
}

traffic() {
	[ "$HALF" = without ] || marks_named
	probe --flow "$(udp lan1 41641 40000)" --flow "$(udp lan1 5000 40001)" \
		--event 20 exit "$(cmd_gateway_dies)" \
		--event 70 exit "$(cmd_gateway_lives)" \
		--event 130 exit "rm $SCRATCH/quiet; $(cmd_gateway_dies)" \
		--event 190 exit "$(cmd_gateway_lives)" --count 260
	diag "$(grep wan1 "$SCRATCH/notified")"
}

without() {
	check "without: f0 loses nothing before any change" is "${P[f0_e0_lost_before]}" 0
	unanswered f0 e0
	unanswered f0 e2
	unanswered f1 e2
}

with() {
	local f

	unanswered f0 e0
	for f in f0 f1; do
		check "with: $f loses nothing before wan1 dies again" is "${P[${f}_e1_lost]}" 0
		answered $f e2 $LIMIT
		check "with: $f loses nothing when wan1 is back" is "${P[${f}_e3_lost]}" 0
	done
	seen_from f0 e2 "${WAN4[wan1]}:40000" "${WAN4[wan2]}:40000"
	seen_from f0 e3 "${WAN4[wan2]}:40000" "${WAN4[wan1]}:40000"
	kept_counters f0
}

scenario "$@"
