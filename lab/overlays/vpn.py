# SPDX-License-Identifier: GPL-2.0
"""Tunnels between two known peers: WireGuard, OpenVPN, IPsec."""

import os

from command import ip_batch, run

from overlays.network import LENGTH
from overlays.program import Overlay, until

PORT = 51820
LOADED = 20             # seconds until strongSwan has its connections


class WireGuard(Overlay):
    """Of the kernel; a keepalive, in seconds, or none."""
    keepalive = 25

    def start(self):
        keys = {}
        for side in ("near", "far"):
            secret = run("", ["sh", "-c", "wg genkey 2>/dev/null"]).strip()
            keys[side] = (secret, run("", ["wg", "pubkey"], secret).strip())
        self._end(self.pair.near, 1, keys["near"][0], ["peer", keys["far"][1], "endpoint",
                  self.endpoint(), "persistent-keepalive",
                  str(self.keepalive or "off")])
        self._end(self.pair.far, 2, keys["far"][0], ["peer", keys["near"][1]])

    def endpoint(self):
        """The far side's, as the near side is told."""
        address = self.pair.address(self.outer)
        return f"[{address}]:{PORT}" if self.outer == 6 else f"{address}:{PORT}"

    def device(self, node):
        """Makes the device; returns its name."""
        ip_batch(node, ["link add wg0 type wireguard"])
        return "wg0"

    def _end(self, node, side, secret, peer):
        device = self.device(node)
        key = self.programs.file(f"{node}.key", secret)
        run(node, ["wg", "set", device, "listen-port", str(PORT), "private-key", key] + peer +
            ["allowed-ips", self.pair.inside(3 - side, self.family)])
        ip_batch(node, [f"addr add {self.pair.inside(side, self.family)}/"
                        f"{LENGTH[self.family]} dev {device}", f"link set {device} up"])


class WireGuard25(WireGuard):
    name = "wireguard"


class WireGuardIdle25(WireGuard):
    """Its near side is silent but for keepalives; the far side asks. When nothing comes any
    more, the near side tries a handshake after 15 s and up to a third of a second that it
    draws, which the timer wheel of a kernel with 100 ticks a second rounds up by 0.64 s."""
    name = "wireguard-idle-25"
    begins = "far"
    chance = 1


class WireGuardIdle5(WireGuardIdle25):
    name = "wireguard-idle-5"
    keepalive = 5
    chance = 0.1            # its timer is rounded up by 0.08 s


class WireGuardNone(WireGuard):
    name = "wireguard-none"
    keepalive = 0


class WireGuardGo(WireGuard):
    name = "wireguard-go"
    apart = "go"                # beside many others it works without an end

    def device(self, node):
        # Its control socket is found by the device's name, in whichever namespace.
        device = f"wg-{node}"
        self.programs.spawn(node, ["wireguard", "-f", device])
        until(10, lambda: os.path.exists(f"/run/wireguard/{device}.sock"))
        return device


class OpenVPNStatic(Overlay):
    name = "openvpn-static"

    def start(self):
        key = os.path.join(self.programs.directory, "openvpn.key")
        run("", ["openvpn", "--genkey", "secret", key])
        for node, side, more in ((self.pair.near, 1, ["--remote", self.pair.address(), "5551",
                                                      "--nobind"]),
                                 (self.pair.far, 2, ["--float", "--lport", "5551"])):
            self.programs.spawn(node, [
                "openvpn", "--dev", "tun0", "--proto", "udp4", "--secret", key, "--cipher",
                "AES-256-CBC", "--ping", "10", "--ifconfig", self.pair.inside(side),
                self.pair.inside(3 - side)] + more)


class OpenVPN(Overlay):
    """With TLS, as it is mostly run."""
    name = "openvpn"

    def start(self):
        prints = {side: self._certificate(side) for side in ("near", "far")}
        common = ["openvpn", "--dev", "tun0", "--proto", "udp4", "--keepalive", "10", "60"]
        self.programs.spawn(self.pair.far, common + [
            "--tls-server", "--mode", "server", "--dh", "none", "--topology", "subnet",
            "--server", self.pair.inside(0), "255.255.255.0"] + self._keys("far") +
            ["--peer-fingerprint", prints["near"]])
        self.programs.spawn(self.pair.near, common + [
            "--client", "--remote", self.pair.address(), "1194", "--nobind"] +
            self._keys("near") + ["--peer-fingerprint", prints["far"]])

    def near(self):
        return self.pair.inside(2)

    def far(self):
        return self.pair.inside(1)

    def _keys(self, side):
        base = os.path.join(self.programs.directory, f"openvpn-{side}")
        return ["--cert", base + ".crt", "--key", base + ".key"]

    def _certificate(self, side):
        base = os.path.join(self.programs.directory, f"openvpn-{side}")
        run("", ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                 "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", base + ".key", "-out",
                 base + ".crt", "-days", "3650", "-subj", f"/CN={side}"])
        return run("", ["openssl", "x509", "-in", base + ".crt", "-noout", "-fingerprint",
                        "-sha256"]).strip().split("=")[1]


