# SPDX-License-Identifier: GPL-2.0
"""How long passes take: with the index, without it, and what conntrack -D takes
for the same flows.

A pass is asked for: nothing else is measured with it. So that no other comes
between a change of routes and the pass that follows, the module waits long by
itself; and a round in which a pass of its own ran all the same is done again.
The processor's caches are emptied before, as they would be by packets; without that,
flows that were looked at a moment ago are still in them.

The index is "on" when it saw the first packets of its flows, as it does on a router;
"adopted" when they are older than it; else "off".
"""

import time

import cache
from module import next_pass

BY_COMMAND = {"lead": 10000, "trail": 10000, "settle": 30000, "reconcile": 30000, "hold": 0}
DAMPED = 2.1            # seconds between moves that are not damped
CALM = 4.0              # seconds without a pass, after which none follows
TRIES = 5
OVERLAY = 1000
SIZES = (10000, 100000)
FLOWS = (100, 1000, 10000, 100000)
REACTIONS = 3


class Passes:
    """The passes over the flows that there are."""

    def __init__(self, setting):
        self.setting = setting
        self.network = setting.network
        self.table = setting.table
        self.module = setting.module
        self.index = "on"
        self.moved = 0.0
        setting.load(True)
        self.module.param(**BY_COMMAND)

    def use(self, index):
        """With or without index, which knows all flows then."""
        if (self.index == "off") != (index == "off"):
            self.module.param(index=int(index != "off"))
        self.index = index
        if index == "off":
            return
        for _ in range(TRIES):
            self.module.sweep(dry=True)
            found = self.module.index().get("flows")
            if found == self.table.flows:
                return
            time.sleep(0.5)
        raise OSError(f"{found} of {self.table.flows} flows are in the index")

    def _wait(self):
        time.sleep(max(self.moved + DAMPED - time.monotonic(), 0))

    def _round(self, cold):
        before = self.module.own_passes()
        self.network.switch()
        if cold:
            cache.empty()
        moving = self.module.sweep()
        self.moved = time.monotonic()
        if cold:
            cache.empty()
        resting = self.module.sweep()
        alone = self.module.own_passes() == before and not resting["renat"] and \
            moving["renat"] == resting["flows"] == self.table.flows
        return alone, moving, resting

    def measure(self, index, cold=True):
        """A pass that moves all flows, and one that finds nothing to do."""
        for _ in range(TRIES):
            self.use(index)
            self._wait()
            alone, *found = self._round(cold)
            if alone:
                break
        else:
            raise OSError(f"passes over {self.table.flows} flows: {found}")
        for what, one in zip(("moves", "rests"), found):
            self.setting.tell("pass", index=index, what=what, cold=cold,
                              flows=self.table.flows,
                              entries=self.table.others + self.table.flows,
                              wall=one["wall"], work=one["work"])

    def delete(self, tell=True):
        """The flows are deleted, and come again."""
        flows, others = self.table.flows, self.table.others
        seconds, start = self.table.delete_overlay()
        if tell:
            self.setting.tell("delete", flows=flows, entries=others + flows, wall=seconds,
                              start=start)
        self.table.overlay(flows)

    def _anew(self, index):
        """Loaded anew, with the settings that are usual; ends when it is quiet."""
        self.setting.load(False)
        self.setting.load(True)
        self.module.param(hold=0, index=int(index != "off"))
        self.delete(tell=False)
        count = None
        while self.module.own_passes() != count:
            count = self.module.own_passes()
            time.sleep(CALM)

    def react(self, index):
        """The module's own passes after a change of routes, until all has moved."""
        self._anew(index)
        moved, work, kinds = 0, 0.0, []
        with self.module.watch() as sock:
            began = time.perf_counter()
            self.network.switch()
            while moved < self.table.flows:
                found = next_pass(sock)
                moved += found["renat"]
                work += found["work"]
                kinds.append(found["kind"])
            wall = time.perf_counter() - began
        self.setting.tell("reaction", index=index, flows=moved, kinds=kinds,
                          entries=self.table.others + self.table.flows, wall=wall, work=work)


def by_table(setting):
    """1 000 overlay flows, among more and more other entries."""
    passes = Passes(setting)
    sizes = [size for size in SIZES if size < setting.entries] + [setting.entries]
    for size in sizes:
        setting.table.fill(size - OVERLAY)
        setting.table.overlay(OVERLAY)
        setting.note(f"{size} entries")
        for _ in range(setting.rounds):
            passes.measure("off")
            passes.measure("adopted")
            passes.delete()
            passes.measure("on")
            passes.measure("on", cold=False)
    for _ in range(REACTIONS):
        for index in ("off", "on"):
            passes.react(index)
    setting.load(False)


def by_flows(setting):
    """More and more overlay flows."""
    passes = Passes(setting)
    setting.table.fill(SIZES[0])
    for flows in FLOWS:
        setting.table.overlay(flows)
        setting.note(f"{flows} flows")
        for _ in range(setting.rounds):
            passes.measure("on")
    setting.load(False)
