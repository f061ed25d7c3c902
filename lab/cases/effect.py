# SPDX-License-Identifier: GPL-2.0
"""What a step of a cause does to a flow, without and with the module.

Causes only name the effect of each of their steps; what it means for each sort
of flow stands here once, and all expectations of the matrix come from it.
"""

from fate import (ALIVE, ALIVE_LATE, ANY, AS_OUTBOUND, DEAD, DISPLACED, DROPPED,
                  DROPPED_DISPLACED, ENDED, ENDED_HELD_BACK, ENDED_LATE, EXPIRED,
                  EXPIRED_LATE, FLUSHED, FOLLOWS, HELD_BACK, MOVED, MOVED_LATE, NEVER,
                  NOTHING, REGAINED, REPLACED, SLOWED, STAYS, UNBROKEN)

# effect: sort of flow: (without, with)
EFFECTS = {
    # Nothing that matters.
    "stay": {
        "masquerade": (NOTHING, NOTHING),
        "snat": (NOTHING, NOTHING),
        "inbound": (NOTHING, NOTHING),
        "terminated": (NOTHING, NOTHING),
        "local": (NOTHING, NOTHING),
    },
    # The WAN has no default route any more, but its link and address.
    "away": {
        "masquerade": (DROPPED, MOVED),
        "snat": (NEVER, MOVED),
        "inbound": (NEVER, ENDED),
        "terminated": (FOLLOWS, FOLLOWS),
        "local": (FOLLOWS, FOLLOWS),
    },
    # ... and gets it again.
    "back": {
        "masquerade": (DROPPED, MOVED),
        "snat": (NOTHING, MOVED),
        "inbound": (NOTHING, AS_OUTBOUND),
        "terminated": (FOLLOWS, FOLLOWS),
        "local": (FOLLOWS, FOLLOWS),
    },
    # The same, and no event tells of it.
    "away-unheard": {
        "masquerade": (DROPPED, REPLACED),
        "snat": (NEVER, MOVED),
        "inbound": (NEVER, ENDED_LATE),
    },
    # Routed by another WAN while this one is alive.
    "turn": {
        "masquerade": (DROPPED, MOVED),
        "snat": (NEVER, MOVED),
        "inbound": (NEVER, NEVER),
        "terminated": (FOLLOWS, STAYS),
        "local": (FOLLOWS, FOLLOWS),
    },
    "return": {
        "masquerade": (DROPPED, MOVED),
        "snat": (NOTHING, MOVED),
        "inbound": (NOTHING, NOTHING),
        "terminated": (FOLLOWS, STAYS),
        "local": (FOLLOWS, FOLLOWS),
    },
    # By another next hop of the same device, which masquerading does not look at.
    "turn-hop": {
        "masquerade": (NEVER, MOVED),
        "snat": (NEVER, MOVED),
        "inbound": (NEVER, NEVER),
    },
    "return-hop": {
        "masquerade": (NOTHING, MOVED),
        "snat": (NOTHING, MOVED),
        "inbound": (NOTHING, NOTHING),
    },
    # From a way that wants no translation to a WAN that does,
    "translated": {
        "masquerade": (NEVER, MOVED),
        "snat": (NEVER, MOVED),
        "inbound": (NEVER, ENDED),
        "terminated": (FOLLOWS, FOLLOWS),
        "local": (FOLLOWS, FOLLOWS),
    },
    # ... and back to that way.
    "untranslated": {
        "masquerade": (NOTHING, MOVED),
        "snat": (NOTHING, MOVED),
        "inbound": (NOTHING, AS_OUTBOUND),
        "terminated": (FOLLOWS, FOLLOWS),
        "local": (FOLLOWS, FOLLOWS),
    },
    # The same for flows that were translated from the first.
    "into-tunnel": {
        "masquerade": (DROPPED, MOVED),
        "snat": (NEVER, MOVED),
    },
    "out-of-tunnel": {
        "masquerade": (NEVER, MOVED),
        "snat": (NOTHING, MOVED),
    },
    # Led back by the mark that was saved at the first packet, which a new entry lost.
    "back-saved": {
        "masquerade": (NOTHING, MOVED),
        "snat": (NOTHING, MOVED),
        "inbound": (NOTHING, NOTHING),
        "terminated": (ALIVE, ALIVE),
        "local": (ALIVE, ALIVE),
    },
    # By another WAN of the same address.
    "away-same": {
        "masquerade": (DROPPED, ALIVE),
        "snat": (NOTHING, NOTHING),
        "inbound": (NOTHING, NOTHING),
        "terminated": (NOTHING, NOTHING),
    },
    # The device is down or gone: masquerading flushes its entries.
    "down": {
        "masquerade": (FLUSHED, REPLACED),
        "snat": (NEVER, MOVED),
        "inbound": (NEVER, ENDED),
        "terminated": (FOLLOWS, FOLLOWS),
        "local": (FOLLOWS, FOLLOWS),
    },
    # The address is replaced on the same WAN.
    "renumber": {
        "masquerade": (FLUSHED, REPLACED),
        "snat": (NEVER, MOVED),
        "inbound": (NEVER, ENDED),
        "terminated": (FOLLOWS, FOLLOWS),
        "local": (FOLLOWS, FOLLOWS),
    },
    # ... and masquerading does not notice.
    "renumber-unseen": {
        "masquerade": (NEVER, MOVED),
        "snat": (NEVER, MOVED),
        "inbound": (NEVER, ENDED),
        "terminated": (FOLLOWS, FOLLOWS),
        "local": (FOLLOWS, FOLLOWS),
    },
    # The router may take another address of the WAN for its own packets.
    "own-choice": {
        "terminated": (ALIVE, ALIVE),
        "local": (ALIVE, ALIVE),
    },
    # No way out for a while; nothing may be ended meanwhile.
    "gap": {
        "masquerade": (NEVER, NEVER),
        "snat": (NEVER, NEVER),
        "inbound": (NEVER, NEVER),
        "terminated": (DEAD, NEVER),
        "local": (DEAD, NEVER),
    },
    # The address is gone, but the rules name it still: asked in vain.
    "address-gap": {
        "snat": (NEVER, DEAD),
        "inbound": (NOTHING, NOTHING),
    },
    # The link is dead, but routes still lead to it.
    "dark": {
        "masquerade": (NEVER, NEVER),
        "snat": (NEVER, NEVER),
        "inbound": (NEVER, NEVER),
        "terminated": (DEAD, DEAD),
        "local": (DEAD, DEAD),
    },
    # The address is away for an instant, or on another device from now on.
    "same-address": {
        "masquerade": (FLUSHED, REPLACED),
        "snat": (NOTHING, UNBROKEN),
        "inbound": (NOTHING, UNBROKEN),
        "terminated": (NOTHING, NOTHING),
        "local": (FOLLOWS, FOLLOWS),
    },
    # The address is replaced, but the rule set still names the old one,
    "renumber-early": {
        "snat": (NEVER, DEAD),
        "inbound": (NEVER, DEAD),
        "terminated": (DEAD, DEAD),
        "local": (DEAD, DEAD),
    },
    # ... and later the new one.
    "rules-late": {
        "snat": (NEVER, MOVED_LATE),
        "inbound": (NEVER, AS_OUTBOUND),
        "terminated": (DEAD, ALIVE_LATE),
        "local": (DEAD, ALIVE_LATE),
    },
    # Began before there were rules for its WAN, which come now.
    "natted": {
        "masquerade": (NEVER, MOVED_LATE),
        "snat": (NEVER, MOVED_LATE),
    },
    # Away, but the class has its stale flows left as they are,
    "away-left": {
        "masquerade": (DROPPED, DROPPED),
        "snat": (NEVER, NEVER),
    },
    # ... or expired.
    "away-expired": {
        "masquerade": (DROPPED, EXPIRED),
        "snat": (NEVER, EXPIRED),
    },
    # Several next hops, and the choice between them changes.
    "rehash": {
        "masquerade": (ANY, ALIVE),
        "snat": (ANY, ALIVE),
    },
    # To and fro, and then away for good.
    "flap": {
        "masquerade": (ANY, HELD_BACK),
        "snat": (DEAD, HELD_BACK),
        "inbound": (DEAD, ENDED_HELD_BACK),
        "terminated": (FOLLOWS, FOLLOWS),
        "local": (FOLLOWS, FOLLOWS),
    },
    # Translated to an address that is on no device, and nobody told whose it is.
    "away-pool": {
        "snat": (NEVER, MOVED),
        "inbound": (NEVER, ENDED),
        "terminated": (ALIVE, ALIVE),
        "local": (FOLLOWS, FOLLOWS),
    },
    # The port is taken on the other WAN,
    "away-displaced": {
        "masquerade": (DROPPED_DISPLACED, DISPLACED),
        "snat": (NEVER, DISPLACED),
    },
    # ... and then free again.
    "port-freed": {
        "masquerade": (NOTHING, REGAINED),
        "snat": (NEVER, REGAINED),
    },
    # ... or nobody had taken it.
    "port-kept": {
        "masquerade": (NOTHING, NOTHING),
        "snat": (NEVER, NOTHING),
    },
    # The provider is dead, which only the module is told; it knows the marks.
    # What comes in is answered by the WAN that it came by.
    "told-marks": {
        "masquerade": (NEVER, MOVED),
        "snat": (NEVER, MOVED),
        "inbound": (NEVER, NEVER),
        "terminated": (NEVER, NEVER),
        "local": (NEVER, MOVED),
    },
    # ... or it does not,
    "told": {
        "masquerade": (NEVER, EXPIRED),
        "snat": (NEVER, EXPIRED),
        "inbound": (NEVER, NEVER),
        "terminated": (NEVER, NEVER),
        "local": (NEVER, EXPIRED),
    },
    # ... and a new entry has the same mark,
    "told-early": {
        "masquerade": (NEVER, DEAD),
        "snat": (NEVER, DEAD),
        "inbound": (NEVER, NEVER),
        "terminated": (NEVER, NEVER),
        "local": (NEVER, DEAD),
    },
    # ... until the rules are changed.
    "told-rules": {
        "masquerade": (NEVER, EXPIRED_LATE),
        "snat": (NEVER, EXPIRED_LATE),
        "inbound": (NEVER, NEVER),
        "terminated": (NEVER, NEVER),
        "local": (NEVER, EXPIRED_LATE),
    },
    # Healthy again, and flows go back
    "told-back": {
        "masquerade": (NOTHING, MOVED),
        "snat": (NOTHING, MOVED),
        "local": (NOTHING, MOVED),
    },
    # ... or stay where they are now.
    "told-back-stay": {
        "masquerade": (NOTHING, NOTHING),
        "snat": (NOTHING, NOTHING),
        "inbound": (NOTHING, NOTHING),
        "terminated": (NOTHING, NOTHING),
        "local": (NOTHING, NOTHING),
    },
    # Offloaded past routing: nothing but a dead provider tells.
    "away-offloaded": {
        "masquerade": (NEVER, SLOWED),
        "snat": (NEVER, SLOWED),
        "inbound": (NEVER, ENDED),
        "terminated": (FOLLOWS, FOLLOWS),
        "local": (FOLLOWS, FOLLOWS),
    },
}


def sort_of(kind, translation):
    """The column of a flow: outbound ones differ by how they are translated."""
    if kind != "outbound":
        return kind
    return "masquerade" if translation == "masquerade" else "snat"


def fates(effect, kind, translation):
    column = EFFECTS[effect]
    return [fate or column[sort_of("outbound", translation)][half]
            for half, fate in enumerate(column[sort_of(kind, translation)])]
