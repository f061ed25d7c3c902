// SPDX-License-Identifier: GPL-2.0
/* What is recorded of a flow: which conntrack entry it is, where its mapping
 * belongs, and where its packets were seen to leave.
 */
#include <linux/export.h>
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <net/netfilter/nf_conntrack.h>
#include "compat.h"
#include "index.h"
#include "indexed.h"
#include "move.h"
#include "record.h"

/* Seconds in which a flow may not be in conntrack's table: its first packet, or one
 * that moves it, is still on its way to the last hook.
 */
#define YOUNG		1
/* Seconds for which the record of an expired flow waits for its next packet: the
 * longest timeout of UDP by default, net/netfilter/nf_conntrack_proto_udp.c.
 */
#define EXPIRED		120

static bool of_ours(const struct rehome_record *r, const struct nf_conn *ct)
{
	return r->move && rehome_move_of(r->move, ct);
}

/**
 * rehome_record_note - note a flow at its first packet
 * @ix: the index
 * @ct: the flow's entry, confirmed or not
 * @first: what the packet tells
 *
 * Its signature, and that it was expired or moved, are kept from its last entry.
 *
 * Context: any but hard interrupts.
 */
void rehome_record_note(struct rehome_index *ix, const struct nf_conn *ct,
			const struct rehome_first *first)
{
	struct rehome_record *r;

	spin_lock_bh(&ix->lock);
	r = rehome_index_lookup(ix, ct);
	if (!r)
		r = rehome_index_add(ix, ct);
	if (!r || of_ours(r, ct))
		goto out;
	WRITE_ONCE(r->ct, ct);
	r->chosen = first->egress;
	r->also = (struct rehome_egress){};
	r->rules = first->rules;
	WRITE_ONCE(r->last, (u32)jiffies);
	/* No packet of this entry was judged yet. */
	WRITE_ONCE(r->gen, r->gen - 1);
	/* If it was expired before, the count of vain questions to the rule set goes
	 * on, so that it is asked ever less often.
	 */
	if (!r->epoch) {
		r->asks = 1;
		r->asked = jiffies;
	}
	if (first->signature)
		WRITE_ONCE(r->signature, first->signature);
	rehome_record_set(r, REHOME_RECORD_FIRST, true);
	rehome_record_set(r, REHOME_RECORD_INBOUND, first->inbound);
	rehome_record_set(r, REHOME_RECORD_OUTBOUND,
			  !first->inbound && !first->ends);
	rehome_record_set(r, REHOME_RECORD_ENDS, first->ends);
	rehome_record_set(r, REHOME_RECORD_INJECTED, false);
	rehome_record_set(r, REHOME_RECORD_AWAY, false);
	rehome_record_set(r, REHOME_RECORD_SENT, false);
	rehome_record_set(r, REHOME_RECORD_STALLED, false);
	rehome_index_anew(ix, r);
	ix->count.observed++;
out:
	spin_unlock_bh(&ix->lock);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_record_note);

/* Another entry of the same tuple: its first packet was not seen. */
static void record_renew(struct rehome_record *r, const struct nf_conn *ct, bool alien)
{
	WRITE_ONCE(r->ct, ct);
	WRITE_ONCE(r->gen, r->gen - 1);
	r->chosen = (struct rehome_egress){ .hop = REHOME_HOP_ANY };
	r->also = (struct rehome_egress){};
	r->left = (struct rehome_egress){};
	rehome_record_set(r, REHOME_RECORD_FIRST, false);
	rehome_record_set(r, REHOME_RECORD_OUTBOUND, false);
	rehome_record_set(r, REHOME_RECORD_INBOUND, false);
	rehome_record_set(r, REHOME_RECORD_ENDS, false);
	rehome_record_set(r, REHOME_RECORD_INJECTED, alien);
	rehome_record_set(r, REHOME_RECORD_AWAY, false);
	rehome_record_set(r, REHOME_RECORD_SENT, false);
	rehome_record_set(r, REHOME_RECORD_STALLED, false);
}

/**
 * rehome_record_adopt - take a flow in whose first packet was not seen
 * @ix: the index
 * @ct: the flow's entry
 *
 * Context: any but hard interrupts.
 * Return: true if it was not there.
 */
bool rehome_record_adopt(struct rehome_index *ix, const struct nf_conn *ct)
{
	struct rehome_record *r;
	bool adopted = false;
	bool alien;

	spin_lock_bh(&ix->lock);
	/* What is recorded may be of the entry that comes after it. */
	if (nf_ct_is_dying(ct))
		goto out;
	/* One of TCP may be of no class at its first packet, and of one later. */
	alien = ix->complete && nf_ct_protonum(ct) == IPPROTO_UDP;
	r = rehome_index_lookup(ix, ct);
	if (r && r->ct != ct && !of_ours(r, ct)) {
		record_renew(r, ct, alien);
		adopted = true;
	} else if (!r) {
		r = rehome_index_add(ix, ct);
		if (r)
			rehome_record_set(r, REHOME_RECORD_INJECTED, alien);
		adopted = r;
	}
	ix->count.adopted += adopted;
out:
	spin_unlock_bh(&ix->lock);
	return adopted;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_record_adopt);

/**
 * rehome_record_read - what is recorded of a flow?
 * @ix: the index
 * @ct: the flow's entry; the caller holds a reference
 * @copy: where it goes; all zero if there is nothing
 *
 * Context: any but hard interrupts.
 * Return: true if the flow is in the index.
 */
bool rehome_record_read(struct rehome_index *ix, const struct nf_conn *ct,
			struct rehome_record *copy)
{
	struct rehome_record *r;

	spin_lock_bh(&ix->lock);
	r = rehome_index_lookup(ix, ct);
	if (r && r->ct != ct)
		r = NULL;
	*copy = r ? *r : (struct rehome_record){
		.chosen = { .hop = REHOME_HOP_ANY },
		.tokens = REHOME_TOKENS,
	};
	copy->move = NULL;
	spin_unlock_bh(&ix->lock);
	return r;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_record_read);

/**
 * rehome_record_lives - a flow's entry was found alive
 * @ix: the index
 * @ct: the entry
 *
 * Context: any but hard interrupts.
 */
void rehome_record_lives(struct rehome_index *ix, const struct nf_conn *ct)
{
	struct rehome_record *r;

	if (!test_bit(IPS_SEEN_REPLY_BIT, &ct->status))
		return;
	spin_lock_bh(&ix->lock);
	r = rehome_index_lookup(ix, ct);
	if (r && !rehome_record_is(r, REHOME_RECORD_ANSWERED))
		rehome_index_answered(ix, r);
	spin_unlock_bh(&ix->lock);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_record_lives);

/**
 * rehome_record_ended - a flow has no entry
 * @ix: the index
 * @key: the flow
 *
 * Its record is dropped, unless it may have one again soon.
 *
 * Context: any but hard interrupts.
 */
void rehome_record_ended(struct rehome_index *ix,
			 const struct rehome_index_key *key)
{
	struct rehome_record *r;
	u16 age;

	spin_lock_bh(&ix->lock);
	r = rehome_index_lookup_key(ix, key);
	if (r) {
		age = (u16)ktime_get_seconds() - r->born;
		/* A packet that moves it right now has no entry for an instant. */
		if (age > (r->epoch ? EXPIRED : YOUNG) &&
		    (u32)jiffies - READ_ONCE(r->last) > YOUNG * HZ) {
			rehome_index_drop(ix, r);
			ix->count.gone++;
		}
	}
	spin_unlock_bh(&ix->lock);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_record_ended);
