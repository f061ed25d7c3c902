// SPDX-License-Identifier: GPL-2.0
/* Writes a flow, and what the decision looked at, as netlink attributes. */
#include <linux/jiffies.h>
#include <linux/netdevice.h>
#include <net/netfilter/nf_conntrack_zones.h>
#include <net/netlink.h>
#include "class.h"
#include "entry.h"
#include "flow.h"
#include "hint.h"
#include "lookup.h"
#include "netlink_put.h"
#include "pernet.h"

int rehome_put_mapping(struct sk_buff *skb,
		       const struct nf_conntrack_tuple *map, int attr_addr,
		       int attr_port)
{
	if (rehome_put_address(skb, attr_addr, map->src.l3num, &map->dst.u3) ||
	    nla_put_u16(skb, attr_port, ntohs(map->dst.u.all)))
		return -EMSGSIZE;
	return 0;
}

/* The name of a device, if there is one. */
int rehome_put_device(struct sk_buff *skb, struct rehome_net *rn, int attr,
		      int ifindex)
{
	const struct net_device *dev;
	int err = 0;

	rcu_read_lock();
	dev = ifindex > 0 ? dev_get_by_index_rcu(rn->net, ifindex) : NULL;
	if (dev)
		err = nla_put_string(skb, attr, dev->name);
	rcu_read_unlock();
	return err;
}

static int put_devices(struct sk_buff *skb, struct rehome_net *rn,
		       const struct rehome_flow *flow)
{
	if (rehome_put_device(skb, rn, NF_REHOME_A_FLOW_OWNER, flow->owner) ||
	    rehome_put_device(skb, rn, NF_REHOME_A_FLOW_EGRESS,
			      flow->left.ifindex) ||
	    rehome_put_device(skb, rn, NF_REHOME_A_FLOW_CHOSEN,
			      flow->chosen.ifindex))
		return -EMSGSIZE;
	return 0;
}

int rehome_put_flow(struct sk_buff *skb, struct rehome_net *rn,
		    const struct rehome_flow *flow, struct rehome_decision d,
		    const struct nf_conn *now)
{
	const struct nf_conntrack_tuple *orig =
		&now->tuplehash[IP_CT_DIR_ORIGINAL].tuple;
	u8 family = nf_ct_l3num(now);

	if ((flow->class &&
	     nla_put_string(skb, NF_REHOME_A_FLOW_CLASS,
			    flow->class->name)) ||
	    nla_put_u8(skb, NF_REHOME_A_FLOW_PROTO, orig->dst.protonum) ||
	    nla_put_u32(skb, NF_REHOME_A_FLOW_KIND, flow->facts.kind) ||
	    nla_put_u32(skb, NF_REHOME_A_FLOW_XLAT, flow->facts.xlat) ||
	    rehome_put_address(skb, NF_REHOME_A_FLOW_SRC, family, &orig->src.u3) ||
	    nla_put_u16(skb, NF_REHOME_A_FLOW_SPORT, ntohs(orig->src.u.all)) ||
	    rehome_put_address(skb, NF_REHOME_A_FLOW_DST, family, &orig->dst.u3) ||
	    nla_put_u16(skb, NF_REHOME_A_FLOW_DPORT, ntohs(orig->dst.u.all)) ||
	    rehome_put_mapping(skb, rehome_entry_mapping(now),
			       NF_REHOME_A_FLOW_MAP_ADDR,
			       NF_REHOME_A_FLOW_MAP_PORT) ||
	    put_devices(skb, rn, flow) ||
	    nla_put_u32(skb, NF_REHOME_A_FLOW_MARK, rehome_entry_mark(now)) ||
	    nla_put_u16(skb, NF_REHOME_A_FLOW_ZONE, nf_ct_zone(now)->id) ||
	    nla_put_u32(skb, NF_REHOME_A_FLOW_TIMEOUT,
			nf_ct_expires(now) / HZ) ||
	    nla_put_u32(skb, NF_REHOME_A_FLOW_VERDICT, d.verdict) ||
	    nla_put_u32(skb, NF_REHOME_A_FLOW_REASON, d.reason) ||
	    (flow->record.signature &&
	     nla_put_u32(skb, NF_REHOME_A_FLOW_SIGNATURE,
			 flow->record.signature)))
		return -EMSGSIZE;
	return 0;
}

/**
 * rehome_put_hint - write what a route lookup says of a flow
 * @skb: where to
 * @rn: the namespace
 * @flow: the flow, gathered
 *
 * Context: RCU.
 * Return: 0 or -EMSGSIZE.
 */
int rehome_put_hint(struct sk_buff *skb, struct rehome_net *rn,
		    const struct rehome_flow *flow)
{
	return rehome_put_device(skb, rn, NF_REHOME_A_FLOW_HINT,
				 rehome_hint(rn, flow));
}

static int put_prefix(struct sk_buff *skb, u8 family, const struct rehome_route *route)
{
	struct nlattr *nest = nla_nest_start(skb, NF_REHOME_A_FLOW_HINT_DST);

	if (!nest)
		return -EMSGSIZE;
	if ((family == NFPROTO_IPV4 ?
	     nla_put_in_addr(skb, NF_REHOME_A_PREFIX_IN, route->dst.ip) :
	     nla_put_in6_addr(skb, NF_REHOME_A_PREFIX_IN6, &route->dst.in6)) ||
	    nla_put_u8(skb, NF_REHOME_A_PREFIX_LEN, route->dst_len)) {
		nla_nest_cancel(skb, nest);
		return -EMSGSIZE;
	}
	nla_nest_end(skb, nest);
	return 0;
}

