#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Numbered packets there and back, with network changes at exact moments.

probe.py server --ready FILE --listen ns=NAME,addr=A,ports=P+P[,proto=tcp]...

    Echoes every packet with the source address and port it was seen from.

probe.py client --flow proto=udp|tcp,ns=NAME,dst=A,port=P[,src=A][,sport=P]
                       [,phase=MS][,tos=N][,shape=tailscale|wireguard]
                       [,size=N][,burst=N][,nocheck=1][,dstopts=1][,again=1]...
                [--event SEQ route|addr|link|exit COMMAND]... [--watch NETNS]
                [--interval MS] [--count N] [--flowing] [--env FILE]

    Sends packets 0..N-1 on every flow and reports as JSON what came back.
    Before packet SEQ all flows fall silent, COMMAND runs, and packet SEQ of
    each flow is sent `phase` ms after the change: when rtnetlink in NETNS tells
    of a default route that came or went (`route`), an address that went
    (`addr`) or a link that is down (`link`), or when the command has ended
    (`exit`). With --flowing nobody falls silent, and replies are on their way.
    The packets of a flow with a shape look like those of a program: `wireguard`
    like data of a tunnel, `tailscale` the same after three discovery messages.
    `size` pads packets, `burst` has so many of them leave as one super-packet
    (UDP_SEGMENT), `nocheck` spares their checksum, `dstopts` gives them a header of
    IPv6 destination options. A flow of TCP that is reset is over, or with `again`
    connects anew, from another port.
    --env writes the same as KEY=VALUE lines for the shell.
"""

import argparse
import json
import math
import os
import select
import socket
import struct
import sys
import time

import rtnl
from netns import in_netns

HEADER = struct.Struct("!4sI24x")
MAGIC = b"RHPB"
IP_FREEBIND = 15
TOS = {socket.AF_INET: (socket.IPPROTO_IP, socket.IP_TOS),
       socket.AF_INET6: (socket.IPPROTO_IPV6, socket.IPV6_TCLASS)}
SO_NO_CHECK = 11
SO_RCVBUFFORCE = 33
UDP_NO_CHECK6_TX, UDP_NO_CHECK6_RX, UDP_SEGMENT = 101, 102, 103
# One option that only pads.
DSTOPTS = bytes([0, 0, 1, 4, 0, 0, 0, 0])
BIGGEST = 65536
BUFFER = 4 << 20
DISCOVERIES = 3
LAST = 3            # seconds for the last answers, on a machine with other work
CIPHERTEXT = 112    # so much is looked at


def disco():
    """What precedes the sealed part of Tailscale's discovery messages."""
    return b"TS\xf0\x9f\x92\xac" + os.urandom(32) + os.urandom(24)


def transport(receiver, counter):
    """Header of WireGuard's transport data."""
    return struct.pack("<B3xIQ", 4, receiver, counter)


def fields(text):
    return dict(item.split("=", 1) for item in text.split(","))


def family(addr):
    return socket.AF_INET6 if ":" in addr else socket.AF_INET


def sleep_until(due, poller=None):
    """Wait for `due` or a readable socket; never a busy loop."""
    left = max(math.ceil((due - time.monotonic()) * 1000), 0) if due else None
    return poller.poll(left) if poller else time.sleep((left or 0) / 1000)


