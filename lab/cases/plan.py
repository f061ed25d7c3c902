# SPDX-License-Identifier: GPL-2.0
"""Which causes are run with which translation and rule set, and which not."""

from dataclasses import replace
from typing import NamedTuple
from zlib import crc32

from cause import Cause
from causes import (addresses, gateways, health, links, multipath, nat, policy, routes,
                    tunnels)
from ruleset import FLAVOURS, TRANSLATIONS

# Causes that come once more, with a module that looks at no packet until then.
AT_REST = ("route-removed", "metric", "link-down", "renumber", "rule-from", "mark-pinned",
           "mark-set", "tos-away", "nexthop-deleted", "told-marks")
# What nobody tells of is seen by the poll, and by masquerading before it.
UNHEARD = {"tos-away": {"effect": "away-unheard", "late": 1000}}
SHORT = 1.2                     # seconds: entries without packets do not live long then
ALIKE = dict.fromkeys(("snat-range", "snat-map"), "packets are looked at as with snat")
LONG_AGO = dict.fromkeys(("inbound", "terminated", "local"),
                         "its first packet is too long ago")


def at_rest(cause):
    first = replace(cause.steps[0], last=SHORT, **UNHEARD.get(cause.name, {}))
    return replace(cause, name="rest-" + cause.name, at_rest=True, core=(), steps=[first],
                   left_out={**cause.left_out, **ALIKE, **LONG_AGO})


CAUSES = [cause for module in (routes, links, addresses, policy, gateways, tunnels,
                               multipath, nat, health) for cause in module.CAUSES]
CAUSES += [at_rest(cause) for cause in CAUSES if cause.name in AT_REST]
BY_NAME = {cause.name: cause for cause in CAUSES}
FULL = ("route-removed", "nat-late", "renumber-rules-late", "prefixes")
TOO_FAST = "it takes longer than so many packets can be sent"
NO_MAP = "iptables has no maps"


class Run(NamedTuple):
    """One cause, translation and rule set flavour."""
    cause: Cause
    translation: str
    flavour: str

    @property
    def name(self):
        return f"{self.cause.name}/{self.translation}/{self.flavour}"

    @property
    def core(self):
        return self.translation in self.cause.core and \
            self.flavour == flavours_for(self.cause, self.translation)[0]


def flavours_for(cause, translation):
    if translation in cause.left_out:
        return ()
    allowed = [flavour for flavour in FLAVOURS if flavour not in cause.left_out]
    if translation == "snat-map":
        return tuple(flavour for flavour in allowed if flavour == "nft")
    if cause.name in FULL:
        return tuple(allowed)
    # By chance, so that each appears with each translation.
    number = crc32(cause.name.encode()) + TRANSLATIONS.index(translation)
    return (allowed[number % len(allowed)],)


def all_runs():
    return [Run(cause, translation, flavour) for cause in CAUSES
            for translation in TRANSLATIONS
            for flavour in flavours_for(cause, translation)]


def run_named(name):
    cause, translation, flavour = name.split("/")
    return Run(BY_NAME[cause], translation, flavour)


def left_out():
    """Combinations that are none, with the reason."""
    lines = [f"*/snat-map/iptables-*: {NO_MAP}",
             "*: one flavour by chance for each translation, all of them for "
             + ", ".join(FULL),
             "*: terminated, local: 10/s only: nothing of theirs depends on it"]
    for cause in CAUSES:
        reasons = {}
        for what, reason in cause.left_out.items():
            reasons.setdefault(reason, []).append(what)
        fast = [f"{rate}/s" for rate in (100, 1000) if rate not in cause.rates]
        if fast:
            reasons[TOO_FAST] = fast
        lines += [f"{cause.name}: {', '.join(names)}: {reason}"
                  for reason, names in reasons.items()]
    return lines
