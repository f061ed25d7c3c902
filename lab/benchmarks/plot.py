# SPDX-License-Identifier: GPL-2.0
"""The results as a picture: a row of charts for each kernel, as SVG."""

import math
from html import escape

from bar import OVERLAY
from spread import grouped, spread

WIDTH, HEIGHT = 400, 360
LEFT, RIGHT, TOP, BOTTOM = 62, 22, 96, 46
HEAD, GAP = 64, 34
LEGEND, STEP = 36, 15
COLOURS = ("#1b6ca8", "#d1641a", "#2e8b57", "#8a3ffc", "#b0203a")
INK, GRID = "#222", "#ddd"


def _text(x, y, text, size=11, anchor="middle", colour=INK, more=""):
    return (f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" '
            f'fill="{colour}"{more}>{escape(text)}</text>')


def _line(x1, y1, x2, y2, colour, width=1, dash=""):
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return (f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" '
            f'stroke="{colour}" stroke-width="{width}"{dashes}/>')


def _seconds(value):
    for unit, factor in (("s", 1), ("ms", 1e3), ("us", 1e6)):
        if value * factor >= 0.999:
            return f"{value * factor:.0f} {unit}"
    return f"{value * 1e6:g} us"


def _count(value):
    return grouped(int(value)) if value < 1e6 else f"{value / 1e6:g} M"


class Chart:
    """Both axes logarithmic."""

    def __init__(self, x, y, title, across):
        self.x, self.y = x, y
        self.out = [_text(x + LEFT, y + 18, title, 13, "start", more=' font-weight="bold"'),
                    _text(x + (LEFT + WIDTH - RIGHT) / 2, y + HEIGHT - 8, across)]

    def _place(self, xs, ys):
        def scale(values, low, high):
            first = math.floor(math.log10(min(values)) + 1e-9)
            last = math.ceil(math.log10(max(values)) - 1e-9)
            last = max(last, first + 1)
            return first, last, lambda value: low + (math.log10(value) - first) / (
                last - first) * (high - low)
        self.x_first, self.x_last, self.at_x = scale(xs, self.x + LEFT,
                                                     self.x + WIDTH - RIGHT)
        self.y_first, self.y_last, self.at_y = scale(ys, self.y + HEIGHT - BOTTOM,
                                                     self.y + TOP)

    def _grid(self):
        bottom, left = self.y + HEIGHT - BOTTOM, self.x + LEFT
        for power in range(self.x_first, self.x_last + 1):
            x = self.at_x(10 ** power)
            self.out += [_line(x, self.y + TOP, x, bottom, GRID),
                         _text(x, bottom + 16, _count(10 ** power), 10)]
        for power in range(self.y_first, self.y_last + 1):
            y = self.at_y(10.0 ** power)
            self.out += [_line(left, y, self.x + WIDTH - RIGHT, y, GRID),
                         _text(left - 5, y + 4, _seconds(10.0 ** power), 10, "end")]

    def draw(self, series):
        """`series` are (name, {x: Spread})."""
        series = [(name, points) for name, points in series if points]
        if not series:
            return "\n".join(self.out)
        self._place([x for _, points in series for x in points],
                    [end for _, points in series for s in points.values() for end in s])
        self._grid()
        for number, (name, points) in enumerate(series):
            colour = COLOURS[number % len(COLOURS)]
            spots = [(self.at_x(x), s) for x, s in sorted(points.items())]
            path = " ".join(f"{x:.1f},{self.at_y(s.middle):.1f}" for x, s in spots)
            self.out.append(f'<polyline points="{path}" fill="none" stroke="{colour}" '
                            'stroke-width="2"/>')
            for x, s in spots:
                self.out += [_line(x, self.at_y(s.low), x, self.at_y(s.high), colour, 4),
                             f'<circle cx="{x:.1f}" cy="{self.at_y(s.middle):.1f}" r="3.5" '
                             f'fill="{colour}"/>']
            self.out.append(_text(self.x + LEFT, self.y + LEGEND + STEP * number, name,
                                  11, "start", colour))
        return "\n".join(self.out)