SWANCTL = """
connections {{
  lab {{
    version = 2
    mobike = {mobike}
  keyingtries = 0
    dpd_delay = 10s
    local_addrs = %any
    remote_addrs = {remote}
    {vips}
    local {{ auth = psk
      id = {me} }}
    remote {{ auth = psk
      id = {other} }}
    children {{ net {{
        local_ts = {local_ts}
        remote_ts = {remote_ts}
        dpd_action = {again}
        start_action = {begin}
        esp_proposals = aes128gcm16
      }} }}
    proposals = aes128-sha256-modp2048
  }}
}}
secrets {{ ike-lab {{
  secret = "lab" }} }}
"""
STRONGSWAN = """
charon {{
  load = random nonce aes sha1 sha2 hmac kdf gmp drbg kernel-netlink socket-default vici
  keep_alive = 20
  retransmit_tries = 3
  filelog {{ stderr {{
    default = 1 }} }}
  plugins {{ vici {{
      socket = unix://{directory}/vici }} }}
}}
"""


class IPsec(Overlay):
    """strongSwan, IKEv2, ESP in UDP."""
    name = "ipsec-mobike"
    limit = 0.2
    own = "the far kernel tells its daemon of the new address at the first packet from it"
    mobike = "yes"

    def start(self):
        self.daemons = []
        for node, address in ((self.pair.near, self.near()), (self.pair.far, self.far())):
            ip_batch(node, [f"addr add {address}/32 dev lo"])
        # What is for the tunnel carries its address.
        for node, me, other, via in ((self.pair.near, self.near(), self.far(), "10.0.0.1"),
                                     (self.pair.far, self.far(), self.near(), "203.0.113.1")):
            ip_batch(node, [f"route add {other}/32 via {via} dev eth0 src {me}"])

    def begin(self):
        """Its daemons give up while there is no router."""
        near, far = f"{self.near()}/32", f"{self.far()}/32"
        loaded = os.path.join(self.programs.path(f"{self.name}-far"), "loaded")
        # That of the run before would be seen before the new daemon's shell removes it.
        if os.path.exists(loaded):
            os.remove(loaded)
        self._end(self.pair.far, "far", SWANCTL.format(
            mobike=self.mobike, remote="%any", vips="", me="far", other="near", local_ts=far,
            remote_ts=near, again="clear", begin="none"))
        if not until(LOADED, lambda: os.path.exists(loaded)):
            raise OSError("strongSwan's far side loads nothing:\n" +
                          self.programs.said(self.pair.far))
        self._end(self.pair.near, "near", SWANCTL.format(
            mobike=self.mobike, remote=self.pair.address(), vips="", me="near", other="far",
            local_ts=near, remote_ts=far, again="restart", begin="start"))

    def end(self):
        while self.daemons:
            self.programs.stop(self.daemons.pop())

    def _end(self, node, side, config):
        directory = self.programs.path(f"{self.name}-{side}")
        conf = self.programs.file(f"{self.name}-{side}/strongswan.conf",
                                  STRONGSWAN.format(directory=directory))
        swanctl = self.programs.file(f"{self.name}-{side}/swanctl.conf", config)
        # Its process file is in a fixed place.
        self.daemons.append(self.programs.spawn(node, ["sh", "-c", f"""
            cd {directory} && rm -f vici charon.pid && mount --bind . /run
            (until swanctl --load-all --noprompt --uri unix://{directory}/vici \\
                --file {swanctl}; do sleep 0.2; done
            touch loaded) &
            exec /usr/lib/ipsec/charon"""], STRONGSWAN_CONF=conf))


class IPsecFixed(IPsec):
    name = "ipsec"
    mobike = "no"
