# SPDX-License-Identifier: GPL-2.0
"""Causes: translation that comes late, and flows that are offloaded past it."""

import address as a
from cause import Cause, Step
from router import default

ONLY_NFT = dict.fromkeys(("iptables-nft", "iptables-legacy"),
                         "no iptables target fills a flow table")
OWN = dict.fromkeys(("inbound", "terminated", "local"), "needs no source translation")
OTHER_RULES = dict.fromkeys(("masquerade", "snat-range", "snat-map"),
                            "the rule set is of another kind")
LEAKED = dict.fromkeys(("terminated", "local"), "the router's own sockets are in no VRF")


def _gone(router):
    router.default("wan1", "del")


def _again(router):
    router.default("wan1", "add")


def _nat_comes(router):
    router.wans = {"wan1": dict(a.WAN["wan1"]), **router.wans}
    router.translate()


def _flowtable(*devices):
    def do(router):
        names = ", ".join(f'"{device}"' for device in devices)
        router.run([(["nft", "-f", "-"], f"""
table inet fast {{
	flowtable table1 {{
		hook ingress priority 0
		devices = {{ {names} }}
		counter
	}}
	chain forward {{
		type filter hook forward priority 0
		meta l4proto {{ tcp, udp }} flow add @table1
	}}
}}
""")])
    return do


def _prepare_bridge(router):
    """wan1 is a bridge with one port."""
    router.ip(["link set wan1 down", "link set wan1 name port1", "addr flush dev port1",
               "link set port1 up", "link add wan1 type bridge", "link set port1 master wan1",
               "link set wan1 up"] +
              [f"addr add {a.WAN['wan1'][f]}/{a.LENGTH[f]} dev wan1" for f in a.FAMILIES] +
              default("wan1", "add"))


def _prepare_bridge_offload(router):
    _prepare_bridge(router)
    _flowtable("lan0", "port1", "wan2")(router)


def _prefixes(router):
    """Each host has an address of its own on each WAN, which no device holds."""
    router.translation = "netmap"
    router.wans = a.PREFIX
    for wan, isp in router.isps.items():
        mapped = {f: [_mapped(wan, host)[f] for host in (a.HOST, a.BYSTANDER)]
                  for f in a.FAMILIES}
        router.valid[wan].update(mapped[4] + mapped[6])
        router.far([f"route add {addr} via {a.WAN[wan][f]} dev {isp}"
                    for f in a.FAMILIES for addr in mapped[f]])


def _mapped(wan, host):
    """What a host is translated to: its number in the WAN's prefix."""
    return {4: a.PREFIX[wan][4].rpartition(".")[0] + "." + host[4].rpartition(".")[2],
            6: a.PREFIX[wan][6].rpartition("::")[0] + "::" + host[6].rpartition("::")[2]}


def _provider_dies(router):
    """Only the route tells, and offloaded packets do not ask for it."""
    router.valid["wan1"].clear()
    _gone(router)


def _prepare_vrf(router):
    router.ip(["link add vrf1 type vrf table 1001", "link set vrf1 up",
               "link set wan1 master vrf1"] +
              [f"addr add {a.WAN['wan1'][6]}/64 dev wan1"] +
              [f"route add {a.LAN_NET[f]} dev lan0 table 1001" for f in a.FAMILIES] +
              default("wan1", "add"))


CAUSES = [
    Cause("nat-late", "flows begin before there is a rule for wan1",
          [Step(_nat_comes, "natted", "wan1", last=8)], late=True, rates=(1, 10),
          left_out=OWN),
    Cause("flowtable", "offloaded flows; the default route by wan1 is removed, and comes back",
          [Step(_gone, "away"), Step(_again, "back", "wan1")],
          _flowtable("lan0", "wan1", "wan2"), left_out=ONLY_NFT, offloaded=True),
    Cause("flowtable-bridge", "offloaded flows, and wan1 is a bridge; its provider dies and "
          "its default route is removed",
          [Step(_provider_dies, "away-offloaded")], _prepare_bridge_offload,
          left_out=ONLY_NFT, offloaded=True),
    Cause("bridge", "wan1 is a bridge; its default route is removed",
          [Step(_gone, "away")], _prepare_bridge),
    Cause("prefixes", "the LAN's prefix is translated to one of each WAN, number by number; "
          "wan1's default route is removed, and comes back",
          [Step(_gone, "away", _mapped("wan2", a.HOST)),
           Step(_again, "back", _mapped("wan1", a.HOST))], _prefixes,
          left_out=dict(OTHER_RULES, **dict.fromkeys(
              ("terminated", "local"), "are not translated"))),
    Cause("vrf", "wan1 is in a VRF, the LAN is not; the default route by wan1 is removed",
          [Step(_gone, "away"), Step(_again, "back", "wan1")], _prepare_vrf, left_out=LEAKED),
]
