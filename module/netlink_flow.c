// SPDX-License-Identifier: GPL-2.0
/* One flow over netlink, explained. */
#include <net/netfilter/nf_conntrack.h>
#include <net/netfilter/nf_conntrack_core.h>
#include <net/netfilter/nf_conntrack_zones.h>
#include "entry.h"
#include "facts.h"
#include "flow.h"
#include "netlink_gen.h"
#include "netlink_msg.h"
#include "netlink_put.h"
#include "otherwise.h"
#include "pernet.h"

/* The address of a request; false if there is none. */
static bool take_address(const struct nlattr *attr, u8 *family,
			 union nf_inet_addr *addr)
{
	struct nlattr *tb[NF_REHOME_A_ADDRESS_MAX + 1];

	*addr = (union nf_inet_addr){};
	if (!attr || nla_parse_nested(tb, NF_REHOME_A_ADDRESS_MAX, attr,
				      nf_rehome_address_nl_policy, NULL))
		return false;
	if (tb[NF_REHOME_A_ADDRESS_IN]) {
		*family = NFPROTO_IPV4;
		addr->ip = nla_get_in_addr(tb[NF_REHOME_A_ADDRESS_IN]);
	} else if (tb[NF_REHOME_A_ADDRESS_IN6]) {
		*family = NFPROTO_IPV6;
		addr->in6 = nla_get_in6_addr(tb[NF_REHOME_A_ADDRESS_IN6]);
	} else {
		return false;
	}
	return true;
}

static int take_tuple(struct genl_info *info, struct nf_conntrack_tuple *t)
{
	struct nlattr **a = info->attrs;
	u8 family, other;

	memset(t, 0, sizeof(*t));
	if (!take_address(a[NF_REHOME_A_FLOW_SRC], &family, &t->src.u3) ||
	    !take_address(a[NF_REHOME_A_FLOW_DST], &other, &t->dst.u3)) {
		NL_SET_ERR_MSG(info->extack,
			       "both addresses of the flow are needed");
		return -EINVAL;
	}
	if (family != other) {
		NL_SET_ERR_MSG_ATTR(info->extack, a[NF_REHOME_A_FLOW_DST],
				    "the addresses are of different families");
		return -EINVAL;
	}
	if (!a[NF_REHOME_A_FLOW_PROTO] || !a[NF_REHOME_A_FLOW_SPORT] ||
	    !a[NF_REHOME_A_FLOW_DPORT]) {
		NL_SET_ERR_MSG(info->extack,
			       "protocol and both ports of the flow are needed");
		return -EINVAL;
	}
	t->src.l3num = family;
	t->dst.protonum = nla_get_u8(a[NF_REHOME_A_FLOW_PROTO]);
	t->src.u.all = htons(nla_get_u16(a[NF_REHOME_A_FLOW_SPORT]));
	t->dst.u.all = htons(nla_get_u16(a[NF_REHOME_A_FLOW_DPORT]));
	return 0;
}

/* A flow of no class, as TCP: nothing is decided about it. */
static void no_class(struct rehome_flow *flow, struct rehome_decision *d)
{
	flow->facts = (struct rehome_facts){
		.kind = NF_REHOME_FLOW_KIND_OUTBOUND,
		.xlat = rehome_entry_xlat(flow->ct),
	};
	*d = (struct rehome_decision){
		.verdict = NF_REHOME_VERDICT_KEEP,
		.reason = NF_REHOME_REASON_NO_CLASS,
	};
}

/* What comes after the reason. */
static int put_next(struct sk_buff *skb, const struct rehome_facts *f,
		    struct rehome_decision d)
{
	struct rehome_decision next;

	if (!rehome_otherwise(f, d, &next))
		return 0;
	return nla_put_u32(skb, NF_REHOME_A_FLOW_NEXT_VERDICT, next.verdict) ? :
	       nla_put_u32(skb, NF_REHOME_A_FLOW_NEXT_REASON, next.reason);
}

/* What would be done about a flow, and why. */
static int netlink_flow_explain(struct sk_buff *skb, struct rehome_net *rn,
				struct nf_conn *ct)
{
	struct rehome_decision d;
	struct rehome_flow flow;
	int err;

	mutex_lock(&rn->mutex);
	rcu_read_lock();
	rehome_facts_init(rn, &flow, ct);
	if (!flow.class) {
		no_class(&flow, &d);
		err = rehome_put_flow(skb, rn, &flow, d, ct);
	} else {
		rehome_facts_gather(rn, &flow, NULL);
		d = rehome_decide(&flow.facts);
		err = rehome_put_flow(skb, rn, &flow, d, ct) ? :
		      rehome_put_hint_route(skb, rn, &flow) ? :
		      rehome_put_facts(skb, rn, &flow) ? :
		      put_next(skb, &flow.facts, d);
	}
	rcu_read_unlock();
	mutex_unlock(&rn->mutex);
	return err;
}

int nf_rehome_nl_flow_explain_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct rehome_net *rn = rehome_msg_net(skb);
	struct nf_conntrack_tuple_hash *h;
	struct nf_conntrack_tuple tuple;
	struct sk_buff *reply;
	struct nf_conn *ct;
	int err;
	void *hdr;

	err = take_tuple(info, &tuple);
	if (err)
		return err;
	h = nf_conntrack_find_get(rn->net, &nf_ct_zone_dflt, &tuple);
	if (!h) {
		NL_SET_ERR_MSG(info->extack, "no such connection");
		return -ENOENT;
	}
	ct = nf_ct_tuplehash_to_ctrack(h);
	err = -ENOMEM;
	reply = rehome_msg_reply(info, &hdr);
	if (reply)
		err = rehome_msg_send(info, reply, hdr,
				      netlink_flow_explain(reply, rn, ct));
	nf_ct_put(ct);
	return err;
}
