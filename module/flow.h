/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_FLOW_H
#define _REHOME_FLOW_H

#include <net/netfilter/nf_conntrack.h>
#include "decide.h"
#include "egress.h"
#include "indexed.h"
#include "mark.h"

/**
 * struct rehome_flow - a flow, as it is looked at
 * @ct: its entry; a reference is held as long as this lives
 * @class: its class, or NULL
 * @record: a copy of what is recorded of it; zeroed if nothing is
 * @known: it is in the index
 * @reply: the packet at hand is one of the reply direction
 * @family: NFPROTO_IPV4 or NFPROTO_IPV6
 * @chosen: the egress that its mapping was chosen for
 * @left: where its last packet left, if @facts.seen
 * @facts: what the decision looks at
 * @owner: device that holds the mapping's address, or did; 0 is none
 * @bits: bits of its mark that lead it to another WAN, or home
 * @away_from: the WAN that it leaves or left by these; 0 is none
 * @lead_to: the WAN that it goes to by these; 0 is none
 * @epoch: state of its WAN and of the rule set
 */
struct rehome_flow {
	struct nf_conn *ct;
	const struct rehome_class *class;
	struct rehome_record record;
	bool known;
	bool reply;
	u8 family;
	struct rehome_egress chosen;
	struct rehome_egress left;
	struct rehome_facts facts;
	int owner;
	struct rehome_mark bits;
	int away_from;
	int lead_to;
	u32 epoch;
};

/* The first packet went to an address of the router. */
static inline bool rehome_flow_from_outside(const struct rehome_flow *flow)
{
	return flow->facts.kind == NF_REHOME_FLOW_KIND_INBOUND ||
	       flow->facts.kind == NF_REHOME_FLOW_KIND_TERMINATED;
}

#endif
