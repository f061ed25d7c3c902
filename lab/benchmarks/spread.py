# SPDX-License-Identifier: GPL-2.0
"""Repeated measurements: what lies in the middle, and how far they spread."""

from operator import truediv
from statistics import median, quantiles
from typing import NamedTuple


class Spread(NamedTuple):
    """A median between quartiles."""
    low: float
    middle: float
    high: float

    def map(self, function):
        return Spread(*sorted(function(value) for value in self))


def spread(values):
    values = list(values)
    if len(values) < 2:
        return Spread(values[0], values[0], values[0])
    low, _, high = quantiles(values, n=4, method="inclusive")
    return Spread(low, median(values), high)


def ratio(over, under):
    """Of what was measured by turns, but not in pairs."""
    return Spread(over.low / under.high, over.middle / under.middle, over.high / under.low)


def paired(samples, key, compare=truediv):
    """Loaded compared to not loaded, each pair by itself; a pair may have several of
    both."""
    pairs = {}
    for sample in samples:
        halves = pairs.setdefault(sample["pair"], {True: [], False: []})
        halves[sample["loaded"]].append(sample[key])
    return spread(compare(median(halves[True]), median(halves[False]))
                  for halves in pairs.values() if halves[True] and halves[False])


def grouped(number):
    return f"{number:,}".replace(",", " ")
