# SPDX-License-Identifier: GPL-2.0
"""What the index takes: what the kernel has back when it is given up, with all that
allocators round up, and what the module tells of it."""

import time

from table import packets

FLOWS = 100000
FREED = 1.0             # seconds for what RCU frees


def _taken():
    """Bytes of kernel memory that is no page cache."""
    with open("/proc/meminfo", encoding="ascii") as file:
        sizes = dict(line.split(":") for line in file)
    return sum(int(sizes[name].split()[0]) for name in ("Slab", "VmallocUsed")) * 1024


def index(setting):
    """Flows that it noted at their first packets, then none."""
    setting.load(True)
    answers = packets(0, FLOWS, FLOWS, answered=True)[1]
    found = setting.module.index()
    before = _taken()
    setting.load(False)
    time.sleep(FREED)
    setting.tell("memory", answered=answers, freed=before - _taken(), **found)
