/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_DECIDE_H
#define _REHOME_DECIDE_H

#include <linux/types.h>
#include <linux/nf_rehome.h>

/**
 * enum rehome_owner - who holds the address of a flow's mapping
 * @REHOME_OWNER_UNKNOWN: no device, and none was ever seen to hold it
 * @REHOME_OWNER_GONE: no device any more
 * @REHOME_OWNER_LOCAL: a device that is not a WAN
 * @REHOME_OWNER_WAN: a WAN
 */
enum rehome_owner {
	REHOME_OWNER_UNKNOWN,
	REHOME_OWNER_GONE,
	REHOME_OWNER_LOCAL,
	REHOME_OWNER_WAN,
};

/**
 * enum rehome_egress - where the flow is routed to now
 * @REHOME_EGRESS_NONE: no unicast route
 * @REHOME_EGRESS_OTHER: a device that is not a WAN
 * @REHOME_EGRESS_WAN: a WAN
 */
enum rehome_egress {
	REHOME_EGRESS_NONE,
	REHOME_EGRESS_OTHER,
	REHOME_EGRESS_WAN,
};

/**
 * enum rehome_asked - what the rule set answered when asked for a mapping
 * @REHOME_ASKED_NOT: it was not asked yet
 * @REHOME_ASKED_OTHER: a mapping that differs from the present one
 * @REHOME_ASKED_SAME: the present mapping again
 * @REHOME_ASKED_NONE: none that could be used
 */
enum rehome_asked {
	REHOME_ASKED_NOT,
	REHOME_ASKED_OTHER,
	REHOME_ASKED_SAME,
	REHOME_ASKED_NONE,
};

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
 * @inside: the original source is a private address
 * @displaced: the outside port differs from the inside one, the class asks
 *	for the port, and it is free now
 * @excluded: conntrack holds something of the flow that cannot be carried
 * @proven: the route lookup is exact, or was right while the net was quiet
 * @doubtful: packets of the flow may carry what leads to another egress
 * @damped: moved a moment ago, or the pair of WANs is flapping
 * @draining: the class waits before it goes back
 */
struct rehome_facts {
	enum nf_rehome_flow_kind kind;
	enum nf_rehome_xlat xlat;
	enum rehome_owner owner;
	enum nf_rehome_wan_state owner_state;
	enum rehome_egress egress;
	enum nf_rehome_mode mode;
	enum nf_rehome_action action;
	enum rehome_asked asked;
	bool on_path;
	bool owner_link;
	bool egress_usable;
	bool alt_wan;
	bool inside;
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
