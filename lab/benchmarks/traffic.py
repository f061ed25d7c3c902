# SPDX-License-Identifier: GPL-2.0
"""What packets of known and of new flows find, with and without the module."""

from network import received
from table import NEW_PORT, OTHER_PORT, count, packets

ESTABLISHED = 1000
LAST = 0.25             # seconds that a measurement takes, about
TRIAL = 5000            # packets to find out how many that are
TRIALS = 4
MANY = 100000
# New connections: their port, how many overlay flows there are already, and how
# many there may be so that the index has room for them all.
NEW = {"beside": (NEW_PORT, MANY, 25000), "first": (NEW_PORT, 0, MANY),
       "other": (OTHER_PORT, 0, MANY)}


def forwarding(setting):
    """Packets of established flows a second: without the module, with the watch on and
    with it off."""
    setting.table.overlay(ESTABLISHED)
    number = int(TRIAL * LAST / min(packets(0, ESTABLISHED, TRIAL)[0] for _ in range(TRIALS)))
    setting.note(f"{number} packets each time")
    for watch in ("on", "off"):
        for pair, loaded in setting.by_turns(setting.rounds, hurry=True):
            # Each flow is seen, and no packet after that is the first of its flow.
            packets(0, ESTABLISHED, ESTABLISHED)
            if loaded:
                setting.watch(watch)
            before = received("isp1")
            seconds = packets(0, ESTABLISHED, number)[0]
            arrived = received("isp1") - before
            setting.tell_turn("forwarding", pair, loaded, watch=watch,
                              rate=arrived / seconds, each=seconds / number * 1e9,
                              lost=number - arrived)
    setting.load(False)


def _begin(table, port, number):
    """New connections a second."""
    before = count()
    seconds = packets(0, number, number, port)[0]
    begun = count() - before
    table.end(port)
    return begun / seconds


def connections(setting):
    """New UDP connections a second: of a class, beside many and as the first ones, and
    of none."""
    for name, (port, flows, most) in NEW.items():
        setting.table.flush()
        setting.table.overlay(flows)
        rate = max(_begin(setting.table, port, TRIAL) for _ in range(TRIALS))
        number = min(int(LAST * rate), most)
        setting.note(f"{name}: {number} connections each time")
        for pair, loaded in setting.by_turns(setting.rounds, hurry=True):
            setting.tell_turn("connections", pair, loaded, flows=name,
                              rate=_begin(setting.table, port, number))
        setting.load(False)
