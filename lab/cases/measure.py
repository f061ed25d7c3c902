# SPDX-License-Identifier: GPL-2.0
"""One half of a run: build the router, let the flows flow, do the steps, and
tell what was seen."""

import time

from cause import READY
from flowset import KINDS, FlowSet
from router import Router
from traffic import Traffic

SETTLE = 1.2            # until links carry packets
CALM = 32               # until the module does not look at packets any more
WINDOW = (-0.1, 0.3)    # round each step, of flows too fast for more
BEFORE = -0.2           # of that
REST = 0.3              # for the last answers
LATE = 0.02             # by which the window is open, in real time, too


def measure(world, run, name, rates, module, ask=None):
    """ask(router, traffic) is called before the next step, while packets flow."""
    cause = run.cause
    router = Router(world, name, run.translation, run.flavour, module)
    traffic = None
    try:
        router.build(cause)
        if ask:
            router.tell("param", "set", "mode", "report")
        time.sleep(CALM if cause.at_rest else SETTLE)
        times = cause.times()
        windows = [(at + WINDOW[0], at + WINDOW[1]) for at in times[:-1]]
        traffic = Traffic({router.isps[wan]: valid for wan, valid in router.valid.items()})
        flows = FlowSet(traffic, router, windows)
        flows.struck([kind for kind in KINDS if kind not in cause.left_out],
                     [rate for rate in cause.rates if rate in rates])
        if cause.extra:
            cause.extra(flows)
        flows.bystanders(cause.bystanders)
        facts = perform(router, traffic, cause, times, ask)
        if module:
            facts["stats"] = router.stats()
        return facts
    finally:
        if traffic:
            traffic.close()
        router.destroy()


def perform(router, traffic, cause, times, ask):
    """Returns facts; moments are when each step began and ended."""
    router.pump = traffic.until_readable
    router.rest = lambda seconds: traffic.advance(traffic.now() + seconds)
    shots, moments = [], []
    said = []
    late = 0                    # what steps took of the time after them
    watched = False
    traffic.begin()
    for step, planned in zip(cause.steps, times):
        at = planned + late
        if step.ready:
            traffic.advance(at - READY)
            step.ready(router)
        if cause.at_rest and not shots:
            traffic.advance(at + BEFORE)
            watched = router.watched()
        traffic.advance(at)
        shots.append(snapshot(router, traffic))
        began = traffic.now()
        step.do(router)
        moments.append((began, traffic.now()))
        late = traffic.now() - planned
        if ask:
            traffic.advance(planned + late + step.last)
            said.append(ask(router, traffic))
            late = traffic.now() - planned - step.last
    traffic.stop_after(times[-1] + late)
    traffic.advance(times[-1] + late + REST)
    shots.append(snapshot(router, traffic))
    router.pump = None
    return {"said": said, "moments": [[round(x, 4) for x in moment] for moment in moments],
            "flows": [dict(report(flow, moments, shots), watched=watched)
                      for flow in traffic.flows]}


def snapshot(router, traffic):
    """Each flow's entries, with the packets it had sent and got by then."""
    entries = router.table.entries()
    return [{"sent": len(flow.sent), "good": len(flow.good),
             "entries": [describe(entry, flow) for entry in entries if belongs(entry, flow)]}
            for flow in traffic.flows]


def belongs(entry, flow):
    """Is it the flow's, whichever side began it?"""
    near, far = flow.sock.getsockname()[:2], flow.peer
    if entry.proto != flow.proto:
        return False
    if flow.name == "icmp":         # the identifier is the port of both sides
        return entry.orig_src == (near[0], far[1])
    if flow.kind in ("terminated", "local"):
        return (entry.orig_dst == far and entry.orig_src.port == near[1] or
                entry.orig_src == far and entry.reply_src.port == near[1])
    return (entry.orig_src == near and entry.reply_src == far or
            entry.orig_src == far and entry.reply_src == near)


def describe(entry, flow):
    inbound = entry.orig_src == tuple(flow.peer)
    side = entry.orig_dst if inbound else entry.reply_dst
    return {"id": entry.id, "from": "far" if inbound else "near",
            "mapping": f"{side.addr}:{side.port}", "mark": entry.mark,
            "labels": entry.labels, "assured": entry.assured(), "offloaded": entry.offloaded(),
            "packets": list(entry.packets)}


def report(flow, moments, shots):
    begins = [began for began, _ in moments] + [float("inf")]
    first = [seq for seq, sent in enumerate(flow.sent) if sent < begins[0]]
    lost = [seq for seq in first if seq not in flow.good]
    return {
        "name": flow.name, "kind": flow.kind, "family": flow.family, "rate": flow.rate,
        "port": str(flow.sock.getsockname()[1]),
        "sent": len(flow.sent), "good": len(flow.good), "duplicates": flow.duplicates,
        "foreign": flow.foreign, "lost_before": len(lost),
        "mapping": mapping(flow, first),
        "steps": [segment(flow, moment, end) for moment, end in zip(moments, begins[1:])],
        "shots": [shot[flow.index] for shot in shots]}


def mapping(flow, seqs):
    seen = [flow.seen[seq] for seq in seqs if seq in flow.seen and seq in flow.good]
    return seen[-1] if seen else None


def segment(flow, moment, end):
    """What happened between a step and the next. Packets sent while the step was
    being done may have met the state before or after it."""
    began, ended = moment
    seqs = [seq for seq, sent in enumerate(flow.sent) if began <= sent < end]
    after = [seq for seq in seqs if flow.sent[seq] >= ended]
    good = [seq for seq in after if seq in flow.good]
    return {
        "sent": len(seqs), "lost": sum(seq not in flow.good for seq in seqs),
        "lost_after": sum(seq not in flow.good for seq in after),
        "lost_late": sum(seq not in flow.good for seq in after
                         if flow.sent[seq] >= ended + LATE),
        "sent_after": len(after), "good_after": len(good),
        "last_good": bool(after) and after[-1] in flow.good,
        "first_good_ms": round((flow.good[good[0]] - ended) * 1000, 1) if good else None,
        "mapping": mapping(flow, seqs)}
