# SPDX-License-Identifier: GPL-2.0
"""What routers do about flows of a WAN that failed."""

from dataclasses import dataclass
from typing import Callable, Optional

from command import CommandError

from overlays.network import FAMILIES
from overlays.router import MARK, MASK


@dataclass
class Remedy:
    """act(router, step) is done right after a step; events: those that it is told of.
    mode: of the module, if it is loaded; presets: its classes that are asked for."""
    name: str
    about: str
    act: Optional[Callable] = None
    events: tuple = ("link", "told", "route")
    mode: Optional[str] = None
    presets: tuple = ()

    def after(self, router, step):
        if self.act and step.event in self.events:
            self.act(router, step)


def _conntrack(router, *words):
    """Deleting nothing is an error to conntrack."""
    try:
        router.run("conntrack", *words)
    except CommandError as error:
        if "0 flow entries" not in str(error):
            raise


def _flush(router, _):
    _conntrack(router, "-F")


def _family(family):
    return ("-f", "ipv6") if family == 6 else ()


def _by_address(router, step):
    for family in FAMILIES:
        _conntrack(router, *_family(family), "-D", "-q", router.before[step.gone][family])


def _by_gateway(router, step):
    """Connections of either direction by a WAN."""
    _by_address(router, step)
    for family in FAMILIES:
        _conntrack(router, *_family(family), "-D", "-d", router.before[step.gone][family])


def _by_mark(router, step):
    """Of the WAN that the event is about."""
    wan = step.came or step.gone
    for family in FAMILIES:
        _conntrack(router, *_family(family), "-D", "-m", f"{MARK[wan]:#x}/{MASK:#x}")


REMEDIES = [
    Remedy("nothing", "the kernel as it is"),
    Remedy("flush", "`conntrack -F` at each change of routes", _flush),
    Remedy("delete-address", "`conntrack -D -q` of the address of the WAN that was left",
           _by_address),
    Remedy("mwan3", "mwan3's flush_conntrack: all connections, when an interface goes or "
           "comes or a checker tells", _flush, ("link", "told")),
    Remedy("mwan4", "mwan4's: connections with the interface's mark, at the same events",
           _by_mark, ("link", "told")),
    Remedy("kill-gateway", "as pfSense: all connections by the gateway that is left, "
           "played with conntrack", _by_gateway),
    Remedy("rehome-expire", "nf_rehome with `mode=expire`", mode="expire"),
    Remedy("rehome", "nf_rehome as it is loaded", mode="renat"),
    Remedy("rehome-derp", "nf_rehome, and `rehome class preset derp`", mode="renat",
           presets=("derp",)),
]


def by_name(name):
    return next(remedy for remedy in REMEDIES if remedy.name == name)
