# SPDX-License-Identifier: GPL-2.0
"""Tailscale on the router itself, with its own sockets, routing rules and table: as a
host, as a subnet router, as an exit node and with one far away."""

import os

from command import CommandError, run
from world import set_sysctl

from overlays.network import SERVER
from overlays.program import ANSWER
from overlays.router import NAME
from overlays.tailscale import Tailscale

NET = "10.0.0.0/24"
MASQUERADE = """
table ip exit {
    chain post {
        type nat hook postrouting priority 100;
        oifname "eth0" masquerade
    }
}
"""


class TailscaleRouter(Tailscale):
    """A conversation of the router's own. All of this file but the last share a daemon,
    which lives as long as the router and is the same node each time."""
    name = "tailscale-router"
    port = 41643
    routed = True
    process = shared = None

    @property
    def node(self):
        return NAME

    def start(self):
        self.prepare()
        self.daemon(self.pair.far, "tailscale0", 0, *self.far_words())

    def far_words(self):
        return ()

    def words(self):
        return "--advertise-routes=" + NET, "--advertise-exit-node"

    def begin(self):
        if not TailscaleRouter.process:
            state = os.path.join(self.programs.path(f"tailscale-{NAME}"), "state")
            TailscaleRouter.process = self.daemon(NAME, self.tun, self.port, *self.words(),
                                                  state=state)
            TailscaleRouter.shared = self.local[NAME], self.addresses[NAME]
        self.local[NAME], self.addresses[NAME] = TailscaleRouter.shared

    def end(self):
        if TailscaleRouter.process:
            self.programs.stop(TailscaleRouter.process)
            TailscaleRouter.process = None

    def near(self):
        return self.addresses[NAME]

    def ends(self):
        return (NAME, self.near()), (self.pair.far, self.far())

    def answers(self):
        """Asked from where its packets will come from."""
        near, far = self.ends()
        if self.begins == "far":
            near, far = far, near
        try:
            run(near[0], ["ping", "-q", "-c", "1", "-W", "1", far[1]])
        except CommandError:
            return False
        return self.path() == self.wanted


class TailscaleSubnet(TailscaleRouter):
    """A far host asks a host of the LAN, which runs nothing, by the route that the router
    advertises."""
    name = "tailscale-subnet"
    begins = "far"

    def far_words(self):
        return ("--accept-routes",)

    def ends(self):
        return (self.pair.near, self.pair.lan()), (self.pair.far, self.far())


class TailscaleExit(TailscaleRouter):
    """A far host reaches the Internet by the router, its exit node: two flows there are to
    move, that of the tunnel and that of what comes out of it."""
    name = "tailscale-exit"
    begins = "far"

    def ends(self):
        return ("net", SERVER[4]), (self.pair.far, self.far())

    def answers(self):
        """It is to be asked for once the far daemon knows that the router offers it."""
        try:
            self.command(self.pair.far, "set", f"--exit-node={self.near()}")
        except CommandError:
            return False
        way = run(self.pair.far, ["ip", "route", "get", SERVER[4]])
        return "tailscale0" in way and super().answers()


class TailscaleExitFar(TailscaleRouter):
    """A host of the LAN reaches the Internet by the far host, the router's exit node. All
    that the LAN sends goes that way."""
    name = "tailscale-exit-far"
    apart = "exit"

    def far_words(self):
        return ("--advertise-exit-node",)

    def start(self):
        super().start()
        set_sysctl(self.pair.far, "ipv4/ip_forward", 1)
        run(self.pair.far, ["nft", "-f", "-"], MASQUERADE)

    def words(self):
        return ("--exit-node=" + self.far(), "--exit-node-allow-lan-access")

    def ends(self):
        return (self.pair.near, self.pair.lan()), ("net", SERVER[4])

    def probe(self):
        return SERVER[4], ANSWER

    def answers(self):
        way = run(NAME, ["ip", "route", "get", SERVER[4], "from", self.pair.lan(),
                         "iif", "lan0"])
        return "tailscale0" in way and super().answers()
