/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_DECIDE_H
#define _REHOME_DECIDE_H

#include <linux/types.h>
#include <linux/nf_rehome.h>

/**
 * struct rehome_facts - all that the decision knows of a flow
 * @kind: where the flow came from
 * @xlat: how its source is translated
 * @origin: what tells the egress that its mapping was chosen for; for a flow
 *	from outside, the device that it came in by
 * @owner: who holds the mapping's address; for a flow from outside, the
 *	address that the outside sent to
 * @owner_state: state of the owner, if it is a WAN
 * @owner_ill: the owner was told unhealthy, or is known to be down now
 * @unsure: it may be down, which is not known for sure yet
 * @mode: mode in force
 * @action: action of the flow's class
 * @tcp: it is a connection of TCP, whose far end knows the address
 * @seen: a packet was seen leaving, of the original direction, or for a flow
 *	from outside, of the reply direction; what follows to @inside is of it
 * @elsewhere: it left by another device than the one of the origin
 * @other_hop: it left by that device, but by another next hop
 * @at_home: the mapping's address belongs where it left
 * @foreign: it left by a WAN whose device does not hold the mapping's address, which
 *	the device of another WAN does, or which none does but one did
 * @unsettled: something changed just now, and may change back at once
 * @stalled: that packet was sent for the third time, and no answer came
 * @misplaced: masquerading had no address there, and took that of another WAN
 * @out_wan: it left by a WAN
 * @tunnelled: an IPsec policy took it
 * @translates: the rule set translates sources of its family
 * @inside: the original source is a private address
 * @rules_changed: the rule set may have changed since the mapping was chosen
 * @was_natted: it was translated once
 * @same_mapping: the rule set gave the same mapping for both egresses
 * @displaced: the outside port differs from the inside one, the class asks
 *	for the port, and it is free now
 * @excluded: conntrack holds something of the flow that cannot be carried
 * @injected: its entry came from no packet, so no rule set of ours chose it
 * @offloaded: it takes a flow table's fast path
 * @damped: it was moved too often in a short time
 * @pinned: its mark names a WAN that is not up
 * @other_up: another WAN is up
 * @steerable: that WAN's mark is known, as well as the flow's own
 * @marked: it carries a connection mark that may lead it
 * @away: it left a WAN by a rewritten mark, which is up again
 * @draining: the class waits before it goes back
 * @recycled: it was expired already for what is the case now
 * @insists: packets of it came since the last trigger, and none left
 */
struct rehome_facts {
	enum nf_rehome_flow_kind kind;
	enum nf_rehome_xlat xlat;
	enum nf_rehome_origin origin;
	enum nf_rehome_owner owner;
	enum nf_rehome_wan_state owner_state;
	bool owner_ill;
	bool unsure;
	enum nf_rehome_mode mode;
	enum nf_rehome_action action;
	bool tcp;
	bool seen;
	bool elsewhere;
	bool other_hop;
	bool at_home;
	bool foreign;
	bool unsettled;
	bool stalled;
	bool misplaced;
	bool out_wan;
	bool tunnelled;
	bool translates;
	bool inside;
	bool rules_changed;
	bool was_natted;
	bool same_mapping;
	bool displaced;
	bool excluded;
	bool injected;
	bool offloaded;
	bool damped;
	bool pinned;
	bool other_up;
	bool steerable;
	bool marked;
	bool away;
	bool draining;
	bool recycled;
	bool insists;
};

/**
 * struct rehome_decision - what to do about a flow
 * @verdict: what to do
 * @reason: why
 * @report: mode or class forbid to do it; count and report only
 * @at_once: no packet is needed: expire, or rewrite the mark so that the next
 *	packet moves the flow
 * @later: the flow is worth another look soon
 */
struct rehome_decision {
	enum nf_rehome_verdict verdict;
	enum nf_rehome_reason reason;
	bool report;
	bool at_once;
	bool later;
};

/* Is it kept by its mark on a WAN that is ill, and could another mark lead it away? */
static inline bool rehome_pinned_to_ill(const struct rehome_facts *f)
{
	return f->owner == NF_REHOME_OWNER_WAN && f->owner_ill &&
	       f->steerable && f->pinned;
}

struct rehome_decision rehome_decide(const struct rehome_facts *f);

#endif
