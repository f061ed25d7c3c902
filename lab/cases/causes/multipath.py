# SPDX-License-Identifier: GPL-2.0
"""Causes: several next hops at once. Flows go by either, as their hash has it."""

import address as a
from cause import Cause, Step
from router import default

METRIC = a.METRIC["wan1"]
HASHED = dict.fromkeys(("inbound", "terminated", "local"),
                       "the router's answers are hashed on their own")
GROUP = 10
NUMBER = {4: {"wan1": 41, "wan2": 42}, 6: {"wan1": 61, "wan2": 62}}


def _more(flows):
    flows.more(6)


def _hash_ports(router):
    router.sysctl("ipv4/fib_multipath_hash_policy", 1)
    router.sysctl("ipv6/fib_multipath_hash_policy", 1)
    router.ip(default("wan1", "del") + default("wan2", "del"))


def _route(verb, weights):
    """weights: WAN -> weight"""
    def do(router):
        for f in a.FAMILIES:
            hops = " ".join(f"nexthop via {a.GATEWAY[wan][f]} dev {wan} weight {weight}"
                            for wan, weight in weights.items())
            router.ip([f"route {verb} default metric {METRIC} {hops}"], f)
    return do


BOTH = {"wan1": 1, "wan2": 1}


def _prepare(router):
    _hash_ports(router)
    _route("add", BOTH)(router)


def _prepare_one(router):
    _hash_ports(router)
    _route("add", {"wan1": 1})(router)


def _member_goes(router):
    _route("replace", {"wan2": 1})(router)


def _link_down(router):
    router.ip(["link set wan1 down"])


def _group(verb, family, wans, kind=""):
    members = "/".join(str(NUMBER[family][wan]) for wan in wans)
    return f"nexthop {verb} id {GROUP + family} group {members} {kind}"


def _prepare_group(kind=""):
    def do(router):
        _hash_ports(router)
        for f in a.FAMILIES:
            router.ip([f"nexthop add id {NUMBER[f][wan]} via {a.GATEWAY[wan][f]} dev {wan}"
                       for wan in a.WANS] + [_group("add", f, a.WANS, kind)])
            router.ip([f"route add default metric {METRIC} nhid {GROUP + f}"], f)
    return do


def _nexthop_goes(router):
    for f in a.FAMILIES:
        router.ip([f"nexthop del id {NUMBER[f]['wan1']}"])


def _group_replaced(wans, kind=""):
    def do(router):
        for f in a.FAMILIES:
            router.ip([_group("replace", f, wans, kind)])
    return do


RESILIENT = "type resilient buckets 32 idle_timer 0"

CAUSES = [
    Cause("ecmp-member", "one of two next hops is taken out of the route, and put back",
          [Step(_member_goes, "away", struck="wan1"), Step(_route("replace", BOTH), "rehash")],
          _prepare, extra=_more, left_out=HASHED),
    Cause("ecmp-link", "the link of one of two next hops goes down",
          [Step(_link_down, "down", struck="wan1")], _prepare, extra=_more, left_out=HASHED),
    Cause("ecmp-weights", "the weights of two next hops change",
          [Step(_route("replace", {"wan1": 1, "wan2": 4}), "rehash")],
          _prepare, extra=_more, left_out=HASHED),
    Cause("ecmp-added", "a second next hop is added",
          [Step(_route("replace", BOTH), "rehash")], _prepare_one, extra=_more,
          left_out=HASHED),
    Cause("nexthop-deleted", "a next hop object in a group is deleted",
          [Step(_nexthop_goes, "away", struck="wan1")], _prepare_group(), extra=_more,
          left_out=HASHED),
    Cause("nexthop-group", "a group is replaced by one without the first next hop, and back",
          [Step(_group_replaced(("wan2",)), "away", struck="wan1"),
           Step(_group_replaced(a.WANS), "rehash")], _prepare_group(), extra=_more,
          left_out=HASHED),
    Cause("nexthop-resilient", "a next hop leaves a resilient group",
          [Step(_nexthop_goes, "away", struck="wan1")], _prepare_group(RESILIENT),
          extra=_more, left_out=HASHED),
]
