// SPDX-License-Identifier: GPL-2.0
/* The one file that writes conntrack. A live entry cannot be edited: its tuples
 * are hash keys that readers look at without a lock, and are taken for constant
 * as long as it lives. So the packet that proves it stale is taken off it, the
 * entry is deleted, and conntrack makes a new one for this very packet, as it
 * would for the first packet of a new flow. The NAT chains translate it, and it
 * is confirmed at once, so that nothing behind them sees a new flow or can lose
 * it.
 */
#include <linux/export.h>
#include <net/netfilter/nf_conntrack_acct.h>
#include <net/netfilter/nf_conntrack_core.h>
#include <net/netfilter/nf_conntrack_ecache.h>
#include <net/netfilter/nf_conntrack_l4proto.h>
#include <net/netfilter/nf_conntrack_labels.h>
#include <net/netfilter/nf_conntrack_timestamp.h>
#include <net/netfilter/nf_nat.h>
#include "compat.h"
#include "entry.h"
#include "move.h"

/* What is kept of an entry while there is none. */
struct carried {
	unsigned long status;
	unsigned long timeout;
	unsigned long stream_ts;
	u32 mark;
	u32 secmark;
	u64 packets[IP_CT_DIR_MAX];
	u64 bytes[IP_CT_DIR_MAX];
	bool counted;
	bool labelled;
	struct nf_conn_labels labels;
};

/* Timeout of the new entry. nf_ct_offload_timeout() gives an offloaded entry a day; the
 * new one begins on the slow path, where a flow that was answered has UDP's timeout.
 */
static unsigned long remaining(const struct nf_conn *ct)
{
	const struct nf_udp_net *un = nf_udp_pernet(nf_ct_net(ct));

	return min_t(unsigned long, nf_ct_expires(ct),
		     READ_ONCE(un->timeouts[UDP_CT_REPLIED]));
}

static void move_save(struct carried *c, const struct nf_conn *ct)
{
	const struct nf_conn_labels *labels = nf_ct_labels_find(ct);
	const struct nf_conn_acct *acct = nf_conn_acct_find(ct);
	int dir;

	*c = (struct carried){
		.status = READ_ONCE(ct->status),
		.timeout = remaining(ct),
		.stream_ts = READ_ONCE(ct->proto.udp.stream_ts),
		.mark = rehome_entry_mark(ct),
		.counted = acct,
		.labelled = labels,
	};
#ifdef CONFIG_NF_CONNTRACK_SECMARK
	c->secmark = ct->secmark;
#endif
	for (dir = 0; acct && dir < IP_CT_DIR_MAX; dir++) {
		c->packets[dir] = atomic64_read(&acct->counter[dir].packets);
		c->bytes[dir] = atomic64_read(&acct->counter[dir].bytes);
	}
	if (labels)
		c->labels = *labels;
}

static void move_restore(struct nf_conn *ct, const struct carried *c)
{
	struct nf_conn_acct *acct = nf_conn_acct_find(ct);
	struct nf_conn_labels *labels;
	int dir;

	/* No packet of it has passed yet but this one, which the old entry has
	 * counted.
	 */
	for (dir = 0; c->counted && acct && dir < IP_CT_DIR_MAX; dir++) {
		atomic64_set(&acct->counter[dir].packets, c->packets[dir]);
		atomic64_set(&acct->counter[dir].bytes, c->bytes[dir]);
	}
	if (c->labelled) {
		labels = nf_ct_labels_find(ct) ? : nf_ct_labels_ext_add(ct);
		if (labels)
			*labels = c->labels;
	}
#ifdef CONFIG_NF_CONNTRACK_MARK
	WRITE_ONCE(ct->mark, c->mark);
#endif
#ifdef CONFIG_NF_CONNTRACK_SECMARK
	ct->secmark = c->secmark;
#endif
	ct->status |= c->status & (IPS_SEEN_REPLY | IPS_ASSURED);
	ct->proto.udp.stream_ts = c->stream_ts;
	/* nf_conntrack_confirm() adds the time of now to it. */
	if (c->timeout)
		WRITE_ONCE(ct->timeout, c->timeout);
}

/* Conntrack's own look at the packet. In a hook of PREROUTING it would check the
 * checksum, which a packet on its way out may not have yet.
 */
static enum rehome_moved move_track(struct sk_buff *skb,
				    const struct nf_hook_state *state)
{
	struct nf_hook_state st = *state;
	enum ip_conntrack_info ctinfo;
	struct nf_conn *ct;

	st.hook = NF_INET_LOCAL_OUT;
	if (nf_conntrack_in(skb, &st) != NF_ACCEPT)
		return REHOME_MOVED_LOST;
	ct = nf_ct_get(skb, &ctinfo);
	if (!ct)
		return REHOME_MOVED_LOST;
	if (nf_ct_is_confirmed(ct))
		return REHOME_MOVED_OTHER;
	/* The PREROUTING chains of NAT are behind it: its destination is not
	 * translated, or the entry would have been excluded.
	 */
	if (nf_nat_alloc_null_binding(ct, NF_INET_PRE_ROUTING) != NF_ACCEPT)
		return REHOME_MOVED_LOST;
	return REHOME_MOVED_ANEW;
}

/**
 * rehome_move_begin - give a packet's flow a new entry
 * @skb: the packet, of the original direction of a confirmed entry that is not
 *	excluded, in POSTROUTING before the NAT chains
 * @state: the hook
 * @move: filled in
 * @ended: set if we deleted the old entry, and no other party
 *
 * The old entry is put before the new one is made, so that its port and its
 * place in the table are free.
 *
 * Context: a hook: RCU, BH may be on.
 * Return: what became of the packet.
 */
