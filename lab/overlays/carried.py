# SPDX-License-Identifier: GPL-2.0
"""Overlays that are no device but a library in a program: WebRTC in Node.js."""

import os
import shutil
import socket

from netns import in_netns

from overlays.network import SERVER
from overlays.program import ANSWER, Overlay, find

LOCAL = "127.0.0.1"
STUN_PORT = 3480        # others have STUN of their own


class Carried(Overlay):
    """The near program carries what comes to a port of its own host to the far program,
    which sends it back."""

    def near(self):
        return LOCAL

    def far(self):
        return LOCAL

    def probe(self):
        return LOCAL, ANSWER

    def answers(self):
        with in_netns(self.pair.near):
            sock = socket.socket(type=socket.SOCK_DGRAM)
        try:
            sock.settimeout(1)
            sock.sendto(b"?", self.probe())
            return sock.recv(1) == b"?"
        except OSError:
            return False
        finally:
            sock.close()


class WebRTC(Carried):
    """A data channel of libwebrtc. The peers are started for each run, since they give up
    for good after some time."""
    name = "webrtc"
    part = "webrtc"
    limit = 2.7
    own = "a peer answers to a new address after a check from it only, one in 2.5 s"

    def start(self):
        self.peers = []
        self.programs.spawn("net", ["turnserver", "-n", "--no-cli", "--log-file", "stdout",
                                    "--stun-only", "--listening-ip", SERVER[4],
                                    "--listening-port", str(STUN_PORT), "--no-tls",
                                    "--no-dtls", "--no-tcp", "--no-rfc5780"])

    def begin(self):
        directory = self.programs.path("webrtc")
        shutil.rmtree(directory)
        os.mkdir(directory)
        peer = os.path.join(find("webrtc"), "peer.js")
        self.peers = [self.programs.spawn(node, [
            "node", peer, role, directory, f"{SERVER[4]}:{STUN_PORT}", str(ANSWER)])
            for node, role in ((self.pair.far, "answer"), (self.pair.near, "offer"))]

    def end(self):
        for peer in self.peers:
            self.programs.stop(peer)
