# SPDX-License-Identifier: GPL-2.0
"""Failovers: what happens to the router, and what a script there would be told."""

from dataclasses import dataclass, field
from typing import Callable, Optional

from command import CommandError

from overlays import network as n
from overlays.program import until
from overlays.router import MARK, MASK, NAME, defaults

FIRST = 5               # seconds of quiet before the first step
LONG = 30               # after the last
FLAPS = 5
FLAP = 1


@dataclass
class Step:
    """do(router). gone: the WAN that flows are to leave; came: the one that is back.
    event: what tells scripts of it, "link", "told" or "route". last: seconds until
    the next step."""
    do: Callable
    gone: str
    event: str
    came: Optional[str] = None
    last: float = LONG


@dataclass
class Cause:
    """prepare(router) is done before flows begin."""
    name: str
    about: str
    steps: list
    prepare: Optional[Callable] = None
    options: dict = field(default_factory=dict)
    translations: tuple = ("snat",)


def _dark(router):
    router.network.provider("wan1", False)


def _light(router):
    router.network.provider("wan1", True)


def _route_removed(router):
    _dark(router)
    router.ip(defaults("del", "wan1"))


def _metric(old, new):
    def do(router):
        router.ip(defaults("add", "wan1", new) + defaults("del", "wan1", old))
    return do


def _link_down(router):
    router.ip(["link set wan1 down"])


def _renumber(router):
    """As a DHCP client does that gets another lease."""
    old, new = router.address["wan1"][4], n.NEW[4]
    router.network.customer("wan1", new)
    router.ip([f"addr del {old}/24 dev wan1", f"addr add {new}/24 dev wan1"] +
              defaults("add", "wan1", families=(4,)))
    router.address["wan1"][4] = new
    if router.translation == "snat":
        router.translate()


def _marks(router):
    """Each connection goes by the WAN that its mark names."""
    for family in n.FAMILIES:
        for wan in n.WANS:
            table = MARK[wan] >> 8
            router.ip([f"rule add fwmark {MARK[wan]:#x}/{MASK:#x} lookup {table} priority 100",
                       f"route add default via {n.GATEWAY[wan][family]} dev {wan} "
                       f"table {table}"], family)
    router.run("nft", "add chain inet filter steer "
               "{ type filter hook prerouting priority -150; }; "
               "add rule inet filter steer iifname lan0 meta mark set ct mark")
    if router.told:
        for wan in n.WANS:
            router.run("rehome", "wan", "add", wan, "mark", f"{MARK[wan]:#x}/{MASK:#x}")


def _told(router):
    """A checker's pings fail: new connections go by the other WAN from now on."""
    _dark(router)
    _metric(100, 300)(router)
    if router.told:
        router.run("rehome", "wan", "down", "wan1", "reason", "no answer to pings")


def _flap(router):
    for _ in range(FLAPS):
        _route_removed(router)
        router.after()
        router.rest(FLAP)
        _light(router)
        router.ip(defaults("add", "wan1"))
        router.after()
        router.rest(FLAP)
    _route_removed(router)


OPTIONS = """noauth
nodefaultroute
lcp-echo-interval 1
lcp-echo-failure 3
nobsdcomp
noccp
noipv6
"""


def _prepare_pppoe(router):
    """wan1 is a session of real pppd with a real access concentrator."""
    router.ip(["link set wan1 down", "addr flush dev wan1", "link set wan1 name phy1",
               "link set phy1 up"])
    programs = router.programs
    options = programs.file("pppoe-server.options", OPTIONS)
    programs.spawn("isp1", ["pppoe-server", "-F", "-I", "cust", "-L", n.GATEWAY["wan1"][4],
                            "-R", n.WAN["wan1"][4], "-N", "8", "-O", options])
    router.network.customer("wan1", "192.0.2.2-192.0.2.20")
    _dial(router)


def _dial(router):
    router.session = router.programs.spawn(NAME, [
        "pppd", "plugin", "pppoe.so", "phy1", "nodetach", "ifname", "wan1", "noauth",
        "nodefaultroute", "noipv6", "noipdefault", "user", "lab", "file", "/dev/null"])
    if not until(20, lambda: _ppp_address(router)):
        raise OSError("no session of PPPoE: " + router.programs.said(NAME))
    router.address["wan1"][4] = _ppp_address(router)
    router.ip(["route add default dev wan1 metric 100"])
    if router.translation == "snat":
        router.translate()


def _ppp_address(router):
    try:
        words = router.run("ip", "-4", "-o", "addr", "show", "dev", "wan1").split()
    except CommandError:
        return None
    return words[words.index("inet") + 1] if "inet" in words else None


def _redial(router):
    """The session ends; another one gets another address."""
    router.programs.stop(router.session)
    router.after()
    router.rest(2)
    _dial(router)


CAUSES = [
    Cause("route-removed", "wan1 is dead, and its default routes are removed",
          [Step(_route_removed, "wan1", "route")], translations=("snat", "masquerade")),
    Cause("metric", "wan1 lives, and its routes get a metric above wan2's",
          [Step(_metric(100, 300), "wan1", "route")]),
    Cause("link-down", "wan1's link goes down", [Step(_link_down, "wan1", "link")]),
    Cause("told", "wan1 is dead and its link is up; a checker tells; connections are "
          "routed by their mark", [Step(_told, "wan1", "told")], _marks),
    Cause("renumber", "wan1 gets another IPv4 address",
          [Step(_renumber, "wan1", "link", "wan1")], translations=("snat", "masquerade")),
    Cause("redial", "wan1 is a session of PPPoE that ends and is dialled again with "
          "another address", [Step(_redial, "wan1", "link", "wan1")], _prepare_pppoe),
    Cause("failback", "flows began on wan2, and wan1 becomes the better one again",
          [Step(_metric(300, 100), "wan2", "route", "wan1")], _metric(100, 300)),
    Cause("flap", f"wan1 goes and comes {FLAPS} times a second apart, and is gone",
          [Step(_flap, "wan1", "route")]),
    Cause("flowtable", "as route-removed, with flows offloaded to a flowtable",
          [Step(_route_removed, "wan1", "route")], options={"flowtable": True}),
]


def by_name(name):
    return next(cause for cause in CAUSES if cause.name == name)
