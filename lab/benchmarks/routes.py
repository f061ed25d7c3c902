# SPDX-License-Identifier: GPL-2.0
"""Routes added and removed by the thousand, as a routing daemon does."""

import time

from command import run
from network import GATEWAY, ROUTER

FLOWS = (0, 1000)
BASE = (198 << 24) + (18 << 16)
# ip keeps 4 KiB for each line, and so many pages are all that a process may have
# under User Mode Linux. And the shorter the turns, the less else changes.
PIECE = 20000


def _batch(verb):
    path = f"/tmp/routes-{verb}"
    with open(path, "w", encoding="ascii") as file:
        for host in range(BASE, BASE + PIECE):
            addr = ".".join(str(byte) for byte in host.to_bytes(4, "big"))
            file.write(f"route {verb} {addr}/32 via {GATEWAY['wan2']} dev wan2\n")
    return path


def _took(path):
    began = time.perf_counter()
    run(ROUTER, ["ip", "-batch", path])
    return time.perf_counter() - began


def churn(setting):
    """Seconds for the routes, without and with overlay flows to look after."""
    add, delete = _batch("add"), _batch("del")
    pairs = max(setting.routes * setting.rounds // PIECE, 1)
    for flows in FLOWS:
        setting.table.overlay(flows)
        for pair, loaded in setting.by_turns(pairs):
            setting.tell_turn("routes", pair, loaded, flows=flows, routes=PIECE,
                              add=_took(add), delete=_took(delete))
        setting.load(False)
