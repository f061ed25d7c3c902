# SPDX-License-Identifier: GPL-2.0
"""The network that overlays are tried in, but for the router.

  near20 ... ---+                wan1 .2 --192.0.2.0/24---- .1 isp1 --+      +-- far20 ...
   calm .12 ----+ lan .1 router-+      2001:db8:1::/64                +- net +
  10.0.0.0/24                    wan2 .2 --198.51.100.0/24- .1 isp2 --+      +-- home21 - far21
  fd00:a::/64                          2001:db8:2::/64       203.0.113.0/24, 2001:db8:f::/64

Each overlay has a host in the LAN (near) and one in the Internet (far), some behind a
NAT of its own (home). `net` has the servers that overlays share (.10). Providers drop
what does not carry their customer's addresses (BCP 38), and count it.
"""

import json

from command import ip_batch, run
from world import make_netns, set_sysctl

FAMILIES = (4, 6)
WANS = ("wan1", "wan2")
LENGTH = {4: 24, 6: 64}
LAN = {4: "10.0.0.", 6: "fd00:a::"}
INTERNET = {4: "203.0.113.", 6: "2001:db8:f::"}
CALM = {4: "10.0.0.12", 6: "fd00:a::12"}
SERVER = {4: "203.0.113.10", 6: "2001:db8:f::10"}
CONTROL = "203.0.113.11"
WAN = {"wan1": {4: "192.0.2.2", 6: "2001:db8:1::2"},
       "wan2": {4: "198.51.100.2", 6: "2001:db8:2::2"}}
GATEWAY = {"wan1": {4: "192.0.2.1", 6: "2001:db8:1::1"},
           "wan2": {4: "198.51.100.1", 6: "2001:db8:2::1"}}
NEW = {4: "192.0.2.77", 6: "2001:db8:1::77"}
CORE = {"isp1": {4: "10.1.0.", 6: "2001:db8:1:1::"}, "isp2": {4: "10.2.0.", 6: "2001:db8:2:1::"}}
ISP = {"wan1": "isp1", "wan2": "isp2"}
FIRST = 20              # number of the first pair of hosts

GUARD = """
table inet guard {
    counter foreign { }
    counter dead { }
    set customer4 { type ipv4_addr; flags interval; elements = { %s } }
    chain pre {
        type filter hook prerouting priority -300;
        iifname "cust" ip saddr != @customer4 counter name foreign drop
        iifname "cust" ip6 saddr != { ::, fe80::/10, %s/64 } counter name foreign drop
    }
    chain dark {
        type filter hook forward priority 0;
    }
}
"""
HOME = """
table ip nat {
    chain post {
        type nat hook postrouting priority 100;
        oifname "eth0" masquerade
    }
}
table ip filter {
    chain input {
        type filter hook input priority 0;
        iifname "eth0" ct state new drop
    }
}
"""


def guard(wan):
    return GUARD % (WAN[wan][4], GATEWAY[wan][6])