enum rehome_moved rehome_move_begin(struct sk_buff *skb,
				    const struct nf_hook_state *state,
				    struct rehome_move *move, bool *ended)
{
	enum ip_conntrack_info ctinfo;
	struct nf_conn *ct = nf_ct_get(skb, &ctinfo);
	const struct nf_conn_tstamp *ts = nf_conn_tstamp_find(ct);
	enum rehome_moved moved;
	struct carried c;

	move_save(&c, ct);
	move->old = *rehome_entry_mapping(ct);
	move->natted = c.status & IPS_SRC_NAT;
	move->start = ts ? ts->start : 0;
	*ended = rehome_move_expire(ct);
	skb->_nfct = 0;
	nf_ct_put(ct);

	moved = move_track(skb, state);
	ct = nf_ct_get(skb, &ctinfo);
	move->ct = ct;
	if (moved == REHOME_MOVED_ANEW)
		move_restore(ct, &c);
	return moved;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_move_begin);

/* The rule set chose the same address, and conntrack another port although the
 * old one is free, as with random ports: then nothing need change for the peer,
 * unless it is the port that the flow was after.
 */
static void keep_port(struct sk_buff *skb, struct nf_conn *ct,
		      enum ip_conntrack_info ctinfo,
		      const struct rehome_move *move)
{
	struct nf_conntrack_tuple *reply =
		&ct->tuplehash[IP_CT_DIR_REPLY].tuple;
	struct nf_conntrack_tuple want = *reply;

	if (!(ct->status & IPS_SRC_NAT) || !move->natted ||
	    want.dst.u.all == move->old.dst.u.all ||
	    !nf_inet_addr_cmp(&want.dst.u3, &move->old.dst.u3))
		return;
	if (move->reason == NF_REHOME_REASON_PORT_DISPLACED &&
	    want.dst.u.all ==
	    ct->tuplehash[IP_CT_DIR_ORIGINAL].tuple.src.u.all)
		return;
	want.dst.u.all = move->old.dst.u.all;
	if (nf_conntrack_tuple_taken(&want, ct))
		return;
	*reply = want;
	nf_nat_packet(ct, ctinfo, NF_INET_POST_ROUTING, skb);
}

static void move_tell(struct nf_conn *ct)
{
	if (ct->status & IPS_SEEN_REPLY)
		nf_conntrack_event_cache(IPCT_REPLY, ct);
	if (ct->status & IPS_ASSURED)
		nf_conntrack_event_cache(IPCT_ASSURED, ct);
	if (rehome_entry_mark(ct))
		nf_conntrack_event_cache(IPCT_MARK, ct);
	if (nf_ct_labels_find(ct))
		nf_conntrack_event_cache(IPCT_LABEL, ct);
}

/**
 * rehome_move_confirm - put a flow's new entry into conntrack's table
 * @skb: the packet, translated
 * @move: what is still to be carried over
 *
 * From here on the packet is one of an established flow again, if it was.
 *
 * Context: a hook of POSTROUTING right behind the NAT chains.
 * Return: false if the packet is to be dropped.
 */
bool rehome_move_confirm(struct sk_buff *skb, const struct rehome_move *move)
{
	enum ip_conntrack_info ctinfo;
	struct nf_conn *ct = nf_ct_get(skb, &ctinfo);
	struct nf_conn_tstamp *ts;

	keep_port(skb, ct, ctinfo, move);
	if (__nf_conntrack_confirm(skb) != NF_ACCEPT)
		return false;
	/* It may be that of a packet that was quicker. */
	ct = nf_ct_get(skb, &ctinfo);
	if (rehome_move_of(move, ct)) {
		ts = nf_conn_tstamp_find(ct);
		if (ts && move->start)
			ts->start = move->start;
		move_tell(ct);
	}
	if (ctinfo == IP_CT_NEW && READ_ONCE(ct->status) & IPS_SEEN_REPLY) {
		skb->_nfct = 0;
		nf_ct_set(skb, ct, IP_CT_ESTABLISHED);
	}
	return true;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_move_confirm);

/**
 * rehome_move_expire - end an entry; the next packet makes a new one
 * @ct: the entry; the caller holds a reference
 *
 * Context: any but hard interrupts.
 * Return: false if another party ended it first.
 */
bool rehome_move_expire(struct nf_conn *ct)
{
	if (nf_ct_is_dying(ct))
		return false;
	if (nf_ct_delete(ct, 0, 0))
		return true;
#ifdef CONFIG_NF_CONNTRACK_EVENTS
	{
		/* nf_ct_delete() says false if the event could not be delivered; the
		 * entry is on the dying list all the same.
		 */
		const struct nf_conntrack_ecache *e = nf_ct_ecache_find(ct);

		return e && e->missed & BIT(IPCT_DESTROY);
	}
#endif
	return false;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_move_expire);

/**
 * rehome_move_mark - rewrite bits of an entry's mark
 * @ct: the entry; the caller holds a reference
 * @bits: the bits
 *
 * Context: any but hard interrupts.
 * Return: the mark before.
 */
u32 rehome_move_mark(struct nf_conn *ct, struct rehome_mark bits)
{
	u32 old = rehome_entry_mark(ct);

#ifdef CONFIG_NF_CONNTRACK_MARK
	WRITE_ONCE(ct->mark, rehome_mark_apply(old, bits));
	/* Sent with its next packet. */
	nf_conntrack_event_cache(IPCT_MARK, ct);
#endif
	return old;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_move_mark);
