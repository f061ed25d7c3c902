# SPDX-License-Identifier: GPL-2.0
"""One run: a router, a cause, a remedy, all overlays; and what was seen."""

import http.client
import os
import signal
import time

from command import CommandError, run
from traffic import Traffic

from overlays import flows as fl
from overlays.causes import FIRST
from overlays.network import WAN
from overlays.program import until
from overlays.router import Router

MODULE = "/sys/module/nf_rehome"
UP = 90                 # seconds until an overlay must work
SETTLE = 15             # seconds of peace after that
LOOK = 0.5              # seconds between looks at paths
REST = 1                # for the last answers
BIN = 0.5               # seconds of a timeline's bar


def unload():
    if os.path.exists(MODULE):
        run("", ["rmmod", "nf_rehome"])


def load(remedy):
    unload()
    if remedy.mode:
        run("", ["insmod", os.environ["REHOME_KO"], f"mode={remedy.mode}"])


def trial(network, programs, overlays, cause, remedy, translation):
    """Returns facts."""
    load(remedy)
    network.fresh()
    router = Router(network, translation, **cause.options)
    router.programs = programs
    router.told = bool(remedy.mode)
    traffic, begun = None, []
    try:
        router.build()
        for preset in remedy.presets:
            router.run("rehome", "class", "preset", preset)
        if cause.prepare:
            cause.prepare(router)
        absent = {}
        for overlay in overlays:
            begun.append(overlay)
            try:
                overlay.begin()
            except (OSError, CommandError) as error:    # the others may well begin
                absent[overlay.name] = str(error)
        absent.update(bring_up([o for o in overlays if o.name not in absent]))
        working = [overlay for overlay in overlays if overlay.name not in absent]
        time.sleep(SETTLE)
        traffic = Traffic({})
        inside = {}
        for overlay in working:
            try:
                inside[overlay] = (fl.inside(traffic, overlay), fl.Sniffer(traffic, overlay))
            except OSError as error:
                absent[overlay.name] = f"no probe: {error}"
        calm = fl.calm(traffic, router)
        network.fresh_counters()
        moments, paths = perform(router, traffic, cause, remedy, list(inside))
        facts = {
            "absent": absent, "foreign": network.foreign(),
            "moments": [[round(at, 3) for at in moment] for moment in moments],
            "overlays": [overlay_facts(overlay, *inside[overlay], moments, paths)
                         for overlay in inside],
            "calm": [calm_facts(flow, moments[0][0]) for flow in calm]}
        if remedy.mode:
            facts["stats"] = router.stats()
        return facts
    finally:
        if traffic:
            traffic.close()
        for overlay in begun:
            overlay.end()
        router.destroy()
        if router.session:
            programs.stop_named("pppoe-server", "pppd")


def bring_up(overlays):
    """Waits until all work; returns those that do not, with what they said."""
    end = time.monotonic() + UP
    absent = {}
    for overlay in overlays:
        if not until(max(end - time.monotonic(), 1), overlay.answers):
            absent[overlay.name] = overlay.said()
    return absent


def perform(router, traffic, cause, remedy, overlays):
    """Returns when each step began and ended, and the paths that were seen: for each overlay
    that has more than one, a list of (when, path), one for each change."""
    router.pump = traffic.until_readable
    router.rest = lambda seconds: traffic.advance(traffic.now() + seconds)
    traffic.begin()
    watches = [PathWatch(traffic, overlay) for overlay in overlays if overlay.wanted]
    traffic.advance(FIRST)
    moments = []
    for step in cause.steps:
        router.before = {wan: dict(router.address[wan]) for wan in WAN}
        router.after = lambda step=step: remedy.after(router, step)
        begin = traffic.now()
        step.do(router)
        router.after()
        moments.append((begin, traffic.now()))
        traffic.advance(traffic.now() + step.last)
    traffic.stop_after(traffic.now())
    traffic.advance(traffic.now() + REST)
    router.pump = None
    for watch in watches:
        watch.stop()
    return moments, {watch.name: watch.seen for watch in watches}


class PathWatch:
    """A process that asks an overlay for its path again and again: the answer may take
    its time. `seen` gets (when, path) at each change."""

    def __init__(self, traffic, overlay):
        self.name = overlay.name
        self.seen = []
        self.pipe, ours = os.pipe()
        self.child = os.fork()
        if not self.child:
            ask_for_ever(overlay, ours)
        os.close(ours)
        self.file = open(self.pipe, "rb", buffering=0)     # pylint: disable=R1732
        traffic.opened.append(self.file)
        traffic.watch(self.file, self._receive)

    def _receive(self, now):
        for path in os.read(self.pipe, 4096).decode().split():
            self.seen.append((round(now, 2), path))

    def stop(self):
        os.kill(self.child, signal.SIGKILL)
        os.waitpid(self.child, 0)


def ask_for_ever(overlay, output):
    """Until it is killed."""
    last = None
    try:
        while True:
            try:
                path = overlay.path()
            except (OSError, http.client.HTTPException):
                path = last
            if path and path != last:
                os.write(output, path.encode() + b"\n")
            last = path
            time.sleep(LOOK)
    finally:
        os._exit(0)


# Seconds are from the end of the last step on, and packets from the begin of the first.
def overlay_facts(overlay, flow, sniffer, moments, paths):
    begin, end = moments[0][0], moments[-1][1]
    after = [seq for seq, sent in enumerate(flow.sent) if sent >= begin]
    lost = sum(seq not in flow.good for seq in after)
    answered = [flow.good[seq] for seq in after if flow.sent[seq] >= end and seq in flow.good]
    first = sniffer.first_after(end)
    return {
        "name": overlay.name,
        "recovered": round(min(answered) - end, 3) if answered else None,
        "whole": whole(flow, after, end),
        "lost_before": sum(seq not in flow.good for seq, sent in enumerate(flow.sent)
                           if sent < begin),
        "sent": len(after), "lost": lost,
        "first_outer": round(first - end, 3) if first is not None else None,
        "paths": paths.get(overlay.name, []), "bars": bars(flow)}


def whole(flow, after, end):
    """Seconds until nothing was lost any more; None if the last ones were."""
    lost = [seq for seq in after if seq not in flow.good]
    if not lost:
        return 0
    if lost[-1] == after[-1]:
        return None
    return max(round(flow.sent[lost[-1] + 1] - end, 3), 0)


def bars(flow):
    """Answered and sent packets in each bin of time."""
    sums = {}
    for seq, sent in enumerate(flow.sent):
        bar = sums.setdefault(int(sent / BIN), [0, 0])
        bar[0] += seq in flow.good
        bar[1] += 1
    return [sums.get(index, [0, 0]) for index in range(max(sums) + 1)]


def calm_facts(flow, begin):
    late = [flow.good[seq] - sent for seq, sent in enumerate(flow.sent) if seq in flow.good]
    return {"name": f"{flow.name} ipv{flow.family}", "sent": len(flow.sent),
            "lost": len(flow.sent) - len(flow.good), "stall": round(max(late, default=0), 2),
            "lost_before": sum(seq not in flow.good for seq, sent in enumerate(flow.sent)
                               if sent < begin)}
