# SPDX-License-Identifier: GPL-2.0
"""How long passes take, which look at all flows, what conntrack -D takes for the same
flows, and what a packet takes that moves its flow.

A pass is asked for: nothing else is measured with it. So that no other comes between,
the module waits long by itself; and a round in which a pass of its own ran all the same
is done again. The processor's caches are emptied before, as they would be by packets;
without that, flows that were looked at a moment ago are still in them.
"""

import time

import cache
from network import received
from table import packets

BY_COMMAND = {"lead": 10000, "trail": 10000, "settle": 30000, "reconcile": 30000, "hold": 0}
TRIES = 5
OVERLAY = 1000
SIZES = (10000, 100000)
FLOWS = (100, 1000, 10000, 100000)
MOVED = 10000


class Passes:
    """The passes over the flows that there are."""

    def __init__(self, setting):
        self.setting = setting
        self.table = setting.table
        self.module = setting.module
        setting.load(True)
        self.module.param(**BY_COMMAND)

    def _known(self):
        """Until the index knows all flows."""
        for _ in range(TRIES):
            self.module.sweep()
            found = self.module.index().get("flows")
            if found == self.table.flows:
                return
            time.sleep(0.5)
        raise OSError(f"{found} of {self.table.flows} flows are in the index")

    def measure(self, cold=True):
        """A pass that looks at all flows."""
        self._known()
        for _ in range(TRIES):
            before = self.module.own_passes()
            if cold:
                cache.empty()
            found = self.module.sweep()
            if self.module.own_passes() == before:
                break
        else:
            raise OSError(f"passes over {self.table.flows} flows: {found}")
        self.setting.tell("pass", cold=cold, flows=self.table.flows,
                          entries=self.table.others + self.table.flows,
                          wall=found["wall"], work=found["work"])

    def delete(self):
        """The flows are deleted, and come again."""
        flows, others = self.table.flows, self.table.others
        seconds, start = self.table.delete_overlay()
        self.setting.tell("delete", flows=flows, entries=others + flows, wall=seconds,
                          start=start)
        self.table.overlay(flows)


def by_table(setting):
    """1 000 overlay flows, among more and more other entries."""
    passes = Passes(setting)
    sizes = [size for size in SIZES if size < setting.entries] + [setting.entries]
    for size in sizes:
        setting.table.fill(size - OVERLAY)
        setting.table.overlay(OVERLAY)
        setting.note(f"{size} entries")
        for _ in range(setting.rounds):
            passes.delete()
            passes.measure()
            passes.measure(cold=False)
    setting.load(False)


def by_flows(setting):
    """More and more overlay flows."""
    passes = Passes(setting)
    setting.table.fill(SIZES[0])
    for flows in FLOWS:
        setting.table.overlay(flows)
        setting.note(f"{flows} flows")
        for _ in range(setting.rounds):
            passes.measure()
    setting.load(False)


def moves(setting):
    """A packet of each flow, which moves it; and one more, which does not."""
    setting.load(True)
    setting.module.param(watch="always", hold=0)
    setting.table.overlay(MOVED)
    for turn in range(setting.rounds + 1):
        setting.network.switch()
        to = "isp1" if setting.network.on_wan1 else "isp2"
        before = received(to)
        moving = packets(0, MOVED, MOVED)[0]
        arrived = received(to) - before
        resting = packets(0, MOVED, MOVED)[0]
        # The first turn is a rehearsal.
        if turn:
            setting.tell("move", flows=MOVED, arrived=arrived, wall=moving - resting,
                         resting=resting)
    setting.load(False)
