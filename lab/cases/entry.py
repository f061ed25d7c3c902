# SPDX-License-Identifier: GPL-2.0
"""Conntrack entries of a namespace, read by netlink: no program is started."""

import ipaddress
import socket
import struct
from typing import NamedTuple

from address import Endpoint
from netns import in_netns

NETLINK_NETFILTER = 12
GET = 0x101             # NFNL_SUBSYS_CTNETLINK, IPCTNL_MSG_CT_GET
REQUEST_DUMP = 0x301
ERROR, DONE = 2, 3
ORIG, REPLY, STATUS, TIMEOUT, MARK = 1, 2, 3, 7, 8
COUNTERS_ORIG, COUNTERS_REPLY, ID, LABELS = 9, 10, 12, 22
TUPLE_IP, TUPLE_PROTO = 1, 2
IP_FIELDS = {1: "src", 2: "dst", 3: "src", 4: "dst"}
PROTO_NUM, PROTO_SPORT, PROTO_DPORT = 1, 2, 3
PROTO_ICMP_ID = (4, 7)
ASSURED, OFFLOADED = 1 << 2, 1 << 14


class Entry(NamedTuple):
    """One entry; src and dst are Endpoints of the two directions."""
    proto: int
    orig_src: Endpoint
    orig_dst: Endpoint
    reply_src: Endpoint
    reply_dst: Endpoint
    id: int
    mark: int
    status: int
    labels: str
    timeout: int
    packets: tuple

    def assured(self):
        return bool(self.status & ASSURED)

    def offloaded(self):
        return bool(self.status & OFFLOADED)


def _attributes(data):
    while len(data) >= 4:
        length, kind = struct.unpack_from("=HH", data)
        if length < 4:
            return
        yield kind & 0x3fff, data[4:length]
        data = data[(length + 3) & ~3:]


def _tuple(data):
    addr = {}
    port = {"src": 0, "dst": 0}
    proto = 0
    parts = dict(_attributes(data))
    for kind, value in _attributes(parts.get(TUPLE_IP, b"")):
        addr[IP_FIELDS[kind]] = str(ipaddress.ip_address(value))
    for kind, value in _attributes(parts.get(TUPLE_PROTO, b"")):
        if kind == PROTO_NUM:
            proto = value[0]
        elif kind == PROTO_SPORT or kind in PROTO_ICMP_ID:
            port["src"] = struct.unpack("!H", value)[0]
        elif kind == PROTO_DPORT:
            port["dst"] = struct.unpack("!H", value)[0]
    return proto, Endpoint(addr["src"], port["src"]), Endpoint(addr["dst"], port["dst"])


def _number(parts, kind):
    return struct.unpack("!I", parts[kind])[0] if kind in parts else 0


def _packets(parts, kind):
    for inner, value in _attributes(parts.get(kind, b"")):
        if inner == 1:
            return struct.unpack("!Q", value)[0]
    return 0


def _entry(data):
    parts = dict(_attributes(data))
    proto, orig_src, orig_dst = _tuple(parts[ORIG])
    _, reply_src, reply_dst = _tuple(parts[REPLY])
    return Entry(proto, orig_src, orig_dst, reply_src, reply_dst,
                 _number(parts, ID), _number(parts, MARK), _number(parts, STATUS),
                 parts.get(LABELS, b"").hex(), _number(parts, TIMEOUT),
                 (_packets(parts, COUNTERS_ORIG), _packets(parts, COUNTERS_REPLY)))


class Table:
    """The entries of one namespace."""

    def __init__(self, netns):
        with in_netns(netns):
            self.sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW,
                                      NETLINK_NETFILTER)
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)

    def close(self):
        self.sock.close()

    def entries(self):
        header = struct.pack("=IHHII", 20, GET, REQUEST_DUMP, 1, 0)
        self.sock.send(header + struct.pack("!BBH", socket.AF_UNSPEC, 0, 0))
        found = []
        while True:
            data = self.sock.recv(1 << 18)
            while len(data) >= 16:
                length, kind = struct.unpack_from("=IH", data)
                if kind == ERROR:
                    raise OSError(-struct.unpack_from("=i", data, 16)[0], "ctnetlink")
                if kind == DONE:
                    return found
                found.append(_entry(data[20:length]))
                data = data[(length + 3) & ~3:]
