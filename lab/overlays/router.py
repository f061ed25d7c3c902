# SPDX-License-Identifier: GPL-2.0
"""The router of one run, and what happens to it."""

import json

from command import ip_batch, run
from world import drop_netns, make_netns, set_sysctl

from overlays import network as n

NAME = "router"
METRIC = {"wan1": 100, "wan2": 200}
MARK = {"wan1": 0x100, "wan2": 0x200}
MASK = 0xff00
CALM_TABLE = 102
VPN = "tailscale0"      # of an overlay on the router itself
INBOUND_PORT = 5060

RULES = """
flush ruleset
table ip nat {
    chain pre {
        type nat hook prerouting priority -100;
        iifname { wan1, wan2 } udp dport %(port)d dnat to %(calm)s
    }
    chain post {
        type nat hook postrouting priority 100;
        oifname %(vpn)s masquerade
        %(nat4)s
    }
}
table ip6 nat {
    chain post {
        type nat hook postrouting priority 100;
        %(nat6)s
    }
}
table inet filter {
    %(flowtable)s
    chain forward {
        type filter hook forward priority 0; policy drop;
        %(offload)s
        ct state established,related accept
        iifname { lan0, %(vpn)s } accept
        ct status dnat accept
    }
    # What nobody asked for leaves no entry behind, which would take a port.
    chain input {
        type filter hook input priority 0;
        iifname { wan1, wan2 } meta l4proto { tcp, udp } ct state new drop
    }
    # Each connection remembers the WAN that it began on, as load balancers have it.
    chain remember {
        type filter hook postrouting priority 0;
        ct state new oifname wan1 ct mark set %(mark1)#x
        ct state new oifname wan2 ct mark set %(mark2)#x
    }
}
"""
FLOWTABLE = "flowtable fast { hook ingress priority 0; devices = { lan0, wan1, wan2 }; }"
OFFLOAD = "ct state established flow add @fast"


def defaults(verb, wan, metric=None, families=n.FAMILIES):
    return [f"route {verb} default via {n.GATEWAY[wan][f]} dev {wan} "
            f"metric {metric or METRIC[wan]}" for f in families]


class Router:
    """Built anew for each run. `marks`: policy routing by connection mark."""

    def __init__(self, network, translation, flowtable=False, marks=False):
        self.network = network
        self.translation = translation
        self.flowtable = flowtable
        self.marks = marks
        self.address = {wan: dict(n.WAN[wan]) for wan in n.WANS}
        self.pump = None
        self.rest = None
        self.told = False           # is the module there to be told of WAN health?
        self.programs = None
        self.session = None
        self.before = {}            # addresses before a step
        self.after = lambda: None   # what a remedy does in the midst of a step

    def build(self):
        make_netns(NAME)
        for key in ("ipv4/ip_forward", "ipv6/conf/all/forwarding",
                    "netfilter/nf_conntrack_acct"):
            set_sysctl(NAME, key, 1)
        self.network.connect(NAME)
        self.ip(["link set lo up"] + [f"link set {dev} up" for dev in ("lan0",) + n.WANS] +
                [f"addr add {n.LAN[f]}1/{n.LENGTH[f]} dev lan0" for f in n.FAMILIES] +
                [line for wan in n.WANS for line in self._wan(wan)])
        for f in n.FAMILIES:
            self.ip([f"rule add from {n.CALM[f]} lookup main suppress_prefixlength 0 "
                     "priority 500",
                     f"rule add from {n.CALM[f]} lookup {CALM_TABLE} priority 501",
                     f"route add default via {n.GATEWAY['wan2'][f]} dev wan2 "
                     f"table {CALM_TABLE}"], f)
        self.translate()

    def _wan(self, wan):
        return [f"addr add {self.address[wan][f]}/{n.LENGTH[f]} dev {wan}"
                for f in n.FAMILIES] + defaults("add", wan)

    def destroy(self):
        self.network.disconnect()
        drop_netns(NAME)

    def ip(self, lines, family=None):
        ip_batch(NAME, lines, family, self.pump)

    def run(self, *argv):
        return run(NAME, list(argv), "", self.pump)

    def translate(self):
        nat = {f: "\n        ".join(f"oifname {wan} " + (
            "masquerade" if self.translation == "masquerade" else
            f"snat to {self.address[wan][f]}") for wan in n.WANS) for f in n.FAMILIES}
        run(NAME, ["nft", "-f", "-"], RULES % {
            "calm": n.CALM[4], "port": INBOUND_PORT, "vpn": VPN, "nat4": nat[4],
            "nat6": nat[6], "mark1": MARK["wan1"], "mark2": MARK["wan2"],
            "flowtable": FLOWTABLE if self.flowtable else "",
            "offload": OFFLOAD if self.flowtable else ""}, self.pump)

    def entries(self):
        """How many connections the router knows."""
        return int(self.run("cat", "/proc/sys/net/netfilter/nf_conntrack_count"))

    def stats(self):
        return json.loads(self.run("rehome", "-j", "stats"))
