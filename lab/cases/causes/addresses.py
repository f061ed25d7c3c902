# SPDX-License-Identifier: GPL-2.0
"""Causes: addresses go, come, change and move."""

import address as a
from cause import Cause, Step
from router import default

OLD = a.WAN["wan1"]
OWN_CHOICE = dict.fromkeys(("terminated", "local"),
                           "the router's own packets take the new address at once")
NO_VIRTUAL = "masquerading does not choose a further address"
ONLY4 = (4,)
ONLY6 = (6,)
GAP = 0.1


def _provider(router, old, new):
    """What the provider lets pass from wan1's customer."""
    router.valid["wan1"].difference_update(old)
    router.valid["wan1"].update(new)


def _translate_to(router, family):
    router.wans["wan1"][family] = a.NEW[family]


def _rules(router):
    if router.translation != "masquerade":
        router.translate()


def _renumber(router):
    """A new lease in place of the old: the rule set changes with the address."""
    for family in a.FAMILIES:
        _translate_to(router, family)
    _rules(router)
    _provider(router, OLD.values(), a.NEW.values())
    router.ip([f"addr del {OLD[f]}/{a.LENGTH[f]} dev wan1" for f in a.FAMILIES] +
              default("wan1", "del", families=ONLY6) +
              [f"addr add {a.NEW[f]}/{a.LENGTH[f]} dev wan1" for f in a.FAMILIES] +
              default("wan1", "add", families=ONLY4) +
              [f"route add default via {a.NEW_GATEWAY[6]} dev wan1 "
               f"metric {a.METRIC['wan1']}"])


def _rules_late(router):
    """The new lease, but the rule set still names the old address."""
    for family in a.FAMILIES:
        _translate_to(router, family)
    _rules(router)


def _renumber_only(router):
    rules = router.translate
    router.translate = lambda: None
    _renumber(router)
    router.translate = rules


def _promote(router):
    router.sysctl("ipv4/conf/all/promote_secondaries", 1)


def _add_new(router):
    _provider(router, (), a.NEW.values())
    router.ip([f"addr add {a.NEW[f]}/{a.LENGTH[f]} dev wan1" for f in a.FAMILIES])


def _drop_old(router):
    _provider(router, OLD.values(), ())
    for family in a.FAMILIES:
        _translate_to(router, family)
    _rules(router)
    router.ip([f"addr del {OLD[f]}/{a.LENGTH[f]} dev wan1" for f in a.FAMILIES])


def _peer(addr):
    return f"{addr} peer {a.GATEWAY['wan1'][4]} dev wan1"


def _prepare_peer(router):
    router.ip([f"addr del {OLD[4]}/24 dev wan1", f"addr add {_peer(OLD[4])}"] +
              default("wan1", "add", families=ONLY4))


def _renumber_peer(router):
    _translate_to(router, 4)
    _rules(router)
    _provider(router, (OLD[4],), (a.NEW[4],))
    router.ip([f"addr del {_peer(OLD[4])}", f"addr add {_peer(a.NEW[4])}"] +
              default("wan1", "add", families=ONLY4))


def _subnet(addr):
    return f"{addr}/24 dev wan1"


def _prepare_lease(*prepare):
    def do(router):
        for each in prepare:
            each(router)
        router.default("wan2", "del", families=ONLY4)
    return do


def _lease(address):
    """It ends, and for a moment there is no address, and no way out."""
    def do(router):
        _translate_to(router, 4)
        _rules(router)
        _provider(router, (OLD[4],), (a.NEW[4],))
        router.ip([f"addr del {address(OLD[4])}"])
        router.wait(GAP)
        router.ip([f"addr add {address(a.NEW[4])}"] +
                  default("wan1", "add", families=ONLY4))
    return do


def _deprecate(router):
    _provider(router, (), (a.NEW[6],))
    router.ip([f"addr add {a.NEW[6]}/64 dev wan1",
               f"addr change {OLD[6]}/64 dev wan1 preferred_lft 0 valid_lft 600"])


