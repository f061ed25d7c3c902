# SPDX-License-Identifier: GPL-2.0
"""What is sent through overlays, what they send themselves, and flows that nothing
may happen to."""

import socket
import struct

from netns import in_netns
from traffic import PACKET, Flow, StreamFlow, bound

from overlays import network as n
from overlays.program import ANSWER
from overlays.router import INBOUND_PORT

RATE = 10
OUTGOING = 4            # packet type of AF_PACKET
ETH_P_ALL = 3
VOICE_PORT, DOWNLOAD_PORT = 4000, 8080
VOICE_RATE, DOWNLOAD_RATE = 50, 20
CHUNK = 4096


class LocalFlow(StreamFlow):
    """A connection to a port of the near host, which carries it on."""

    def __init__(self, netns, port, _):
        super().__init__("", "inside", 4, RATE, bound(netns, 4, "127.0.0.1", 0,
                                                      socket.SOCK_STREAM), ("127.0.0.1", port))


class SocksFlow(LocalFlow):
    """Through a SOCKS server on the near host."""

    def __init__(self, netns, port, to):
        super().__init__(netns, port, to)
        self.sock.setblocking(True)
        self.sock.settimeout(20)
        self.sock.sendall(b"\5\1\0")
        self._expect(2)
        self.sock.sendall(b"\5\1\0\1" + socket.inet_aton(to[0]) + struct.pack("!H", to[1]))
        if self._expect(10)[1]:
            raise ConnectionError("SOCKS server refuses")
        self.sock.setblocking(False)

    def _expect(self, size):
        data = b""
        while len(data) < size:
            more = self.sock.recv(size - len(data))
            if not more:
                raise ConnectionError("SOCKS server closes")
            data += more
        return data


class DownloadFlow(Flow):
    """The far end of a connection sends, and the near end reads."""

    def __init__(self, traffic, netns, family, far):
        listener = bound(far[0], family, far[1], far[2], socket.SOCK_STREAM)
        listener.listen(1)
        near = bound(netns, family, "::" if family == 6 else "0.0.0.0", 0, socket.SOCK_STREAM)
        near.setblocking(True)
        near.settimeout(10)
        near.connect(far[1:])
        listener.settimeout(10)
        self.server, _ = listener.accept()
        listener.close()
        self.server.setblocking(False)
        near.setblocking(False)
        self.buffer = b""
        traffic.opened.append(self.server)
        super().__init__("download", "calm", family, DOWNLOAD_RATE, near, far[1:])

    def transmit(self, packet):
        self.server.send(packet + bytes(CHUNK - len(packet)))

    def receive(self, now):
        self.buffer += self.sock.recv(65536)
        while len(self.buffer) >= CHUNK:
            self.note(self.buffer[:PACKET.size], now)
            self.buffer = self.buffer[CHUNK:]


def inside(traffic, overlay):
    """Numbered packets through an overlay; returns the flow."""
    near, far = overlay.ends()
    family = overlay.family
    if overlay.stream:
        traffic.answer_streams(far[0], 4, far[1], ANSWER)
        flow = (SocksFlow if overlay.socks else LocalFlow)(near[0], overlay.stream,
                                                           (far[1], ANSWER))
    else:
        to = overlay.probe()
        if overlay.begins == "far":
            near, far, to = far, near, (near[1], ANSWER)
        traffic.answer(far[0], family, far[1], ANSWER)
        flow = Flow(overlay.name, "inside", family, RATE, bound(near[0], family, near[1], 0),
                    to)
    flow.name = overlay.name
    traffic.add(flow)
    return flow


def _leaves(packet):
    """Is an IP packet for somebody outside of the LAN, and not for all?"""
    if packet[0] >> 4 == 4:
        return packet[16:18] != b"\x0a\x00"
    return packet[0] >> 4 == 6 and packet[24] & 0xf0 == 0x20


class Sniffer:
    """When the near host itself sent something to the Internet; nothing is known of what
    the router does."""

    def __init__(self, traffic, overlay):
        self.times = []
        if overlay.routed:
            return
        with in_netns(overlay.pair.near):
            self.sock = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM,
                                      socket.htons(ETH_P_ALL))
        self.sock.bind(("eth0", ETH_P_ALL))
        self.sock.setblocking(False)
        traffic.opened.append(self.sock)
        traffic.watch(self.sock, self._receive)

    def _receive(self, now):
        data, address = self.sock.recvfrom(64)
        if address[2] == OUTGOING and _leaves(data):
            self.times.append(now)

    def first_after(self, moment):
        return next((time for time in self.times if time >= moment), None)


def calm(traffic, router):
    """Flows that no failover of wan1 concerns: a call, a download, one from outside."""
    flows = []
    for family in n.FAMILIES:
        traffic.answer("net", family, n.SERVER[family], VOICE_PORT)
        flows.append(Flow("voice", "calm", family, VOICE_RATE,
                          bound("calm", family, n.CALM[family], 0),
                          (n.SERVER[family], VOICE_PORT)))
        flows.append(DownloadFlow(traffic, "calm", family,
                                  ("net", n.SERVER[family], DOWNLOAD_PORT)))
    traffic.answer("calm", 4, n.CALM[4], INBOUND_PORT)
    flows.append(Flow("inbound", "calm", 4, RATE, bound("net", 4, n.SERVER[4], 0),
                      (router.address["wan2"][4], INBOUND_PORT)))
    for flow in flows:
        traffic.add(flow)
    return flows
