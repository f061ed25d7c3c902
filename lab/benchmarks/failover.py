# SPDX-License-Identifier: GPL-2.0
"""Processor time that a failover takes under each remedy of lab/proof, what becomes of
healthy entries, and whether packets of a healthy flow are held up meanwhile."""

import time
from typing import Callable, NamedTuple, Optional

from calm import Calm
from clock import busy
from command import ip_batch, run
from network import GATEWAY, METRIC, ROUTER, WAN
from overlays.remedy import REMEDIES
from overlays.router import MARK
from table import count, packets

FLOWS = 1000            # overlay flows that have to leave
SIZES = (0, 200000)     # healthy entries of the other WAN
SECONDS = 10            # of packets from the event on, one a second of each flow
BEFORE = 3              # seconds of peace
GC_EACH, GC_TAKES = 70, 8e6     # conntrack's own round: seconds, nanoseconds at least
LOOK = 0.5
LEFT = 5                # seconds between looks whether dead flows are gone
MODES = {"expire": 2, "renat": 3}

MARKS = f"""
table inet steer {{
	chain remember {{
		type filter hook postrouting priority 0
		ct state new oifname wan1 ct mark set {MARK["wan1"]}
		ct state new oifname wan2 ct mark set {MARK["wan2"]}
	}}
}}
"""


def _default(verb, wan, metric=None):
    return [f"route {verb} default via {GATEWAY[wan]} dev {wan} metric {metric or METRIC[wan]}"]


class Step(NamedTuple):
    """As remedies are told of it, see overlays/causes.py."""
    gone: str
    event: str
    came: Optional[str] = None


class Router:
    """What remedies are done to."""

    def __init__(self):
        self.before = {wan: {4: WAN[wan], 6: "2001:db8::"} for wan in WAN}
        self.told = False
        self.after = None       # what a remedy does

    @staticmethod
    def ip(lines):
        ip_batch(ROUTER, lines)

    @staticmethod
    def run(*argv):
        return run(ROUTER, list(argv))


class Cause(NamedTuple):
    name: str
    step: Step
    do: Callable
    prepare: Callable = lambda router: None


def _route_removed(router):
    router.ip(_default("del", "wan1"))


def _told(router):
    router.ip(_default("add", "wan1", 300) + _default("del", "wan1"))
    if router.told:
        router.run("rehome", "wan", "down", "wan1", "reason", "no answer to pings")


def _back(router):
    router.ip(_default("add", "wan1"))


def _flap(router):
    _route_removed(router)
    router.after()
    _back(router)
    router.after()
    _route_removed(router)


CAUSES = (Cause("route-removed", Step("wan1", "route"), _route_removed),
          Cause("told", Step("wan1", "told"), _told),
          Cause("failback", Step("wan2", "route", "wan1"), _back, _route_removed),
          Cause("flap", Step("wan1", "route"), _flap))


class Failover:
    """The same flows, again and again."""

    def __init__(self, setting):
        self.setting = setting
        self.table = setting.table
        self.router = Router()
        run(ROUTER, ["nft", "-f", "-"], MARKS)
        setting.network.usual_timeouts()
        self.calm = Calm()

    def _restore(self, size):
        """As before the cause, with the healthy entries and no others."""
        self.router.ip(["route flush exact default dev wan1"] + _default("add", "wan1"))
        while size and count() > size:
            time.sleep(LEFT)
        if count() < size or not size:
            self.table.flush()
            self.table.fill(size, "wan2")
        self.table.flows = 0

    @staticmethod
    def _after_gc():
        """Conntrack looks through its table each minute. Not while something is measured:
        it has just been through."""
        for _ in range(int(GC_EACH / LOOK)):
            before = busy()
            time.sleep(LOOK)
            if busy() - before > GC_TAKES:
                return

    def measure(self, cause, remedy, size):
        self._restore(size)
        router = self.router
        router.told = bool(remedy.mode)
        router.after = lambda: remedy.after(router, cause.step)
        if remedy.mode:
            self.setting.load(True)
            self.setting.module.param(mode=MODES[remedy.mode])
        cause.prepare(router)
        self._after_gc()
        self.table.overlay(FLOWS)
        self.calm.begin()
        time.sleep(BEFORE)
        seen, began, start = count(), busy(), time.monotonic()
        cause.do(router)
        router.after()
        acted = time.monotonic() - start
        for second in range(SECONDS):
            packets(0, FLOWS, FLOWS)
            time.sleep(max(start + second + 1 - time.monotonic(), 0))
        took = busy() - began
        late, lost = self.calm.end()
        self.setting.tell("failover", cause=cause.name, remedy=remedy.name, entries=size,
                          busy=took, acted=acted, late=late, lost=lost,
                          deleted=max(seen - count(), 0))
        if remedy.mode:
            self.setting.load(False)


def costs(setting):
    failover = Failover(setting)
    for size in SIZES:
        setting.note(f"{size} entries")
        for _ in range(setting.rounds):
            for cause in CAUSES:
                for remedy in REMEDIES:
                    # What is not told of a cause does nothing; flows are of UDP only.
                    if (not remedy.act or cause.step.event in remedy.events) and \
                            not remedy.presets:
                        failover.measure(cause, remedy, size)
