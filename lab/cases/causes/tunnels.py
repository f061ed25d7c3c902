# SPDX-License-Identifier: GPL-2.0
"""Causes: ways that want no translation, tunnels and routed networks, come and go."""

import address as a
from cause import Cause, Step

TUNNEL = {4: "10.9.0", 6: "fd00:9:"}        # .1 is the router, .2 the far end
FROM_INSIDE = dict.fromkeys(("inbound", "terminated", "local"), "is not of the tunnel")
HOSTS = (a.HOST, a.BYSTANDER)


def _end(family, number):
    return f"{TUNNEL[family]}{'.' if family == 4 else ':'}{number}"


def _leads_back(verb, device, gateways):
    """Lines for ip on the far side: what it sends to the LAN goes by a device."""
    return [f"route {verb} {a.LAN_NET[f]} via {gateways[f]} dev {device}"
            for f in a.FAMILIES]


def _by_tunnel(verb):
    return [f"route {verb} {a.FAR[f]}/{32 if f == 4 else 128} via {_end(f, 2)} dev tun0"
            for f in a.FAMILIES]


def _tunnel(router):
    """A device without a default route; its far end knows the hosts of the LAN."""
    ends = {f: _end(f, 1) for f in a.FAMILIES}
    router.link("tun0", "tun1")
    router.ip([f"addr add {ends[f]}/{a.LENGTH[f]} dev tun0" for f in a.FAMILIES])
    router.far([f"addr add {_end(f, 2)}/{a.LENGTH[f]} dev tun1" for f in a.FAMILIES] +
               _leads_back("add", "tun1", ends))
    router.isps["tun0"] = "tun1"
    router.valid["tun0"] = set(a.HOST.values())


def _prepare_up(router):
    _tunnel(router)
    _comes(router)


def _comes(router):
    router.ip(_by_tunnel("add"))


def _goes(router):
    router.ip(_by_tunnel("del"))


def _device(state):
    def do(router):
        router.ip([f"link set tun0 {state}"])
    return do


def _device_comes(router):
    router.ip([f"addr replace {_end(6, 1)}/64 dev tun0"])
    _comes(router)


def _prepare_routed(router):
    """wan1's provider routes the LAN's own addresses: no rule for it."""
    router.wans.pop("wan1")
    router.valid["wan1"].update(addr for host in HOSTS for addr in host.values())
    router.far(_leads_back("add", "isp1", a.WAN["wan1"]))


def _gone(router):
    router.default("wan1", "del")


def _again(router):
    router.default("wan1", "add")


CAUSES = [
    Cause("tunnel", "a routed tunnel without translation goes away for three seconds, and "
          "comes back; meanwhile flows go by wan1",
          [Step(_goes, "translated", "wan1"), Step(_comes, "untranslated", a.HOST)],
          _prepare_up, left_out=FROM_INSIDE),
    Cause("tunnel-link", "the same, and it is the tunnel's device that goes down",
          [Step(_device("down"), "translated", "wan1"),
           Step(_device_comes, "untranslated", a.HOST, ready=_device("up"))],
          _prepare_up, left_out=FROM_INSIDE),
    Cause("tunnel-comes", "a routed tunnel comes, into which flows go untranslated, and "
          "goes again", [Step(_comes, "into-tunnel", a.HOST),
                         Step(_goes, "out-of-tunnel", "wan1")],
          _tunnel, left_out=FROM_INSIDE),
    Cause("routed", "wan1's provider routes the LAN untranslated, wan2 is a backup that "
          "translates; wan1's default route is removed, and comes back",
          [Step(_gone, "translated"),
           Step(_again, "untranslated", a.HOST, dict.fromkeys(
               ("terminated", "local"), "own-choice"))], _prepare_routed),
]
