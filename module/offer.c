// SPDX-License-Identifier: GPL-2.0
/* Entries that could take the place of live ones: made aside, in no table, with
 * the mapping that the rule set chooses.
 */
#include <linux/export.h>
#include <linux/netdevice.h>
#include <net/netfilter/nf_conntrack_acct.h>
#include <net/netfilter/nf_conntrack_core.h>
#include <net/netfilter/nf_conntrack_ecache.h>
#include <net/netfilter/nf_conntrack_extend.h>
#include <net/netfilter/nf_conntrack_labels.h>
#include <net/netfilter/nf_conntrack_timestamp.h>
#include <net/netfilter/nf_conntrack_zones.h>
#include <net/netfilter/nf_nat.h>
#include "addr.h"
#include "compat.h"
#include "nathook.h"
#include "offer.h"
#include "route.h"

static const struct nf_conntrack_tuple *orig_of(const struct nf_conn *ct)
{
	return &ct->tuplehash[IP_CT_DIR_ORIGINAL].tuple;
}

static const struct nf_conntrack_tuple *reply_of(const struct nf_conn *ct)
{
	return &ct->tuplehash[IP_CT_DIR_REPLY].tuple;
}

/**
 * rehome_offer_labels - copy the labels of an entry
 * @new: where to
 * @old: where from
 */
void rehome_offer_labels(struct nf_conn *new, const struct nf_conn *old)
{
	const struct nf_conn_labels *from = nf_ct_labels_find(old);
	struct nf_conn_labels *to = nf_ct_labels_find(new);

	if (from && to)
		memcpy(to->bits, from->bits, sizeof(to->bits));
}

/* What the old entry has, the new one gets, whatever the sysctls say now. */
static bool add_extensions(struct nf_conn *ct, const struct nf_conn *old)
{
	if (nf_conn_acct_find(old) &&
	    !nf_ct_ext_add(ct, NF_CT_EXT_ACCT, GFP_ATOMIC))
		return false;
#ifdef CONFIG_NF_CONNTRACK_TIMESTAMP
	if (nf_conn_tstamp_find(old) &&
	    !nf_ct_ext_add(ct, NF_CT_EXT_TSTAMP, GFP_ATOMIC))
		return false;
#endif
#ifdef CONFIG_NF_CONNTRACK_LABELS
	if (nf_ct_labels_find(old)) {
		if (!nf_ct_ext_add(ct, NF_CT_EXT_LABELS, GFP_ATOMIC))
			return false;
		rehome_offer_labels(ct, old);
	}
#endif
#ifdef CONFIG_NF_CONNTRACK_EVENTS
	{
		const struct nf_conntrack_ecache *e = nf_ct_ecache_find(old);

		nf_ct_ecache_ext_add(ct, e ? e->ctmask : 0,
				     e ? e->expmask : 0, GFP_ATOMIC);
	}
#endif
	return true;
}

static bool bind_destination(struct nf_conn *ct, const struct nf_conn *old)
{
	struct nf_nat_range2 range = {
		.flags = NF_NAT_RANGE_MAP_IPS | NF_NAT_RANGE_PROTO_SPECIFIED,
	};

	if (!(READ_ONCE(old->status) & IPS_DST_NAT))
		return nf_nat_alloc_null_binding(ct, NF_INET_PRE_ROUTING) ==
		       NF_ACCEPT;
	range.min_addr = reply_of(old)->src.u3;
	range.max_addr = range.min_addr;
	range.min_proto.all = reply_of(old)->src.u.all;
	range.max_proto.all = range.min_proto.all;
	return nf_nat_setup_info(ct, &range, NF_NAT_MANIP_DST) == NF_ACCEPT;
}

/**
 * rehome_offer_prepare - make an entry that is to take the place of another
 * @old: the other; the caller holds a reference
 * @orig: original tuple of the new one
 *
 * The new entry has extensions, marks and the destination half, but no source
 * half yet. It is in no table and its reference count is 0: it may only be
 * inserted or freed.
 *
 * Context: RCU, BH off.
 * Return: the entry, or NULL when memory is short or the table is full.
 */
