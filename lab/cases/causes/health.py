# SPDX-License-Identifier: GPL-2.0
"""Causes: what the module is told: that a WAN is dead though its link is up, what
belongs to it, what a class wants; and what it holds back."""

import address as a
import ruleset
from cause import FLAP, FLAPS, Cause, Step
from causes.policy import MARKS, MASK, prepare_pinned


NUMBERS = {"mask": int(MASK, 0), **{wan: int(mark, 0) for wan, mark in MARKS.items()}}
BACK = {("outbound", 1): "told-back-stay", "inbound": "told-back-stay",
        "terminated": "told-back-stay"}
NO_CLASS = {"no-class": "away"}
ONLY_OUTBOUND = dict.fromkeys(("inbound", "terminated", "local"),
                              "has no translated source port")
IN_RANGE = "a port of a range is never the flow's own"
NO_POOL = "masquerading does not choose an address of a pool"


def _first(router, wan):
    """What is new goes by this WAN, as mwan3 has it when another one is dead."""
    other = "wan2" if wan == "wan1" else "wan1"
    router.run(ruleset.pinned(router.flavour, {wan: MARKS[wan], other: MARKS[other]}, MASK))


def _dies_only(router):
    router.valid["wan1"].clear()
    router.tell("wan", "down", "wan1", "reason", "ping")


def _turns(router):
    _first(router, "wan2")


def _dies(router):
    _turns(router)
    _dies_only(router)


def _lives(router):
    router.valid["wan1"].update(a.WAN["wan1"].values())
    _first(router, "wan1")
    router.tell("wan", "up", "wan1")


def _prepare_marks(router):
    prepare_pinned(router)
    for wan, mark in MARKS.items():
        router.tell("wan", "add", wan, "mark", f"{mark}/{MASK}")
    router.tell("class", "set", "wireguard", "failback", "keep")
    router.tell("class", "set", "tailscale", "failback", "drain", "2s")


def _gone(router):
    router.default("wan1", "del")


def _pool_routes(router):
    """The provider routes an address to wan1 that is on no device."""
    router.wans["wan1"] = dict(a.VIRTUAL)
    router.valid["wan1"].update(a.VIRTUAL.values())
    router.far([f"route add {a.VIRTUAL[f]} via {a.WAN['wan1'][f]}" for f in a.FAMILIES])


def _prepare_pool(router):
    _pool_routes(router)
    router.tell("wan", "add", "wan1", *(word for f in a.FAMILIES
                                        for word in ("snat", a.VIRTUAL[f])))


def _keep_port(router):
    router.tell("class", "set", "tailscale", "keep-port", "on")


def _port_freed(router):
    for family in ("ipv4", "ipv6"):
        router.run([(["conntrack", "-D", "-f", family, "-p", "udp", "--orig-port-src", "40010",
                      "--orig-src", a.BYSTANDER[4 if family == "ipv4" else 6]], "")])


def _flap(router):
    for number in range(FLAPS - 1):
        router.default("wan1", "add" if number % 2 else "del")
        router.wait(FLAP)
    router.default("wan1", "del")


def _actions(router):
    router.tell("class", "set", "wireguard", "action", "keep")
    router.tell("class", "set", "tailscale", "action", "expire")
    router.tell("class", "set", "zerotier", "action", "report")


CAUSES = [
    Cause("told-marks", "wan1's provider dies, which the module is told, and lives again; "
          "it knows the WANs' marks",
          [Step(_dies, "told-marks"), Step(_lives, "told-back", "wan1", BACK)],
          _prepare_marks, marks=NUMBERS),
    Cause("told-early", "wan1's provider dies, which the module is told; two seconds later "
          "the rules are", [Step(_dies_only, "told-early", last=2),
                            Step(_turns, "told-rules", last=8)], prepare_pinned,
          rates=(1, 10)),
    Cause("told", "wan1's provider dies, which the module is told, and lives again",
          [Step(_dies, "told"), Step(_lives, "told-back-stay", "wan1")], prepare_pinned),
    Cause("pool-told", "flows are translated to an address that is on no device, but was "
          "told to be wan1's; its default route is removed",
          [Step(_gone, "away")], _prepare_pool,
          left_out={"masquerade": NO_POOL}),
    Cause("pool", "flows are translated to an address that is on no device; wan1's default "
          "route is removed", [Step(_gone, "away-pool")], _pool_routes,
          left_out={"masquerade": NO_POOL}),
    Cause("port-displaced", "a flow's port is taken on wan2 when it moves there, and freed "
          "later; its class wants it back",
          [Step(_gone, "away", other={("outbound", 10): "away-displaced", **NO_CLASS}),
           Step(_port_freed, "port-kept", last=36,
                other={("outbound", 10): "port-freed", "no-class": "port-kept"})],
          _keep_port, extra=lambda flows: flows.blocker(4), rates=(1, 10),
          left_out={"snat-range": IN_RANGE, **ONLY_OUTBOUND}),
    Cause("class-actions", "wan1's default route is removed; one class has its flows left "
          "alone, one expired, one reported",
          [Step(_gone, "away", other={("outbound", 1): "away-left",
                                      ("outbound", 10): "away-expired",
                                      ("outbound", 1000): "away-left", **NO_CLASS})],
          _actions),
    Cause("flap", "wan1's default route goes and comes many times, and then stays away",
          [Step(_flap, "flap", last=8)], rates=(1, 10)),
]
