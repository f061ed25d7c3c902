# SPDX-License-Identifier: GPL-2.0
"""All overlays, in the order of the table."""

from overlays.carried import WebRTC
from overlays.ipv6 import (TailscaleInside6, WireGuardBoth6, WireGuardInside6,
                           WireGuardOutside6)
from overlays.media import Quic, Turn
from overlays.mesh import Fastd, N2n, Nebula, Tinc
from overlays.tailscale import (Tailscale, TailscaleRelayed, TailscaleSame,
                                TailscaleSameToo, TailscaleUserspace)
from overlays.tailscale_router import (TailscaleExit, TailscaleExitFar, TailscaleRouter,
                                       TailscaleSubnet)
from overlays.vpn import (IPsec, IPsecFixed, OpenVPN, OpenVPNStatic, WireGuard25, WireGuardGo,
                          WireGuardIdle5, WireGuardIdle25, WireGuardNone)
from overlays.zerotier import ZeroTier

OVERLAYS = [Tailscale, TailscaleSame, TailscaleSameToo, TailscaleUserspace, TailscaleInside6,
            TailscaleRouter, TailscaleSubnet, TailscaleExit, TailscaleExitFar,
            TailscaleRelayed, WireGuard25, WireGuardNone, WireGuardIdle5, WireGuardIdle25,
            WireGuardInside6, WireGuardOutside6, WireGuardBoth6,
            WireGuardGo, ZeroTier, Nebula, OpenVPN, OpenVPNStatic, IPsec, IPsecFixed, Tinc,
            Fastd, N2n, Quic, Turn, WebRTC]