def _prefix_ends(router):
    _provider(router, (OLD[6],), ())
    _translate_to(router, 6)
    _rules(router)
    router.ip([f"addr del {OLD[6]}/64 dev wan1"])


def _prepare_move(router):
    router.wans["wan1b"] = dict(OLD)
    router.ip(["link add wan1b link wan1 type macvlan", "link set wan1b up"])


def _move(router):
    router.ip([f"addr del {OLD[f]}/{a.LENGTH[f]} dev wan1" for f in a.FAMILIES] +
              default("wan1", "del", families=ONLY6) +
              [f"addr add {OLD[f]}/{a.LENGTH[f]} dev wan1b" for f in a.FAMILIES] +
              [f"route add default via {a.GATEWAY['wan1'][f]} dev wan1b metric 100"
               for f in a.FAMILIES])


def _virtual(verb):
    addrs = a.VIRTUAL.values()

    def do(router):
        _provider(router, *((), addrs) if verb == "add" else (addrs, ()))
        router.ip([f"addr {verb} {a.VIRTUAL[f]}/{32 if f == 4 else 128} dev wan1"
                   for f in a.FAMILIES])
    return do


def _prepare_virtual(router):
    _virtual("add")(router)
    router.wans["wan1"] = dict(a.VIRTUAL)


def _add_another(router):
    _provider(router, (), ("192.0.2.99", "2001:db8:1::99"))
    router.ip(["addr add 192.0.2.99/24 dev wan1", "addr add 2001:db8:1::99/64 dev wan1"])


CAUSES = [
    Cause("renumber", "wan1's address is replaced, as by DHCP",
          [Step(_renumber, "renumber", a.NEW)], core=("masquerade",)),
    Cause("renumber-rules-late", "wan1's address is replaced, and the rule set is told "
          "two seconds later", [Step(_renumber_only, "renumber-early", a.NEW, last=2),
                             Step(_rules_late, "rules-late", a.NEW, last=8)],
          rates=(1, 10), left_out={"masquerade": "the rule set names no address"}),
    Cause("renumber-overlap", "wan1 gets a new address, and loses the old one later",
          [Step(_add_new, "stay", "wan1"), Step(_drop_old, "renumber", a.NEW)], _promote,
          left_out=OWN_CHOICE),
    Cause("renumber-peer", "wan1's point-to-point address is replaced",
          [Step(_renumber_peer, "renumber-unseen", a.NEW, families=ONLY4)], _prepare_peer),
    Cause("lease", "wan1 is the only WAN, its lease ends, and a moment later it gets "
          "another one",
          [Step(_lease(_subnet), "renumber", a.NEW, families=ONLY4)], _prepare_lease()),
    Cause("lease-peer", "the same with point-to-point addresses",
          [Step(_lease(_peer), "renumber-unseen", a.NEW, families=ONLY4)],
          _prepare_lease(_prepare_peer), core=("masquerade",)),
    Cause("prefix-change", "wan1's IPv6 prefix is deprecated by another one, then ends",
          [Step(_deprecate, "stay", a.NEW, families=ONLY6),
           Step(_prefix_ends, "renumber", a.NEW, families=ONLY6)], left_out=OWN_CHOICE),
    Cause("address-moved", "wan1's addresses move to another device",
          [Step(_move, "same-address", "wan1")], _prepare_move),
    Cause("address-added", "wan1 gets a further address",
          [Step(_add_another, "stay", "wan1", dict.fromkeys(OWN_CHOICE, "own-choice"))]),
    Cause("vrrp", "the address that flows are translated to leaves wan1 for another "
          "router, and comes back",
          [Step(_virtual("del"), "address-gap", a.VIRTUAL),
           Step(_virtual("add"), "stay", a.VIRTUAL)],
          _prepare_virtual, left_out=dict(OWN_CHOICE, masquerade=NO_VIRTUAL)),
]
