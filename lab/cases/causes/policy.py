# SPDX-License-Identifier: GPL-2.0
"""Causes: routing rules, other tables, and the marks and services they look at."""

import address as a
import ruleset
from cause import STAYS, Cause, Step
from router import default

T1, T2, OWN = a.TABLE["wan1"], a.TABLE["wan2"], 103
MASK = "0x3f00"
MARKS = {"wan1": "0x100", "wan2": "0x200"}
TOS = 0x10
MARKED_LATE = "the router's own packets have their source before they are marked"
BY_MARK = "its replies follow the mark, too, and it never works"


def rules(*changes):
    """Rules to add or delete, each (verb, text), in one step."""
    def do(router):
        router.rules(changes)
    return do


def there_and_back(name, about, text, other=None, prepare=None, **more):
    """A rule that leads flows to wan2 comes, and goes again."""
    other = STAYS if other is None else other
    return Cause(name, about, [Step(rules(("add", text)), "turn", other=other),
                               Step(rules(("del", text)), "return", "wan1", other)],
                 prepare or _near_first, **more)


def _near_first(router):
    """What is near is routed by the main table whatever other rules say."""
    router.rule("add", "from all lookup main suppress_prefixlength 0 priority 400")


def _suppress(verb):
    """The first rule must never be there without the second."""
    changes = [(verb, f"from all lookup {T2} priority 601"),
               (verb, "from all lookup main suppress_prefixlength 0 priority 600")]
    return rules(*changes[::-1 if verb == "add" else 1])


def _table1(verb):
    def do(router):
        router.default("wan1", verb, table=T1)
    return do


def _prepare_tables(router):
    _near_first(router)
    router.default("wan1", "add", table=T1)
    router.rule("add", f"from all lookup {T1} priority 1000")
    router.rule("add", f"from all lookup {T2} priority 1001")
    router.ip(default("wan1", "del") + default("wan2", "del"))


def _prepare_priority(router):
    _near_first(router)
    router.default("wan1", "add", table=T1)
    router.rule("add", f"from {{host}} lookup {T1} priority 700")
    router.rule("add", f"from {{host}} lookup {T2} priority 800")


def _mark(router, pinned=True):
    router.run(ruleset.pinned(router.flavour, MARKS, MASK) if pinned else
               ruleset.marked(router.flavour, MARKS["wan1"]))


def _prepare_marked(router):
    _near_first(router)
    _mark(router)


def prepare_pinned(router):
    """As mwan3 has it: a table and a mark for each WAN."""
    _near_first(router)
    _mark(router)
    router.default("wan1", "add", table=T1)
    _lead_by_marks(router)


def _lead_by_marks(router):
    for number, wan in enumerate(a.WANS):
        router.rule("add", f"fwmark {MARKS[wan]}/{MASK} lookup {a.TABLE[wan]} "
                           f"priority {1000 + number}")


def _pinned_gone(verb):
    def do(router):
        router.ip(default("wan1", verb, table=T1) + default("wan1", verb))
    return do


def _saved_gone(verb):
    def do(router):
        router.ip(default("wan1", verb, table=T1) + default("wan1", verb, metric=300))
    return do


def _main_metric(old, new):
    def do(router):
        router.ip(default("wan1", "add", metric=new) + default("wan1", "del", metric=old))
    return do


def _prepare_lost_mark(router):
    """The mark is on packets only; it leads to wan2."""
    _near_first(router)
    _mark(router, pinned=False)
    router.default("wan2", "add", table=OWN)
    router.rule("add", f"fwmark {MARKS['wan1']}/{MASK} lookup {OWN} priority 1000")


def _unused(router):
    router.ip(default("wan2", "add", metric=250) + default("wan2", "del"))


def _own_table_turns(router):
    router.ip(default("wan1", "add", table=OWN) + default("wan2", "del", table=OWN))


def _tos(verb, wan):
    return [f"route {verb} tos {TOS:#x} default via {a.GATEWAY[wan][4]} dev {wan} metric 50"]


def _prepare_tos(wan):
    def do(router):
        router.ip(_tos("add", wan))
    return do


def _prepare_saved(router):
    """A table and a mark for each WAN, saved when the first packet leaves."""
    _near_first(router)
    router.run(ruleset.saved(router.flavour, MARKS, MASK))
    router.default("wan1", "add", table=T1)
    _lead_by_marks(router)


def _prepare_set(router):
    _near_first(router)
    router.run(ruleset.marked_set(MARKS["wan2"]))
    router.rule("add", f"fwmark {MARKS['wan2']}/{MASK} lookup {T2} priority 1000")


