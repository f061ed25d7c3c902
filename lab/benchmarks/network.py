# SPDX-License-Identifier: GPL-2.0
"""The network of the benchmarks: a router with two WANs between a LAN and the
Internet.

  lan eth0 ---10.0.0.0/24--- lan0 .1          wan1 .2 ---192.0.2.0/24----- isp1
                                    router ---                                  net
                                              wan2 .2 ---198.51.100.0/24-- isp2

Neither lan nor net has addresses. The router knows for good at whose MAC its
neighbours are, and what comes there is dropped at once, so that the router's
own work is what is measured. LAN hosts are 10.0.0.2's, far ones any provider's.
"""

import socket
import struct
import time
from contextlib import contextmanager

from command import ip_batch, run
from netns import in_netns
from world import make_netns, set_sysctl

LAN_SOURCES = "10.0.1.1"
FAR_HOSTS = "203.0.113.1"
MAC = {"eth0": "02:00:00:00:00:10", "lan0": "02:00:00:00:00:11",
       "isp1": "02:00:00:00:00:20", "isp2": "02:00:00:00:00:30"}
WAN = {"wan1": "192.0.2.2", "wan2": "198.51.100.2"}
GATEWAY = {"wan1": "192.0.2.1", "wan2": "198.51.100.1"}
METRIC = {"wan1": 100, "wan2": 200}
ISP = {"wan1": "isp1", "wan2": "isp2"}
NET = ("net", "isp1", "net", "isp2")
ROUTER = "router"
SETTLE = 1.2            # until links carry packets
NEVER, SOON = 86400, 5  # seconds until a flow times out

RULES = f"""
table ip nat {{
	chain post {{
		type nat hook postrouting priority 100
		oifname wan1 snat to {WAN["wan1"]}
		oifname wan2 snat to {WAN["wan2"]}
	}}
}}
"""

RTM_NEWROUTE, RTM_DELROUTE = 24, 25
REQUEST_ACK, CREATE = 0x5, 0x400
MAIN_TABLE, PROTO_BOOT, UNICAST = 254, 3, 1
RTA_OIF, RTA_GATEWAY, RTA_PRIORITY = 4, 5, 6


class Network:
    """Stands as long as the guest."""

    def __init__(self):
        for name in ("lan", "net", ROUTER):
            make_netns(name)
        self._links()
        set_sysctl(ROUTER, "ipv4/ip_forward", 1)
        self._timeouts(NEVER)
        run(ROUTER, ["nft", "-f", "-"], RULES)
        with in_netns(ROUTER):
            self.index = {wan: socket.if_nametoindex(wan) for wan in WAN}
            self.netlink = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)
        self.on_wan1 = True
        time.sleep(SETTLE)

    @staticmethod
    def _timeouts(seconds):
        for name in ("udp_timeout", "udp_timeout_stream"):
            set_sysctl(ROUTER, "netfilter/nf_conntrack_" + name, seconds)

    @staticmethod
    def usual_timeouts():
        """The kernel's own."""
        for name, seconds in (("udp_timeout", 30), ("udp_timeout_stream", 120)):
            set_sysctl(ROUTER, "netfilter/nf_conntrack_" + name, seconds)

    @contextmanager
    def short_timeouts(self):
        """Flows time out soon, so that a window is short."""
        self._timeouts(SOON)
        yield
        self._timeouts(NEVER)

    def _links(self):
        ip_batch("", [
            f"link add eth0 address {MAC['eth0']} netns lan type veth "
            f"peer name lan0 address {MAC['lan0']} netns {ROUTER}"] + [
            f"link add {isp} address {MAC[isp]} netns net type veth "
            f"peer name {wan} netns {ROUTER}" for wan, isp in ISP.items()])
        ip_batch("lan", ["link set eth0 up"])
        ip_batch("net", [f"link set {isp} up" for isp in ISP.values()])
        ip_batch(ROUTER, ["link set lo up", "link set lan0 up", "addr add 10.0.0.1/24 dev lan0",
                          f"neigh add 10.0.0.2 lladdr {MAC['eth0']} dev lan0 nud permanent",
                          "route add 10.0.0.0/8 via 10.0.0.2 dev lan0"] +
                 [line for wan, isp in ISP.items() for line in (
                     f"link set {wan} up", f"addr add {WAN[wan]}/24 dev {wan}",
                     f"neigh add {GATEWAY[wan]} lladdr {MAC[isp]} dev {wan} nud permanent",
                     f"route add default via {GATEWAY[wan]} dev {wan} metric {METRIC[wan]}")])
        for netns, device in (("lan", "eth0"), ("net", "isp1"), ("net", "isp2")):
            run(netns, ["tc", "qdisc", "add", "dev", device, "clsact"])
            run(netns, ["tc", "filter", "add", "dev", device, "ingress", "matchall",
                        "action", "drop"])

    def switch(self):
        """Remove or restore the better of both default routes, without a program."""
        kind, flags = (RTM_DELROUTE, 0) if self.on_wan1 else (RTM_NEWROUTE, CREATE)
        body = struct.pack("=BBBBBBBBI", socket.AF_INET, 0, 0, 0, MAIN_TABLE, PROTO_BOOT,
                           0, UNICAST, 0)
        for attribute, value in (
                (RTA_OIF, struct.pack("=I", self.index["wan1"])),
                (RTA_GATEWAY, socket.inet_aton(GATEWAY["wan1"])),
                (RTA_PRIORITY, struct.pack("=I", METRIC["wan1"]))):
            body += struct.pack("=HH", 8, attribute) + value
        self.netlink.send(struct.pack("=IHHII", 16 + len(body), kind, REQUEST_ACK | flags,
                                      1, 0) + body)
        error = struct.unpack_from("=i", self.netlink.recv(4096), 16)[0]
        if error:
            raise OSError(-error, "default route")
        self.on_wan1 = not self.on_wan1


def received(device):
    """Packets that came to a device of the Internet so far."""
    with in_netns("net"), open("/proc/thread-self/net/dev", encoding="ascii") as file:
        for line in file:
            name, _, numbers = line.partition(":")
            if name.strip() == device:
                return int(numbers.split()[1])
    raise OSError(f"no device {device}")
