# SPDX-License-Identifier: GPL-2.0
"""The bars: what was measured on one kernel, put in figures, and which of them
are good enough. Passes are compared by the clock, from the request to the answer.
"""

from typing import NamedTuple, Optional

from spread import Spread, paired, ratio, spread

OVERLAY = 1000


class Figure(NamedTuple):
    """One row; without `limit` it is only told. `short` is for the plot."""
    what: str
    value: Spread
    form: str
    limit: Optional[float] = None
    least: bool = False             # the limit is one below which it is missed
    short: str = ""

    @property
    def met(self):
        if self.limit is None:
            return None
        return self.value.middle >= self.limit if self.least else \
            self.value.middle <= self.limit

    @property
    def bar(self):
        if self.limit is None:
            return ""
        return (">= " if self.least else "<= ") + self.form.format(self.limit)

    @property
    def text(self):
        return self.form.format(self.value.middle)

    @property
    def range(self):
        return " .. ".join(self.form.format(end) for end in (self.value.low, self.value.high))


def grouped(number):
    return f"{number:,}".replace(",", " ")


def times(samples, kind="pass", key="wall", **wanted):
    """Spread of the samples that are as wanted, or None."""
    found = [sample[key] for sample in samples if sample["sample"] == kind and
             all(sample[name] == value for name, value in wanted.items())]
    return spread(found) if found else None


def of_table(samples):
    sizes = sorted({sample["entries"] for sample in samples if sample["sample"] == "pass"})
    least, most = sizes[0], sizes[-1]
    on, off, rest, rest_off, least_on = [
        times(samples, index=index, what=what, entries=entries, cold=True)
        for index, what, entries in (("on", "moves", most), ("off", "moves", most),
                                     ("on", "rests", most), ("off", "rests", most),
                                     ("on", "moves", least))]
    flows, entries = grouped(OVERLAY), grouped(most)
    yield Figure(f"pass that moves {flows} flows of {entries} entries, without index to with",
                 ratio(off, on), "{:.1f}x", 20, True)
    deletes = [sample["wall"] - sample["start"] for sample in samples
               if sample["sample"] == "delete" and sample["entries"] == most]
    yield Figure("conntrack -D of the same flows, less its start, to the pass with index",
                 ratio(spread(deletes), on), "{:.0f}x", 500, True)
    yield Figure("pass that finds nothing to do, to the one that moves",
                 ratio(rest, on), "{:.3f}", 0.1)
    yield Figure(f"pass in {entries} entries, to the same in {grouped(least)}",
                 ratio(on, least_on), "{:.2f}", 1.5)
    for what, value in (("moves, with index", on), ("moves, without index", off),
                        ("finds nothing, with index", rest),
                        ("finds nothing, without index", rest_off)):
        yield Figure(f"  pass that {what}", value.map(lambda s: s * 1e3), "{:.3f} ms")
    yield Figure("  share of a processor of the pass every 30 s that walks all entries",
                 rest_off.map(lambda s: s / 30 * 100), "{:.2f} %")
    for what, text in (("moves", "moves"), ("rests", "finds nothing")):
        older = times(samples, index="adopted", what=what, entries=most)
        yield Figure(f"  pass that {text}, flows older than the index",
                     older.map(lambda s: s * 1e3), "{:.3f} ms")
        warm = times(samples, what=what, entries=most, cold=False)
        yield Figure(f"  pass that {text}, with index, in warm caches",
                     warm.map(lambda s: s * 1e3), "{:.3f} ms")
    for index in ("on", "off"):
        work = times(samples, key="work", index=index, what="moves", entries=most,
                     cold=True)
        yield Figure(f"  work of the pass that moves, index {index}",
                     work.map(lambda s: s * 1e3), "{:.3f} ms")
        reaction = times(samples, "reaction", index=index, entries=most)
        yield Figure(f"  from a change of routes to the end of its pass, index {index}",
                     reaction.map(lambda s: s * 1e3), "{:.1f} ms")
    yield Figure("  conntrack -D, less its start", spread(deletes).map(lambda s: s * 1e3),
                 "{:.1f} ms")


def of_flows(samples):
    counts = sorted({sample["flows"] for sample in samples})
    each = {}
    for flows in counts:
        each[flows] = times(samples, what="moves", flows=flows).map(lambda s: s * 1e6 / flows)
    yield Figure(f"pass time per flow with {grouped(counts[-1])} flows, "
                 f"to that with {grouped(OVERLAY)}",
                 ratio(each[counts[-1]], each[OVERLAY]), "{:.2f}", 1.5)
    for flows in counts:
        yield Figure(f"  per flow moved, of {grouped(flows)}", each[flows], "{:.2f} us")
        rest = times(samples, what="rests", flows=flows)
        yield Figure(f"  per flow looked at, of {grouped(flows)}",
                     rest.map(lambda s: s * 1e6 / flows), "{:.2f} us")


def of_rates(samples, what, limit, title):
    yield Figure(f"{title}, loaded to not loaded", paired(samples, "rate"), "{:.3f}", limit,
                 True, what)
    rates = spread(sample["rate"] for sample in samples if not sample["loaded"])
    yield Figure("  a second, not loaded", rates, "{:.0f}")


def of_forwarding(samples):
    yield from of_rates(samples, "packets forwarded a second", 0.99,
                        "forwarding rate of established flows")


def of_connections(samples):
    for flows, text in (("beside", "of a class, beside 100 000 of them"),
                        ("first", "of a class, the first ones"), ("other", "of no class")):
        yield from of_rates([sample for sample in samples if sample["flows"] == flows],
                            f"new connections a second, {text}", 0.97,
                            f"new UDP connections, {text}")


def of_routes(samples):
    for flows in sorted({sample["flows"] for sample in samples}):
        found = [dict(sample, both=sample["add"] + sample["delete"]) for sample in samples
                 if sample["flows"] == flows]
        beside = f"beside {grouped(flows)} overlay flows"
        total = sum(sample["routes"] for sample in found if sample["loaded"])
        yield Figure(f"{grouped(total)} routes added and removed, {beside}, "
                     "loaded to not loaded", paired(found, "both"), "{:.3f}", 1.03,
                     short=f"time for routes, {beside}")
        each = spread(sample["both"] * 1e6 / sample["routes"] for sample in found
                      if not sample["loaded"])
        yield Figure("  each, not loaded", each, "{:.1f} us")


def of_memory(samples):
    sample = samples[0]
    told = sample["bytes"] / sample["flows"]
    freed = sample["freed"] / sample["flows"]
    yield Figure(f"memory per indexed flow, of {grouped(sample['flows'])}, as the kernel has "
                 "it back", Spread(freed, freed, freed), "{:.0f} B", 128)
    yield Figure("  as the module tells", Spread(told, told, told), "{:.0f} B")


FIGURES = {"table": of_table, "flows": of_flows, "forwarding": of_forwarding,
           "connections": of_connections, "routes": of_routes, "memory": of_memory}
