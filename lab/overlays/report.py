# SPDX-License-Identifier: GPL-2.0
"""Results as tables of Markdown."""

from overlays.causes import CAUSES, LONG
from overlays.everything import OVERLAYS
from overlays.remedy import REMEDIES
from overlays.verdict import disturbed, rows


def seconds(value):
    if value is None:
        return "never"
    return f"{value:.2f}" if value < 9.95 else f"{value:.0f}"


def _line(cells):
    return "| " + " | ".join(cells) + " |"


def _head(cells):
    return [_line(cells), "|" + "---|" * len(cells)]


def common(results):
    """What was tried under every remedy that was tried at all."""
    tried = {}
    for run in results:
        tried.setdefault(run["remedy"], set()).add((run["cause"], run["translation"]))
    all_of_them = set.intersection(*tried.values()) if tried else set()
    return [run for run in results if (run["cause"], run["translation"]) in all_of_them]


def headline(results):
    """A row for each remedy, over all runs that every remedy has."""
    results = common(results)
    yield from _head(["remedy", "overlays back within 1 s", f"never within {LONG} s",
                      "packets lost inside", "sent from a wrong address",
                      "healthy flows disturbed"])
    for remedy in REMEDIES:
        runs = [run for run in results if run["remedy"] == remedy.name]
        if not runs:
            continue
        all_rows = [row for run in runs for row in run["facts"]["overlays"]]
        prompt = sum(row["recovered"] is not None and row["recovered"] <= 1 for row in all_rows)
        never = sum(row["recovered"] is None for row in all_rows)
        yield _line([remedy.name, f"{prompt} of {len(all_rows)}", str(never),
                     str(sum(row["lost"] for row in all_rows)),
                     str(sum(run["facts"]["foreign"] for run in runs)),
                     str(sum(len(disturbed(run["facts"])) for run in runs))])


def cause_table(results, cause, translation):
    """A row for each overlay, a column for each remedy."""
    runs = {run["remedy"]: run["facts"] for run in results
            if (run["cause"], run["translation"]) == (cause.name, translation)}
    if not runs:
        return
    remedies = [remedy.name for remedy in REMEDIES if remedy.name in runs]
    yield from _head(["", *remedies])
    for kind in OVERLAYS:
        cells = []
        for remedy in remedies:
            row = rows(runs[remedy]).get(kind.name)
            cells.append(_cell(row) if row else "-")
        if set(cells) != {"-"}:
            yield _line([kind.name, *cells])
    yield _line(["sent from a wrong address", *(str(runs[remedy]["foreign"])
                                                for remedy in remedies)])
    yield _line(["healthy flows disturbed", *(", ".join(disturbed(runs[remedy])) or "0"
                                              for remedy in remedies)])


def _cell(row):
    text = f"{seconds(row['recovered'])} s, {row['lost']} lost" if row["recovered"] is not None \
        else "never"
    paths = [path for _, path in row["paths"]]
    return text + (f", {' '.join(paths)}" if len(paths) > 1 else "")


def document(results, about):
    """The lines of the whole file."""
    yield "# Overlays after a failover, remedy by remedy"
    yield ""
    yield from (f"- {line}" for line in about)
    yield ""
    yield "Each cell says after how many seconds the tunnel carried a packet again, and how " \
        "many"
    yield f"of {LONG * 10} packets in it were lost; \"never\" is not within {LONG} s."
    yield ""
    yield from headline(results)
    yield ""
    yield "What the remedies are:"
    yield ""
    yield from (f"- **{remedy.name}**: {remedy.about}." for remedy in REMEDIES)
    yield ""
    yield "What the overlays need by themselves:"
    yield ""
    yield from (f"- **{kind.name}**: {kind.own}; up to {kind.limit} s."
                for kind in OVERLAYS if kind.own)
    yield from (f"- **{kind.name}** comes back under no remedy: {kind.hopeless}."
                for kind in OVERLAYS if kind.hopeless)
    for cause in CAUSES:
        for translation in cause.translations:
            lines = list(cause_table(results, cause, translation))
            if lines:
                yield ""
                yield f"## {cause.name}, {translation}"
                yield ""
                yield f"What happens: {cause.about}."
                yield ""
                if translation == cause.translations[0]:
                    yield f"![{cause.name}]({cause.name}.svg)"
                    yield ""
                yield from lines
