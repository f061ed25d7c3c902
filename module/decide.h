/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_DECIDE_H
#define _REHOME_DECIDE_H

#include <linux/types.h>
#include <linux/nf_rehome.h>

/**
 * struct rehome_facts - all that the decision knows of a flow
 * @kind: where the flow came from
 * @xlat: how its source is translated
 * @owner: who holds the mapping's address; for a flow that is not outbound,
 *	the address the outside sent to
 * @owner_state: state of the owner, if it is a WAN
 * @egress: where the original direction is routed to now; for a flow that is
 *	not outbound, where its replies are
 * @mode: mode in force
 * @action: action of the flow's class
 * @asked: what the rule set said
 * @on_path: the owner is the egress, or a usable ECMP member next to it
 * @owner_link: the owner has its link up and carrier
 * @egress_usable: the egress has link, is not unhealthy, and has an address
 *	of the flow's family to translate to
 * @alt_wan: another healthy WAN can be reached by rewriting the flow's mark
 * @anew: a new entry of the flow may go elsewhere: the WAN was told unhealthy,
 *	or is down and the mark pins the flow to it; and another one is healthy
 * @recycled: it was expired already since its WAN is in this state
 * @back: it was moved away by its mark, and the WAN that it left is up again
 * @inside: the original source is a private address
 * @own: the mapping's address is the source's own
 * @insists: a packet came after the mapping's WAN went away, so the source
 *	did not choose another address
 * @displaced: the outside port differs from the inside one, the class asks
 *	for the port, and it is free now
 * @excluded: conntrack holds something of the flow that cannot be carried
 * @proven: the route lookup is exact, or was right while the net was quiet
 * @doubtful: packets of the flow may carry what leads to another egress
 * @damped: moved a moment ago, or the pair of WANs is flapping
 * @draining: the class waits before a flow goes @back
 */
struct rehome_facts {
	enum nf_rehome_flow_kind kind;
	enum nf_rehome_xlat xlat;
	enum nf_rehome_owner owner;
	enum nf_rehome_wan_state owner_state;
	enum nf_rehome_egress egress;
	enum nf_rehome_mode mode;
	enum nf_rehome_action action;
	enum nf_rehome_asked asked;
	bool on_path;
	bool owner_link;
	bool egress_usable;
	bool alt_wan;
	bool anew;
	bool recycled;
	bool back;
	bool inside;
	bool own;
	bool insists;
	bool displaced;
	bool excluded;
	bool proven;
	bool doubtful;
	bool damped;
	bool draining;
};

/**
 * struct rehome_decision - what to do about a flow
 * @verdict: what to do
 * @reason: why
 * @report: mode or class forbid to do it; count and tell only
 * @ask: carrying it out needs the rule set's answer first
 * @later: the flow is worth another look soon
 */
struct rehome_decision {
	enum nf_rehome_verdict verdict;
	enum nf_rehome_reason reason;
	bool report;
	bool ask;
	bool later;
};

struct rehome_decision rehome_decide(const struct rehome_facts *f);

#endif
