# SPDX-License-Identifier: GPL-2.0
"""What may become of a flow from a step of a cause to the next one, and how many
packets it may lose.
"""

from math import ceil
from typing import NamedTuple, Optional

from cause import FLAP, FLAPS
from traffic import PHASE

# Seconds from an event to the pass, which does what no packet can, and by which
# it is known what state a WAN is in.
LEAD = 0.005
# Seconds until the poll, which sees what no event tells.
POLL = 1
# Seconds that the window takes to open in real time: 2 packets at 1000/s, 1 at 10/s.
OPENING = 0.002
# Seconds that flows have waited for rules, when these come: the causes have it so.
WAITED = 2
# Moves that a flow has in a row, and seconds in which it gets another one.
TOKENS, HOLD = 8, 0.25


class Fate(NamedTuple):
    """What is to be seen of a flow from a step to the next one.

    `lost`: least and most packets lost, None if all are; "lead": until the pass;
    "proof": until that, and the packet that proves it; "poll": until the poll;
    "rules": as long as nobody hears of rules; "flapping": as long as that holds
    flows back; "any". `entry`: what became of the entry: "same", "still in" (the
    same, if the far end began it), "moved" (another mapping, but it counts on, and has
    the same mark and labels), "new", "moved or new", or None when nobody looks.
    `mapping`: "to" the step's WAN, the same with its "own port" or an "other port",
    "same" as before, or None.
    """
    lost: Optional[tuple]
    entry: Optional[str]
    mapping: Optional[str]


NEVER = Fate(None, "same", None)
DEAD = Fate(None, None, None)               # whatever becomes of the entry
NOTHING = Fate((0, 0), "same", "same")
UNBROKEN = Fate((0, 0), None, "to")         # may have been elsewhere for an instant
FOLLOWS = Fate((0, 0), None, "to")          # a socket of the router itself
STAYS = Fate((0, 0), "still in", "to")      # what came in keeps its entry
ALIVE = Fate((0, 0), None, None)            # by whatever WAN
ANY = Fate("any", None, None)
DROPPED = Fate((1, 1), "new", "to")         # masquerading noticed by itself
FLUSHED = Fate((0, 1), "new", "to")         # ... and did so at once
REPLACED = Fate((0, 0), "moved or new", "to")   # ... or a packet was quicker
MOVED = Fate((0, 0), "moved", "to")         # by the packet that proved it stale
SLOWED = Fate("lead", "moved", "to")        # the same, once the pass let it be seen
EXPIRED = Fate((0, 1), "new", "to")         # at a packet, which is lost
ENDED = Fate("proof", "new", "to")          # the same, once its WAN is known to be down
ENDED_LATE = Fate("poll, proof", "new", "to")   # ... which no event tells
MOVED_LATE = Fate("rules", "moved", "to")
ALIVE_LATE = Fate("rules", None, None)
EXPIRED_LATE = Fate("rules, proof", "new", "to")
REGAINED = Fate((0, 0), "moved", "own port")
DISPLACED = Fate((0, 0), "moved", "other port")
DROPPED_DISPLACED = Fate((1, 1), "new", "other port")
HELD_BACK = Fate("flapping", None, "to")
ENDED_HELD_BACK = Fate("proof, flapping", None, "to")
AS_OUTBOUND = None                          # what was expired is outbound by now


def held_back(rate, first=0):
    """Packets that a flow loses to flapping from its packet `first` on: in every
    other half cycle, and from the last one on, it wants to be away."""
    away, moves, lost, since = False, 0, 0, None
    for number in range(first, rate * 3):
        at = (number + PHASE) / rate
        want = int(at / FLAP) % 2 == 0 or at > FLAP * (FLAPS - 1)
        if want == away:
            continue
        since = at if since is None else since
        if moves < TOKENS + int((at - since) / HOLD):
            moves += 1
            away = want
        else:
            lost += 1
    return lost


def silence(flavour):
    """Seconds until rules work for flows that were asked about in vain: commits of
    nf_tables are heard of. The iptables of old tells nobody: flows are asked about
    again within 1 s and half of the time that they waited, in all."""
    return WAITED + 2 if flavour == "iptables-legacy" else 0


def lost_bounds(fate, step, rate, exact, flavour):
    """Least and most packets that may be lost; in real time a packet may be due
    while the change is made, and the window takes time to open."""
    slack = (0 if exact else ceil(rate * OPENING)) + -(-step.late * rate // 1000)
    most = {"any": float("inf"), "lead": int(rate * LEAD), "proof": int(rate * LEAD) + 1,
            "poll, proof": rate * POLL + 1,
            "rules": silence(flavour) * rate, "rules, proof": silence(flavour) * rate + 1,
            "flapping": held_back(rate), "proof, flapping": held_back(rate, 2) + 1}
    if fate.lost in most:
        return 0, most[fate.lost] + slack
    return max(fate.lost[0] - slack, 0), fate.lost[1] + slack
