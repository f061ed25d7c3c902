// SPDX-License-Identifier: GPL-2.0
/* What established packets of UDP pass while the window is open, and those of TCP if
 * that is of any class: those that are known to fit are let through by their tag, the
 * others are judged.
 */
#include <linux/hash.h>
#include <linux/netfilter_ipv4.h>
#include <linux/netfilter_ipv6.h>
#include <linux/slab.h>
#include <net/netfilter/nf_conntrack.h>
#include "classes.h"
#include "egress.h"
#include "entry.h"
#include "indexed.h"
#include "judge.h"
#include "late.h"
#include "moved.h"
#include "pernet.h"
#include "route.h"
#include "stats.h"
#include "tag.h"
#include "tcp.h"
#include "wan.h"
#include "watch.h"

/* A known flow begins anew. If that is because a packet of it was dropped in the NAT
 * chains, on its way from one hook of ours to the next, what it left behind is not this
 * packet's, though the memory may be the same. If it is because another processor just
 * moves the flow, NAT must not drop this one.
 */
static void begins_anew(struct rehome_net *rn, struct sk_buff *skb,
			const struct nf_hook_state *state, const struct nf_conn *ct)
{
	struct rehome_index *ix = &rn->index;
	struct rehome_record *r = rehome_index_find(ix, ct);

	if (!r)
		return;
	rehome_route_hold(skb, state);
	if (!READ_ONCE(r->move))
		return;
	spin_lock_bh(&ix->lock);
	r = rehome_index_lookup(ix, ct);
	if (r && r->move) {
		kfree(r->move);
		WRITE_ONCE(r->move, NULL);
		rehome_stats_failure(&rn->stats, NF_REHOME_FAILURE_NO_MAPPING);
	}
	spin_unlock_bh(&ix->lock);
}

/* Two tags that share a place; NULL without memory. */
static u64 *known_of(const struct rehome_net *rn, const struct nf_conn *ct)
{
	u64 *known = READ_ONCE(rn->window.known);

	return known ? known + 2 * hash_ptr(ct, REHOME_WINDOW_BITS) : NULL;
}

/* Which packets of a flow say nothing of where its mapping belongs? */
static bool is_other_half(const struct rehome_record *r, bool reply)
{
	return rehome_record_is(r, reply ? REHOME_RECORD_OUTBOUND :
					   REHOME_RECORD_INBOUND);
}

/* The packet's flow is not known to fit by its tag. Not inlined, as it has a frame, which
 * most packets need not set up.
 */
static noinline unsigned int look(struct rehome_net *rn, struct sk_buff *skb,
				  const struct nf_hook_state *state,
				  const struct nf_conn *ct, bool reply,
				  unsigned int gen, u64 *known, u64 tag)
{
	struct rehome_egress left =
		rehome_egress_of(skb, state->out, state->pf);
	struct rehome_record *r = rehome_index_find(&rn->index, ct);

	if (!r || READ_ONCE(r->ct) != ct) {
		/* What is of no class is never recorded. */
		if (nf_ct_protonum(ct) == IPPROTO_TCP &&
		    !rehome_entry_class(rehome_net_classes(rn), ct,
					NF_REHOME_SIGNATURE_NONE))
			return NF_ACCEPT;
		return rehome_judge(rn, skb, state, &left, gen);
	}
	if (is_other_half(r, reply)) {
		/* What comes from outside shows that it lives there. */
		if (!reply && READ_ONCE(r->last) != (u32)jiffies)
			WRITE_ONCE(r->last, (u32)jiffies);
		return NF_ACCEPT;
	}
	if (READ_ONCE(r->gen) != gen || !rehome_egress_equal(&r->left, &left))
		return rehome_judge(rn, skb, state, &left, gen);
	if (known) {
		WRITE_ONCE(known[1], READ_ONCE(known[0]));
		WRITE_ONCE(known[0], tag);
	}
	return NF_ACCEPT;
}

