# SPDX-License-Identifier: GPL-2.0
"""What a step of a cause does to a flow, without and with the module.

Causes only name the effect of each of their steps; what it means for each sort
of flow stands here once, and all expectations of the matrix come from it.
"""

from typing import NamedTuple, Optional

# A move at 1000/s loses what comes before the leading pass, 5 ms after the
# change; slower flows' packets are due later than that.
LEAD_LOSS = 8
# Seconds until the pass that needs no event.
RECONCILE = 31
# Seconds that flapping may hold a flow back.
FLAPPING = 4


class Fate(NamedTuple):
    """What is to be seen of a flow from a step to the next one.

    `lost`: least and most packets lost, None if all are; "lead" and "reconcile":
    until that pass; "flapping": as long as that holds flows back; "any". `entry`:
    what became of the entry: "same", "still in" (the same, if the far end began
    it), "moved" (another mapping, but it counts on), "new", "ended" (it is gone),
    or None when nobody looks. `mapping`: "to" the step's WAN, the same with its
    "own port" or an "other port", "same" as before, or None.
    """
    lost: Optional[tuple]
    entry: Optional[str]
    mapping: Optional[str]


NEVER = Fate(None, "same", None)
DEAD = Fate(None, None, None)               # whatever becomes of the entry
NOTHING = Fate((0, 0), "same", "same")
FOLLOWS = Fate((0, 0), None, "to")          # a socket of the router itself
RELEASED = Fate((0, 0), "ended", "to")      # and its old entry is no more
STAYS = Fate((0, 0), "still in", "to")      # what came in keeps its entry
DROPPED = Fate((1, 1), "new", "to")         # masquerading noticed by itself
FLUSHED = Fate((0, 1), "new", "to")         # ... and did so at once
MOVED = Fate("lead", "moved", "to")
MOVED_OR_DROPPED = Fate("lead", "moved or new", "to")
EXPIRED = Fate("lead", "new", "to")
UNTOUCHED = Fate("any", "same", None)       # routing's own doing, not ours
ANY = Fate("any", None, None)

LATER = Fate("reconcile", "moved", "to")    # nothing tells of it: 30 s at most
LATER_ANYHOW = Fate("reconcile", None, None)
ALIVE = Fate((0, 0), None, None)
REGAINED = Fate("reconcile", "moved", "own port")
DISPLACED = Fate("lead", "moved", "other port")
DROPPED_DISPLACED = Fate((1, 1), "new", "other port")
ALIVE_AT_END = Fate("flapping", None, None)
UNLESS_FLAPPING = Fate("flapping", None, "to")
AS_OUTBOUND = None                          # what was expired is outbound by now

