#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Sends an error of ICMP about a packet of UDP that a host is said to have got.

usage: icmp_error.py NETNS ADDRESS PORT SERVER SERVER-PORT

It is what a host sends whose path is too narrow for a packet (RFC 792, RFC 4443): from
ADDRESS to SERVER, quoting a packet from SERVER:SERVER-PORT to ADDRESS:PORT.
"""

import socket
import struct
import sys

from netns import in_netns

MTU = 1280


def summed(data):
    """The sum of RFC 1071."""
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def quoted(family, source, sport, to, port):
    udp = struct.pack("!HHHH", sport, port, 108, 0)
    source, to = socket.inet_pton(family, source), socket.inet_pton(family, to)
    if family == socket.AF_INET6:
        return struct.pack("!IHBB", 6 << 28, 108, socket.IPPROTO_UDP, 64) + source + to + udp
    header = struct.pack("!BBHHHBBH", 0x45, 0, 128, 1, 0, 64, socket.IPPROTO_UDP, 0)
    header = header[:10] + struct.pack("!H", summed(header + source + to)) + source + to
    return header + udp


def main():
    netns, address, port, server, sport = sys.argv[1:]
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    about = quoted(family, server, int(sport), address, int(port))
    with in_netns(netns):
        sock = socket.socket(family, socket.SOCK_RAW, socket.IPPROTO_ICMPV6
                             if family == socket.AF_INET6 else socket.IPPROTO_ICMP)
    if family == socket.AF_INET6:       # the kernel sums it up
        error = struct.pack("!BBHI", 2, 0, 0, MTU) + about
    else:
        error = struct.pack("!BBHHH", 3, 4, 0, 0, MTU) + about
        error = error[:2] + struct.pack("!H", summed(error)) + error[4:]
    sock.sendto(error, (server, 0))


if __name__ == "__main__":
    main()
