// SPDX-License-Identifier: GPL-2.0
/* Sees the first packet of each new connection: as a member of the NAT chains,
 * which nf_nat asks once a connection, so that later packets cost nothing. It
 * notes what only that packet knows, and never has a say in what becomes of it.
 */
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/netfilter.h>
#include <linux/udp.h>
#include <net/dsfield.h>
#include <net/ip.h>
#include <net/ipv6.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/netfilter/nf_nat.h>
#include "class.h"
#include "compat.h"
#include "entry.h"
#include "nathook.h"
#include "netns.h"
#include "observer.h"
#include "record.h"
#include "route.h"
#include "signature.h"

/* Offset of the UDP header, or -1. */
static int udp_offset(const struct sk_buff *skb, u8 family)
{
	int at = skb_network_offset(skb);
	__be16 frag;
	u8 proto;

	if (family == NFPROTO_IPV4)
		return ip_is_fragment(ip_hdr(skb)) ? -1 : at + ip_hdrlen(skb);
	proto = ipv6_hdr(skb)->nexthdr;
	at = ipv6_skip_exthdr(skb, at + sizeof(struct ipv6hdr), &proto, &frag);
	return proto == IPPROTO_UDP && !(frag & htons(~0x7)) ? at : -1;
}

static enum nf_rehome_signature signature_of(const struct sk_buff *skb,
					     u8 family)
{
	u8 buf[REHOME_SIGNATURE_HEAD];
	int at = udp_offset(skb, family);
	const struct udphdr *uh;
	unsigned int len, have;
	struct udphdr uh_buf;
	const u8 *head;

	if (at < 0)
		return NF_REHOME_SIGNATURE_NONE;
	uh = skb_header_pointer(skb, at, sizeof(uh_buf), &uh_buf);
	if (!uh || ntohs(uh->len) < sizeof(*uh))
		return NF_REHOME_SIGNATURE_NONE;
	at += sizeof(*uh);
	len = min_t(unsigned int, ntohs(uh->len) - sizeof(*uh), skb->len - at);
	/* Several of one flow that came together: the first of them. */
	if (skb_is_gso(skb) && skb_shinfo(skb)->gso_type & SKB_GSO_UDP_L4)
		len = skb_shinfo(skb)->gso_size;
	have = min_t(unsigned int, len, sizeof(buf));
	head = skb_header_pointer(skb, at, have, buf);
	return head ? rehome_signature(head, have, len) :
		      NF_REHOME_SIGNATURE_NONE;
}

/* Is what is known of the packet all that routing looked at? It is if a lookup
 * finds the way that the packet takes, and for what is forwarded, without rules.
 */
static bool explains(const struct nf_conn *ct, const struct rehome_first *first,
		     const struct nf_hook_state *state)
{
	const struct nf_conntrack_tuple *orig =
		&ct->tuplehash[IP_CT_DIR_ORIGINAL].tuple;
	const struct nf_conntrack_tuple *reply =
		&ct->tuplehash[IP_CT_DIR_REPLY].tuple;
	const struct rehome_goal goal = { .ifindex = first->oif };
	const struct rehome_key key = {
		.family = state->pf,
		.proto = orig->dst.protonum,
		.mark = first->mark,
		.dscp = first->dscp,
		.iif = first->iif,
		.saddr = orig->src.u3,
		.sport = orig->src.u.all,
		.daddr = reply->src.u3,
		.dport = reply->src.u.all,
	};

	if (first->iif != LOOPBACK_IFINDEX &&
	    !rehome_custom_rules(state->net, state->pf))
		return true;
	return rehome_route(state->net, &key, &goal).on_path;
}

static void note(struct rehome_net *rn, const struct nf_conn *ct,
		 const struct sk_buff *skb, const struct nf_hook_state *state)
{
	struct rehome_first first = {
		.iif = state->in ? state->in->ifindex : LOOPBACK_IFINDEX,
		.mark = skb->mark,
		.ct_mark = rehome_entry_mark(ct),
		.mask = READ_ONCE(rn->rules.mask[state->pf == NFPROTO_IPV6]),
		.dscp = (state->pf == NFPROTO_IPV4 ?
			 ipv4_get_dsfield(ip_hdr(skb)) :
			 ipv6_get_dsfield(ipv6_hdr(skb))) >> 2,
		.signature = signature_of(skb, state->pf),
	};

	if (rehome_class_match(rn->classes,
			       &ct->tuplehash[IP_CT_DIR_ORIGINAL].tuple,
			       &ct->tuplehash[IP_CT_DIR_REPLY].tuple,
			       first.signature) < 0)
		return;
	/* What ends here goes nowhere. */
	if (state->hook == NF_INET_POST_ROUTING) {
		first.oif = state->out->ifindex;
		first.seen = explains(ct, &first, state);
	}
	rehome_record_note(&rn->index, ct, &first);
}

static unsigned int observe(void *priv, struct sk_buff *skb,
			    const struct nf_hook_state *state)
{
	enum ip_conntrack_info ctinfo;
	struct nf_conn *ct = nf_ct_get(skb, &ctinfo);
	struct rehome_net *rn;

	/* What we show to the rule set ourselves has an entry without users. */
	if (!ct || ctinfo != IP_CT_NEW ||
	    !refcount_read(&ct->ct_general.use))
		return NF_ACCEPT;
	rn = rehome_pernet(state->net);
	if (rehome_entry_teaches(&rn->rules, ct))
		rehome_net_event(rn);
	if (nf_ct_protonum(ct) == IPPROTO_UDP)
		note(rn, ct, skb, state);
	return NF_ACCEPT;
}

/* Before all others, one of which ends the round. */
#define OP(family, hook_)	{				\
	.hook = observe,					\
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

static bool join(struct net *net, const struct nf_hook_ops op[2])
{
	if (join_one(net, &op[0]))
		return false;
	if (!join_one(net, &op[1]))
		return true;
	leave_one(net, &op[0]);
	return false;
}

static bool update(struct rehome_net *rn, int v6, bool wanted)
{
	const u8 family = v6 ? NFPROTO_IPV6 : NFPROTO_IPV4;

	wanted &= rehome_nathook_sources(rn->net, family) > rn->observed[v6];
	if (wanted == rn->observed[v6])
		return false;
	if (wanted) {
		rn->observed[v6] = join(rn->net, ops[v6]);
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
 * @wanted: there is to be an index
 * @active: there is NAT and a WAN. If not, the index stays as it is: a rule set
 *	may just be loaded anew.
 *
 * Context: process, the namespace's mutex.
 * Return: true if something changed, so that flows may have been missed.
 */
bool rehome_observer_update(struct rehome_net *rn, bool wanted, bool active)
{
	bool changed = false;
	int v6;

	if (test_bit(REHOME_NET_DEAD, &rn->flags))
		return false;
	if (wanted && active && !rn->index.on) {
		if (rehome_index_start(&rn->index))
			return false;
		changed = true;
	}
	for (v6 = 0; v6 < 2; v6++)
		changed |= update(rn, v6, wanted && active);
	if (!wanted && rn->index.on) {
		/* A packet may still be at our hook. */
		synchronize_rcu();
		rehome_index_stop(&rn->index);
	}
	return changed;
}

/**
 * rehome_observer_leave - leave the NAT chains of a namespace that ends
 * @rn: the namespace, marked dead; after a grace period its index may be stopped
 *
 * Context: process, the namespace's mutex.
 */
void rehome_observer_leave(struct rehome_net *rn)
{
	update(rn, 0, false);
	update(rn, 1, false);
}
