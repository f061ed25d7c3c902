# SPDX-License-Identifier: GPL-2.0
"""What the tool says of flows while the module only reports, and what becomes of
them when it may act."""

import json
from collections import Counter

from command import run
from measure import belongs

AFTER = 1.5             # seconds in which flows of 10/s show what is done
HINTS = ("unseen",)     # no packet came: the tool says that it does not know
WAITS = ("damped", "draining")      # and that this holds for a while only
SLOW = 5                # packets a second, at least, of the flows that are judged


def endpoint(end):
    return f"[{end.addr}]:{end.port}" if ":" in end.addr else f"{end.addr}:{end.port}"


def rehome(router, *argv):
    return json.loads(run(router.name, ["rehome", "-j", *argv], "", router.pump))


def explain(router, entry):
    said = rehome(router, "explain", "proto", "udp", "from", endpoint(entry.orig_src),
                  "to", endpoint(entry.orig_dst))
    return said[0] if isinstance(said, list) else said


def listed(flows, entry):
    """The same flow in the list of all; None if it is not there."""
    for flow in flows:
        if (flow["src"], flow["sport"], flow["dst"], flow["dport"]) == \
                (*entry.orig_src, *entry.orig_dst):
            return flow
    return None


def words(flow):
    return f"{flow['verdict']} {flow['reason']}" if flow else "nothing"


def single(router, traffic):
    """Each flow's entry, if it has one and no more."""
    entries = router.table.entries()
    found = {}
    for flow in traffic.flows:
        own = [entry for entry in entries if belongs(entry, flow)]
        if len(own) == 1 and own[0].proto == 17 and flow.rate >= SLOW:
            found[flow.index] = own[0]
    return found


def sweeps(router):
    """What a dry run and a pass count, one right after the other."""
    keys = ("flows", "keep", "expire", "renat", "report")
    return [{key: said[key] for key in keys}
            for said in (rehome(router, "sweep", "dry-run"), rehome(router, "sweep"))]


def ask(router, traffic):
    before = single(router, traffic)
    answers = {index: explain(router, entry) for index, entry in before.items()}
    flows = rehome(router, "flow")
    said = {index: (words(answers[index]), words(listed(flows, entry)))
            for index, entry in before.items()}
    dry, wet = sweeps(router)
    router.tell("param", "set", "mode", "renat")
    traffic.advance(traffic.now() + AFTER)
    now = {entry.id for entry in router.table.entries()}
    router.tell("param", "set", "mode", "report")
    return {"sweeps": [dry, wet],
            "flows": [{"name": f"{traffic.flows[index].name} ipv{traffic.flows[index].family}",
                       "explain": said[index][0], "flow": said[index][1],
                       "stays": entry.id in now}
                      for index, entry in before.items()]}


def judge(steps):
    """What was said and not done, or otherwise. Returns faults, and how many flows
    were judged, by verdict, and only hinted at."""
    faults, judged, hints = [], Counter(), 0
    for number, said in enumerate(steps):
        if said["sweeps"][0] != said["sweeps"][1]:
            faults.append("dry run {} and pass {}".format(*said["sweeps"]))
        for flow in said["flows"]:
            name = f"step {number}: {flow['name']}"
            verdict, reason = flow["explain"].split()
            if flow["explain"] != flow["flow"]:
                faults.append(f"{name}: explained as {flow['explain']}, "
                              f"listed as {flow['flow']}")
            if reason in HINTS or reason in WAITS:
                hints += 1
                continue
            judged[verdict] += 1
            if flow["stays"] != (verdict == "keep"):
                faults.append(f"{name}: {flow['explain']}, and its entry "
                              + ("stays" if flow["stays"] else "is gone"))
    return faults, judged, hints