class Server:
    def __init__(self, specs):
        self.poller = select.poll()
        self.handlers = {}
        for spec in specs:
            want = fields(spec)
            for port in want["ports"].split("+"):
                self.listen(want, int(port))

    def listen(self, want, port):
        stream = want.get("proto") == "tcp"
        with in_netns(want.get("ns")):
            sock = socket.socket(family(want["addr"]),
                                 socket.SOCK_STREAM if stream else socket.SOCK_DGRAM)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.setsockopt(socket.IPPROTO_IP, IP_FREEBIND, 1)
        # What is lost is to be lost on the way.
        sock.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, BUFFER)
        if sock.family == socket.AF_INET6 and not stream:
            sock.setsockopt(socket.IPPROTO_UDP, UDP_NO_CHECK6_RX, 1)
        sock.bind((want["addr"], port))
        if stream:
            sock.listen(8)
        self.add(sock, self.accept if stream else self.echo)

    def add(self, sock, handler):
        sock.setblocking(False)
        self.handlers[sock.fileno()] = (handler, sock)
        self.poller.register(sock, select.POLLIN)

    def echo(self, sock):
        data, peer = sock.recvfrom(BIGGEST)
        end = data.index(MAGIC) + HEADER.size
        answer = data[:end] + f"{peer[0]} {peer[1]}".encode()
        # As long as the question was.
        sock.sendto(answer.ljust(len(data)), peer)

    def accept(self, sock):
        self.add(sock.accept()[0], self.answer)

    def answer(self, sock):
        data = sock.recv(HEADER.size, socket.MSG_WAITALL)
        if len(data) < HEADER.size:
            self.poller.unregister(sock)
            del self.handlers[sock.fileno()]
            sock.close()
            return
        peer = sock.getpeername()
        sock.send(data + f"{peer[0]} {peer[1]}".encode().ljust(64))

    def run(self, ready):
        with open(ready, "w", encoding="ascii"):
            pass
        while True:
            for descriptor, _ in self.poller.poll():
                handler, sock = self.handlers[descriptor]
                try:
                    handler(sock)
                except (OSError, ValueError):
                    pass


