#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""The same flows sent by two processes at once, each on a processor of its own.

usage: twins.py NETNS FLOWS RATE SECONDS ADDRESS PORT	source ports from 43000 on

Prints what was sent, lost and came twice, as words for the shell. The server is
that of probe.py.
"""

import os
import select
import socket
import struct
import sys
import time

from netns import in_netns

HEADER = struct.Struct("!4sI24x")
MAGIC = b"RHPB"
FIRST_PORT = 43000
TWIN = 1 << 28
QUIET = 3
SO_RCVBUFFORCE = 33


def sockets(netns, count, address, port):
    socks = []
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with in_netns(netns):
        for i in range(count):
            sock = socket.socket(family, socket.SOCK_DGRAM)
            sock.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 4 << 20)
            if family == socket.AF_INET6:
                sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            sock.bind(("", FIRST_PORT + i))
            sock.connect((address, port))
            sock.setblocking(False)
            socks.append(sock)
    return socks


def send(twin, socks, start, interval, rounds):
    """Both begin each round at the same time. Never returns."""
    cpus = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {cpus[twin % len(cpus)]})
    for number in range(rounds):
        left = start + number * interval - time.monotonic()
        if left > 0:
            time.sleep(left)
        packet = HEADER.pack(MAGIC, twin * TWIN + number)
        for sock in socks:
            try:
                sock.send(packet)
            except OSError:
                pass
    os._exit(0)


def receive(socks, twins):
    """Until the senders are through and nothing came since for QUIET seconds, however
    slow the machine is."""
    came = [{} for _ in socks]
    poller = select.poll()
    number = {sock.fileno(): i for i, sock in enumerate(socks)}
    for sock in socks:
        poller.register(sock, select.POLLIN)
    last = time.monotonic()
    while twins or time.monotonic() < last + QUIET:
        if twins and os.waitpid(twins[0], os.WNOHANG)[0]:
            twins.pop(0)
            last = time.monotonic()
        for descriptor, _ in poller.poll(50):
            last = time.monotonic()
            i = number[descriptor]
            try:
                while True:
                    data = socks[i].recv(2048)
                    seq = HEADER.unpack_from(data)[1]
                    came[i][seq] = came[i].get(seq, 0) + 1
            except OSError:
                pass
    return came


def runs(numbers):
    """Of (twin, number), those that follow each other, as words."""
    first = last = None
    for twin, number in numbers + [(None, None)]:
        if last and last == (twin, (number or 0) - 1):
            last = twin, number
            continue
        if last:
            yield f"{first[0]}:{first[1]}" + (f"-{last[1]}" if last != first else "")
        first = last = (twin, number) if twin is not None else None


def main():
    netns, address = sys.argv[1], sys.argv[5]
    flows, rate, seconds, port = (int(sys.argv[i]) for i in (2, 3, 4, 6))
    socks = sockets(netns, flows, address, port)
    start, rounds = time.monotonic() + 0.2, rate * seconds
    twins = []
    for twin in (0, 1):
        child = os.fork()
        if not child:
            send(twin, socks, start, 1 / rate, rounds)
        twins.append(child)
    came = receive(socks, twins)
    sent = 2 * rounds * flows
    dead = sum(not any(seq % TWIN >= rounds - rate // 2 for seq in one) for one in came)
    for i, one in enumerate(came):
        gone = [(twin, number) for twin in (0, 1) for number in range(rounds)
                if twin * TWIN + number not in one]
        if gone:
            print(f"# flow {FIRST_PORT + i}: lost {' '.join(runs(gone))}")
    print(f"sent={sent} lost={sent - sum(map(len, came))} "
          f"twice={sum(sum(one.values()) - len(one) for one in came)} dead={dead}")


if __name__ == "__main__":
    main()
