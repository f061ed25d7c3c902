# SPDX-License-Identifier: GPL-2.0
"""Holds what a run's two halves saw against what its cause's effects promise."""

import address as a
from effect import fates
from fate import ANY, DEAD, DROPPED, FLUSHED, lost_bounds

QUIET = ("tcp", "icmp")         # whose packets are not ours alone


NOWHERE = "nowhere:0"


def addr_of(mapping):
    return mapping.rpartition(":")[0]


def port_of(mapping):
    return mapping.rpartition(":")[2]


class Judge:
    """Judges one flow in one half."""

    def __init__(self, run, exact):
        self.run = run
        self.exact = exact

    def flow(self, flow, which):
        """Returns (faults, words): what is wrong, and what happened to a flow in
        one of the halves."""
        faults, words = [], []
        late = self.run.cause.late and flow["kind"] == "outbound"
        if flow["lost_before"] and not late:
            faults.append(f"lost {flow['lost_before']} before any change")
        if not flow["mapping"] and not late:
            faults.append("never got through at all")
        if which and self.run.cause.at_rest and flow["watched"]:
            faults.append("is watched before any change")
        if self.run.cause.offloaded and flow["kind"] == "outbound" and \
           not all(entry["offloaded"] for entry in flow["shots"][0]["entries"]):
            faults.append("is not offloaded")
        if flow["duplicates"]:
            faults.append(f"{flow['duplicates']} duplicates")
        faults += [f"seen from {mapping}, which is no port of the range" for mapping in
                   {flow["mapping"], *(seen["mapping"] for seen in flow["steps"])}
                   if mapping and not self._in_range(flow, mapping)]
        before = flow["mapping"] or NOWHERE
        for number, step in enumerate(self.run.cause.steps):
            seen = flow["steps"][number]
            effect = step.effect_on(flow, before)
            fate = self._fate(flow, number, effect, which, before)
            told = self._step(flow, number, fate, step, before)
            faults += [f"{effect}: {fault}" for fault in told]
            words.append(describe(flow, number))
            before = seen["mapping"] or before
        return faults, words

    def _fate(self, flow, number, effect, which, before):
        fate = fates(effect, flow["kind"], self.run.translation)[which]
        if which or self.exact:
            return fate
        # In real time a packet may come while the address is exchanged. Without the
        # module masquerading takes what there is for it, as a link-local address.
        if fate is FLUSHED and not flow["steps"][number]["good_after"]:
            return DEAD
        return ANY if fate is DROPPED and crossed(flow, number, before) else fate

    def _step(self, flow, number, fate, step, before):
        seen = flow["steps"][number]
        if not seen["sent_after"]:
            return ["no packet was sent"]
        faults = self._losses(seen, fate, step, flow["rate"])
        if not seen["good_after"] and not faults:
            return faults if fate.lost is not None else \
                faults + self._entry(flow, number, fate, step)
        faults += self._mapping(flow, number, fate, step, before)
        return faults + self._entry(flow, number, fate, step)

    def _losses(self, seen, fate, step, rate):
        if fate.lost is None:
            return [f"{seen['good_after']} of {seen['sent_after']} came back"] \
                if seen["good_after"] else []
        least, most = lost_bounds(fate, step, rate, self.exact, self.run.flavour)
        faults = []
        if not (least <= seen["lost"] and seen["lost_after"] <= most):
            faults.append(f"lost {seen['lost']} of {seen['sent']}, not {least} to {most}")
        late = lost_bounds(fate, step, rate, True, self.run.flavour)[1]
        if seen["lost_late"] > late:
            faults.append(f"lost {seen['lost_late']} that came late, not at most {late}")
        if most < seen["sent_after"] and not seen["last_good"]:
            faults.append("is dead at the end")
        return faults

    def _mapping(self, flow, number, fate, step, before):
        seen = flow["steps"][number]
        if not seen["mapping"] or not fate.mapping:
            return []
        if fate.mapping == "same":
            return [] if seen["mapping"] == before else \
                [f"seen from {seen['mapping']}, not {before}"]
        want = step.seen_from(flow["family"])
        if addr_of(seen["mapping"]) != want:
            return [f"seen from {seen['mapping']}, not from {want}"]
        if before == NOWHERE or not self._keeps_port(flow, fate):
            return []
        port = flow["port"] if fate.mapping == "own port" else port_of(before)
        same = port_of(seen["mapping"]) == port
        if same == (fate.mapping == "other port"):
            return [f"seen from {seen['mapping']}, {'the same' if same else 'another'} port "
                    f"as {before}"]
        return []

    def _keeps_port(self, flow, fate):
        """For another address, a port of a range is chosen anew; and what came in is
        outbound when it goes on."""
        return self.run.translation != "snat-range" and flow["kind"] != "inbound"

    def _in_range(self, flow, mapping):
        """Is it a port that the rule allows? Untranslated flows have their own."""
        if self.run.translation != "snat-range" or flow["kind"] != "outbound" or \
           addr_of(mapping) == a.HOST[flow["family"]]:
            return True
        return a.SNAT_PORTS[0] <= int(port_of(mapping)) <= a.SNAT_PORTS[1]

    def _entry(self, flow, number, fate, step):
        old, new = flow["shots"][number], flow["shots"][number + 1]
        left = [entry for entry in old["entries"] if survivor(entry, new["entries"])]
        if fate.entry is None:
            return []
        if not old["entries"]:
            return ["had no entry"]
        change = [f"entries {old['entries']} became {new['entries']}"]
        if fate.entry == "same":
            return change if left != old["entries"] else []
        if fate.entry == "still in":
            return change if any(entry["from"] == "far" and entry not in left
                                 for entry in old["entries"]) else []
        want = step.seen_from(flow["family"])
        fresh = [entry for entry in new["entries"]
                 if not any(survivor(known, [entry]) for known in old["entries"])]
        if len(fresh) != 1 or left or addr_of(fresh[0]["mapping"]) != want:
            return change
        carried = counts_on(old, new, fresh[0])
        if fate.entry == "moved" and not carried:
            return ["its entry did not count on"] + change
        if fate.entry == "moved" and not self._kept(old["entries"][0], fresh[0], step):
            return ["its entry is not what it was"] + change
        if fate.entry == "new" and carried:
            return ["its entry was moved, not made anew"] + change
        return []

    def _kept(self, was, now, step):
        """What goes with the flow; the mark of a WAN, where the module knows it, becomes
        that of the new one."""
        marks = self.run.cause.marks
        mark = was["mark"] & ~marks["mask"] | marks[step.to] if marks else was["mark"]
        return now["mark"] == mark and now["labels"] == was["labels"] and \
            now["assured"] >= was["assured"]

    @staticmethod
    def collateral(flows):
        """What became different of the bystanders."""
        faults = []
        for flow in flows:
            if flow["kind"] != "bystander":
                continue
            what = f"{flow['name']} ipv{flow['family']}"
            if len(flow["shots"][0]["entries"]) != 1:
                faults.append(f"{what}: has no single entry")
            elif not unchanged(flow):
                faults.append(f"{what}: {entries_of(flow)}")
            elif flow["name"] not in QUIET and \
                    not counts(flow["shots"][-1]["entries"][0], flow["shots"][-1]):
                faults.append(f"{what}: counts {flow['shots'][-1]}")
            if flow["sent"] != flow["good"]:
                faults.append(f"{what}: lost {flow['sent'] - flow['good']}")
        return faults


