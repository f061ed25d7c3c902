# SPDX-License-Identifier: GPL-2.0
"""What a run of the matrix comes to: a row for each cause, and the reasons of
the verdict table that were reached."""

from effect import fates
from judge import recovers

REASONS = ("fits", "egress-moved", "addr-gone", "wan-down", "wan-unhealthy", "not-natted",
           "port-displaced", "inbound-alive", "same-mapping", "damped", "draining",
           "excluded", "unseen", "not-proven")


class Row:
    """The figures of one cause."""

    def __init__(self):
        self.runs = 0
        self.combinations = 0
        self.failed = 0
        self.lost = {}              # rate -> most
        self.first_good = 0.0
        self.seconds = 0.0
        self.reasons = set()


class Summary:
    """Collects, then prints."""

    def __init__(self, rates):
        self.rates = rates
        self.rows = {}
        self.failures = {}

    def row(self, run):
        return self.rows.setdefault(run.cause.name, Row())

    def add_flow(self, run, flow, good):
        """Of the half with the module."""
        row = self.row(run)
        row.combinations += 1
        row.failed += not good
        before = flow["mapping"] or ":"
        for step, seen in zip(run.cause.steps, flow["steps"]):
            fate = fates(step.effect_on(flow, before), flow["kind"], run.translation)[1]
            before = seen["mapping"] or before
            if not recovers(fate):
                continue
            row.lost[flow["rate"]] = max(row.lost.get(flow["rate"], 0), seen["lost"])
            # A slow flow's next packet is late by itself.
            if flow["rate"] == max(set(run.cause.rates) & set(self.rates)):
                row.first_good = max(row.first_good, seen["first_good_ms"] or 0)

    def add_run(self, run, facts):
        row = self.row(run)
        row.runs += 1
        stats = facts["with"].get("stats", {})
        for reason, counts in stats.get("reasons", {}).items():
            if any(counts.values()):
                row.reasons.add(reason)
        for failure, count in stats.get("failures", {}).items():
            self.failures[failure] = self.failures.get(failure, 0) + count

    def add_time(self, run, seconds):
        self.row(run).seconds += seconds

    def print(self):
        print("#")
        print("# cause                 runs  combinations  failed  lost at",
              *[f"{rate:4}/s" for rate in self.rates], " first good  seconds  reasons")
        for name, row in self.rows.items():
            lost = " ".join(f"{row.lost.get(rate, '-'):>6}" for rate in self.rates)
            print(f"# {name:20} {row.runs:5} {row.combinations:13} {row.failed:7}         "
                  f"{lost} {row.first_good:8.1f} ms {row.seconds:8.1f}  "
                  f"{' '.join(reason for reason in REASONS if reason in row.reasons)}")
        reached = set().union(*[row.reasons for row in self.rows.values()] or [set()])
        print("# lost: most packets that a flow lost with the module, where it is to go "
              "on; first good: of the fastest flows")
        print("# reasons reached:", *[reason for reason in REASONS if reason in reached])
        print("# reasons not reached:",
              *[reason for reason in REASONS if reason not in reached])
        if any(self.failures.values()):
            print("# failures counted:", ", ".join(
                f"{name} {count}" for name, count in sorted(self.failures.items()) if count))
