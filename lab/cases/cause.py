# SPDX-License-Identifier: GPL-2.0
"""A cause: what happens to the router's network, step by step."""

from dataclasses import dataclass, field
from typing import Callable, Optional

import address as a

FIRST = 2       # seconds of quiet before the first step
EACH = 3        # and after each
READY = 1.5     # how long before a step it is got ready
FLAP = 0.1      # half a cycle of flapping
FLAPS = 17      # and how many of them there are

STAYS = {"terminated": "stay", "local": "stay"}     # the router's own flows


@dataclass
class Step:
    """A change, and what it does.

    effect: name in effect.EFFECTS. other: effects for flows of a certain name,
    (kind, rate) or kind, which differ. to: the WAN, or an address for each family,
    that flows are seen from afterwards. families: those the step is about; nothing
    happens to others. struck: a WAN; only flows that go by it have the effect,
    others stay. last: seconds until the next step. ready: what must be there some
    time before, and has no effect. late: milliseconds until the change works, or
    is told, which is the kernel's doing.
    """
    do: Callable
    effect: str
    to: object = "wan2"
    other: dict = field(default_factory=dict)
    families: tuple = a.FAMILIES
    struck: Optional[str] = None
    last: float = EACH
    ready: Optional[Callable] = None
    late: int = 0

    def effect_on(self, flow, before):
        """flow has name, kind and family; before is its mapping until now."""
        if flow["family"] not in self.families:
            return "stay"
        if self.struck and not before.startswith(a.WAN[self.struck][flow["family"]] + ":"):
            return "stay"
        for key in (flow["name"], (flow["kind"], flow["rate"]), flow["kind"]):
            if key in self.other:
                return self.other[key]
        return self.effect

    def seen_from(self, family):
        if isinstance(self.to, dict):
            return self.to[family]
        return a.WAN[self.to][family]


@dataclass
class Cause:
    """One row of the matrix.

    left_out: kinds of flows, translations and flavours that make no sense here,
    with the reason. extra: makes more flows in a FlowSet. bystanders: names of
    those that are left when some WAN of theirs dies. late: wan1 is not translated
    until the cause does it. marks: the connection mark, masked, that a moved flow
    has on each WAN. offloaded: outbound flows must be so, to begin with. at_rest:
    flows begin, and the first step comes, while the module looks at no packets. core:
    translations that are run in real time, too.
    """
    name: str
    about: str
    steps: list
    prepare: Optional[Callable] = None
    rates: tuple = (1, 10, 100, 1000)
    left_out: dict = field(default_factory=dict)
    extra: Optional[Callable] = None
    bystanders: Optional[tuple] = None
    late: bool = False
    marks: Optional[dict] = None
    offloaded: bool = False
    at_rest: bool = False
    core: tuple = ()

    def times(self):
        """When each step happens, and when all is over."""
        times = [FIRST]
        for step in self.steps:
            times.append(times[-1] + step.last)
        return times
