# SPDX-License-Identifier: GPL-2.0
"""What is asked of the module in a run, beside the other remedies."""

from overlays.everything import OVERLAYS
from overlays.flows import RATE

PROMPT = 0.1            # seconds after the next packet
STALL = 0.5             # seconds that a byte of a calm connection may be late
RELAYED = 2             # seconds until a relay that was left is found again
MODULE = "rehome-derp"
KIND = {kind.name: kind for kind in OVERLAYS}


def rows(facts):
    return {row["name"]: row for row in facts["overlays"]}


def disturbed(facts):
    """Calm flows that lost something or stood still."""
    return [flow["name"] for flow in facts["calm"]
            if flow["lost"] > flow["lost_before"] or flow["stall"] > STALL]


def bound(row):
    """Seconds until traffic must be carried again, from the cause on."""
    kind = KIND[row["name"]]
    if kind.wanted == "relayed":
        return max(row["first_outer"] or 0, 0) + RELAYED
    return max(row["first_outer"] or 0, 0) + PROMPT + kind.limit


def strayed(row, moments, wanted):
    """Another path than the wanted one, when traffic must have been carried again."""
    late = moments[-1][1] + bound(row)
    paths = row["paths"]
    for (_, path), (end, _) in zip(paths, paths[1:] + [(float("inf"), None)]):
        if path != wanted and end > late:
            return path
    return None


def faults(row, moments, others):
    """`moments`: when the steps of the cause began and ended; `others`: the same overlay
    in the same run under the other remedies."""
    kind = KIND[row["name"]]
    if kind.hopeless:
        pass
    elif row["recovered"] is None:
        yield "carries nothing any more"
    elif row["recovered"] > bound(row):
        yield f"carries traffic after {row['recovered']} s, more than {bound(row):.1f} s"
    least = min((other["lost"] for other in others), default=row["lost"])
    # How many its own back-off costs is chance, and so is when its timers end.
    if row["lost"] > max(least + kind.chance * RATE, kind.limit * RATE):
        yield f"lost {row['lost']}, another remedy {least}"
    if kind.wanted and not kind.hopeless and strayed(row, moments, kind.wanted):
        yield f"its path is {strayed(row, moments, kind.wanted)}"