/**
 * rehome_put_hint_route - write which route a route lookup says of a flow
 * @skb: where to
 * @rn: the namespace
 * @flow: the flow, gathered
 *
 * Context: RCU.
 * Return: 0 or -EMSGSIZE.
 */
int rehome_put_hint_route(struct sk_buff *skb, struct rehome_net *rn,
			  const struct rehome_flow *flow)
{
	struct rehome_route route;

	if (!rehome_hint_route(rn, flow, &route))
		return 0;
	if (rehome_put_device(skb, rn, NF_REHOME_A_FLOW_HINT, route.ifindex) ||
	    (route.gw_family &&
	     rehome_put_address(skb, NF_REHOME_A_FLOW_HINT_GATEWAY, route.gw_family,
				&route.gw)))
		return -EMSGSIZE;
	if (!route.table)
		return 0;
	return nla_put_u32(skb, NF_REHOME_A_FLOW_HINT_TABLE, route.table) ? :
	       put_prefix(skb, flow->family, &route);
}

/* What is true or not. */
static const struct {
	u16 attr;
	u16 at;
} flags[] = {
#define FLAG(attr_, name) { NF_REHOME_A_FACTS_##attr_, offsetof(struct rehome_facts, name) }
	FLAG(SEEN, seen),
	FLAG(ELSEWHERE, elsewhere),
	FLAG(OTHER_HOP, other_hop),
	FLAG(AT_HOME, at_home),
	FLAG(FOREIGN, foreign),
	FLAG(UNSETTLED, unsettled),
	FLAG(STALLED, stalled),
	FLAG(INSIDE, inside),
	FLAG(SAME_MAPPING, same_mapping),
	FLAG(DISPLACED, displaced),
	FLAG(EXCLUDED, excluded),
	FLAG(INJECTED, injected),
	FLAG(OFFLOADED, offloaded),
	FLAG(DAMPED, damped),
	FLAG(DRAINING, draining),
	FLAG(OWNER_ILL, owner_ill),
	FLAG(UNSURE, unsure),
	FLAG(MISPLACED, misplaced),
	FLAG(OUT_WAN, out_wan),
	FLAG(TUNNELLED, tunnelled),
	FLAG(TRANSLATES, translates),
	FLAG(RULES_CHANGED, rules_changed),
	FLAG(WAS_NATTED, was_natted),
	FLAG(MARKED, marked),
	FLAG(STEERABLE, steerable),
	FLAG(PINNED, pinned),
	FLAG(OTHER_UP, other_up),
	FLAG(RECYCLED, recycled),
	FLAG(INSISTS, insists),
#undef FLAG
};

static int put_flags(struct sk_buff *skb, const struct rehome_facts *f)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(flags); i++)
		if (nla_put_u8(skb, flags[i].attr,
			       *(const bool *)((const char *)f + flags[i].at)))
			return -EMSGSIZE;
	return 0;
}

static int put_seen(struct sk_buff *skb, const struct rehome_flow *flow)
{
	u32 ago = jiffies_to_msecs((u32)jiffies - flow->record.last) /
		  MSEC_PER_SEC;

	return flow->record.last ?
	       nla_put_u32(skb, NF_REHOME_A_FACTS_SEEN_AGO, ago) : 0;
}

static int put_marks(struct sk_buff *skb, struct rehome_net *rn,
		     const struct rehome_flow *flow)
{
	u32 mark = rehome_entry_mark(flow->ct);

	if (!flow->lead_to)
		return 0;
	if (flow->facts.away)
		return rehome_put_device(skb, rn, NF_REHOME_A_FACTS_HOME,
					 flow->lead_to);
	if (!flow->facts.pinned)
		return 0;
	if (rehome_put_device(skb, rn, NF_REHOME_A_FACTS_ALTERNATIVE,
			      flow->lead_to) ||
	    nla_put_u32(skb, NF_REHOME_A_FACTS_ALTERNATIVE_MARK,
			rehome_mark_apply(mark, flow->bits)))
		return -EMSGSIZE;
	return 0;
}

/**
 * rehome_put_facts - write the facts of a flow
 * @skb: where to
 * @rn: the namespace
 * @flow: the flow, gathered
 *
 * Return: 0 or -EMSGSIZE.
 */
int rehome_put_facts(struct sk_buff *skb, struct rehome_net *rn,
		     const struct rehome_flow *flow)
{
	struct nlattr *nest = nla_nest_start(skb, NF_REHOME_A_FLOW_FACTS);
	const struct rehome_facts *f = &flow->facts;

	if (!nest || nla_put_u32(skb, NF_REHOME_A_FACTS_ORIGIN, f->origin) ||
	    nla_put_u32(skb, NF_REHOME_A_FACTS_OWNER, f->owner) ||
	    (f->owner == NF_REHOME_OWNER_WAN &&
	     nla_put_u32(skb, NF_REHOME_A_FACTS_OWNER_STATE, f->owner_state)) ||
	    nla_put_u32(skb, NF_REHOME_A_FACTS_MODE, f->mode) ||
	    nla_put_u32(skb, NF_REHOME_A_FACTS_ACTION, f->action) ||
	    put_flags(skb, f) || put_seen(skb, flow) ||
	    put_marks(skb, rn, flow))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}
