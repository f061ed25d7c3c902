# SPDX-License-Identifier: GPL-2.0
"""A timeline of each overlay under each remedy, as SVG: green where its packets were
answered, red where they were lost."""

from html import escape

from overlays.causes import FIRST, LONG
from overlays.everything import OVERLAYS
from overlays.remedy import REMEDIES
from overlays.trial import BIN
from overlays.verdict import rows

LEFT, PANEL, GAP, ROW, TOP, FOOT = 150, 240, 16, 14, 52, 26
SECONDS = 30            # of the time after the cause that are shown
BEFORE = 3
INK, GOOD, BAD, NONE = "#222", (46, 139, 87), (176, 32, 58), "#eee"


def _text(x, y, text, size=11, anchor="start", more=""):
    return (f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" '
            f'fill="{INK}"{more}>{escape(text)}</text>')


def _colour(answered, sent):
    share = answered / sent
    return "#" + "".join(f"{round(b + (g - b) * share):02x}" for g, b in zip(GOOD, BAD))


def _strip(x, y, row, scale):
    """Neighbours of one colour are drawn as one."""
    first = int((FIRST - BEFORE) / BIN)
    bars = row["bars"][first:first + int((BEFORE + SECONDS) / BIN)]
    at = 0
    while at < len(bars):
        end = at + 1
        fill = _colour(*bars[at]) if bars[at][1] else NONE
        while end < len(bars) and (_colour(*bars[end]) if bars[end][1] else NONE) == fill:
            end += 1
        yield (f'<rect x="{x + at * BIN * scale:.1f}" y="{y}" '
               f'width="{(end - at) * BIN * scale:.1f}" height="{ROW - 3}" fill="{fill}"/>')
        at = end


def picture(runs, title):
    """`runs`: facts by remedy, of one cause and translation."""
    names = [kind.name for kind in OVERLAYS
             if any(kind.name in rows(facts) for facts in runs.values())]
    remedies = [remedy.name for remedy in REMEDIES if remedy.name in runs]
    width = LEFT + len(remedies) * (PANEL + GAP)
    height = TOP + len(names) * ROW + FOOT
    scale = PANEL / (BEFORE + SECONDS)
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
           f'font-family="sans-serif"><rect width="100%" height="100%" fill="#fff"/>',
           _text(10, 20, title, 14, more=' font-weight="bold"')]
    for number, name in enumerate(names):
        out.append(_text(10, TOP + number * ROW + ROW - 4, name))
    for column, remedy in enumerate(remedies):
        x = LEFT + column * (PANEL + GAP)
        out.append(_text(x, TOP - 8, remedy, 12, more=' font-weight="bold"'))
        by_name = rows(runs[remedy])
        for number, name in enumerate(names):
            if name in by_name:
                out += _strip(x, TOP + number * ROW, by_name[name], scale)
        mark = x + BEFORE * scale
        out.append(f'<line x1="{mark:.1f}" y1="{TOP - 4}" x2="{mark:.1f}" '
                   f'y2="{height - FOOT}" stroke="{INK}" stroke-dasharray="3 2"/>')
        for second in range(0, min(SECONDS, LONG) + 1, 10):
            out.append(_text(mark + second * scale, height - FOOT + 14, f"{second} s", 10,
                             "middle"))
    return "\n".join(out + ["</svg>", ""])
