// SPDX-License-Identifier: GPL-2.0
/* Sees the first packet of each new connection: as a member of the NAT chains,
 * which nf_nat asks once a connection, so that later packets cost nothing. It
 * notes what only that packet knows, and never has a say in what becomes of it.
 */
#include <linux/export.h>
#include <linux/netfilter.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/netfilter/nf_nat.h>
#include "addr.h"
#include "classes.h"
#include "compat.h"
#include "egress.h"
#include "entry.h"
#include "observer.h"
#include "packet.h"
#include "pernet.h"
#include "record.h"
#include "ruleset.h"
#include "view.h"

static bool from_wan(const struct rehome_net *rn,
		     const struct nf_hook_state *state)
{
	return state->in && rehome_view_wan(rehome_view_get(rn),
					    state->in->ifindex);
}

static bool observer_is_ours(const struct rehome_net *rn, const struct nf_conn *ct)
{
	return rehome_addr_dev(rn->net, nf_ct_l3num(ct),
			       &ct->tuplehash[IP_CT_DIR_ORIGINAL].tuple.dst.u3);
}

/* What is delivered to the router: an inbound flow from a WAN, whose replies prove where
 * it belongs, or one that TPROXY or REDIRECT diverted. Clients on the inside that
 * talk to the router itself are not recorded.
 */
static bool note_input(struct rehome_net *rn, const struct nf_conn *ct,
		       const struct nf_hook_state *state,
		       struct rehome_first *first)
{
	first->ends = !observer_is_ours(rn, ct);
	first->inbound = from_wan(rn, state);
	if (!first->ends && !first->inbound)
		return false;
	first->egress.ifindex = state->in ? state->in->ifindex : 0;
	first->egress.hop = REHOME_HOP_ANY;
	return true;
}

static void note_output(struct rehome_net *rn, const struct nf_conn *ct,
			const struct sk_buff *skb,
			const struct nf_hook_state *state,
			struct rehome_first *first)
{
	first->inbound = READ_ONCE(ct->status) & IPS_DST_NAT &&
			 from_wan(rn, state);
	if (first->inbound) {
		first->egress.ifindex = state->in->ifindex;
		first->egress.hop = REHOME_HOP_ANY;
		return;
	}
	first->egress = rehome_egress_of(skb, state->out, state->pf);
}

/* Of what class is it? None if it is a connection of TCP that nobody asked for. */
static bool note_class(const struct rehome_net *rn, const struct nf_conn *ct,
		       const struct rehome_first *first)
{
	const struct nf_conntrack_tuple *orig =
		&ct->tuplehash[IP_CT_DIR_ORIGINAL].tuple;
	const struct rehome_classes *cs = rehome_net_classes(rn);
	const struct rehome_class *class;

	/* No class is for hosts that are known by flows of this one. */
	if (!rehome_classes_want(cs, IPPROTO_TCP))
		return true;
	class = rehome_classes_match(cs, orig, &ct->tuplehash[IP_CT_DIR_REPLY].tuple,
				     rehome_entry_mark(ct), first->signature);
	if (!first->inbound && !first->ends)
		rehome_classes_learn(cs, class, orig);
	return class;
}

static unsigned int observer_observe(void *priv, struct sk_buff *skb,
				     const struct nf_hook_state *state)
{
	struct rehome_net *rn = rehome_pernet(state->net);
	enum ip_conntrack_info ctinfo;
	struct nf_conn *ct = nf_ct_get(skb, &ctinfo);
	struct rehome_first first = {
		.rules = rehome_ruleset_gen(rn),
	};

	if (!ct || ctinfo != IP_CT_NEW ||
	    !rehome_classes_want(rehome_net_classes(rn), nf_ct_protonum(ct)))
		return NF_ACCEPT;
	if (state->hook == NF_INET_POST_ROUTING)
		note_output(rn, ct, skb, state, &first);
	else if (!note_input(rn, ct, state, &first))
		return NF_ACCEPT;
	first.signature = rehome_packet_signature(skb, state->pf);
	if (note_class(rn, ct, &first))
		rehome_record_note(&rn->index, ct, &first);
	return NF_ACCEPT;
}

/**
 * rehome_observer_is - is a member of the NAT chains our observer?
 * @chain: the member
 *
 * Return: true if it is.
 */
bool rehome_observer_is(const struct nf_hook_entry *chain)
{
	return chain->hook == observer_observe;
}

/* Before all others, one of which ends the round. */
#define OP(family, hook_)	{				\
	.hook = observer_observe,					\
	.pf = NFPROTO_##family,					\
	.hooknum = NF_INET_##hook_,				\
	.priority = INT_MIN + 1,				\
}

static const struct nf_hook_ops ops[][2] = {
	{ OP(IPV4, POST_ROUTING), OP(IPV4, LOCAL_IN) },
	{ OP(IPV6, POST_ROUTING), OP(IPV6, LOCAL_IN) },
};

static int join_one(struct net *net, const struct nf_hook_ops *op)
{
	if (op->pf == NFPROTO_IPV4)
		return nf_nat_ipv4_register_fn(net, op);
#if IS_ENABLED(CONFIG_IPV6)
	return nf_nat_ipv6_register_fn(net, op);
#else
	return -EAFNOSUPPORT;
#endif
}

static void leave_one(struct net *net, const struct nf_hook_ops *op)
{
	if (op->pf == NFPROTO_IPV4)
		nf_nat_ipv4_unregister_fn(net, op);
#if IS_ENABLED(CONFIG_IPV6)
	else
		nf_nat_ipv6_unregister_fn(net, op);
#endif
}

static bool observer_join(struct net *net, const struct nf_hook_ops op[2])
{
	if (join_one(net, &op[0]))
		return false;
	if (!join_one(net, &op[1]))
		return true;
	leave_one(net, &op[0]);
	return false;
}

static bool observer_update(struct rehome_net *rn, int v6, bool wanted)
{
	const u8 family = v6 ? NFPROTO_IPV6 : NFPROTO_IPV4;

	wanted &= rehome_ruleset_translates(rn, family);
	if (wanted == rn->observed[v6])
		return false;
	if (wanted) {
		rn->observed[v6] = observer_join(rn->net, ops[v6]);
	} else {
		leave_one(rn->net, &ops[v6][0]);
		leave_one(rn->net, &ops[v6][1]);
		rn->observed[v6] = false;
	}
	return true;
}

/**
 * rehome_observer_update - be in the NAT chains where others are, and only there
 * @rn: the namespace
 * @wanted: there is NAT and a WAN, and something is to be done. If not, the index
 *	stays as it is: a rule set may just be loaded anew.
 *
 * Context: process, the namespace's mutex.
 * Return: true if something changed, so that flows may have been missed.
 */
bool rehome_observer_update(struct rehome_net *rn, bool wanted)
{
	bool changed = false;
	int v6;

	if (test_bit(REHOME_NET_DEAD, &rn->flags))
		return false;
	lockdep_assert_held(&rn->mutex);
	if (wanted && !rn->index.on) {
		if (rehome_index_start(&rn->index))
			return false;
		changed = true;
	}
	for (v6 = 0; v6 < 2; v6++)
		changed |= observer_update(rn, v6, wanted);
	return changed;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_observer_update);

/**
 * rehome_observer_leave - leave the NAT chains of a namespace that ends
 * @rn: the namespace, marked dead; after a grace period its index may be stopped
 *
 * Context: process, the namespace's mutex.
 */
void rehome_observer_leave(struct rehome_net *rn)
{
	lockdep_assert_held(&rn->mutex);
	observer_update(rn, 0, false);
	observer_update(rn, 1, false);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_observer_leave);
