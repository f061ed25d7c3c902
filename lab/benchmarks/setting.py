# SPDX-License-Identifier: GPL-2.0
"""What a benchmark has at hand in its guest."""

import json
import time

from module import Module
from network import Network
from table import Table, packets

# With as many buckets as entries, as the kernel itself has it: the room that
# the benchmarks need beside the entries of no class.
ROOM = 250000
IDLE = 1.3              # the last pass for having been loaded comes after a second,
AT_ONCE = {"lead": 1, "trail": 1, "settle": 1}
CALM = 8.0              # until no late replies are expected any more
IDLE_AT_ONCE = 0.2      # or, if told so, soon


class Setting:
    """`entries`, `routes` and `rounds` are what was asked for."""

    def __init__(self, options):
        self.entries = options.entries
        self.routes = options.routes
        self.rounds = options.rounds
        self.network = Network()
        self.table = Table(options.entries + ROOM)
        self.module = Module()
        self.loaded = False

    def load(self, loaded, hurry=False):
        """Load or unload the module, or neither; then wait until it is idle, which
        takes the same time if it is not there."""
        if loaded and not self.loaded:
            self.module.load()
            if hurry:
                self.module.param(**AT_ONCE)
            while self.module.index().get("flows", 0) < self.table.flows:
                time.sleep(IDLE_AT_ONCE)
        elif self.loaded and not loaded:
            self.module.unload()
        self.loaded = loaded
        time.sleep(IDLE_AT_ONCE if hurry else IDLE)

    def watch(self, state):
        """The watch on, or off: then the window is closed as soon as it may be, as if
        its time were over."""
        if state == "on":
            self.module.param(watch="always")
            time.sleep(CALM)
        else:
            with self.network.short_timeouts():
                self.module.param(watch="window", reconcile=1000)
                while self.module.watches():
                    packets(0, self.table.flows, self.table.flows)
                    time.sleep(IDLE_AT_ONCE)
            packets(0, self.table.flows, self.table.flows)
        if self.module.watches() != (state == "on"):
            raise OSError(f"the watch is not {state}")

    def by_turns(self, pairs, hurry=False):
        """Without and with the module: (number of the pair, loaded), in an order in
        which neither comes first. Pair 0 is a rehearsal, which fetches memory. The
        module knows nothing of the turn before; in a hurry, it is made idle at once."""
        for number in range(pairs + 1):
            for loaded in (False, True) if number % 2 else (True, False):
                if self.loaded:
                    self.load(False, hurry)
                self.load(loaded, hurry)
                yield number, loaded

    def tell_turn(self, kind, pair, loaded, **facts):
        """What is measured in a turn, unless it is a rehearsal."""
        if pair:
            self.tell(kind, pair=pair, loaded=loaded, **facts)

    @staticmethod
    def tell(kind, **facts):
        print("sample", kind, json.dumps({key: round(value, 9) if isinstance(value, float)
                                          else value for key, value in facts.items()}),
              flush=True)

    @staticmethod
    def note(text):
        print("#", text, flush=True)
