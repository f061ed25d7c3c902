# SPDX-License-Identifier: GPL-2.0
"""Processor time of the whole guest: what passed while its only processor was not idle,
packets and the kernel's own work included, to the nanosecond."""

import re
import time

# What tickless kernels know of each processor.
IDLE = re.compile(r"\.(?:idle|iowait)_sleeptime\s*:\s*(\d+) nsecs")


def busy():
    """Nanoseconds, from some moment on."""
    with open("/proc/timer_list", encoding="ascii") as file:
        idle = [int(number) for number in IDLE.findall(file.read())]
    if not idle:
        raise OSError("this kernel does not tell for how long it was idle")
    return time.monotonic_ns() - sum(idle)
