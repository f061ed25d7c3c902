# SPDX-License-Identifier: GPL-2.0
"""The router of one run: how it is built, and how a cause changes it."""

import json

import address as a
import ruleset
from command import ip_batch, run
from entry import Table
from world import drop_netns, make_netns, set_sysctl

BYSTANDER_PRIORITY = 500


def default(wan, verb, metric=None, table=None, families=a.FAMILIES):
    """Lines for ip: a default route by a WAN in each family."""
    where = f" table {table}" if table else ""
    return [f"route {verb} default via {a.GATEWAY[wan][f]} dev {wan} "
            f"metric {metric or a.METRIC[wan]}{where}" for f in families]


class Router:
    """Made new for each run. `wans` names the devices that translate and the
    address they translate to; it is what the rule set is made of."""

    def __init__(self, world, name, translation, flavour, module):
        self.world = world
        self.name = name
        self.translation = translation
        self.flavour = flavour
        self.module = module
        self.pump = None
        self.rest = None
        self.wans = {wan: dict(a.WAN[wan]) for wan in a.WANS}
        self.valid = {wan: {addr for addr in a.WAN[wan].values()} for wan in a.WANS}
        self.isps = {"wan1": "isp1", "wan2": "isp2"}
        self.table = None

    def build(self, cause):
        make_netns(self.name)
        self.sysctl("ipv4/ip_forward", 1)
        self.sysctl("ipv6/conf/all/forwarding", 1)
        self.sysctl("netfilter/nf_conntrack_acct", 1)
        self.world.connect(self.name)
        self.ip(["link set lo up"] +
                [f"link set {device} up" for device in ("lan0", "dmz0", "wan1", "wan2")] +
                [f"addr add {a.LAN_GATEWAY[f]}/{a.LENGTH[f]} dev lan0" for f in a.FAMILIES] +
                [f"addr add {a.DMZ_GATEWAY[f]}/{a.LENGTH[f]} dev dmz0" for f in a.FAMILIES] +
                [f"addr add {a.WAN[wan][f]}/{a.LENGTH[f]} dev {wan}"
                 for wan in a.WANS for f in a.FAMILIES] +
                default("wan1", "add") + default("wan2", "add") +
                default("wan2", "add", table=a.TABLE["wan2"]))
        self.rule("add", f"from {{bystander}} lookup {a.TABLE['wan2']} "
                         f"priority {BYSTANDER_PRIORITY}")
        self.table = Table(self.name)
        if cause.late:
            self.wans.pop("wan1")
        if cause.prepare:
            cause.prepare(self)
        self.translate()
        if cause.at_rest:
            self.hasten()

    def destroy(self):
        if self.table:
            self.table.close()
        drop_netns(self.name)
        self.world.disconnected()

    # What causes are made of.

    def ip(self, lines, family=None):
        """Lines for ip; the family is told from the addresses in them."""
        ip_batch(self.name, lines, family, self.pump)

    def default(self, wan, verb, **more):
        self.ip(default(wan, verb, **more))

    def rules(self, changes, families=a.FAMILIES):
        """Routing rules to add or delete, each (verb, text), at once; {host},
        {bystander} and {lan} stand for addresses."""
        for family in families:
            self.ip([f"rule {verb} " + text.format(
                host=a.HOST[family], bystander=a.BYSTANDER[family],
                lan=a.LAN_NET[family]) for verb, text in changes], family)

    def rule(self, verb, text):
        self.rules([(verb, text)])

    def run(self, commands):
        for argv, text in commands:
            run(self.name, argv, text, self.pump)

    def translate(self):
        """Load or replace the rule set."""
        self.run(ruleset.rules(self.translation, self.flavour, self.wans))

    def far(self, lines):
        """Lines for ip on the provider's side."""
        ip_batch("net", lines, None, self.pump)

    def far_sysctl(self, key, value):
        set_sysctl("net", key, value)

    def link(self, device, far):
        """One more link to the Internet."""
        ip_batch("", [f"link add {far} netns net type veth peer name {device} "
                      f"netns {self.name}"])
        self.ip([f"link set {device} up"])
        self.far([f"link set {far} up"])

    def sysctl(self, key, value):
        set_sysctl(self.name, key, value)

    def wait(self, seconds):
        """Let the flows go on for a while, in the midst of a step."""
        self.rest(seconds)

    # The module

    def tell(self, *argv):
        """Tell the module something, if it is there."""
        if self.module:
            run(self.name, ["rehome", *argv], "", self.pump)

    def hasten(self):
        """Entries live for a short time without packets, so that packets are looked
        at for a short time."""
        self.sysctl("netfilter/nf_conntrack_udp_timeout", 2)
        self.sysctl("netfilter/nf_conntrack_udp_timeout_stream", 2)
        self.tell("param", "set", "reconcile", "1s")

    def watched(self):
        """Does the module look at packets?"""
        return self.module and self.status()["watch"]

    def status(self):
        return json.loads(run(self.name, ["rehome", "-j", "status"], "", self.pump))

    def stats(self):
        return json.loads(run(self.name, ["rehome", "-j", "stats"]))
