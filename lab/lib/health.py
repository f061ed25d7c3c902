#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Ping each WAN's gateway once a second, as a router's health check does.

health.py --netns NAME --ready FILE DEV=ADDRESS...

FILE appears when every gateway has answered once. A send error is no end: a
WAN may lose its address or link and come back.
"""

import argparse
import os
import select
import socket
import struct
import time

from netns import in_netns

ECHO = {socket.AF_INET: 8, socket.AF_INET6: 128}


def checksum(data):
    total = sum(struct.unpack("!%dH" % (len(data) // 2), data))
    total = (total >> 16) + (total & 0xffff)
    return ~(total + (total >> 16)) & 0xffff


class Gateway:
    def __init__(self, spec):
        self.dev, self.addr = spec.split("=", 1)
        self.family = socket.AF_INET6 if ":" in self.addr else socket.AF_INET
        proto = socket.IPPROTO_ICMPV6 if ":" in self.addr else socket.IPPROTO_ICMP
        self.sock = socket.socket(self.family, socket.SOCK_RAW, proto)
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE,
                             self.dev.encode())
        self.sock.setblocking(False)
        self.answered = False

    def ping(self, seq):
        head = struct.pack("!BBHHH", ECHO[self.family], 0, 0, os.getpid() & 0xffff,
                           seq & 0xffff)
        if self.family == socket.AF_INET:
            head = head[:2] + struct.pack("!H", checksum(head)) + head[4:]
        try:
            self.sock.sendto(head, (self.addr, 0))
        except OSError:
            pass

    def drain(self):
        try:
            while True:
                data, peer = self.sock.recvfrom(2048)
                kind = data[(data[0] & 15) * 4] if self.family == socket.AF_INET else data[0]
                if peer[0] == self.addr and kind in (0, 129):
                    self.answered = True
        except OSError:
            pass


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--netns", required=True)
    parser.add_argument("--ready", required=True)
    parser.add_argument("gateway", nargs="+")
    args = parser.parse_args()
    with in_netns(args.netns):
        gateways = [Gateway(spec) for spec in args.gateway]

    ready = False
    seq = 0
    due = time.monotonic()
    while True:
        if time.monotonic() >= due:
            for gateway in gateways:
                gateway.ping(seq)
            seq += 1
            due = time.monotonic() + (1 if ready else 0.2)
        readable = select.select([g.sock for g in gateways], [], [],
                                 max(due - time.monotonic(), 0.001))[0]
        for gateway in gateways:
            if gateway.sock in readable:
                gateway.drain()
        if not ready and all(g.answered for g in gateways):
            ready = True
            with open(args.ready, "w", encoding="ascii"):
                pass


if __name__ == "__main__":
    main()
