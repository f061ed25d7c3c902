# SPDX-License-Identifier: GPL-2.0
"""What the kernel tells of changes of routes, addresses and links."""

import socket
import struct

# link, IPv4 address and route, IPv6 address and route
GROUPS = 0x1 | 0x10 | 0x40 | 0x100 | 0x400
IFF_UP = 1
RTM_NEWLINK, RTM_DELADDR, RTM_NEWROUTE, RTM_DELROUTE = 16, 21, 24, 25


def watch():
    sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)
    sock.bind((0, GROUPS))
    sock.setblocking(False)
    return sock


def told(sock):
    """Kinds of changes that rtnetlink has told of since the last call."""
    kinds = set()
    try:
        while sock:
            data = sock.recv(65536)
            while len(data) >= 16:
                length, kind = struct.unpack_from("=IH", data)
                body = data[16:length]
                if kind in (RTM_NEWROUTE, RTM_DELROUTE) and body[1] == 0:
                    kinds.add("route")
                elif kind == RTM_DELADDR:
                    kinds.add("addr")
                elif kind == RTM_NEWLINK and not body[8] & IFF_UP:
                    kinds.add("link")
                data = data[(length + 3) & ~3:]
    except OSError:
        pass
    return kinds