def _by(samples, over, key="wall", less=None, kind="pass", **wanted):
    found = {}
    for sample in samples:
        if sample["sample"] == kind and all(sample[name] == value
                                            for name, value in wanted.items()):
            found.setdefault(sample[over], []).append(
                sample[key] - (sample[less] if less else 0))
    return {x: spread(values) for x, values in found.items()}


def _table(x, y, samples):
    chart = Chart(x, y, f"A pass over {grouped(OVERLAY)} overlay flows", "entries in the table")
    return chart.draw([
        ("conntrack -D of the same flows", _by(samples, "entries", kind="delete",
                                               less="start")),
        ("moves them, without index", _by(samples, "entries", index="off", what="moves",
                                              cold=True)),
        ("moves them, with index", _by(samples, "entries", index="on", what="moves", cold=True)),
        ("finds nothing to do, with index", _by(samples, "entries", index="on",
                                                what="rests", cold=True))])


def _flows(x, y, samples):
    chart = Chart(x, y, "A pass with index, by its flows", "overlay flows")
    return chart.draw([("moves them", _by(samples, "flows", what="moves")),
                       ("finds nothing to do", _by(samples, "flows", what="rests"))])


def _ratios(x, y, figures):
    """Loaded to not loaded, with the bars."""
    out = [_text(x + 16, y + 18, "Module loaded, to not loaded", 13, "start",
                 more=' font-weight="bold"')]
    if not figures:
        return "\n".join(out)
    ends = [end for figure in figures for end in (*figure.value, figure.limit)] + [1]
    margin = (max(ends) - min(ends)) * 0.1 + 0.005
    low, high = min(ends) - margin, max(ends) + margin
    left, right, top = x + 16, x + WIDTH - RIGHT, y + LEGEND

    def at(value):
        return left + (value - low) / (high - low) * (right - left)
    bottom = top + len(figures) * 56
    out += [_line(at(1), top - 8, at(1), bottom, GRID), _text(at(1), bottom + 14, "1", 10)]
    for number, figure in enumerate(figures):
        line = top + 6 + number * 56
        colour = COLOURS[2] if figure.met else COLOURS[4]
        out += [_text(left, line, figure.short, 11, "start"),
                _line(at(figure.value.low), line + 12, at(figure.value.high), line + 12,
                      colour, 4),
                f'<circle cx="{at(figure.value.middle):.1f}" cy="{line + 12:.1f}" r="4" '
                f'fill="{colour}"/>',
                _line(at(figure.limit), line + 4, at(figure.limit), line + 20, INK, 2, "3 2"),
                _text(left, line + 29, f"{figure.text}, bar {figure.bar}", 10, "start",
                      colour)]
    return "\n".join(out)


def svg(machine, date, results):
    """`results` are (kernel, figures, samples by benchmark)."""
    height = HEAD + len(results) * (HEIGHT + GAP)
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{3 * WIDTH}" height="{height}" '
           f'viewBox="0 0 {3 * WIDTH} {height}" font-family="sans-serif">',
           '<rect width="100%" height="100%" fill="white"/>',
           _text(14, 26, f"Benchmarks of nf_rehome, {date}", 17, "start",
                 more=' font-weight="bold"'),
           _text(14, 46, machine, 12, "start")]
    for number, (kernel, figures, samples) in enumerate(results):
        y = HEAD + number * (HEIGHT + GAP)
        out += [_text(14, y + 14, kernel, 14, "start"),
                _table(0, y + 16, samples.get("table", [])),
                _flows(WIDTH, y + 16, samples.get("flows", [])),
                _ratios(2 * WIDTH, y + 16, [figure for figure in figures
                                            if figure.short])]
    return "\n".join(out + ["</svg>", ""])
