# SPDX-License-Identifier: GPL-2.0
"""Causes: default routes come, go, and change."""

import address as a
from cause import Cause, Step

NEVER_WORKS = dict.fromkeys(("inbound", "terminated"),
                            "its replies leave by wan2, and it never works")


def _gone(router):
    router.default("wan1", "del")


def _again(router):
    router.default("wan1", "add")


def _metric(old, new, wan="wan1"):
    def do(router):
        router.default(wan, "add", metric=new)
        router.default(wan, "del", metric=old)
    return do


def _split(router, verb):
    for family, halves in ((4, ("0.0.0.0/1", "128.0.0.0/1")), (6, ("::/1", "8000::/1"))):
        router.ip([f"route {verb} {half} via {a.GATEWAY['wan1'][family]} dev wan1"
                   for half in halves])


def _prepare_split(router):
    _gone(router)
    _split(router, "add")


def _prepare_only_wan1(router):
    router.default("wan2", "del")


def _replace(router):
    router.default("wan2", "replace", metric=a.METRIC["wan1"])


def _append(router):
    router.default("wan2", "append", metric=a.METRIC["wan1"])
    _gone(router)


def _hole(kind, verb):
    def do(router):
        router.ip([f"route {verb} {kind} {everything} metric 50"
                   for everything in ("0.0.0.0/0", "::/0")])
    return do


def _hole_ends_on_wan2(router):
    _hole("unreachable", "del")(router)
    _gone(router)


def _bound(flows):
    flows.bound()


def _mark(router):
    """Marks that mean nothing, and which flows keep."""
    for family in ("ipv4", "ipv6"):
        router.run([(["conntrack", "-U", "-f", family, "-p", "udp", "--mark", "66"], "")])


CAUSES = [
    Cause("route-removed", "wan1's default route is removed, and comes back",
          [Step(_gone, "away", ready=_mark), Step(_again, "back", "wan1")],
          core=("masquerade", "snat"), extra=_bound),
    Cause("ipv6-removed", "wan1's IPv6 default route is removed, IPv4's stays",
          [Step(lambda router: router.default("wan1", "del", families=(6,)), "away",
                families=(6,))]),
    Cause("failback", "flows begin while wan1 has no default route, which comes",
          [Step(_again, "turn", "wan1")], _gone, left_out=NEVER_WORKS),
    Cause("metric", "the metric of wan1's default route is raised above wan2's, "
          "and lowered again",
          [Step(_metric(100, 300), "turn"), Step(_metric(300, 100), "return", "wan1")],
          core=("snat",), extra=_bound),
    Cause("route-split", "wan1's default is split in two halves, which are removed",
          [Step(lambda router: _split(router, "del"), "away")], _prepare_split),
    Cause("route-replace", "the only default route is replaced by one by wan2",
          [Step(_replace, "away")], _prepare_only_wan1),
    Cause("route-append", "a default route by wan2 is appended, then wan1's removed",
          [Step(_append, "away")], _prepare_only_wan1),
    Cause("gap", "no default route at all for a while, then one by wan2",
          [Step(_gone, "gap"), Step(lambda router: router.default("wan2", "add"), "away")],
          _prepare_only_wan1, core=("snat",)),
    Cause("blackhole", "a blackhole for a default route for a while",
          [Step(_hole("blackhole", "add"), "gap"),
           Step(_hole("blackhole", "del"), "stay", "wan1")]),
    Cause("unreachable", "an unreachable default route for a while, and wan1's is gone",
          [Step(_hole("unreachable", "add"), "gap"), Step(_hole_ends_on_wan2, "away")]),
    Cause("unused-metric", "the metric of a default route that nobody uses changes",
          [Step(_metric(200, 250, "wan2"), "stay", "wan1")]),
]