# effect: sort of flow: (without, with)
EFFECTS = {
    # Nothing that matters.
    "stay": {
        "masquerade": (NOTHING, NOTHING),
        "snat": (NOTHING, NOTHING),
        "inbound": (NOTHING, NOTHING),
        "terminated": (NOTHING, NOTHING),
        "local": (NOTHING, NOTHING),
    },
    # The WAN has no default route any more, but its link and address.
    "away": {
        "masquerade": (DROPPED, MOVED_OR_DROPPED),
        "snat": (NEVER, MOVED),
        "inbound": (NEVER, EXPIRED),
        "terminated": (FOLLOWS, RELEASED),
        "local": (FOLLOWS, FOLLOWS),
    },
    # ... and gets it again.
    "back": {
        "masquerade": (DROPPED, MOVED_OR_DROPPED),
        "snat": (NOTHING, MOVED),
        "inbound": (NOTHING, AS_OUTBOUND),
        "terminated": (FOLLOWS, FOLLOWS),
        "local": (FOLLOWS, FOLLOWS),
    },
    # Routed by another WAN while this one is alive.
    "turn": {
        "masquerade": (DROPPED, MOVED_OR_DROPPED),
        "snat": (NEVER, MOVED),
        "inbound": (NEVER, NEVER),
        "terminated": (FOLLOWS, STAYS),
        "local": (FOLLOWS, FOLLOWS),
    },
    "return": {
        "masquerade": (DROPPED, MOVED_OR_DROPPED),
        "snat": (NOTHING, MOVED),
        "inbound": (NOTHING, NOTHING),
        "terminated": (FOLLOWS, STAYS),
        "local": (FOLLOWS, FOLLOWS),
    },
    # The device is down or gone: masquerading flushes its entries.
    "down": {
        "masquerade": (FLUSHED, FLUSHED),
        "snat": (NEVER, MOVED),
        "inbound": (NEVER, EXPIRED),
        "terminated": (FOLLOWS, RELEASED),
        "local": (FOLLOWS, FOLLOWS),
    },
    # The address is replaced on the same WAN.
    "renumber": {
        "masquerade": (FLUSHED, FLUSHED),
        "snat": (NEVER, MOVED),
        "inbound": (NEVER, EXPIRED),
        "terminated": (FOLLOWS, RELEASED),
        "local": (FOLLOWS, FOLLOWS),
    },
    # ... and masquerading does not notice.
    "renumber-unseen": {
        "masquerade": (NEVER, MOVED),
        "snat": (NEVER, MOVED),
        "inbound": (NEVER, EXPIRED),
        "terminated": (FOLLOWS, RELEASED),
        "local": (FOLLOWS, FOLLOWS),
    },
    # The router may take another address of the WAN for its own packets.
    "own-choice": {
        "terminated": (ALIVE, ALIVE),
        "local": (ALIVE, ALIVE),
    },
    # No way out for a while; nothing may be ended meanwhile.
    "gap": {
        "masquerade": (NEVER, NEVER),
        "snat": (NEVER, NEVER),
        "inbound": (NEVER, NEVER),
        "terminated": (DEAD, NEVER),
        "local": (DEAD, NEVER),
    },
    # The link is dead, but routes still lead to it.
    "dark": {
        "masquerade": (NEVER, NEVER),
        "snat": (NEVER, NEVER),
        "inbound": (NEVER, DEAD),
        "terminated": (DEAD, DEAD),
        "local": (DEAD, DEAD),
    },
    "dark-ends": {
        "masquerade": (NOTHING, NOTHING),
        "snat": (NOTHING, NOTHING),
        "inbound": (NOTHING, ALIVE),
        "terminated": (NOTHING, ALIVE),
        "local": (NOTHING, NOTHING),
    },
    # The address is away for an instant, or on another device from now on.
    "same-address": {
        "masquerade": (FLUSHED, FLUSHED),
        "snat": (NOTHING, NOTHING),
        "inbound": (NOTHING, NOTHING),
        "terminated": (NOTHING, NOTHING),
        "local": (FOLLOWS, FOLLOWS),
    },
    # The address is replaced, but the rule set still names the old one,
    "renumber-early": {
        "snat": (NEVER, NEVER),
        "inbound": (NEVER, DEAD),
        "terminated": (DEAD, DEAD),
        "local": (DEAD, DEAD),
    },
    # ... and later the new one.
    "rules-late": {
        "snat": (NEVER, LATER),
        "inbound": (NEVER, AS_OUTBOUND),
        "terminated": (DEAD, LATER_ANYHOW),
        "local": (DEAD, LATER_ANYHOW),
    },
    # Began before there were rules for its WAN, which come now.
    "natted": {
        "masquerade": (NEVER, LATER),
        "snat": (NEVER, LATER),
    },
    # Away, but the class has its stale flows left as they are,
    "away-left": {
        "masquerade": (DROPPED, DROPPED),
        "snat": (NEVER, NEVER),
    },
    # ... or expired.
    "away-expired": {
        "masquerade": (DROPPED, EXPIRED),
        "snat": (NEVER, EXPIRED),
    },
    # Several next hops, and the choice between them changes.
    "rehash": {
        "masquerade": (ANY, ANY),
        "snat": (UNTOUCHED, UNTOUCHED),
    },
    # To and fro, and then away for good.
    "flap": {
        "masquerade": (ALIVE_AT_END, UNLESS_FLAPPING),
        "snat": (DEAD, UNLESS_FLAPPING),
        "inbound": (DEAD, UNLESS_FLAPPING),
        "terminated": (ALIVE_AT_END, UNLESS_FLAPPING),
        "local": (ALIVE_AT_END, UNLESS_FLAPPING),
    },
    # Translated to an address that is on no device, and nobody told whose it is.
    "away-pool": {
        "snat": (NEVER, NEVER),
        "inbound": (NEVER, EXPIRED),
        "terminated": (ALIVE, ALIVE),
        "local": (FOLLOWS, FOLLOWS),
    },
    # The port is taken on the other WAN,
    "away-displaced": {
        "masquerade": (DROPPED_DISPLACED, DISPLACED),
        "snat": (NEVER, DISPLACED),
    },
    # ... and then free again.
    "port-freed": {
        "masquerade": (NOTHING, REGAINED),
        "snat": (NEVER, REGAINED),
    },
    # ... or nobody had taken it.
    "port-kept": {
        "masquerade": (NOTHING, NOTHING),
        "snat": (NEVER, NOTHING),
    },
    # The provider is dead, which only the module is told; it knows the marks,
    "told-marks": {
        "masquerade": (NEVER, MOVED),
        "snat": (NEVER, MOVED),
        "inbound": (NEVER, EXPIRED),
        "terminated": (NEVER, EXPIRED),
        "local": (NEVER, MOVED),
    },
    # ... or it does not.
    "told": {
        "masquerade": (NEVER, EXPIRED),
        "snat": (NEVER, EXPIRED),
        "inbound": (NEVER, EXPIRED),
        "terminated": (NEVER, EXPIRED),
        "local": (NEVER, EXPIRED),
    },
    # Healthy again, and flows go back
    "told-back": {
        "masquerade": (NOTHING, MOVED),
        "snat": (NOTHING, MOVED),
        "local": (NOTHING, MOVED),
    },
    # ... or stay where they are now.
    "told-back-stay": {
        "masquerade": (NOTHING, NOTHING),
        "snat": (NOTHING, NOTHING),
        "inbound": (NOTHING, NOTHING),
        "terminated": (NOTHING, NOTHING),
        "local": (NOTHING, NOTHING),
    },
    # Offloaded past routing: nothing but a dead provider tells.
    "away-offloaded": {
        "masquerade": (NEVER, MOVED),
        "snat": (NEVER, MOVED),
        "inbound": (NEVER, EXPIRED),
        "terminated": (FOLLOWS, RELEASED),
        "local": (FOLLOWS, FOLLOWS),
    },
}


def sort_of(kind, translation):
    """The column of a flow: outbound ones differ by how they are translated."""
    if kind != "outbound":
        return kind
    return "masquerade" if translation == "masquerade" else "snat"


def fates(effect, kind, translation):
    column = EFFECTS[effect]
    return [fate or column[sort_of("outbound", translation)][half]
            for half, fate in enumerate(column[sort_of(kind, translation)])]


def lost_bounds(fate, step, rate, exact):
    """Least and most packets that may be lost; without exact time a packet may
    be due while the change is made."""
    slack = (0 if exact else 1) + -(-step.late * rate // 1000)
    if fate.lost == "any":
        return 0, float("inf")
    if fate.lost == "reconcile":
        return 0, RECONCILE * rate + slack
    if fate.lost == "flapping":
        return 0, FLAPPING * rate + slack
    if fate.lost == "lead":
        return 0, (LEAD_LOSS if rate == 1000 else 0) + slack
    return max(fate.lost[0] - slack, 0), fate.lost[1] + slack
