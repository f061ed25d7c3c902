# SPDX-License-Identifier: GPL-2.0
"""The connection tracking table: what fills it, and how it is emptied."""

import os
import time

from command import run
from network import FAR_HOSTS, LAN_SOURCES, MAC, NET, ROUTER, WAN

TOOLS = os.environ.get("BENCH_TOOLS", "")
OVERLAY_PORT = 51820
NEW_PORT = 41641
OTHER_PORT = 5000
CONNTRACK = "/proc/sys/net/netfilter/"


def packets(first, flows, count, port=OVERLAY_PORT, answered=False):
    """Send packets of flows through the router; returns seconds and answers."""
    words = run("lan", [TOOLS + "/packets", "eth0", MAC["lan0"], LAN_SOURCES, FAR_HOSTS,
                        str(port), str(first), str(flows), str(count)] +
                list(NET if answered else ())).split()
    return int(words[1]) / 1e9, int(words[2])


def _delete(port):
    run(ROUTER, ["conntrack", "-D", "-p", "udp", "--orig-port-dst", str(port)])


class Table:
    """The router's: entries of no class, and overlay flows."""

    def __init__(self, most):
        with open(CONNTRACK + "nf_conntrack_max", "w", encoding="ascii") as file:
            file.write(f"{most}\n")
        self.others = 0
        self.flows = 0

    def fill(self, others, wan="wan1"):
        """Entries of no class, up to a number, by a WAN."""
        if others > self.others:
            run(ROUTER, [TOOLS + "/entries", str(self.others), str(others - self.others),
                         WAN[wan]])
            self.others = others

    def overlay(self, flows):
        """Overlay flows, up to a number, each of which was answered."""
        new = flows - self.flows
        if new > 0:
            answers = packets(self.flows, new, new, answered=True)[1]
            if answers != new:
                raise OSError(f"{answers} of {new} flows were answered")
            self.flows = flows

    def delete_overlay(self):
        """By conntrack -D; returns seconds, and those of a start of conntrack."""
        began = time.perf_counter()
        _delete(OVERLAY_PORT)
        middle = time.perf_counter()
        run(ROUTER, ["conntrack", "-C"])
        self.flows = 0
        return middle - began, time.perf_counter() - middle

    def end(self, port):
        """All flows to a port end, the overlay flows not among them."""
        if self.others or self.flows:
            _delete(port)
        else:
            self.flush()

    def flush(self):
        run(ROUTER, ["conntrack", "-F"])
        self.others = self.flows = 0


def count():
    """Entries of all namespaces."""
    return int(run(ROUTER, ["conntrack", "-C"]))
