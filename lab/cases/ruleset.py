# SPDX-License-Identifier: GPL-2.0
"""The router's rule sets: how sources are translated, told to nft or iptables.

A rule set is a list of (argv, text) to be run in the router. Running it again
with other arguments replaces it in one go.
"""

import address as a

# Others are for causes of their own.
TRANSLATIONS = ("masquerade", "snat", "snat-range", "snat-map")
FLAVOURS = ("nft", "iptables-nft", "iptables-legacy")

_TABLE = {4: "ip", 6: "ip6"}
_PROGRAM = {"iptables-nft": {4: "iptables-nft-restore", 6: "ip6tables-nft-restore"},
            "iptables-legacy": {4: "iptables-legacy-restore",
                                6: "ip6tables-legacy-restore"}}
_LOCAL_PORTS = ",".join(str(port) for port in a.INBOUND_PORT.values())


def rules(translation, flavour, wans):
    """wans: device -> family -> address, or prefix for "netmap"; for "snat-hop", pairs
    of the same of gateways and addresses."""
    if flavour == "nft":
        return [(["nft", "-f", "-"], "".join(_nft(family, translation, wans)
                                             for family in a.FAMILIES))]
    return [([_PROGRAM[flavour][family]], _iptables(family, translation, wans))
            for family in a.FAMILIES]


def _nft(family, translation, wans):
    table = _TABLE[family]
    return f"""
table {table} nat
delete table {table} nat
table {table} nat {{
	chain pre {{
		type nat hook prerouting priority -100;
		iifname "lan0" accept
		udp dport {{ {_LOCAL_PORTS} }} dnat to {a.HOST[family]}
		udp dport {a.BYSTANDER_PORT} dnat to {a.BYSTANDER[family]}
	}}
	chain post {{
		type nat hook postrouting priority 100;
		{_nft_source(family, translation, wans)}
	}}
}}
"""


def _nft_source(family, translation, wans):
    first, last = a.SNAT_PORTS
    if translation == "snat-hop":
        return " ".join(f"rt {_TABLE[family]} nexthop {gateway[family]} "
                        f"snat to {addr[family]};" for gateway, addr in wans)
    to = {device: addrs[family] for device, addrs in wans.items()}
    if translation == "masquerade":
        return " ".join(f'oifname "{device}" masquerade;' for device in to)
    if translation == "netmap":
        return " ".join(
            f'oifname "{device}" snat {_TABLE[family]} prefix to {_TABLE[family]} saddr '
            f"map {{ {a.LAN_NET[family]} : {prefix} }};" for device, prefix in to.items())
    if translation == "snat-map":
        return "snat to oifname map { %s }" % ", ".join(
            f'"{device}" : {addr}' for device, addr in to.items())
    text = ""
    for device, addr in to.items():
        if translation == "snat-range":
            quoted = addr if family == 4 else f"[{addr}]"
            text += (f'oifname "{device}" meta l4proto udp '
                     f"snat to {quoted}:{first}-{last}; ")
        text += f'oifname "{device}" snat to {addr}; '
    return text


def _iptables(family, translation, wans):
    lines = ["*nat", "-A PREROUTING -i lan0 -j ACCEPT",
             f"-A PREROUTING -p udp -m multiport --dports {_LOCAL_PORTS} "
             f"-j DNAT --to-destination {a.HOST[family]}",
             f"-A PREROUTING -p udp --dport {a.BYSTANDER_PORT} "
             f"-j DNAT --to-destination {a.BYSTANDER[family]}"]
    first, last = a.SNAT_PORTS
    for device, addrs in wans.items():
        out = f"-A POSTROUTING -o {device}"
        addr = addrs[family]
        if translation == "masquerade":
            lines.append(f"{out} -j MASQUERADE")
        elif translation == "snat":
            lines.append(f"{out} -j SNAT --to-source {addr}")
        elif translation == "netmap":
            lines.append(f"{out} -s {a.LAN_NET[family]} -j NETMAP --to {addr}")
        elif translation == "snat-range":
            quoted = addr if family == 4 else f"[{addr}]"
            lines.append(f"{out} -p udp -j SNAT --to-source {quoted}:{first}-{last}")
            lines.append(f"{out} -j SNAT --to-source {addr}")
    return "\n".join(lines + ["COMMIT", ""])


def pinned(flavour, wans, mask):
    """Marks that pin a connection to the WAN of its first packet, as mwan3 does:
    wans is device -> mark. The first of them takes what comes from inside."""
    if flavour == "nft":
        return [(["nft", "-f", "-"], "".join(_nft_pinned(family, wans, mask)
                                             for family in a.FAMILIES))]
    return [([_PROGRAM[flavour][family]], _iptables_pinned(family, wans, mask))
            for family in a.FAMILIES]