struct nf_conn *rehome_offer_prepare(struct nf_conn *old,
				     const struct nf_conntrack_tuple *orig)
{
	struct nf_conntrack_tuple reply;
	struct nf_conn *ct;

	if (!nf_ct_invert_tuple(&reply, orig))
		return NULL;
	ct = nf_conntrack_alloc(nf_ct_net(old), nf_ct_zone(old), orig, &reply,
				GFP_ATOMIC);
	if (IS_ERR(ct))
		return NULL;
	/* Not done by all kernels. */
	memset(&ct->proto, 0, sizeof(ct->proto));

#ifdef CONFIG_NF_CONNTRACK_MARK
	ct->mark = READ_ONCE(old->mark);
#endif
#ifdef CONFIG_NF_CONNTRACK_SECMARK
	ct->secmark = old->secmark;
#endif
	if (add_extensions(ct, old) && bind_destination(ct, old))
		return ct;
	nf_conntrack_free(ct);
	return NULL;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_offer_prepare);

/**
 * rehome_offer_bind - give a prepared entry a certain source mapping
 * @ct: the entry
 * @addr: address of the mapping
 * @port: its port, network order
 * @masq_index: interface index for a masqueraded flow, else 0
 *
 * Context: RCU, BH off.
 * Return: 0, -EADDRINUSE when the port is taken, -ENOMEM.
 */
int rehome_offer_bind(struct nf_conn *ct, const union nf_inet_addr *addr,
		      __be16 port, int masq_index)
{
	struct nf_conntrack_tuple reply = *reply_of(ct);
	struct nf_nat_range2 range = {
		.flags = NF_NAT_RANGE_MAP_IPS | NF_NAT_RANGE_PROTO_SPECIFIED,
		.min_addr = *addr,
		.max_addr = *addr,
		.min_proto.all = port,
		.max_proto.all = port,
	};

	/* A range of a single port is taken without a look at its users. */
	reply.dst.u3 = *addr;
	reply.dst.u.all = port;
	if (nf_conntrack_tuple_taken(&reply, ct))
		return -EADDRINUSE;
#if IS_ENABLED(CONFIG_NF_NAT_MASQUERADE)
	if (masq_index) {
		struct nf_conn_nat *nat = nf_ct_nat_ext_add(ct);

		if (!nat)
			return -ENOMEM;
		nat->masq_index = masq_index;
	}
#endif
	return nf_nat_setup_info(ct, &range, NF_NAT_MANIP_SRC) == NF_ACCEPT ?
	       0 : -ENOMEM;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_offer_bind);

static struct nf_conn *prepare(struct nf_conn *old,
			       const struct nf_conntrack_tuple *orig,
			       struct rehome_mark bits)
{
	struct nf_conn *ct = rehome_offer_prepare(old, orig);

#ifdef CONFIG_NF_CONNTRACK_MARK
	if (ct)
		ct->mark = rehome_mark_apply(ct->mark, bits);
#endif
	return ct;
}

/* The rule set did not give a certain outside port, but would it allow it? It
 * does if a flow with an inside port like that keeps it outside.
 */
static struct nf_conn *keep_port(struct nf_conn *old, struct nf_conn *ct,
				 const struct rehome_key *key,
				 struct rehome_mark bits, __be16 like,
				 __be16 port)
{
	struct nf_conntrack_tuple orig = *orig_of(old);
	struct net_device *out;
	struct nf_conn *bait;
	bool allowed;

	orig.src.u.all = like;
	bait = prepare(old, &orig, bits);
	if (!bait)
		return ct;
	allowed = !rehome_nathook_ask(nf_ct_net(old), bait, key, &out) &&
		  reply_of(bait)->dst.u.all == like &&
		  nf_inet_addr_cmp(&reply_of(bait)->dst.u3,
				   &reply_of(ct)->dst.u3);
	nf_conntrack_free(bait);
	if (!allowed)
		return ct;

	bait = prepare(old, orig_of(old), bits);
	if (!bait)
		return ct;
	if (rehome_offer_bind(bait, &reply_of(ct)->dst.u3, port,
			      rehome_masq_index(ct))) {
		nf_conntrack_free(bait);
		return ct;
	}
	nf_conntrack_free(ct);
	return bait;
}

