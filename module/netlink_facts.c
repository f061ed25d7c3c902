// SPDX-License-Identifier: GPL-2.0
/* Writes a flow, and what the decision looked at, as netlink attributes. */
#include <net/netfilter/nf_conntrack_zones.h>
#include "class.h"
#include "compat.h"
#include "flow.h"
#include "netlink.h"
#include "netns.h"

int rehome_put_mapping(struct sk_buff *skb, const struct nf_conn *ct,
		       int attr_addr, int attr_port)
{
	const struct nf_conntrack_tuple *map = rehome_entry_mapping(ct);

	if (rehome_put_address(skb, attr_addr, nf_ct_l3num(ct), &map->dst.u3) ||
	    nla_put_u16(skb, attr_port, ntohs(map->dst.u.all)))
		return -EMSGSIZE;
	return 0;
}

static int put_devices(struct sk_buff *skb, const struct rehome_flow *flow)
{
	if ((flow->owner.ifindex &&
	     nla_put_string(skb, NF_REHOME_A_FLOW_OWNER, flow->owner.name)) ||
	    (flow->egress.ifindex &&
	     nla_put_string(skb, NF_REHOME_A_FLOW_EGRESS, flow->egress.name)))
		return -EMSGSIZE;
	return 0;
}

int rehome_put_flow(struct sk_buff *skb, const struct rehome_flow *flow,
		    struct rehome_decision d, const struct nf_conn *now)
{
	const struct nf_conntrack_tuple *orig =
		&now->tuplehash[IP_CT_DIR_ORIGINAL].tuple;
	u8 family = nf_ct_l3num(now);
	u32 mark = 0;

#ifdef CONFIG_NF_CONNTRACK_MARK
	mark = READ_ONCE(now->mark);
#endif
	if (nla_put_string(skb, NF_REHOME_A_FLOW_CLASS,
			   rehome_classes[flow->class].name) ||
	    nla_put_u8(skb, NF_REHOME_A_FLOW_PROTO, orig->dst.protonum) ||
	    nla_put_u32(skb, NF_REHOME_A_FLOW_KIND, flow->facts.kind) ||
	    nla_put_u32(skb, NF_REHOME_A_FLOW_XLAT, flow->facts.xlat) ||
	    rehome_put_address(skb, NF_REHOME_A_FLOW_SRC, family, &orig->src.u3) ||
	    nla_put_u16(skb, NF_REHOME_A_FLOW_SPORT, ntohs(orig->src.u.all)) ||
	    rehome_put_address(skb, NF_REHOME_A_FLOW_DST, family, &orig->dst.u3) ||
	    nla_put_u16(skb, NF_REHOME_A_FLOW_DPORT, ntohs(orig->dst.u.all)) ||
	    rehome_put_mapping(skb, now, NF_REHOME_A_FLOW_MAP_ADDR,
			       NF_REHOME_A_FLOW_MAP_PORT) ||
	    put_devices(skb, flow) ||
	    nla_put_u32(skb, NF_REHOME_A_FLOW_MARK, mark) ||
	    nla_put_u16(skb, NF_REHOME_A_FLOW_ZONE, nf_ct_zone(now)->id) ||
	    nla_put_u32(skb, NF_REHOME_A_FLOW_TIMEOUT,
			nf_ct_expires(now) / HZ) ||
	    nla_put_u32(skb, NF_REHOME_A_FLOW_VERDICT, d.verdict) ||
	    nla_put_u32(skb, NF_REHOME_A_FLOW_REASON, d.reason) ||
	    (flow->first.signature &&
	     nla_put_u32(skb, NF_REHOME_A_FLOW_SIGNATURE,
			 flow->first.signature)))
		return -EMSGSIZE;
	return 0;
}

static int put_name(struct sk_buff *skb, int attr, const char *name)
{
	return name[0] ? nla_put_string(skb, attr, name) : 0;
}

static int put_path(struct sk_buff *skb, const struct rehome_flow *flow)
{
	const struct rehome_facts *f = &flow->facts;

	if (nla_put_u32(skb, NF_REHOME_A_FACTS_OWNER, f->owner) ||
	    nla_put_u32(skb, NF_REHOME_A_FACTS_EGRESS, f->egress) ||
	    nla_put_u8(skb, NF_REHOME_A_FACTS_EGRESS_USABLE,
		       f->egress_usable) ||
	    nla_put_u8(skb, NF_REHOME_A_FACTS_ON_PATH, f->on_path) ||
	    put_name(skb, NF_REHOME_A_FACTS_INPUT, flow->input.name) ||
	    nla_put_u8(skb, NF_REHOME_A_FACTS_SEEN, flow->key.seen) ||
	    nla_put_u8(skb, NF_REHOME_A_FACTS_DSCP, flow->key.dscp) ||
	    nla_put_u32(skb, NF_REHOME_A_FACTS_MARK, flow->key.mark) ||
	    put_name(skb, NF_REHOME_A_FACTS_HOME, flow->home))
		return -EMSGSIZE;
	if (f->owner == NF_REHOME_OWNER_WAN &&
	    (nla_put_u32(skb, NF_REHOME_A_FACTS_OWNER_STATE, f->owner_state) ||
	     nla_put_u8(skb, NF_REHOME_A_FACTS_OWNER_LINK, f->owner_link)))
		return -EMSGSIZE;
	if (flow->alt.ifindex &&
	    (nla_put_string(skb, NF_REHOME_A_FACTS_ALTERNATIVE,
			    flow->alt.name) ||
	     nla_put_u32(skb, NF_REHOME_A_FACTS_ALTERNATIVE_MARK,
			 rehome_mark_apply(rehome_entry_mark(flow->ct),
					   flow->bits))))
		return -EMSGSIZE;
	return 0;
}

/**
 * rehome_put_facts - write the facts of a flow
 * @skb: where to
 * @flow: the flow, judged
 * @offer: the entry that the rule set offers, or NULL
 *
 * Return: 0 or -EMSGSIZE.
 */
int rehome_put_facts(struct sk_buff *skb, const struct rehome_flow *flow,
		     const struct nf_conn *offer)
{
	struct nlattr *nest = nla_nest_start(skb, NF_REHOME_A_FLOW_FACTS);
	const struct rehome_facts *f = &flow->facts;

	if (!nest || put_path(skb, flow) ||
	    nla_put_u8(skb, NF_REHOME_A_FACTS_INSIDE, f->inside) ||
	    nla_put_u8(skb, NF_REHOME_A_FACTS_DISPLACED, f->displaced) ||
	    nla_put_u8(skb, NF_REHOME_A_FACTS_EXCLUDED, f->excluded) ||
	    nla_put_u8(skb, NF_REHOME_A_FACTS_PROVEN, f->proven) ||
	    nla_put_u8(skb, NF_REHOME_A_FACTS_DOUBTFUL, f->doubtful) ||
	    nla_put_u32(skb, NF_REHOME_A_FACTS_PROFILE_RIGHT, flow->right) ||
	    nla_put_u32(skb, NF_REHOME_A_FACTS_PROFILE_WRONG, flow->wrong) ||
	    nla_put_u8(skb, NF_REHOME_A_FACTS_DAMPED, f->damped) ||
	    nla_put_u8(skb, NF_REHOME_A_FACTS_DRAINING, f->draining) ||
	    nla_put_u32(skb, NF_REHOME_A_FACTS_ASKED, f->asked) ||
	    (offer && rehome_put_mapping(skb, offer, NF_REHOME_A_FACTS_NEW_ADDR,
					 NF_REHOME_A_FACTS_NEW_PORT)))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}
