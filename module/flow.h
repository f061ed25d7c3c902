/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_FLOW_H
#define _REHOME_FLOW_H

#include <linux/if.h>
#include <linux/netdevice.h>
#include <linux/string.h>
#include <net/netfilter/nf_conntrack.h>
#include "decide.h"
#include "entry.h"
#include "first.h"
#include "home.h"
#include "route.h"

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
 * @first: what is known by its first packet
 * @hash: tells it from others, for what is remembered of it
 * @key: what routing looks at of its packets
 * @goal: where its mapping belongs
 * @facts: what the decision looks at
 * @owner: device that holds the mapping's address
 * @egress: device it is routed to
 * @input: device that its packets are taken to come in by
 * @alt: WAN that another mark leads to, if it is to go there
 * @bits: bits of its connection mark that lead there
 * @home: WAN that it left by its mark, or now leaves; empty if none
 * @epoch: state that its WAN is in, to be expired once in each
 * @explained: some guess at its packets explains the mapping
 * @right: flows of its profile that lookups were right about at rest
 * @wrong: flows of its profile that lookups were wrong about at rest
 * @until: when a flow that is put off may be moved, in nanoseconds
 */
struct rehome_flow {
	struct nf_conn *ct;
	int class;
	struct rehome_first first;
	u64 hash;
	struct rehome_key key;
	struct rehome_goal goal;
	struct rehome_facts facts;
	struct rehome_dev owner;
	struct rehome_dev egress;
	struct rehome_dev input;
	struct rehome_dev alt;
	struct rehome_mark bits;
	char home[IFNAMSIZ];
	u64 epoch;
	bool explained;
	u32 right;
	u32 wrong;
	u64 until;
};

bool rehome_flow_init(struct rehome_net *rn, struct rehome_flow *flow,
		      struct nf_conn *ct, const struct rehome_first *first);
void rehome_flow_gather(struct rehome_net *rn, struct rehome_flow *flow,
			u64 now);

static inline void rehome_flow_remember(struct rehome_dev *to,
					const struct net_device *dev)
{
	to->ifindex = dev ? dev->ifindex : 0;
	strscpy(to->name, dev ? dev->name : "", sizeof(to->name));
}

/* The device that the flow goes to when it is moved. */
static inline const struct rehome_dev *
rehome_flow_target(const struct rehome_flow *flow)
{
	return flow->alt.ifindex ? &flow->alt : &flow->egress;
}

#endif