/* A mapping that cannot be what the rule set means: masquerading picks any
 * address of the router while the egress has none yet, and no translation on
 * the way to a WAN is NAT that is not ready, unless the source is at home there.
 */
static bool usable(const struct nf_conn *ct, const struct net_device *out,
		   const struct rehome_key *key)
{
	if (!rehome_masq_index(ct) && ct->status & IPS_SRC_NAT)
		return true;
	return rehome_addr_on(out, key->family, &reply_of(ct)->dst.u3);
}

/**
 * rehome_offer_ask - ask the rule set what mapping it would give a flow now
 * @old: the flow's entry; the caller holds a reference
 * @key: its packet as routing sees it, with the mark that it is to get
 * @bits: bits of the connection mark that it is to get
 * @reason: why it is to be moved
 *
 * Context: RCU; does not sleep.
 * Return: the offer.
 */
struct rehome_offer rehome_offer_ask(struct nf_conn *old,
				     const struct rehome_key *key,
				     struct rehome_mark bits,
				     enum nf_rehome_reason reason)
{
	struct rehome_offer offer = { .asked = NF_REHOME_ASKED_NONE };
	const struct nf_conntrack_tuple *was = reply_of(old), *is;
	struct net_device *out;
	bool displaced, same;
	__be16 port;
	int err;

	local_bh_disable();
	offer.ct = prepare(old, orig_of(old), bits);
	if (!offer.ct) {
		offer.no_memory = true;
		goto out;
	}
	err = rehome_nathook_ask(nf_ct_net(old), offer.ct, key, &out);
	if (err || !usable(offer.ct, out, key)) {
		offer.no_memory = err == -ENOMEM;
		if (!err && reason == NF_REHOME_REASON_NOT_NATTED)
			offer.asked = NF_REHOME_ASKED_SAME;
		rehome_offer_drop(&offer);
		goto out;
	}
	/* The old entry itself stands in the way of its inside port. So the
	 * question is what becomes of the port next to it.
	 */
	port = orig_of(old)->src.u.all;
	displaced = reason == NF_REHOME_REASON_PORT_DISPLACED;
	if (displaced)
		offer.ct = keep_port(old, offer.ct, key, bits,
				     port ^ htons(1), port);
	else if (reply_of(offer.ct)->dst.u.all != was->dst.u.all)
		offer.ct = keep_port(old, offer.ct, key, bits,
				     was->dst.u.all, was->dst.u.all);

	/* To some kernels the old entry is a user of its port like any other:
	 * the same address with another port is the same mapping. And for its
	 * port, a flow goes to no other address.
	 */
	is = reply_of(offer.ct);
	offer.port_changed = !displaced && is->dst.u.all != was->dst.u.all;
	same = nf_inet_addr_cmp(&is->dst.u3, &was->dst.u3);
	if (displaced ? !same || is->dst.u.all != port : same) {
		offer.asked = NF_REHOME_ASKED_SAME;
		rehome_offer_drop(&offer);
	} else {
		offer.asked = NF_REHOME_ASKED_OTHER;
	}
out:
	local_bh_enable();
	return offer;
}

/**
 * rehome_offer_drop - give back what an offer holds
 * @offer: the offer
 */
void rehome_offer_drop(struct rehome_offer *offer)
{
	if (offer->ct)
		nf_conntrack_free(offer->ct);
	offer->ct = NULL;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_offer_drop);