static unsigned int watch_packet(void *priv, struct sk_buff *skb,
				 const struct nf_hook_state *state)
{
	enum ip_conntrack_info ctinfo;
	struct nf_conn *ct = nf_ct_get(skb, &ctinfo);
	struct rehome_net *rn;
	unsigned int gen;
	u64 tag, *known;
	bool reply;

	if (!ct)
		return NF_ACCEPT;
	rn = rehome_pernet_rcu(state->net);
	if (!rehome_classes_want(rehome_net_classes(rn), nf_ct_protonum(ct)))
		return NF_ACCEPT;
	if (unlikely(!nf_ct_is_confirmed(ct))) {
		begins_anew(rn, skb, state, ct);
		return NF_ACCEPT;
	}
	reply = CTINFO2DIR(ctinfo) == IP_CT_DIR_REPLY;
	if (reply && READ_ONCE(rn->window.waits) &&
	    nf_ct_protonum(ct) == IPPROTO_TCP)
		rehome_tcp_answered(rn, ct);
	/* What was asked from inside is answered to the inside. */
	if (reply && !rehome_wans_maybe(&rn->wans, state->out->ifindex))
		return NF_ACCEPT;
	/* Before all that is looked at: what changes later is seen later. */
	gen = atomic_read_acquire(&rn->gen);
	tag = rehome_tag_of(ct, rehome_tag_way(skb_dst(skb), state->out->ifindex,
					       state->pf), gen, reply);
	known = known_of(rn, ct);
	if (likely(known && (READ_ONCE(known[0]) == tag ||
			     READ_ONCE(known[1]) == tag)))
		return NF_ACCEPT;
	return look(rn, skb, state, ct, reply, gen, known, tag);
}

static unsigned int watch_confirm(void *priv, struct sk_buff *skb,
				  const struct nf_hook_state *state)
{
	enum ip_conntrack_info ctinfo;
	const struct nf_conn *ct = nf_ct_get(skb, &ctinfo);

	if (!ct || likely(nf_ct_is_confirmed(ct)) ||
	    nf_ct_protonum(ct) != IPPROTO_UDP)
		return NF_ACCEPT;
	return rehome_moved_packet(rehome_pernet_rcu(state->net), skb);
}

static unsigned int watch_receive(void *priv, struct sk_buff *skb,
				  const struct nf_hook_state *state)
{
	enum ip_conntrack_info ctinfo;

	/* Established is what a packet without an entry says, too. */
	nf_ct_get(skb, &ctinfo);
	if (likely(ctinfo != IP_CT_NEW) || !rehome_late_any())
		return NF_ACCEPT;
	return rehome_late_packet(rehome_pernet_rcu(state->net), skb, state);
}

#define OP(fn, family, hook_, prio) {			\
	.hook = fn,					\
	.pf = NFPROTO_##family,				\
	.hooknum = NF_INET_##hook_,			\
	.priority = prio,				\
}

/* Registered in this order: replies to an old mapping are expected before any flow moves. */
const struct nf_hook_ops rehome_watch_ops[REHOME_WATCH_OPS] = {
	OP(watch_receive, IPV4, PRE_ROUTING, NF_IP_PRI_CONNTRACK + 1),
#if IS_ENABLED(CONFIG_IPV6)
	OP(watch_receive, IPV6, PRE_ROUTING, NF_IP6_PRI_CONNTRACK + 1),
#endif
	OP(watch_packet, IPV4, POST_ROUTING, NF_IP_PRI_NAT_SRC - 1),
	OP(watch_confirm, IPV4, POST_ROUTING, NF_IP_PRI_NAT_SRC + 1),
#if IS_ENABLED(CONFIG_IPV6)
	OP(watch_packet, IPV6, POST_ROUTING, NF_IP6_PRI_NAT_SRC - 1),
	OP(watch_confirm, IPV6, POST_ROUTING, NF_IP6_PRI_NAT_SRC + 1),
#endif
};
