# SPDX-License-Identifier: GPL-2.0
"""Addresses and ports of the network of the matrix.

  lan .11 .12 --10.0.0.0/24--- lan0            wan1 .2 --192.0.2.0/24---- isp1 .1
                fd00:a::/64         \\          /       2001:db8:1::/64
                                     router ---                             net
                                    /          \\       2001:db8:2::/64
  dmz .21 ------10.0.1.0/24--- dmz0            wan2 .2 --198.51.100.0/24- isp2 .1
                fd00:b::/64                                    203.0.113.10
                                                            2001:db8:f::10

The Internet is one namespace with a device for each provider: what a provider
does, dropping foreign sources (BCP 38), the far end's sockets do.
"""

from typing import NamedTuple

FAMILIES = (4, 6)
WANS = ("wan1", "wan2")
LENGTH = {4: 24, 6: 64}

LAN_NET = {4: "10.0.0.0/24", 6: "fd00:a::/64"}
LAN_GATEWAY = {4: "10.0.0.1", 6: "fd00:a::1"}
DMZ_GATEWAY = {4: "10.0.1.1", 6: "fd00:b::1"}
HOST = {4: "10.0.0.11", 6: "fd00:a::11"}         # whose flows the cause strikes
BYSTANDER = {4: "10.0.0.12", 6: "fd00:a::12"}    # whose flows go by wan2 for good
DMZ_HOST = {4: "10.0.1.21", 6: "fd00:b::21"}
FAR = {4: "203.0.113.10", 6: "2001:db8:f::10"}

WAN = {"wan1": {4: "192.0.2.2", 6: "2001:db8:1::2"},
       "wan2": {4: "198.51.100.2", 6: "2001:db8:2::2"}}
GATEWAY = {"wan1": {4: "192.0.2.1", 6: "2001:db8:1::1"},
           "wan2": {4: "198.51.100.1", 6: "2001:db8:2::1"}}
# What wan1 gets when it is renumbered; IPv6 gets another prefix.
NEW = {4: "192.0.2.77", 6: "2001:db8:1:7::2"}
NEW_GATEWAY = {4: "192.0.2.1", 6: "2001:db8:1:7::1"}
# A second provider in wan1's segment, with its own network and gateway.
SECOND = {4: "198.18.0.2", 6: "2001:db8:18::2"}
SECOND_GATEWAY = {4: "198.18.0.1", 6: "2001:db8:18::1"}
# Prefixes that the LAN's is translated to, number by number.
PREFIX = {"wan1": {4: "192.0.2.0/24", 6: "2001:db8:1:100::/64"},
          "wan2": {4: "198.51.100.0/24", 6: "2001:db8:2:100::/64"}}
# A further address of wan1, as VRRP has it.
VIRTUAL = {4: "192.0.2.50", 6: "2001:db8:1::50"}

METRIC = {"wan1": 100, "wan2": 200}
TABLE = {"wan1": 101, "wan2": 102}
SNAT_PORTS = (20000, 20999)

# Outside ports by the flow's rate, of named classes but for inbound flows, 100/s.
OUTBOUND_PORT = {1: 51820, 10: 41641, 100: 4500, 1000: 9993}
INBOUND_PORT = {1: 4242, 10: 4500, 100: 27015, 1000: 1194}
TERMINATED_PORT = 3478
BYSTANDER_PORT = 500
NO_CLASS_PORT = 21116


class Endpoint(NamedTuple):
    """An address and a port; the address may be any ("")."""
    addr: str
    port: int


def any_addr(family):
    return "0.0.0.0" if family == 4 else "::"
