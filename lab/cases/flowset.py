# SPDX-License-Identifier: GPL-2.0
"""Which flows a run has: those the cause may strike, and the bystanders, which
it must not."""

import socket

import address as a
from traffic import OPEN, MAGIC, PACKET, EchoFlow, Flow, StreamFlow, bound

OUTBOUND_SPORT = 40000          # + rate
EXTRA_SPORT = 42000             # + number
INBOUND_FAR = 31000             # + rate
TERMINATED_FAR = 30010
LOCAL_SPORT = 33010
BYSTANDER_FAR = 30500
NO_WINDOW = None
NO_CLASS_SPORT = 40500
BYSTANDER_RATE = 5
KINDS = ("outbound", "inbound", "terminated", "local")


def rates_of(kind, rates):
    return rates if kind in ("outbound", "inbound") else [10] if 10 in rates else [1]


class FlowSet:
    """Makes the flows of a run in a Traffic."""

    def __init__(self, traffic, router, windows):
        self.traffic = traffic
        self.router = router
        self.windows = windows
        self.far = {}

    def _far(self, family, port):
        """The Internet host's port, listening on each provider's device."""
        if (family, port) not in self.far:
            self.far[family, port] = {
                wan: self.traffic.answer("net", family, a.FAR[family], port, device)
                for wan, device in self.router.isps.items()}
        return self.far[family, port]

    def _flow(self, kind, family, rate, sock, port, name=None, cls=Flow):
        flow = cls(name or kind, kind, family, rate, sock, (a.FAR[family], port),
                   self.windows if rate >= 100 else NO_WINDOW)
        self.traffic.add(flow)
        return flow

    def outbound(self, family, rate, sport=None, host=a.HOST, port=None, **more):
        port = port or a.OUTBOUND_PORT[rate]
        self._far(family, port)
        sock = bound("lan", family, host[family], sport or OUTBOUND_SPORT + rate)
        return self._flow("outbound", family, rate, sock, port, **more)

    def inbound(self, family, rate):
        """Begun by the far end's packet to wan1, forwarded to the LAN host."""
        port = a.INBOUND_PORT[rate]
        far = self._far(family, INBOUND_FAR + rate)
        sock = bound("lan", family, a.HOST[family], port)
        flow = self._flow("inbound", family, rate, sock, INBOUND_FAR + rate)
        self._open(far["wan1"], flow, a.WAN["wan1"][family], port)

    def terminated(self, family, rate):
        """Begun by the far end's packet to wan1's address itself."""
        far = self._far(family, TERMINATED_FAR)
        sock = bound(self.router.name, family, a.any_addr(family), a.TERMINATED_PORT)
        flow = self._flow("terminated", family, rate, sock, TERMINATED_FAR)
        self._open(far["wan1"], flow, a.WAN["wan1"][family], a.TERMINATED_PORT)

    def local(self, family, rate):
        self._far(family, a.OUTBOUND_PORT[10])
        sock = bound(self.router.name, family, a.any_addr(family), LOCAL_SPORT)
        self._flow("local", family, rate, sock, a.OUTBOUND_PORT[10])

    def bound(self, rate=10):
        """The router's own flows of sockets that are bound to wan1's address: one that
        the far end began, and one that it did not."""
        for family in a.FAMILIES:
            addr = a.WAN["wan1"][family]
            port = a.OUTBOUND_PORT[10]
            far = self._far(family, TERMINATED_FAR + 1)
            sock = bound(self.router.name, family, addr, a.TERMINATED_PORT + 1)
            flow = self._flow("inbound", family, rate, sock, TERMINATED_FAR + 1, "bound-in")
            self._open(far["wan1"], flow, addr, a.TERMINATED_PORT + 1)
            self._far(family, port)
            sock = bound(self.router.name, family, addr, LOCAL_SPORT + 1)
            self._flow("outbound", family, rate, sock, port, "bound-out")

    def more(self, count, rate=10):
        """More outbound flows, for causes that strike only some."""
        for number in range(count):
            for family in a.FAMILIES:
                self.outbound(family, rate, EXTRA_SPORT + number, port=a.OUTBOUND_PORT[10],
                              name=f"outbound-{number}")

    def no_class(self, rate=10):
        """An outbound flow that nobody knows the protocol of."""
        for family in a.FAMILIES:
            self.outbound(family, rate, NO_CLASS_SPORT, port=a.NO_CLASS_PORT, name="no-class")

    def with_tos(self, tos, rate=10):
        """An outbound flow of a type of service; it is called by it."""
        flow = self.outbound(4, rate, EXTRA_SPORT + tos, port=a.OUTBOUND_PORT[10], name="tos")
        flow.sock.setsockopt(socket.IPPROTO_IP, socket.IP_TOS, tos)

    def blocker(self, until):
        """Takes the port of an outbound flow, 10/s, on the other WAN for a while."""
        for family in a.FAMILIES:
            flow = self.outbound(family, 10, OUTBOUND_SPORT + 10, a.BYSTANDER, name="blocker")
            flow.kind = "helper"
            flow.windows = [(0, until)]

    @staticmethod
    def _open(far, flow, addr, port):
        far.sendto(PACKET.pack(MAGIC, flow.index, OPEN), (addr, port))

    def struck(self, kinds, rates):
        for kind in kinds:
            for rate in rates_of(kind, rates):
                for family in a.FAMILIES:
                    getattr(self, kind)(family, rate)
        if "outbound" in kinds:
            self.no_class()

    def bystanders(self, names=None):
        """All of them go by wan2 for good, or to no WAN."""
        makers = {"policy": self._policy, "dns": self._dns, "lan": self._lan_to_lan,
                  "inbound-alive": self._inbound_alive, "tcp": self._stream,
                  "icmp": self._ping}
        for name, make in makers.items():
            for family in a.FAMILIES:
                if names is None or name in names:
                    make(family, BYSTANDER_RATE).kind = "bystander"

    def _policy(self, family, rate):
        return self.outbound(family, rate, 41000, a.BYSTANDER, a.OUTBOUND_PORT[10],
                             name="policy")

    def _dns(self, family, rate):
        return self.outbound(family, rate, 41053, a.BYSTANDER, 53, name="dns")

    def _lan_to_lan(self, family, rate):
        port = a.OUTBOUND_PORT[10]
        self.traffic.answer("dmz", family, a.DMZ_HOST[family], port)
        sock = bound("lan", family, a.HOST[family], 41001)
        flow = self._flow("lan", family, rate, sock, port)
        flow.peer = (a.DMZ_HOST[family], port)
        return flow

    def _inbound_alive(self, family, rate):
        far = self._far(family, BYSTANDER_FAR)
        sock = bound("lan", family, a.BYSTANDER[family], a.BYSTANDER_PORT)
        flow = self._flow("inbound-alive", family, rate, sock, BYSTANDER_FAR)
        self._open(far["wan2"], flow, a.WAN["wan2"][family], a.BYSTANDER_PORT)
        return flow

    def _stream(self, family, rate):
        port = a.OUTBOUND_PORT[10]
        self.traffic.answer_streams("net", family, a.FAR[family], port)
        sock = bound("lan", family, a.BYSTANDER[family], 41002, socket.SOCK_STREAM)
        return self._flow("tcp", family, rate, sock, port, cls=StreamFlow)

    def _ping(self, family, rate):
        proto = socket.IPPROTO_ICMP if family == 4 else socket.IPPROTO_ICMPV6
        sock = bound("lan", family, a.BYSTANDER[family], 0, socket.SOCK_RAW, proto=proto)
        return self._flow("icmp", family, rate, sock, 4711, cls=EchoFlow)