def _set(verb):
    """Nothing but an element of a set."""
    def do(router):
        router.run(ruleset.change_set(verb))
    return do


def _with_tos(flows):
    flows.with_tos(TOS)


CAUSES = [
    there_and_back("rule-from", "a rule on the source leads to wan2, and goes again",
                   f"from {{host}} lookup {T2} priority 600"),
    there_and_back("rule-iif", "a rule on the input device leads to wan2, and goes again",
                   f"from all iif lan0 lookup {T2} priority 600"),
    there_and_back("rule-dport", "a rule on destination ports leads to wan2, and goes again",
                   f"from all ipproto udp dport 4000-60000 lookup {T2} priority 600", {}),
    there_and_back("rule-sport", "a rule on source ports leads to wan2, and goes again",
                   f"from all ipproto udp sport 40000-41100 lookup {T2} priority 600",
                   dict(STAYS, inbound="stay")),
    there_and_back("rule-fwmark", "a rule on the mark leads to wan2, and goes again",
                   f"from all fwmark {MARKS['wan1']}/{MASK} lookup {T2} priority 600",
                   prepare=_prepare_marked, left_out=dict.fromkeys(STAYS, MARKED_LATE)),
    Cause("rule-priority", "of two rules, the other one comes first, and back",
          [Step(rules(("add", f"from {{host}} lookup {T2} priority 650"),
                      ("del", f"from {{host}} lookup {T2} priority 800")), "turn",
                other=STAYS),
           Step(rules(("add", f"from {{host}} lookup {T2} priority 800"),
                      ("del", f"from {{host}} lookup {T2} priority 650")), "return", "wan1",
                other=STAYS)], _prepare_priority),
    Cause("rule-suppress", "rules pass over the main table's default routes, and go again",
          [Step(_suppress("add"), "turn"), Step(_suppress("del"), "return", "wan1")]),
    Cause("table-default", "the default routes are in tables of their own; wan1's goes, "
          "and comes back",
          [Step(_table1("del"), "away"), Step(_table1("add"), "back", "wan1")],
          _prepare_tables),
    Cause("mark-pinned", "flows are pinned by connmark to a WAN's table, whose route goes, "
          "and comes back",
          [Step(_pinned_gone("del"), "away"), Step(_pinned_gone("add"), "back", "wan1")],
          prepare_pinned),
    Cause("mark-pinned-main", "flows are pinned by connmark; the main table turns to wan2",
          [Step(_main_metric(100, 300), "stay", other=dict.fromkeys(STAYS, "own-choice")),
           Step(_main_metric(300, 100), "stay", "wan1",
                dict.fromkeys(STAYS, "own-choice"))],
          prepare_pinned),
    Cause("mark-saved", "flows are pinned by the mark of the WAN that their first packet "
          "left by; the main table turns to wan2, wan1's table loses its route, and gets "
          "it again", [Step(_main_metric(100, 300), "stay",
                            other=dict.fromkeys(STAYS, "own-choice")),
                       Step(_saved_gone("del"), "away"),
                       Step(_saved_gone("add"), "back-saved", "wan1")], _prepare_saved),
    Cause("mark-set", "packets of a host in a set of nftables are marked, and led to wan2; "
          "it comes into the set, and leaves it",
          [Step(_set("add"), "turn", other=STAYS),
           Step(_set("delete"), "return", "wan1", STAYS)], _prepare_set,
          left_out=dict.fromkeys(("iptables-nft", "iptables-legacy"), "has no sets of nft")),
    Cause("mark-lost", "a mark that no connection keeps leads to wan2; an unused route "
          "changes; then the mark's table turns to wan1",
          [Step(_unused, "stay"), Step(_own_table_turns, "turn", "wan1", STAYS)],
          _prepare_lost_mark, left_out={"inbound": BY_MARK}),
    Cause("tos", "a type of service has a route by wan2; an unused route changes; then "
          "that route goes",
          [Step(_unused, "stay"),
           Step(lambda router: router.ip(_tos("del", "wan2")), "stay", "wan1",
                {"tos": "turn"}, families=(4,))],
          _prepare_tos("wan2"), extra=_with_tos),
    Cause("tos-away", "wan1's default route goes, but for one type of service",
          [Step(lambda router: router.ip(default("wan1", "del", families=(4,))),
                "away", other={"tos": "stay", "inbound": "away-unheard"}, families=(4,))],
          _prepare_tos("wan1"), extra=_with_tos),
]
