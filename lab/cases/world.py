# SPDX-License-Identifier: GPL-2.0
"""The namespaces round the router, which stay, and what every namespace needs."""

import ctypes
import os
import socket
import time

import address as a
from command import ip_batch
from netns import CLONE_NEWNET, LIBC, enter, in_netns

MS_BIND = 4096
MNT_DETACH = 2
RUN = "/run/netns/"


def _check(result, text):
    if result:
        raise OSError(ctypes.get_errno(), text)


def make_netns(name):
    """As `ip netns add` does, without the program."""
    home = os.open("/proc/self/ns/net", os.O_RDONLY)
    try:
        _check(LIBC.unshare(CLONE_NEWNET), "unshare")
        os.close(os.open(RUN + name, os.O_CREAT | os.O_RDONLY, 0))
        _check(LIBC.mount(b"/proc/self/ns/net", (RUN + name).encode(), None, MS_BIND,
                          None), "mount")
        _write("ipv6/conf/default/accept_dad", 0)
        _write("ipv6/conf/default/accept_ra", 0)
        _write("ipv6/conf/default/router_solicitations", 0)
        _write("ipv4/conf/all/rp_filter", 0)
        _write("ipv4/conf/default/rp_filter", 0)
    finally:
        enter(home)
        os.close(home)


def drop_netns(name):
    _check(LIBC.umount2((RUN + name).encode(), MNT_DETACH), "umount")
    os.unlink(RUN + name)


def _write(key, value):
    with open("/proc/sys/net/" + key, "w", encoding="ascii") as file:
        file.write(f"{value}\n")


def set_sysctl(netns, key, value):
    with in_netns(netns):
        _write(key, value)


class World:
    """LAN, second LAN and the Internet; routers are connected to them, one at
    a time, and take the links with them when they go."""

    def __init__(self):
        os.makedirs(RUN, exist_ok=True)
        for node in ("lan", "dmz", "net"):
            make_netns(node)
            ip_batch(node, ["link set lo up"])
        # As a provider's router keeps them when a customer's line fails.
        set_sysctl("net", "ipv6/conf/all/keep_addr_on_down", 1)
        set_sysctl("net", "ipv6/conf/default/keep_addr_on_down", 1)
        ip_batch("net", [f"addr add {a.FAR[4]}/32 dev lo", f"addr add {a.FAR[6]}/128 dev lo"])

    def connect(self, router):
        """Links to a router, which is up when its own side is."""
        ip_batch("", [
            f"link add eth0 netns lan type veth peer name lan0 netns {router}",
            f"link add eth0 netns dmz type veth peer name dmz0 netns {router}",
            f"link add isp1 netns net type veth peer name wan1 netns {router}",
            f"link add isp2 netns net type veth peer name wan2 netns {router}"])
        ip_batch("lan", ["link set eth0 up"] +
                 [f"addr add {host[f]}/{a.LENGTH[f]} dev eth0"
                  for host in (a.HOST, a.BYSTANDER) for f in a.FAMILIES] +
                 [f"route add default via {a.LAN_GATEWAY[f]}" for f in a.FAMILIES])
        ip_batch("dmz", ["link set eth0 up"] +
                 [f"addr add {a.DMZ_HOST[f]}/{a.LENGTH[f]} dev eth0" for f in a.FAMILIES] +
                 [f"route add default via {a.DMZ_GATEWAY[f]}" for f in a.FAMILIES])
        ip_batch("net", [line for isp, wan in (("isp1", "wan1"), ("isp2", "wan2"))
                         for line in [f"link set {isp} up"] +
                         [f"addr add {a.GATEWAY[wan][f]}/{a.LENGTH[f]} dev {isp}"
                          for f in a.FAMILIES]] +
                 [f"addr add {a.NEW_GATEWAY[6]}/64 dev isp1"])

    def disconnected(self, limit=30):
        """Wait until the links of the last router are gone."""
        end = time.monotonic() + limit
        with in_netns("net"):
            while len(socket.if_nameindex()) > 1:
                if time.monotonic() > end:
                    raise TimeoutError("the router's namespace does not go")
                time.sleep(0.02)
