#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Accepts what the rule set queues, after a while.

usage: nfqueue.py NUMBER DELAY-MS	in the network namespace of the rules
"""

import socket
import struct
import sys
import time

NETLINK_NETFILTER = 12
QUEUE = 3 << 8      # the subsystem's messages
PACKET, VERDICT, CONFIG = QUEUE, QUEUE | 1, QUEUE | 2
CFG_CMD, CFG_PARAMS = 1, 2
PACKET_HDR, VERDICT_HDR = 1, 2
BIND, COPY_META, ACCEPT = 1, 1, 1


def message(kind, queue, attribute, value):
    body = struct.pack("=BBH", socket.AF_UNSPEC, 0, socket.htons(queue))
    body += struct.pack("=HH", 4 + len(value), attribute) + value
    body = body.ljust((len(body) + 3) & ~3, b"\0")
    return struct.pack("=IHHII", 16 + len(body), kind, 1, 0, 0) + body


def attributes(data):
    while len(data) >= 4:
        length, kind = struct.unpack_from("=HH", data)
        yield kind & 0x3fff, data[4:length]
        data = data[(length + 3) & ~3:]


def packets(data):
    """Their numbers."""
    while len(data) >= 20:
        length, kind = struct.unpack_from("=IH", data)
        if kind == PACKET:
            for attribute, value in attributes(data[20:length]):
                if attribute == PACKET_HDR:
                    yield struct.unpack_from("!I", value)[0]
        data = data[(length + 3) & ~3:]


def main():
    queue, delay = int(sys.argv[1]), float(sys.argv[2]) / 1000
    sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_NETFILTER)
    sock.bind((0, 0))
    sock.send(message(CONFIG, queue, CFG_CMD, struct.pack("!BxH", BIND, 0)))
    sock.send(message(CONFIG, queue, CFG_PARAMS, struct.pack("!IB", 0, COPY_META)))
    while True:
        for number in packets(sock.recv(65536)):
            time.sleep(delay)
            sock.send(message(VERDICT, queue, VERDICT_HDR,
                              struct.pack("!II", ACCEPT, number)))


if __name__ == "__main__":
    main()
