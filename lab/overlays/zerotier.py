# SPDX-License-Identifier: GPL-2.0
"""ZeroTier: the core of libzt in a program, with a root of our own."""

import os

from world import make_netns

from overlays.carried import Carried
from overlays.network import INTERNET
from overlays.program import ANSWER, find, until

ROOT = 12               # number of its host
PORT = 9993


class ZeroTier(Carried):
    """In a network without a controller, whose nodes are trusted by their identity."""
    name = "zerotier"
    part = "zerotier"
    limit = 0.2
    own = "a peer greets a new address, and answers to it once that is answered"

    def __init__(self, programs, network):
        """A node takes packets by the device that has their address only, so that its root
        gets a host with one device."""
        super().__init__(programs, network)
        make_netns("root")
        network.attach("root", "net", INTERNET, ROOT)

    def start(self):
        directory = self.programs.path("zerotier")
        node = ["/usr/bin/python3", os.path.join(find("zerotier"), "node.py")]
        planet = os.path.join(directory, "planet")
        self.programs.spawn("root", node + ["keys", directory, f"{INTERNET[4]}{ROOT}/{PORT}"])
        if not until(60, lambda: os.path.exists(planet)):
            raise OSError("ZeroTier makes no planet")
        for netns, role in (("root", "root"), (self.pair.far, "far"), (self.pair.near, "near")):
            self.programs.spawn(netns, node + [role, directory, str(ANSWER)])
