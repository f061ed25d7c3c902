// SPDX-License-Identifier: GPL-2.0
/* The one file that writes conntrack. A live entry cannot be edited: its
 * tuples are hash keys that readers look at without a lock, and are taken for
 * constant as long as it lives. So it is replaced.
 */
#include <linux/export.h>
#include <net/netfilter/nf_conntrack_acct.h>
#include <net/netfilter/nf_conntrack_core.h>
#include <net/netfilter/nf_conntrack_ecache.h>
#include <net/netfilter/nf_conntrack_l4proto.h>
#include <net/netfilter/nf_conntrack_labels.h>
#include <net/netfilter/nf_conntrack_timestamp.h>
#include <net/netfilter/nf_nat.h>
#include "act.h"
#include "compat.h"
#include "offer.h"

static void carry_counters(struct nf_conn *new, const struct nf_conn *old)
{
	const struct nf_conn_acct *from = nf_conn_acct_find(old);
	struct nf_conn_acct *to = nf_conn_acct_find(new);
	int dir;

	if (!from || !to)
		return;
	for (dir = 0; dir < IP_CT_DIR_MAX; dir++) {
		atomic64_set(&to->counter[dir].packets,
			     atomic64_read(&from->counter[dir].packets));
		atomic64_set(&to->counter[dir].bytes,
			     atomic64_read(&from->counter[dir].bytes));
	}
}

/* An offloaded entry has a day. Its successor starts on the slow path, with
 * no more than a flow of its kind gets there.
 */
static u32 remaining(const struct nf_conn *old)
{
	struct nf_udp_net *un = nf_udp_pernet(nf_ct_net(old));
	unsigned long left = nf_ct_expires(old);

	if (nf_ct_protonum(old) == IPPROTO_UDP)
		left = min_t(unsigned long, left,
			     READ_ONCE(un->timeouts[UDP_CT_REPLIED]));
	return left;
}

static void carry_state(struct nf_conn *new, const struct nf_conn *old,
			struct rehome_mark bits)
{
	const struct nf_conn_tstamp *from = nf_conn_tstamp_find(old);
	struct nf_conn_tstamp *to = nf_conn_tstamp_find(new);

	carry_counters(new, old);
	rehome_offer_labels(new, old);
	if (from && to)
		to->start = from->start;
#ifdef CONFIG_NF_CONNTRACK_MARK
	new->mark = rehome_mark_apply(READ_ONCE(old->mark), bits);
#endif
	if (nf_ct_protonum(old) == IPPROTO_UDP)
		new->proto.udp.stream_ts = READ_ONCE(old->proto.udp.stream_ts);
	new->status |= READ_ONCE(old->status) & (IPS_SEEN_REPLY | IPS_ASSURED);
	new->status |= IPS_CONFIRMED;
	WRITE_ONCE(new->timeout, nfct_time_stamp + remaining(old));
}

static void tell(struct nf_conn *ct)
{
	unsigned int events = BIT(IPCT_NEW);

	if (ct->status & IPS_SEEN_REPLY)
		events |= BIT(IPCT_REPLY);
	if (ct->status & IPS_ASSURED)
		events |= BIT(IPCT_ASSURED);
#ifdef CONFIG_NF_CONNTRACK_MARK
	if (ct->mark)
		events |= BIT(IPCT_MARK);
#endif
	if (nf_ct_labels_find(ct))
		events |= BIT(IPCT_LABEL);
	nf_conntrack_eventmask_report(events, ct, 0, 0);
}

/**
 * rehome_act_swap - put a prepared entry in the place of a live one
 * @old: the live entry; the caller holds a reference
 * @new: the prepared one, its source half bound; consumed in any case, but
 *	on success the caller gets a reference that it must put
 * @bits: bits of its connection mark that differ from the old one's
 *
 * Packets keep the order delete, insert: a flow never has two entries, and
 * none only for the instant between, in which a packet makes one by the rule
 * set as it would for a new flow.
 *
 * Context: any but interrupts.
 * Return: 0, -ESTALE when another party ended the old entry first, -EEXIST
 * when a packet rebuilt the flow in the instant of the swap, -ENOSPC when the
 * hash chain is too long.
 */
int rehome_act_swap(struct nf_conn *old, struct nf_conn *new,
		    struct rehome_mark bits)
{
	int err;

	local_bh_disable();
	if (nf_ct_is_expired(old) || !rehome_act_expire(old)) {
		err = -ESTALE;
		goto out_free;
	}
	/* Out of the table, no new packet counts on it. */
	carry_state(new, old, bits);
	err = nf_conntrack_hash_check_insert(new);
	if (err)
		goto out_free;
	local_bh_enable();
	tell(new);
	return 0;

out_free:
	nf_conntrack_free(new);
	local_bh_enable();
	return err;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_act_swap);

/**
 * rehome_act_expire - end an entry; the next packet makes a new one
 * @ct: the entry; the caller holds a reference
 *
 * Return: false if another party ended it first.
 */
bool rehome_act_expire(struct nf_conn *ct)
{
	if (nf_ct_is_dying(ct))
		return false;
	if (nf_ct_delete(ct, 0, 0))
		return true;
#ifdef CONFIG_NF_CONNTRACK_EVENTS
	{
		/* It did end, but a listener could not be told yet. */
		const struct nf_conntrack_ecache *e = nf_ct_ecache_find(ct);

		return e && e->missed & BIT(IPCT_DESTROY);
	}
#endif
	return false;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_act_expire);
