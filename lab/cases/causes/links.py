# SPDX-License-Identifier: GPL-2.0
"""Causes: links and devices go down, come back, and are made again."""

import address as a
from cause import Cause, Step
from router import default

MAC = "02:00:00:00:00:02"
LINKWATCH = 250         # milliseconds until a carrier that came is used
NO_WAN2 = ("lan",)      # bystanders when wan2 dies


def _down(router):
    router.ip(["link set wan1 down"])


def _up(router):
    """Links take a moment until they carry packets."""
    router.ip(["link set wan1 up", f"addr add {a.WAN['wan1'][6]}/64 dev wan1"])


def _routes(router):
    router.default("wan1", "add")


def _wan2_down(router):
    router.ip(["link set wan2 down"])


def _ignore_dead_routes(router):
    router.sysctl("ipv4/conf/all/ignore_routes_with_linkdown", 1)
    router.sysctl("ipv6/conf/wan1/ignore_routes_with_linkdown", 1)


def _carrier(state):
    def do(router):
        router.far([f"link set isp1 {state}"])
    return do


def _addresses(router):
    router.ip([f"addr add {a.WAN['wan1'][f]}/{a.LENGTH[f]} dev wan1" for f in a.FAMILIES] +
              default("wan1", "add"))


def _prepare_macvlan(router):
    """wan1 on top of another device, so that it can go without its far end."""
    router.ip(["link set wan1 down", "link set wan1 name phy1", "addr flush dev phy1",
               "link set phy1 up"])
    _create(router)
    _addresses(router)


def _create(router):
    router.ip([f"link add wan1 link phy1 address {MAC} type macvlan", "link set wan1 up"])


def _delete(router):
    router.ip(["link del wan1"])


def _recreate(router):
    _delete(router)
    _create(router)
    _addresses(router)


CAUSES = [
    Cause("link-down", "wan1's link goes down, and comes back",
          [Step(_down, "down"), Step(_routes, "back", "wan1", ready=_up)], core=("snat",)),
    Cause("carrier-lost", "the far end of wan1's link goes down, and comes back; "
          "routes by a dead link are ignored",
          [Step(_carrier("down"), "away"),
           Step(_carrier("up"), "back", "wan1")],
          _ignore_dead_routes),
    Cause("carrier-lost-stuck", "the far end of wan1's link goes down and comes back, "
          "and the routes stay as they are",
          [Step(_carrier("down"), "dark"),
           Step(_carrier("up"), "stay", "wan1", late=LINKWATCH)]),
    Cause("unused-down", "the link of the other WAN, which no struck flow uses, goes down",
          [Step(_wan2_down, "stay", "wan1")], bystanders=NO_WAN2),
    Cause("device-deleted", "wan1's device is deleted, and made again later under "
          "another index", [Step(_delete, "down"),
                            Step(_addresses, "back", "wan1", ready=_create)],
          _prepare_macvlan),
    Cause("device-recreated", "wan1's device is deleted and made again at once under "
          "another index", [Step(_recreate, "same-address", "wan1")], _prepare_macvlan),
]
