# SPDX-License-Identifier: GPL-2.0
"""Meshes, whose peers find each other: Nebula, tinc, fastd, n2n."""

import os

from command import run

from overlays.network import SERVER
from overlays.program import Overlay, find

NEBULA = """
pki: {{ ca: {d}/nebula-ca.crt, cert: {d}/nebula-{side}.crt, key: {d}/nebula-{side}.key }}
static_host_map: {{ "{light}": ["{server}:4242"] }}
lighthouse: {{ am_lighthouse: {is_light}, interval: 10, hosts: [{hosts}] }}
listen: {{ host: 0.0.0.0, port: {port} }}
punchy: {{ punch: true, respond: true }}
tun: {{ dev: nebula0, mtu: 1300, disabled: {is_light} }}
logging: {{ level: info }}
firewall:
  outbound: [{{ port: any, proto: any, host: any }}]
  inbound: [{{ port: any, proto: any, host: any }}]
"""


class Nebula(Overlay):
    """With a lighthouse in the Internet."""
    name = "nebula"

    def start(self):
        directory = self.programs.directory
        ca = [os.path.join(directory, f"nebula-ca.{kind}") for kind in ("crt", "key")]
        run("", [find("nebula-cert"), "ca", "-name", "lab", "-out-crt", ca[0], "-out-key", ca[1]])
        light = self.pair.inside(3)
        for node, side, address, port in (("net", "light", light, 4242),
                                          (self.pair.far, "far", self.far(), 4242),
                                          (self.pair.near, "near", self.near(), 0)):
            base = os.path.join(directory, f"nebula-{side}")
            run("", [find("nebula-cert"), "sign", "-ca-crt", ca[0], "-ca-key", ca[1], "-name",
                     side, "-ip", f"{address}/24", "-out-crt", base + ".crt", "-out-key",
                     base + ".key"])
            lighthouse = side == "light"
            config = self.programs.file(f"nebula-{side}.yml", NEBULA.format(
                d=directory, side=side, light=light, server=SERVER[4], port=port,
                is_light=str(lighthouse).lower(), hosts="" if lighthouse else f'"{light}"'))
            self.programs.spawn(node, ["nebula", "-config", config])


class Tinc(Overlay):
    name = "tinc"
    limit = 10
    own = "tries its keys until one fits a packet from an unknown address"

    def start(self):
        dirs = {side: self._side(side, address) for side, address in
                (("near", self.near()), ("far", self.far()))}
        with open(f"{dirs['far']}/hosts/far", "a", encoding="ascii") as file:
            file.write(f"Address={self.pair.address()}\nPort=6551\n")
        for one, other in (("near", "far"), ("far", "near")):
            run("", ["cp", f"{dirs[one]}/hosts/{one}", f"{dirs[other]}/hosts/{one}"])
        for node, side in ((self.pair.far, "far"), (self.pair.near, "near")):
            self.programs.spawn(node, ["tincd", "-D", "-c", dirs[side],
                                       f"--pidfile={dirs[side]}/pid"])

    def _side(self, side, address):
        directory = self.programs.path(f"tinc-{side}")
        self.programs.path(f"tinc-{side}/hosts")
        self.programs.file(f"tinc-{side}/tinc.conf", f"Name={side}\nInterface=tinc0\n"
                           "Mode=router\nPort=6551\nPingInterval=10\n" +
                           ("ConnectTo=far\n" if side == "near" else ""))
        self.programs.file(f"tinc-{side}/tinc-up", "#!/bin/sh\nip addr add "
                           f"{address}/24 dev $INTERFACE\nip link set $INTERFACE up\n", 0o700)
        self.programs.file(f"tinc-{side}/hosts/{side}", f"Subnet={address}/32\n")
        run("", ["tincd", "-c", directory, "-K1024"])
        return directory


class Fastd(Overlay):
    name = "fastd"
    limit = 40
    own = "a peer's new address is taken at the next handshake only"

    def start(self):
        keys = {side: self._key() for side in ("near", "far")}
        self._side(self.pair.far, 2, keys["far"][0], keys["near"][1], "")
        self._side(self.pair.near, 1, keys["near"][0], keys["far"][1],
                   f"remote {self.pair.address()} port 10552;")

    @staticmethod
    def _key():
        words = run("", ["fastd", "--generate-key"]).split()
        return words[words.index("Secret:") + 1], words[words.index("Public:") + 1]

    def _side(self, node, side, secret, peer, remote):
        conf = self.programs.file(f"fastd-{side}.conf", f"""
            interface "fastd0"; mode tun; method "null"; secret "{secret}";
            bind any port {10550 + side}; mtu 1400; log level error;
            on up "ip addr add {self.pair.inside(side)}/24 dev fastd0; ip link set fastd0 up";
            peer "other" {{ key "{peer}"; {remote} float yes; }}
            """)
        self.programs.spawn(node, ["fastd", "-c", conf])


class N2n(Overlay):
    """Its edges are started for each run: what was cut off once stays so."""
    name = "n2n"
    hopeless = "an edge goes on sending to where its peer registered from, although the " \
        "peer's packets come from elsewhere (version 1.3)"

    def start(self):
        self.edges = []
        self.programs.spawn("net", ["supernode", "-l", "7655"])

    def begin(self):
        self.edges = [self.programs.spawn(node, [
            "edge", "-d", "n2n0", "-a", self.pair.inside(side), "-s", "255.255.255.0",
            "-c", "lab", "-k", "secret", "-l", f"{SERVER[4]}:7655"])
            for node, side in ((self.pair.far, 2), (self.pair.near, 1))]

    def end(self):
        for edge in self.edges:
            self.programs.stop(edge)
