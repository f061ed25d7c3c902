# SPDX-License-Identifier: GPL-2.0
"""A cause: what happens to the router's network, step by step."""

from dataclasses import dataclass, field
from typing import Callable, Optional

import address as a

FIRST = 2       # seconds of quiet before the first step
EACH = 3        # and after each


@dataclass
class Step:
    """A change, and what it does.

    effect: name in effect.EFFECTS for flows of the LAN; `router` for those of
    the router itself, the same unless told. to: the WAN, or an address for each
    family, that flows are seen from afterwards. families: those the step is
    about; nothing happens to others.
    """
    do: Callable
    effect: str
    to: object = "wan2"
    router: Optional[str] = None
    families: tuple = a.FAMILIES
    last: float = EACH

    def effect_on(self, flow_kind, family):
        if family not in self.families:
            return "stay"
        if flow_kind in ("terminated", "local"):
            return self.router or self.effect
        return self.effect

    def seen_from(self, family):
        if isinstance(self.to, dict):
            return self.to[family]
        return a.WAN[self.to][family]


@dataclass
class Cause:
    """One row of the matrix.

    flavours: rule set flavours for a translation, if not any of them.
    left_out: kinds of flows, translations and flavours that make no sense here,
    with the reason. extra: so many more outbound flows of each family. dying:
    names of bystanders that are none, as their own WAN dies. core: translations
    that are run in real time, too.
    """
    name: str
    about: str
    steps: list
    prepare: Optional[Callable] = None
    flavours: dict = field(default_factory=dict)
    rates: tuple = (1, 10, 1000)
    left_out: dict = field(default_factory=dict)
    extra: int = 0
    dying: tuple = ()
    core: tuple = ()

    def times(self):
        """When each step happens, and when all is over."""
        times = [FIRST]
        for step in self.steps:
            times.append(times[-1] + step.last)
        return times
