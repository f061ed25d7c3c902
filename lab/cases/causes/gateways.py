# SPDX-License-Identifier: GPL-2.0
"""Causes: two providers behind one device, one address with two providers, and
WANs that have no default route of their own, or look as if they had one."""

import address as a
from cause import Cause, Step
from router import default

ONLY_NFT = dict.fromkeys(("iptables-nft", "iptables-legacy"),
                         "no iptables match tells the next hop")
NO_DEVICE = dict.fromkeys(("snat-range", "snat-map"), "the device does not tell the provider")
OWN = dict.fromkeys(("terminated", "local"), "the router's own packets choose an address by "
                    "themselves")
BY_HOP = "the rule set looks at the next hop"
BY_ITSELF = "is masquerading, and in IPv6 it looks at no next hop"
OTHER_HOST = {4: "10.0.0.13", 6: "fd00:a::13"}
OTHER_TABLE = 110
BOGONS = ("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "172.16.0.0/12",
          "192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4",
          "::/8", "100::/64", "fc00::/7", "fec0::/10")
UNRELATED = ("100.99.0.0/16", "2001:db8:99::/48")
FULL_TABLE = {4: "203.0.113.0/24", 6: "2001:db8:f::/48"}
NOT_ALIVE = ("policy", "dns", "lan", "tcp", "icmp")     # wan2 has no address of its own
SAME = a.WAN["wan1"]


def _second(verb, metric, families=a.FAMILIES):
    return [f"route {verb} default via {a.SECOND_GATEWAY[f]} dev wan1 metric {metric}"
            for f in families]


def _prepare_hops(router, families=(4,)):
    """Another provider in wan1's segment, who has a device of its own there."""
    router.far(["link add isp1b link isp1 type macvlan", "link set isp1b up"] +
               [f"addr add {a.SECOND_GATEWAY[f]}/{a.LENGTH[f]} dev isp1b"
                for f in families])
    for device in ("isp1", "isp1b"):
        router.far_sysctl(f"ipv4/conf/{device}/arp_ignore", 1)
    router.ip([f"addr add {a.SECOND[f]}/{a.LENGTH[f]} dev wan1" for f in families] +
              _second("add", 150, families))
    router.isps["wan1b"] = "isp1b"
    router.valid["wan1b"] = set(a.SECOND.values())


def _prepare_snat_hops(router):
    _prepare_hops(router, a.FAMILIES)
    router.translation = "snat-hop"
    router.wans = [(a.GATEWAY["wan1"], a.WAN["wan1"]), (a.SECOND_GATEWAY, a.SECOND),
                   (a.GATEWAY["wan2"], a.WAN["wan2"])]


def _second_metric(old, new, families):
    def do(router):
        router.ip(_second("add", new, families) + _second("del", old, families))
    return do


def _turn_hops(families):
    return [Step(_second_metric(150, 50, families), "turn-hop", a.SECOND, families=families),
            Step(_second_metric(50, 150, families), "return-hop", "wan1", families=families)]


def _prepare_same(router):
    """Both providers give the same address, and the same gateway."""
    router.wans["wan2"] = dict(SAME)
    router.valid["wan2"] = set(SAME.values())
    router.far([f"addr add {a.GATEWAY['wan1'][f]}/{a.LENGTH[f]} dev isp2"
                for f in a.FAMILIES])
    router.ip(["addr flush dev wan2"] +
              [f"addr add {SAME[f]}/{a.LENGTH[f]} dev wan2" for f in a.FAMILIES])
    for table in ("main", a.TABLE["wan2"]):
        router.ip([f"route replace default via {a.GATEWAY['wan1'][f]} dev wan2 "
                   f"metric {a.METRIC['wan2']} table {table}" for f in a.FAMILIES])


def _told(verb):
    def do(router):
        router.tell("wan", verb, "wan2")
    return do


def _gone(router):
    router.default("wan1", "del")


def _again(router):
    router.default("wan1", "add")


def _full(verb, wan, metric):
    return [f"route {verb} {FULL_TABLE[f]} via {a.GATEWAY[wan][f]} dev {wan} metric {metric}"
            for f in a.FAMILIES]


def _prepare_full(router):
    """Routes to each network, no default; wan2's provider takes wan1's addresses, too."""
    router.ip(default("wan1", "del") + default("wan2", "del") + _full("add", "wan2", 50) +
              _full("add", "wan1", 100))
    router.valid["wan2"].update(a.WAN["wan1"].values())
    router.far([f"route add {a.WAN['wan1'][f]} via {a.WAN['wan2'][f]} dev isp2 metric 2048"
                for f in a.FAMILIES])
    for wan in a.WANS:
        router.tell("wan", "add", wan)


def _unrelated(router):
    router.ip([f"route add {network} via {a.GATEWAY['wan2'][f]} dev wan2"
               for f, network in zip(a.FAMILIES, UNRELATED)])


def _full_turns(router):
    router.ip(_full("add", "wan1", 20))


def _prepare_bogons(router):
    router.ip([f"route add blackhole {network}" for network in BOGONS])


def _prepare_lan_default(router):
    """Another host's own way leads through the LAN itself."""
    router.ip([f"route add default via {a.BYSTANDER[f]} dev lan0 table {OTHER_TABLE}"
               for f in a.FAMILIES])
    for family in a.FAMILIES:
        router.rules([("add", f"from {OTHER_HOST[family]} lookup {OTHER_TABLE} "
                              "priority 450")], (family,))


CAUSES = [
    Cause("gateways", "two providers have gateways on one device; the metric turns to the "
          "second one's, and back", _turn_hops(a.FAMILIES), _prepare_snat_hops,
          left_out=dict(OWN, **ONLY_NFT, **NO_DEVICE, masquerade=BY_HOP)),
    Cause("gateways-masquerade", "the same, and the rules do not tell them apart",
          _turn_hops((4,)), _prepare_hops,
          left_out=dict(OWN, **NO_DEVICE, snat=BY_ITSELF)),
    Cause("same-address", "both WANs have the same address; wan2 is told unhealthy and "
          "healthy again; wan1's default route is removed, and comes back",
          [Step(_told("down"), "stay", "wan1"), Step(_told("up"), "stay", "wan1", last=1),
           Step(_gone, "away-same", "wan1"), Step(_again, "away-same", "wan1")],
          _prepare_same, bystanders=NOT_ALIVE,
          left_out={"local": "is an outbound flow like any other"}),
    Cause("full-table", "WANs that were named, without a default route, what came in by wan1 "
          "is answered by wan2; an unrelated route comes; the best one turns to wan1",
          [Step(_unrelated, "stay"),
           Step(_full_turns, "turn", "wan1", {"inbound": "stay"})], _prepare_full,
          left_out=OWN),
    Cause("bogons", "null routes beside the default one by wan1, which is removed, and "
          "comes back", [Step(_gone, "away"), Step(_again, "back", "wan1")],
          _prepare_bogons),
    Cause("lan-default", "another host has a default route through the LAN; wan1's is "
          "removed, and comes back",
          [Step(_gone, "away"), Step(_again, "back", "wan1")], _prepare_lan_default),
]
