# SPDX-License-Identifier: GPL-2.0
"""What carries media and the web: QUIC and TURN."""

import socket

from netns import in_netns

from overlays.network import SERVER
from overlays.program import ANSWER, Overlay, find

PORT = 4433
TURN_PORT = 3479        # STUN has the other


class Quic(Overlay):
    """quic-go: streams of one connection."""
    name = "quic"
    stream = ANSWER

    def start(self):
        self.programs.spawn(self.pair.far, ["quic", "-serve", f"0.0.0.0:{PORT}"])
        self.programs.spawn(self.pair.near, ["sh", "-c", f"""
            while sleep 0.5; do "$0" -connect {self.pair.address()}:{PORT} \\
                -listen 127.0.0.1:{ANSWER}; done""", find("quic")])

    def far(self):
        return self.pair.address()

    def answers(self):
        with in_netns(self.pair.near):
            sock = socket.socket()
        try:
            sock.settimeout(1)
            sock.connect(("127.0.0.1", ANSWER))
            sock.sendall(b"?")
            return sock.recv(1) == b"?"
        except OSError:
            return False
        finally:
            sock.close()


class Turn(Overlay):
    """pion's TURN client at coturn's server, which relays to the far host. The client is
    started for each run: what it has at the server is lost with its address, and it does
    not notice for minutes."""
    name = "turn"
    hopeless = "an allocation belongs to the address that the server saw (RFC 8656)"

    def start(self):
        self.programs.spawn("net", ["turnserver", "-n", "--no-cli", "--log-file", "stdout",
                                    "--lt-cred-mech", "--user", "lab:lab", "--realm", "lab",
                                    "--listening-ip", SERVER[4], "--listening-port",
                                    str(TURN_PORT), "--no-tls", "--no-dtls", "--no-tcp",
                                    "--allow-loopback-peers", "--no-rfc5780"])

    def begin(self):
        self.client = self.programs.spawn(self.pair.near, ["sh", "-c", f"""
            while sleep 0.5; do "$0" -server {SERVER[4]}:{TURN_PORT} \\
                -peer {self.pair.address()}:{ANSWER} -listen 127.0.0.1:{ANSWER}; done""",
                                                           find("turn")])

    def end(self):
        self.programs.stop(self.client)

    def near(self):
        return "127.0.0.1"

    def far(self):
        return self.pair.address()

    def probe(self):
        return ("127.0.0.1", ANSWER)

    def answers(self):
        with in_netns(self.pair.far):
            far = socket.socket(type=socket.SOCK_DGRAM)
        with in_netns(self.pair.near):
            near = socket.socket(type=socket.SOCK_DGRAM)
        try:
            far.bind((self.far(), ANSWER))
            near.sendto(b"?", self.probe())
            far.settimeout(1)
            return far.recv(1) == b"?"
        except OSError:
            return False
        finally:
            near.close()
            far.close()
