# SPDX-License-Identifier: GPL-2.0
"""All overlays, in the order of the table."""

from overlays.media import Quic, Turn
from overlays.mesh import Fastd, N2n, Nebula, Tinc
from overlays.tailscale import (Tailscale, TailscaleRelayed, TailscaleRouter,
                                TailscaleSame, TailscaleSameToo, TailscaleUserspace)
from overlays.vpn import (IPsec, IPsecFixed, OpenVPN, OpenVPNStatic, WireGuard25, WireGuardGo,
                          WireGuardIdle5, WireGuardIdle25, WireGuardNone)

OVERLAYS = [Tailscale, TailscaleSame, TailscaleSameToo, TailscaleUserspace, TailscaleRouter,
            TailscaleRelayed, WireGuard25, WireGuardNone, WireGuardIdle5, WireGuardIdle25,
            WireGuardGo, Nebula, OpenVPN, OpenVPNStatic, IPsec, IPsecFixed, Tinc, Fastd, N2n,
            Quic, Turn]