class Flow:
    """One socket; which packets were sent when, which came back and how."""

    def __init__(self, spec):
        want = fields(spec)
        self.want = want
        self.spec = spec
        self.phase = float(want.get("phase", 50)) / 1000
        self.stream = want.get("proto") == "tcp"
        self.shape = want.get("shape")
        self.size = int(want.get("size", 0))
        self.burst = int(want.get("burst", 1))
        self.receiver = int.from_bytes(os.urandom(4), "little")
        self.peer = (want["dst"], int(want["port"]))
        self.sock = None
        self.over = False
        self.resets = []            # milliseconds since the packet before
        self.open(int(want.get("sport", 0)))
        self.sent = []
        self.first = {}
        self.copies = {}
        self.outside = {}
        self.due = None

    def open(self, sport):
        """A new socket, with the descriptor of the one before."""
        want = self.want
        with in_netns(want.get("ns")):
            sock = socket.socket(family(want["dst"]),
                                 socket.SOCK_STREAM if self.stream else socket.SOCK_DGRAM)
        if self.sock:
            os.dup2(sock.fileno(), self.sock.fileno())
            sock.close()
        else:
            self.sock = sock
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.sock.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, BUFFER)
        if "tos" in want:
            self.sock.setsockopt(*TOS[family(want["dst"])], int(want["tos"], 0))
        self.make_odd(want)
        self.sock.bind((want.get("src", ""), sport))
        if self.stream:
            self.sock.settimeout(10)
            self.sock.connect(self.peer)
        self.sock.setblocking(False)
        self.buffer = b""

    def reset(self):
        """The connection was reset: what was sent on it is lost."""
        self.resets.append(round((time.monotonic() - self.sent[-1]) * 1000, 1))
        self.over = "again" not in self.want
        if not self.over:
            self.open(int(self.want["sport"]) + 1000 * len(self.resets))

    def make_odd(self, want):
        ipv6 = self.sock.family == socket.AF_INET6
        if "nocheck" in want:
            self.sock.setsockopt(*((socket.IPPROTO_UDP, UDP_NO_CHECK6_TX) if ipv6 else
                                   (socket.SOL_SOCKET, SO_NO_CHECK)), 1)
        if ipv6 and not self.stream:
            self.sock.setsockopt(socket.IPPROTO_UDP, UDP_NO_CHECK6_RX, 1)
        if "dstopts" in want:
            self.sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_DSTOPTS, DSTOPTS)

    def segment(self):
        """The packet that is next, alone or in a super-packet."""
        packet = HEADER.pack(MAGIC, len(self.sent))
        if self.shape:
            packet = self.prefix() + os.urandom(CIPHERTEXT) + packet
        return packet.ljust(self.size, b" ")

    def send(self, now, most=1):
        packet = b""
        for _ in range(min(self.burst, most)):
            packet += self.segment()
            self.sent.append(now)
        if self.burst > 1:
            self.sock.setsockopt(socket.IPPROTO_UDP, UDP_SEGMENT, self.size)
        try:
            if self.stream:
                self.sock.send(packet)
            else:
                self.sock.sendto(packet, self.peer)
        except OSError as error:
            print(f"probe: {self.spec}: packet {len(self.sent) - 1}: {error}",
                  file=sys.stderr)

    def prefix(self):
        if self.shape == "tailscale" and len(self.sent) < DISCOVERIES:
            return disco()
        return transport(self.receiver, len(self.sent))

    def receive(self):
        try:
            if self.stream:
                self.buffer += self.sock.recv(4096)
                while len(self.buffer) >= HEADER.size + 64:
                    self.note(self.buffer[:HEADER.size + 64])
                    self.buffer = self.buffer[HEADER.size + 64:]
            else:
                self.note(self.sock.recv(BIGGEST))
        except ConnectionResetError:
            self.reset()
        except OSError:
            pass

    def note(self, data):
        at = data.find(MAGIC)
        if at < 0:
            return
        _, seq = HEADER.unpack_from(data, at)
        if seq >= len(self.sent):
            return
        self.copies[seq] = self.copies.get(seq, 0) + 1
        self.first.setdefault(seq, time.monotonic())
        self.outside.setdefault(seq, data[at + HEADER.size:].decode().split())

    def answered(self):
        return len(self.first) == len(self.sent)

    def mapping(self, seqs):
        """The last outside address and port seen for one of seqs."""
        known = [seq for seq in seqs if seq in self.outside]
        return ":".join(self.outside[known[-1]]) if known else "none"

    def report(self, events, count):
        lost = [seq for seq in range(len(self.sent)) if seq not in self.first]
        changes = []
        for seq in sorted(self.outside):
            if not changes or changes[-1][1:] != self.outside[seq]:
                changes.append([seq] + self.outside[seq])
        out = {"spec": self.spec, "sent": len(self.sent), "received": len(self.first),
               "lost": len(lost), "lost_seqs": lost,
               "duplicated": sum(n - 1 for n in self.copies.values()),
               "resets": len(self.resets), "reset_ms": max(self.resets, default="never"),
               "tail": sum(seq in self.first for seq in range(count - 5, count)),
               "outside": changes}
        stops = [event.seq for event in events[1:]] + [count]
        begin = 0
        for index, (event, stop) in enumerate(zip(events, stops)):
            seqs = range(event.seq, stop)
            good = [seq for seq in seqs if seq in self.first]
            out[f"e{index}"] = {
                "sent": len(seqs), "lost": sum(seq in seqs for seq in lost),
                "lost_before": sum(begin <= seq < event.seq for seq in lost),
                "next_ms": round((self.sent[event.seq] - event.time) * 1000, 1),
                "first_good": good[0] if good else "never",
                "first_good_ms": round((self.first[good[0]] - event.time) * 1000, 1)
                                 if good else "never",
                "before": self.mapping(range(event.seq)),
                "after": self.mapping(seqs)}
            begin = event.seq
        return out


class Event:
    def __init__(self, seq, moment, command):
        self.seq = int(seq)
        self.moment = moment
        self.command = command
        self.child = None
        self.missed = 0
        self.status = None
        self.time = None

    def run(self, watch, pump):
        """Run the command; pump() keeps receiving. Sets the time of the change."""
        rtnl.told(watch)
        self.child = os.posix_spawn("/bin/sh", ["sh", "-c", self.command], os.environ,
                                    file_actions=[(os.POSIX_SPAWN_DUP2, 2, 1)])
        ended = os.pidfd_open(self.child)
        extra = [ended] + ([watch.fileno()] if watch else [])
        while self.time is None:
            ready = pump(extra)
            if watch and watch.fileno() in ready:
                if self.moment in rtnl.told(watch):
                    self.time = time.monotonic()
            if ended in ready and self.time is None:
                self.time = time.monotonic()
                self.missed = int(self.moment != "exit")
        os.close(ended)

    def reap(self):
        self.status = os.waitstatus_to_exitcode(os.waitpid(self.child, 0)[1])


