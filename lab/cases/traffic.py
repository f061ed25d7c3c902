# SPDX-License-Identifier: GPL-2.0
"""Numbered packets of many flows at once, at exact times, and their echoes.

All ends of all flows are sockets of this one process. A flow's own end speaks;
the far end answers to where it saw the packet come from, as an overlay's peer
does. Far ends are bound to a provider's device and drop what does not carry an
address of its customer.
"""

import heapq
import select
import socket
import struct
import time

from health import ECHO, checksum
from netns import in_netns

PACKET = struct.Struct("!4sHI22x")
MAGIC = b"RHMX"
OPEN = 0xffffffff
# Part of an interval that each packet comes after a full one.
PHASE = 0.7
INET = {4: socket.AF_INET, 6: socket.AF_INET6}


PROTO = {socket.SOCK_DGRAM: socket.IPPROTO_UDP, socket.SOCK_STREAM: socket.IPPROTO_TCP}


def bound(netns, family, addr, port, kind=socket.SOCK_DGRAM, device=None, proto=None):
    with in_netns(netns):
        sock = socket.socket(INET[family], kind, proto or PROTO[kind])
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if device:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, device.encode())
    sock.bind((addr, port))
    sock.setblocking(False)
    return sock


class Flow:
    """One conversation, as its own end sees it."""

    def __init__(self, name, kind, family, rate, sock, peer, windows=None):
        self.name = name
        self.kind = kind
        self.family = family
        self.rate = rate
        self.sock = sock
        self.peer = peer
        self.windows = windows or [(0, float("inf"))]
        self.proto = sock.proto
        self.index = 0
        self.sent = []              # when
        self.good = {}              # seq -> when its answer came
        self.seen = {}              # seq -> (address, port) as the far end saw it
        self.duplicates = 0
        self.foreign = 0            # dropped by a provider

    def dues(self):
        """When packets are due, from the traffic's start: not at full intervals,
        so that no packet meets a change, or a pass after it, by chance."""
        step = 1 / self.rate
        phase = step * PHASE
        for begin, end in self.windows:
            due = begin + phase
            while due < end:
                yield due
                due += step

    def send(self, now):
        packet = PACKET.pack(MAGIC, self.index, len(self.sent))
        self.sent.append(now)
        try:
            self.transmit(packet)
        except OSError:
            pass

    def transmit(self, packet):
        self.sock.sendto(packet, self.peer)

    def receive(self, now):
        self.note(self.sock.recv(2048), now)

    def note(self, data, now):
        magic, index, seq = PACKET.unpack_from(data)
        if magic != MAGIC or index != self.index or seq >= len(self.sent):
            return
        if seq in self.good:
            self.duplicates += 1
        else:
            self.good[seq] = now


class StreamFlow(Flow):
    """TCP: each packet is answered by the same bytes."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.buffer = b""
        self.sock.setblocking(True)
        self.sock.settimeout(10)
        self.sock.connect(self.peer)
        self.sock.setblocking(False)

    def transmit(self, packet):
        self.sock.send(packet)

    def receive(self, now):
        self.buffer += self.sock.recv(4096)
        while len(self.buffer) >= PACKET.size:
            self.note(self.buffer[:PACKET.size], now)
            self.buffer = self.buffer[PACKET.size:]


class EchoFlow(Flow):
    """ICMP echo; the port of the peer is the identifier."""

    def transmit(self, packet):
        ident = self.peer[1]
        head = struct.pack("!BBHHH", ECHO[self.sock.family], 0, 0, ident,
                           len(self.sent) & 0xffff)
        if self.family == 4:
            head = head[:2] + struct.pack("!H", checksum(head + packet)) + head[4:]
        self.sock.sendto(head + packet, (self.peer[0], 0))

    def receive(self, now):
        data = self.sock.recv(2048)
        skip = (data[0] & 15) * 4 if self.family == 4 else 0
        if data[skip] in (0, 129):
            self.note(data[skip + 8:], now)


class Traffic:
    """The flows of one run and their far ends, driven by one loop."""

    def __init__(self, valid):
        self.valid = valid          # device of a provider -> addresses of its customer
        self.flows = []
        self.streams = []
        self.opened = []
        self.poll = select.epoll()
        self.handlers = {}
        self.heap = []
        self.start = None
        self.until = float("inf")

    def close(self):
        for sock in [flow.sock for flow in self.flows] + self.opened:
            sock.close()
        self.poll.close()

    def now(self):
        return time.monotonic() - self.start

    def watch(self, sock, handler):
        self.handlers[sock.fileno()] = handler
        self.poll.register(sock, select.EPOLLIN)

    def add(self, flow):
        flow.index = len(self.flows)
        self.flows.append(flow)
        self.watch(flow.sock, flow.receive)

    # Far ends

    def answer(self, netns, family, addr, port, device=None):
        """A far end; returns its socket."""
        sock = bound(netns, family, addr, port, device=device)
        self.opened.append(sock)
        self.watch(sock, lambda now: self._answer(sock, device))
        return sock

    def _answer(self, sock, device):
        data, peer = sock.recvfrom(2048)
        magic, index, seq = PACKET.unpack_from(data)
        if magic != MAGIC or index >= len(self.flows):
            return
        flow = self.flows[index]
        if device and peer[0] not in self.valid[device]:
            flow.foreign += 1
            return
        flow.seen[seq] = f"{peer[0]}:{peer[1]}"
        sock.sendto(data, peer)

    def answer_streams(self, netns, family, addr, port):
        listener = bound(netns, family, addr, port, socket.SOCK_STREAM)
        listener.listen(8)
        self.opened.append(listener)
        self.watch(listener, lambda now: self._accept(listener))

    def _accept(self, listener):
        sock, _ = listener.accept()
        sock.setblocking(False)
        self.opened.append(sock)
        self.watch(sock, lambda now: sock.send(sock.recv(4096)))

    # The loop

    def begin(self):
        self.start = time.monotonic()
        for flow in self.flows:
            dues = flow.dues()
            heapq.heappush(self.heap, (next(dues), flow.index, dues))

    def stop_after(self, until):
        """Nothing is sent any more from a time on."""
        self.until = until

    def _send(self):
        now = self.now()
        while self.heap and self.heap[0][0] <= now:
            _, index, dues = self.heap[0]
            self.flows[index].send(now)
            following = next(dues, None)
            # A guest that was held up sends no burst of what is overdue.
            while following is not None and following <= now:
                following = next(dues, None)
            if following is None or following >= self.until:
                heapq.heappop(self.heap)
            else:
                heapq.heapreplace(self.heap, (following, index, dues))

    def advance(self, until=None, descriptor=None):
        """Go on until a time, or until a descriptor is readable."""
        if descriptor is not None:
            self.poll.register(descriptor, select.EPOLLIN)
        ended = False
        while not ended:
            self._send()
            due = min(self.heap[0][0] if self.heap else float("inf"),
                      float("inf") if until is None else until)
            now = self.now()
            wait = -1 if due == float("inf") else max(due - now, 0)
            ready = self.poll.poll(wait)
            now = self.now()
            for number, _ in ready:
                if number == descriptor:
                    ended = True
                    continue
                try:
                    self.handlers[number](now)
                except (OSError, struct.error):
                    pass
            if until is not None and not ready and now >= until:
                ended = True
        if descriptor is not None:
            self.poll.unregister(descriptor)

    def until_readable(self, descriptor):
        self.advance(descriptor=descriptor)
