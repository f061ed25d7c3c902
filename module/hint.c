// SPDX-License-Identifier: GPL-2.0
/* Where would a route lookup send a flow's packets? Conntrack keeps neither the
 * input device nor the mark nor the DSCP that they carry, so the answer is a hint:
 * it is shown, and may open the window, but nothing is done for it.
 */
#include <linux/netdevice.h>
#include <net/netfilter/nf_conntrack.h>
#include "entry.h"
#include "flow.h"
#include "hint.h"
#include "lookup.h"
#include "pernet.h"

/**
 * rehome_hint_route - what does a route lookup say of a flow?
 * @rn: the namespace
 * @flow: the flow, gathered
 * @route: the route, if there is one
 *
 * For one from outside, the way of its replies. Packets are taken to come in by the
 * device that leads back, and to carry the connection's mark.
 *
 * Context: RCU.
 * Return: false for no route.
 */
bool rehome_hint_route(const struct rehome_net *rn, const struct rehome_flow *flow,
		       struct rehome_route *route)
{
	const struct nf_conntrack_tuple *orig =
		&flow->ct->tuplehash[IP_CT_DIR_ORIGINAL].tuple;
	const struct nf_conntrack_tuple *reply =
		&flow->ct->tuplehash[IP_CT_DIR_REPLY].tuple;
	bool outside = rehome_flow_from_outside(flow);
	struct rehome_lookup key = {
		.saddr = outside ? reply->src.u3 : orig->src.u3,
		.sport = outside ? reply->src.u.all : orig->src.u.all,
		.daddr = outside ? orig->src.u3 : reply->src.u3,
		.dport = outside ? orig->src.u.all : reply->src.u.all,
		.proto = nf_ct_protonum(flow->ct),
		.mark = rehome_entry_mark(flow->ct),
		.iif = LOOPBACK_IFINDEX,
	};
	const struct rehome_lookup back = {
		.daddr = key.saddr,
		.proto = key.proto,
		.iif = LOOPBACK_IFINDEX,
	};

	if (flow->facts.kind != NF_REHOME_FLOW_KIND_LOCAL &&
	    flow->facts.kind != NF_REHOME_FLOW_KIND_TERMINATED)
		key.iif = rehome_lookup(rn->net, flow->family, &back) ? : key.iif;
	return rehome_lookup_route(rn->net, flow->family, &key, route);
}

/**
 * rehome_hint - the device that a route lookup says of a flow
 * @rn: the namespace
 * @flow: the flow, gathered
 *
 * Context: RCU.
 * Return: interface index, or 0 for no route.
 */
int rehome_hint(const struct rehome_net *rn, const struct rehome_flow *flow)
{
	struct rehome_route route;

	return rehome_hint_route(rn, flow, &route) ? route.ifindex : 0;
}