class Client:
    def __init__(self, args):
        self.interval = args.interval / 1000
        self.count = args.count
        self.flowing = args.flowing
        self.events = [Event(*event) for event in args.event]
        self.flows = [Flow(spec) for spec in args.flow]
        self.watch = None
        if args.watch:
            with in_netns(args.watch):
                self.watch = rtnl.watch()
        self.by_fd = {flow.sock.fileno(): flow for flow in self.flows}

    def pump(self, extra=(), due=None):
        poller = select.poll()
        flows = [number for number, flow in self.by_fd.items() if not flow.over]
        for descriptor in flows + list(extra):
            poller.register(descriptor, select.POLLIN)
        ready = [descriptor for descriptor, _ in sleep_until(due, poller)]
        for descriptor in ready:
            if descriptor in self.by_fd:
                self.by_fd[descriptor].receive()
        return ready

    def stretch(self, stop):
        """Send on every flow up to, not including, packet `stop`."""
        while True:
            pending = [flow for flow in self.flows if len(flow.sent) < stop]
            if not pending:
                return
            self.send_due(pending, stop)
            self.pump(due=min(flow.due for flow in pending))

    def send_due(self, flows, stop):
        now = time.monotonic()
        for flow in flows:
            if flow.due <= now:
                flow.send(now, stop - len(flow.sent))
                flow.due += self.interval * flow.burst

    def flow_on(self, extra):
        """Go on sending while a command runs."""
        self.send_due(self.flows, self.count)
        return self.pump(extra, min(flow.due for flow in self.flows))

    def settle(self, limit):
        """Wait for outstanding answers, and let a full interval pass."""
        limit += time.monotonic()
        while time.monotonic() < limit and not all(f.answered() for f in self.flows):
            self.pump(due=limit)

    def run(self):
        start = time.monotonic()
        for index, flow in enumerate(self.flows):
            flow.due = start + self.interval * index / len(self.flows)
        for event in self.events:
            self.stretch(event.seq)
            if self.flowing:
                event.run(self.watch, self.flow_on)
                continue
            self.settle(self.interval)
            event.run(self.watch, self.pump)
            for flow in self.flows:
                flow.due = event.time + flow.phase
        self.stretch(self.count)
        self.settle(LAST)
        for event in self.events:
            event.reap()

    def report(self):
        flows = [flow.report(self.events, self.count) for flow in self.flows]
        total = {key: sum(flow[key] for flow in flows)
                 for key in ("sent", "received", "lost", "duplicated")}
        for index, event in enumerate(self.events):
            total[f"status{index}"] = event.status
            total[f"missed{index}"] = event.missed
        for index, flow in enumerate(flows):
            total[f"f{index}"] = flow
        return total


def flatten(tree, prefix=""):
    for key, value in tree.items():
        if isinstance(value, dict):
            yield from flatten(value, f"{prefix}{key}_")
        elif key == "lost_seqs":
            yield f"{prefix}{key}={','.join(map(str, value[:20]))}"
        elif not isinstance(value, list):
            yield f"{prefix}{key}={value}"


def main():
    parser = argparse.ArgumentParser()
    modes = parser.add_subparsers(dest="mode", required=True)
    server = modes.add_parser("server")
    server.add_argument("--ready", required=True)
    server.add_argument("--listen", action="append", required=True)
    client = modes.add_parser("client")
    client.add_argument("--flow", action="append", required=True)
    client.add_argument("--event", action="append", nargs=3, default=[])
    client.add_argument("--watch")
    client.add_argument("--interval", type=float, default=100)
    client.add_argument("--count", type=int, default=30)
    client.add_argument("--flowing", action="store_true")
    client.add_argument("--env")
    args = parser.parse_args()

    if args.mode == "server":
        Server(args.listen).run(args.ready)
        return 0
    probe = Client(args)
    probe.run()
    report = probe.report()
    if args.env:
        with open(args.env, "w", encoding="ascii") as file:
            file.write("\n".join(flatten(report)) + "\n")
    json.dump(report, sys.stdout)
    print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