def crossed(flow, number, before):
    """Was a reply on its way when masquerading dropped the flow's entry? Then it made
    one of its own, which has the flow's port, or the packets of a socket of the router."""
    seen = flow["steps"][number]["mapping"]
    return any(entry["from"] == "far" for entry in flow["shots"][number + 1]["entries"]) or \
        bool(seen) and port_of(seen) != port_of(before)


def survivor(entry, entries):
    """The same entry later on, or None. Memory that is used again may give an
    entry the number of one before, but not its counters."""
    for other in entries:
        if other["id"] == entry["id"] and other["mapping"] == entry["mapping"] and \
           all(now >= then for now, then in zip(other["packets"], entry["packets"])):
            return other
    return None


def unchanged(flow):
    first, last = (flow["shots"][index]["entries"] for index in (0, -1))
    later = [survivor(entry, last) for entry in first]
    return len(first) == len(last) and all(
        other and other["mark"] == entry["mark"] and other["labels"] == entry["labels"]
        for entry, other in zip(first, later))


def entries_of(flow):
    return f"{flow['shots'][0]['entries']} became {flow['shots'][-1]['entries']}"


def counts(entry, shot):
    """Has the entry seen all packets of its flow? The far end's first packet,
    which began the flow, is not among the flow's own."""
    if entry["from"] == "far":
        return entry["packets"] == [shot["good"] + 1, shot["sent"]]
    return entry["packets"] == [shot["sent"], shot["good"]]


def counts_on(old, new, entry):
    """Did the entry go on counting where the only one before it stopped?"""
    if len(old["entries"]) != 1 or old["entries"][0]["from"] != entry["from"]:
        return False
    grown = [now - then for now, then in zip(entry["packets"], old["entries"][0]["packets"])]
    return grown == [new["sent"] - old["sent"], new["good"] - old["good"]]


def describe(flow, number):
    """What happened from a step on, in a few words."""
    seen = flow["steps"][number]
    old, new = flow["shots"][number], flow["shots"][number + 1]
    fresh = [entry for entry in new["entries"]
             if not any(survivor(known, [entry]) for known in old["entries"])]
    if not seen["good_after"]:
        return "never"
    if len(fresh) == 1 and counts_on(old, new, fresh[0]):
        word = "moved"
    else:
        word = "restarted" if fresh else "kept"
    return f"{word}, lost {seen['lost']}" if seen["lost"] else word


def recovers(fate):
    """Does the module promise that the flow goes on?"""
    return fate.lost not in (None, "any")
