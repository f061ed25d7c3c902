# SPDX-License-Identifier: GPL-2.0
"""What failovers cost under each remedy, as a table of Markdown for each cause."""

from statistics import median

from spread import grouped

ABOUT = {
    "route-removed": "the default route of wan1 is removed",
    "told": "wan1's route gets a metric above wan2's, and a checker tells that it is dead",
    "failback": "flows began on wan2, and wan1's route is there again",
    "flap": "wan1's route goes, comes and goes"}
TEXT = """# What a failover costs the router, remedy by remedy

- {date}, {kernel}, {clock}

1 000 overlay flows have to leave their WAN, beside as many healthy entries of the other
one as the head of a column says. Each flow sends a packet a second. What is told is the
processor time of ten seconds from the event on beyond what the same seconds take with no
remedy: the remedy's own work, the programs that it starts, and what packets of the flows
take more. `vs` is how many times that of nf_rehome it is. "deleted" is what became of the
healthy entries, "late" the longest that a packet of a healthy flow (100 a second) came
after it was due, and "lost" how many of them did not come.

A remedy that is not told of a cause is not in its table. `rehome-derp` differs for TCP
only, and these flows are of UDP.
"""
OWN = "rehome"


def _of(samples, key, **wanted):
    found = [sample[key] for sample in samples
             if all(sample[name] == value for name, value in wanted.items())]
    return median(found) if found else None


def extra(samples, cause, remedy, entries):
    """Seconds of processor time beyond those without a remedy, or None."""
    taken, idle = (_of(samples, "busy", cause=cause, remedy=name, entries=entries)
                   for name in (remedy, "nothing"))
    return None if None in (taken, idle) else (taken - idle) / 1e9


def _row(samples, cause, remedy, sizes):
    cells = [remedy]
    for entries in sizes:
        cost = extra(samples, cause, remedy, entries)
        own = extra(samples, cause, OWN, entries)
        cells += [f"{cost * 1e3:.0f} ms", f"{cost / own:.1f}" if own else "-"]
    most = {"cause": cause, "remedy": remedy, "entries": sizes[-1]}
    deleted, lost, late = (_of(samples, key, **most) for key in ("deleted", "lost", "late"))
    return cells + [grouped(round(deleted)), f"{late * 1e3:.1f} ms", f"{lost:.0f}"]


def _table(samples, cause, sizes):
    head = ["remedy"]
    for entries in sizes:
        head += [f"{grouped(entries)} entries", "vs"]
    yield head + ["deleted", "late", "lost"]
    remedies = dict.fromkeys(sample["remedy"] for sample in samples
                             if sample["cause"] == cause)
    for remedy in remedies:
        yield _row(samples, cause, remedy, sizes)


def document(date, kernel, clock, samples):
    """The text of the whole file."""
    sizes = sorted({sample["entries"] for sample in samples})
    lines = [TEXT.format(date=date, kernel=kernel, clock=clock)]
    for cause in dict.fromkeys(sample["cause"] for sample in samples):
        head, *rows = _table(samples, cause, sizes)
        lines += [f"## {cause}", "", f"What happens: {ABOUT[cause]}.", ""]
        lines += ["| " + " | ".join(cells) + " |"
                  for cells in (head, ["---"] * len(head), *rows)] + [""]
    return "\n".join(lines)
