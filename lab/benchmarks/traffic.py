# SPDX-License-Identifier: GPL-2.0
"""What packets of known and of new flows find, with and without the module."""

from network import received
from table import OTHER_PORT, OVERLAY_PORT, count, packets

ESTABLISHED = 1000
LAST = 0.25             # seconds that a measurement takes, about
NEW_MOST = 100000
TRIAL = 5000            # packets to find out how many that are
TRIALS = 4


def forwarding(setting):
    """Packets of established flows a second."""
    setting.table.overlay(ESTABLISHED)
    number = int(TRIAL * LAST / min(packets(0, ESTABLISHED, TRIAL)[0] for _ in range(TRIALS)))
    setting.note(f"{number} packets each time")
    for pair, loaded in setting.by_turns(setting.rounds, hurry=True):
        before = received("isp1")
        seconds = packets(0, ESTABLISHED, number)[0]
        arrived = received("isp1") - before
        setting.tell_turn("forwarding", pair, loaded, rate=arrived / seconds,
                          lost=number - arrived)
    setting.load(False)


def _begin(setting, port, number):
    """New connections a second."""
    setting.table.flush()
    before = count()
    seconds = packets(0, number, number, port)[0]
    return (count() - before) / seconds


def connections(setting):
    """New UDP connections a second, all of a class or none."""
    for name, port in (("overlay", OVERLAY_PORT), ("other", OTHER_PORT)):
        number = min(int(LAST * max(_begin(setting, port, TRIAL) for _ in range(TRIALS))),
                     NEW_MOST)
        setting.note(f"{number} {name} connections each time")
        for pair, loaded in setting.by_turns(setting.rounds, hurry=True):
            setting.tell_turn("connections", pair, loaded, flows=name,
                              rate=_begin(setting, port, number))
        setting.load(False)