class Network:
    """Made once in a guest; routers come and go."""

    def __init__(self):
        self.pairs = 0
        for node in ("lan", "net", "isp1", "isp2", "calm"):
            make_netns(node)
            ip_batch(node, ["link set lo up"])
        for node in ("lan", "net"):
            ip_batch(node, ["link add br0 type bridge forward_delay 0", "link set br0 up"])
        self.attach("calm", "lan", LAN, 12)
        ip_batch("net", [f"addr add {INTERNET[f]}{n}/{LENGTH[f]} dev br0 {_nodad(f)}"
                         for f in FAMILIES for n in (1, 10, 11)])
        for number, wan in enumerate(WANS, 1):
            self._provider(wan, ISP[wan], number)
        for node in ("net", "isp1", "isp2"):
            set_sysctl(node, "ipv4/ip_forward", 1)
            set_sysctl(node, "ipv6/conf/all/forwarding", 1)

    def _provider(self, wan, isp, number):
        core = CORE[isp]
        ip_batch("", [f"link add core netns {isp} type veth peer name {isp} netns net"])
        ip_batch(isp, ["link set core up"] +
                 [f"addr add {core[f]}1/{LENGTH[f]} dev core {_nodad(f)}" for f in FAMILIES] +
                 [f"route add default via {core[f]}2" for f in FAMILIES])
        # Answers come from where they were asked.
        ip_batch("net", [f"link set {isp} up"] +
                 [f"addr add {core[f]}2/{LENGTH[f]} dev {isp} {_nodad(f)}" for f in FAMILIES] +
                 [f"route add {_net(GATEWAY[wan][f], f)} via {core[f]}1 src {SERVER[f]}"
                  for f in FAMILIES])
        run(isp, ["nft", "-f", "-"], guard(wan))
        # As a provider's router keeps them when a customer's line fails.
        set_sysctl(isp, "ipv6/conf/all/keep_addr_on_down", 1)

    def attach(self, node, to, prefix, number):
        """A host's only link, to the bridge of `to`."""
        ip_batch("", [f"link add eth0 netns {node} type veth peer name {node} netns {to}"])
        ip_batch(to, [f"link set {node} master br0 up"])
        ip_batch(node, ["link set lo up", "link set eth0 up"] +
                 [f"addr add {prefix[f]}{number}/{LENGTH[f]} dev eth0 {_nodad(f)}"
                  for f in FAMILIES] +
                 [f"route add default via {prefix[f]}1" for f in FAMILIES])

    def pair(self, name, behind_nat=False):
        """Two hosts of an overlay."""
        pair = Pair(name, FIRST + self.pairs)
        self.pairs += 1
        for node in (pair.near, pair.far) + ((pair.home,) if behind_nat else ()):
            make_netns(node)
        self.attach(pair.near, "lan", LAN, pair.number)
        if behind_nat:
            self._home(pair)
        else:
            self.attach(pair.far, "net", INTERNET, pair.number)
        return pair

    def _home(self, pair):
        """The far host is behind a NAT that keeps ports, as most do."""
        self.attach(pair.home, "net", INTERNET, pair.number)
        ip_batch("", [f"link add eth0 netns {pair.far} type veth peer name lan0 netns {pair.home}"])
        ip_batch(pair.home, ["link set lan0 up", "addr add 192.168.7.1/24 dev lan0"])
        set_sysctl(pair.home, "ipv4/ip_forward", 1)
        run(pair.home, ["nft", "-f", "-"], HOME)
        ip_batch(pair.far, ["link set lo up", "link set eth0 up",
                            "addr add 192.168.7.2/24 dev eth0",
                            "route add default via 192.168.7.1"])

    def connect(self, router):
        """Links to a router that was made, with the addresses that its neighbours know."""
        ip_batch("", ["link add router netns lan type veth peer name lan0 "
                      f"address 02:00:00:00:00:10 netns {router}"] +
                 [f"link add cust address 02:00:00:00:01:0{number} netns {ISP[wan]} "
                  f"type veth peer name {wan} address 02:00:00:00:00:0{number} netns {router}"
                  for number, wan in enumerate(WANS, 1)])
        ip_batch("lan", ["link set router master br0 up"])
        for wan in WANS:
            ip_batch(ISP[wan], ["link set cust up"] +
                     [f"addr add {GATEWAY[wan][f]}/{LENGTH[f]} dev cust {_nodad(f)}"
                      for f in FAMILIES])

    def disconnect(self):
        """Take the links away. The namespace itself may last for minutes, held by
        connections whose far end does not hear that they were closed."""
        ip_batch("lan", ["link del router"])
        for wan in WANS:
            ip_batch(ISP[wan], ["link del cust"])

    def provider(self, wan, alive):
        """A provider carries what its customer sends and gets, or it does not."""
        run(ISP[wan], ["nft", "flush chain inet guard dark" if alive else
                       "add rule inet guard dark counter name dead drop"])

    def customer(self, wan, *addresses):
        """The IPv4 addresses that a provider takes from its customer."""
        run(ISP[wan], ["nft", f"flush set inet guard customer4; add element inet guard "
                              f"customer4 {{ {', '.join(addresses)} }}"])

    def fresh(self):
        """As the providers were at first."""
        for wan in WANS:
            self.provider(wan, True)
            self.customer(wan, WAN[wan][4])

    def fresh_counters(self):
        for wan in WANS:
            run(ISP[wan], ["nft", "reset", "counters"])

    def foreign(self):
        """Packets from a wrong address that both providers saw."""
        return sum(item["counter"]["packets"] for wan in WANS for item in json.loads(
            run(ISP[wan], ["nft", "-j", "list", "counters"]))["nftables"]
            if item.get("counter", {}).get("name") == "foreign")


class Pair:
    """The two hosts of an overlay."""

    def __init__(self, name, number):
        self.name = name
        self.number = number
        self.near, self.far, self.home = f"near{number}", f"far{number}", f"home{number}"

    def address(self, family=4):
        """Where the far host is reached in the Internet."""
        return f"{INTERNET[family]}{self.number}"

    def lan(self, family=4):
        """The near host's address in the LAN."""
        return f"{LAN[family]}{self.number}"

    def inside(self, side, family=4):
        """Addresses in the overlay: side 1 is near, side 2 far."""
        return f"10.{self.number + 100}.0.{side}" if family == 4 else \
            f"fd01:{self.number}::{side}"


def _nodad(family):
    return "nodad" if family == 6 else ""


def _net(address, family):
    return address[:-1] + ("0/24" if family == 4 else "/64")
