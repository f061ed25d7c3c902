# SPDX-License-Identifier: GPL-2.0
"""The bars: what was measured on one kernel, put in figures, and which of them
are good enough. Passes are compared by the clock, from the request to the answer.
"""

from typing import NamedTuple, Optional

from cost import OWN, extra
from spread import Spread, grouped, paired, ratio, spread

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


def _one(value):
    return Spread(value, value, value)


def times(samples, kind="pass", key="wall", **wanted):
    """Spread of the samples that are as wanted, or None."""
    found = [sample[key] for sample in samples if sample["sample"] == kind and
             all(sample[name] == value for name, value in wanted.items())]
    return spread(found) if found else None


def of_table(samples):
    sizes = sorted({sample["entries"] for sample in samples if sample["sample"] == "pass"})
    least, most = sizes[0], sizes[-1]
    flows, entries = grouped(OVERLAY), grouped(most)
    cold, cold_least = (times(samples, entries=size, cold=True) for size in (most, least))
    deletes = spread(sample["wall"] - sample["start"] for sample in samples
                     if sample["sample"] == "delete" and sample["entries"] == most)
    yield Figure(f"conntrack -D of {flows} flows of {entries} entries, less its start, to a "
                 "pass that looks at them", ratio(deletes, cold), "{:.0f}x", 500, True)
    yield Figure(f"pass in {entries} entries, to the same in {grouped(least)}",
                 ratio(cold, cold_least), "{:.2f}", 1.5)
    warm = times(samples, entries=most, cold=False)
    for what, value in (("a pass", cold), ("a pass, in warm caches", warm),
                        ("conntrack -D, less its start", deletes)):
        yield Figure(f"  {what}", value.map(lambda s: s * 1e3), "{:.3f} ms")


def of_flows(samples):
    counts = sorted({sample["flows"] for sample in samples})
    each = {flows: times(samples, flows=flows).map(lambda s, n=flows: s * 1e6 / n)
            for flows in counts}
    yield Figure(f"pass time per flow with {grouped(counts[-1])} flows, "
                 f"to that with {grouped(OVERLAY)}",
                 ratio(each[counts[-1]], each[OVERLAY]), "{:.2f}", 1.5)
    for flows in counts:
        yield Figure(f"  per flow looked at, of {grouped(flows)}", each[flows], "{:.2f} us")


def of_moves(samples):
    each = [sample["wall"] / sample["flows"] * 1e9 for sample in samples]
    resting = [sample["resting"] / sample["flows"] * 1e9 for sample in samples]
    lost = sum(sample["flows"] - sample["arrived"] for sample in samples)
    yield Figure("packets lost of those that moved their flow", Spread(lost, lost, lost),
                 "{:.0f}", 0)
    yield Figure("  a packet that moves its flow takes more", spread(each), "{:.0f} ns")
    yield Figure("  than one that does not", spread(resting), "{:.0f} ns")


def of_rates(samples, what, limit, title):
    yield Figure(f"{title}, loaded to not loaded", paired(samples, "rate"), "{:.3f}", limit,
                 True, what)
    rates = spread(sample["rate"] for sample in samples if not sample["loaded"])
    yield Figure("  a second, not loaded", rates, "{:.0f}")


def of_forwarding(samples):
    for watch, limit in (("off", 0.99), ("on", 0.97)):
        found = [sample for sample in samples if sample["watch"] == watch]
        yield from of_rates(found, f"packets forwarded a second, watch {watch}", limit,
                            f"forwarding rate of established flows, watch {watch}")
        yield Figure(f"  a packet takes more, watch {watch}", paired(
            found, "each", lambda loaded, without: loaded - without), "{:.0f} ns")


def of_connections(samples):
    for flows, text in (("beside", "of a class, beside 100 000 of them"),
                        ("first", "of a class, the first ones"), ("other", "of no named class")):
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


def of_failover(samples):
    """More is in cost.py."""
    most = max(sample["entries"] for sample in samples)
    for cause in dict.fromkeys(sample["cause"] for sample in samples):
        mine, least = (extra(samples, cause, OWN, entries) for entries in (most, 0))
        yield Figure(f"{cause}: processor time beside {grouped(most)} healthy entries, to that "
                     "beside none", _one(mine / least), "{:.2f}", 1.5)
        for remedy in ("flush", "delete-address"):
            yield Figure(f"  {remedy}'s, to that", _one(
                extra(samples, cause, remedy, most) / mine), "{:.1f}x")
    harmed = sum(sample["deleted"] + sample["lost"] for sample in samples
                 if sample["remedy"] == OWN)
    yield Figure("healthy entries and packets that the failovers cost", _one(harmed), "{:.0f}", 0)


def of_memory(samples):
    sample = samples[0]
    told = sample["bytes"] / sample["flows"]
    freed = sample["freed"] / sample["flows"]
    yield Figure(f"memory per indexed flow, of {grouped(sample['flows'])}, as the kernel has "
                 "it back", Spread(freed, freed, freed), "{:.0f} B", 128)
    yield Figure("  as the module tells", Spread(told, told, told), "{:.0f} B")


FIGURES = {"table": of_table, "flows": of_flows, "moves": of_moves, "forwarding": of_forwarding,
           "connections": of_connections, "routes": of_routes, "failover": of_failover,
           "memory": of_memory}
