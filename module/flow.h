/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_FLOW_H
#define _REHOME_FLOW_H

#include <linux/if.h>
#include <net/netfilter/nf_conntrack.h>
#include "decide.h"
#include "route.h"
#include "rules.h"

struct rehome_net;

/**
 * struct rehome_dev - a device, as remembered beyond its RCU read side
 * @ifindex: its index; 0 is no device
 * @name: its name
 */
struct rehome_dev {
	int ifindex;
	char name[IFNAMSIZ];
};

/**
 * struct rehome_flow - a flow as a pass sees it
 * @ct: its entry; a reference is held as long as this lives
 * @class: index of its class
 * @hash: tells it from others, for damping
 * @key: what routing looks at of its packets
 * @facts: what the decision looks at
 * @owner: device that holds the mapping's address
 * @egress: device it is routed to
 * @until: when a damped flow may be moved, in nanoseconds
 */
struct rehome_flow {
	struct nf_conn *ct;
	int class;
	u64 hash;
	struct rehome_key key;
	struct rehome_facts facts;
	struct rehome_dev owner;
	struct rehome_dev egress;
	u64 until;
};

void rehome_flow_init(struct rehome_net *rn, struct rehome_flow *flow,
		      struct nf_conn *ct, int class);
int rehome_flow_class(const struct nf_conn *ct);
bool rehome_flow_excluded(const struct nf_conn *ct);
void rehome_flow_gather(struct rehome_net *rn, struct rehome_flow *flow,
			const struct rehome_marks marks[2], u64 now);

/* The address and port that the Internet sees. */
static inline const struct nf_conntrack_tuple *
rehome_flow_mapping(const struct nf_conn *ct)
{
	return &ct->tuplehash[IP_CT_DIR_REPLY].tuple;
}

#endif