def _nft_pinned(family, wans, mask):
    table = _TABLE[family]
    keep = f"{~int(mask, 0) & 0xffffffff:#x}"
    fresh = f"meta mark & {mask} == 0 meta mark set meta mark & {keep} |"
    restore = f"meta mark set ct mark & {mask}"
    first = next(iter(wans.values()))
    save = f"ct mark set meta mark & {mask}"
    by_device = "".join(f'iifname "{device}" {fresh} {mark}\n\t\t'
                        for device, mark in wans.items())
    return f"""
table {table} pinned
delete table {table} pinned
table {table} pinned {{
	chain pre {{
		type filter hook prerouting priority -150;
		{restore}
		{by_device}iifname "lan0" {table} saddr {a.HOST[family]} {fresh} {first}
		{save}
	}}
	chain output {{
		type route hook output priority -150;
		{restore}
		{table} daddr {a.FAR[family]} {fresh} {first}
		{save}
	}}
}}
"""


def _iptables_pinned(family, wans, mask):
    masks = f"--nfmask {mask} --ctmask {mask}"
    fresh = f"-m mark --mark 0/{mask} -j MARK --set-xmark"
    first = next(iter(wans.values()))
    lines = ["*mangle", f"-A PREROUTING -j CONNMARK --restore-mark {masks}"]
    lines += [f"-A PREROUTING -i {device} {fresh} {mark}/{mask}"
              for device, mark in wans.items()]
    lines += [f"-A PREROUTING -i lan0 -s {a.HOST[family]} {fresh} {first}/{mask}",
              f"-A PREROUTING -j CONNMARK --save-mark {masks}",
              f"-A OUTPUT -j CONNMARK --restore-mark {masks}",
              f"-A OUTPUT -d {a.FAR[family]} {fresh} {first}/{mask}",
              f"-A OUTPUT -j CONNMARK --save-mark {masks}"]
    return "\n".join(lines + ["COMMIT", ""])


def saved(flavour, wans, mask):
    """Marks that are saved when a connection's first packet leaves by a WAN, and
    lead those after it: wans is device -> mark."""
    if flavour == "nft":
        return [(["nft", "-f", "-"], "".join(f"""
table {_TABLE[family]} saved {{
	chain pre {{
		type filter hook prerouting priority -150;
		iifname "lan0" meta mark set ct mark & {mask}
	}}
	chain output {{
		type route hook output priority -150;
		meta mark set ct mark & {mask}
	}}
	chain post {{
		type filter hook postrouting priority -150;
		{_nft_save(wans, mask)}
	}}
}}
""" for family in a.FAMILIES))]
    masks = f"--nfmask {mask} --ctmask {mask}"
    lines = ["*mangle", f"-A PREROUTING -i lan0 -j CONNMARK --restore-mark {masks}",
             f"-A OUTPUT -j CONNMARK --restore-mark {masks}"]
    lines += [f"-A POSTROUTING -o {device} -m connmark --mark 0/{mask} "
              f"-j CONNMARK --set-xmark {mark}/{mask}" for device, mark in wans.items()]
    return [([_PROGRAM[flavour][family]], "\n".join(lines + ["COMMIT", ""]))
            for family in a.FAMILIES]


def _nft_save(wans, mask):
    return "; ".join(f'oifname "{device}" ct mark & {mask} == 0 ct mark set {mark}'
                     for device, mark in wans.items())


def marked_set(mark):
    """Marks on packets of hosts in a set, which is empty, for nft only."""
    return [(["nft", "-f", "-"], "".join(f"""
table {_TABLE[family]} hosts {{
	set led {{ type {kind}; }}
	chain pre {{
		type filter hook prerouting priority -150;
		iifname "lan0" {_TABLE[family]} saddr @led meta mark set {mark}
	}}
}}
""" for family, kind in ((4, "ipv4_addr"), (6, "ipv6_addr"))))]


def change_set(verb):
    """Add the host to the set, or delete it."""
    return [(["nft", "-f", "-"], "".join(
        f"{verb} element {_TABLE[family]} hosts led {{ {a.HOST[family]} }}\n"
        for family in a.FAMILIES))]


def marked(flavour, mark):
    """Marks on packets only, which connections do not keep."""
    if flavour == "nft":
        return [(["nft", "-f", "-"], "".join(f"""
table {_TABLE[family]} marked {{
	chain pre {{
		type filter hook prerouting priority -150;
		iifname "lan0" {_TABLE[family]} saddr {a.HOST[family]} meta mark set {mark}
	}}
}}
""" for family in a.FAMILIES))]
    return [([_PROGRAM[flavour][family]], "*mangle\n-A PREROUTING -i lan0 "
             f"-s {a.HOST[family]} -j MARK --set-xmark {mark}/0xffffffff\nCOMMIT\n")
            for family in a.FAMILIES]
