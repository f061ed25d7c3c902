# SPDX-License-Identifier: GPL-2.0
"""IPv6 in tunnels, and tunnels over IPv6, which the router translates as it does IPv4."""

from overlays.tailscale import Tailscale
from overlays.vpn import WireGuard


class WireGuardInside6(WireGuard):
    name = "wireguard-6-in-4"
    family = 6


class WireGuardOutside6(WireGuard):
    name = "wireguard-4-in-6"
    outer = 6


class WireGuardBoth6(WireGuard):
    name = "wireguard-6-in-6"
    family = outer = 6


class TailscaleInside6(Tailscale):
    name = "tailscale-6-in-4"
    family = 6
    port = 0
