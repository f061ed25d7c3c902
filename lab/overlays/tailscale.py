# SPDX-License-Identifier: GPL-2.0
"""Tailscale: tailscaled as it is, with a control server for tests and one DERP."""

import http.client
import json
import os
import socket

from command import CommandError, run

from overlays.network import CONTROL, SERVER
from overlays.program import Overlay, find, until

ENVIRONMENT = {"TS_NO_LOGS_NO_SUPPORT": "true", "TS_DEBUG_FIREWALL_MODE": "nftables"}
LISTEN = 1055           # of its SOCKS server
RELAY_ONLY = """
table ip relay {
    chain forward {
        type filter hook forward priority 0;
        meta l4proto udp ip saddr != %(server)s ip daddr != %(server)s drop
    }
}
"""


class Local:
    """tailscaled's own interface, at a socket in the file system."""

    def __init__(self, path):
        self.path = path

    def status(self):
        sock = socket.socket(socket.AF_UNIX)
        sock.settimeout(5)
        sock.connect(self.path)
        connection = http.client.HTTPConnection("local-tailscaled.sock")
        connection.sock = sock
        try:
            connection.request("GET", "/localapi/v0/status")
            return json.load(connection.getresponse())
        finally:
            connection.close()


class Servers:
    """Control, DERP and STUN, shared by all; the certificate is known to all."""

    def __init__(self, programs):
        directory = programs.path("derp")
        self.certificate = os.path.join(directory, "control.crt")
        key = os.path.join(directory, "control.key")
        run("", ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                 "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key, "-out",
                 self.certificate, "-days", "3650", "-subj", "/CN=control", "-addext",
                 f"subjectAltName=IP:{CONTROL}"])
        programs.spawn("net", ["derper", "-a", f"{SERVER[4]}:443", "-http-port", "-1",
                               "-certmode", "manual", "-certdir", directory, "-hostname",
                               SERVER[4], "-stun", "-c", os.path.join(directory, "derper.json")])
        programs.spawn("net", ["control", "-listen", CONTROL, "-cert", self.certificate,
                               "-key", key, "-derp", SERVER[4]])
        until(20, lambda: run("net", ["ss", "-Htln", "sport = 443"]).count("\n") > 1)


class Tailscale(Overlay):
    """A direct path between two hosts, the far one behind a NAT of its own."""
    name = "tailscale"
    nat = True
    wanted = "direct"
    limit = 6.5
    own = "a peer takes data from a new address only after a disco ping, one in 5 to 6 s"
    tun = "tailscale0"
    port = 41641
    servers = None

    @property
    def node(self):
        """Where the near daemon is."""
        return self.pair.near

    def prepare(self):
        if not Tailscale.servers:
            Tailscale.servers = Servers(self.programs)
        self.local, self.addresses = {}, {}

    def start(self):
        self.prepare()
        for node, tun, port in ((self.pair.far, "tailscale0", 0),
                                (self.pair.near, self.tun, self.port)):
            self.daemon(node, tun, port)

    def daemon(self, node, tun, port, *words, state="mem:"):
        """Start tailscaled in a namespace and log in; returns the process. `words` are for
        `tailscale up`."""
        directory = self.programs.path(f"tailscale-{node}")
        path = os.path.join(directory, "sock")
        if os.path.exists(path):        # of the run before
            os.remove(path)
        process = self.programs.spawn(node, [
            "tailscaled", f"--state={state}", f"--statedir={directory}", f"--socket={path}",
            f"--tun={tun}", f"--port={port}", f"--socks5-server=127.0.0.1:{LISTEN}",
            "--no-logs-no-support"], **ENVIRONMENT, SSL_CERT_FILE=Tailscale.servers.certificate)
        if not until(20, lambda: os.path.exists(path)):
            raise OSError(f"tailscaled does not start in {node}")
        self.local[node] = Local(path)
        self.command(node, "up", f"--login-server=https://{CONTROL}", f"--hostname={node}",
                     "--accept-dns=false", "--netfilter-mode=off", "--timeout=60s", *words)
        self.addresses[node] = self.local[node].status()["TailscaleIPs"][self.family == 6]
        return process

    def command(self, node, *words):
        return run(node, [find("tailscale"), f"--socket={self.local[node].path}", *words])

    def near(self):
        return self.addresses[self.pair.near]

    def far(self):
        return self.addresses[self.pair.far]

    def path(self):
        peers = self.local[self.node].status()["Peer"].values()
        peer = next(peer for peer in peers
                    if self.addresses[self.pair.far] in peer["TailscaleIPs"])
        return "direct" if peer["CurAddr"] else "relayed"

    def answers(self):
        return super().answers() and self.path() == self.wanted


class TailscaleSame(Tailscale):
    """One of two hosts behind the router with the same port. Only one of them can have it
    outside, so that the other's peer must be one whom it can reach by itself."""
    name = "tailscale-same-1"
    apart = "same"              # beside many others theirs work without an end
    nat = False
    port = 41642


class TailscaleSameToo(TailscaleSame):
    name = "tailscale-same-2"


class TailscaleRelayed(Tailscale):
    """The far host's NAT lets no UDP through but STUN: all goes by the DERP server."""
    name = "tailscale-relayed"
    wanted = "relayed"
    limit = 0
    own = ""
    port = 0

    def start(self):
        run(self.pair.home, ["nft", "-f", "-"], RELAY_ONLY % {"server": SERVER[4]})
        super().start()


class TailscaleUserspace(Tailscale):
    """Without a device of its own; what passes it comes from its SOCKS server."""
    name = "tailscale-userspace"
    tun = "userspace-networking"
    limit = 14
    own = Tailscale.own + "; the connection in it backs off to as long again (RFC 6298)"
    port = 0
    stream = LISTEN
    socks = True

    def answers(self):
        try:
            self.command(self.node, "ping", "--c=1", "--timeout=2s", self.far())
        except CommandError:
            return False
        return True
