# SPDX-License-Identifier: GPL-2.0
"""The processor's caches, and how to rid them of what a benchmark left there: on
a router, packets do that."""

import ctypes

SIZE = 64 << 20

_memory = ctypes.create_string_buffer(SIZE)


def empty():
    ctypes.memset(_memory, 1, SIZE)
