// SPDX-License-Identifier: GPL-2.0
/* What is recorded of a flow: which entry of conntrack it is, and what its
 * first packet told.
 */
#include <linux/export.h>
#include <net/netfilter/nf_conntrack.h>
#include "compat.h"
#include "record.h"

/**
 * rehome_record_note - note a flow at its first packet
 * @ix: the index
 * @ct: the flow's entry, confirmed or not
 * @first: what the packet tells
 *
 * Context: any but hard interrupts.
 */
void rehome_record_note(struct rehome_index *ix, const struct nf_conn *ct,
			const struct rehome_first *first)
{
	struct rehome_index_key key;
	struct rehome_record *r;

	rehome_index_key_of(&key, ct);
	spin_lock_bh(&ix->lock);
	r = rehome_index_lookup(ix, &key);
	if (!r && ix->on)
		r = rehome_index_add(ix, nf_ct_net(ct), &key);
	if (r) {
		r->ct = ct;
		r->first = *first;
		rehome_index_anew(ix, r);
		ix->count.observed++;
	}
	spin_unlock_bh(&ix->lock);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_record_note);

/* Another entry of the same tuple: what its first packet was, nobody saw. But
 * who speaks there has not changed.
 */
static void renew(struct rehome_record *r, const struct nf_conn *ct)
{
	r->ct = ct;
	r->first.seen = false;
}

/**
 * rehome_record_adopt - take a flow in that is older than the index
 * @ix: the index
 * @ct: the flow's entry
 *
 * Context: any but hard interrupts.
 * Return: true if the flow was not there.
 */
bool rehome_record_adopt(struct rehome_index *ix, const struct nf_conn *ct)
{
	struct rehome_index_key key;
	struct rehome_record *r;
	bool known;

	rehome_index_key_of(&key, ct);
	spin_lock_bh(&ix->lock);
	r = rehome_index_lookup(ix, &key);
	known = r;
	if (known && r->ct != ct)
		renew(r, ct);
	if (!known && ix->on)
		r = rehome_index_add(ix, nf_ct_net(ct), &key);
	if (r && !known) {
		r->ct = ct;
		ix->count.adopted++;
	}
	spin_unlock_bh(&ix->lock);
	return !known;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_record_adopt);

/**
 * rehome_record_find - what is known of a flow by its first packet?
 * @ix: the index
 * @ct: the flow's entry; the caller holds a reference
 * @first: where it goes; all zero if there is nothing
 *
 * Context: any but hard interrupts.
 * Return: true if the flow is in the index.
 */
bool rehome_record_find(struct rehome_index *ix, const struct nf_conn *ct,
			struct rehome_first *first)
{
	struct rehome_index_key key;
	struct rehome_record *r;

	*first = (struct rehome_first){};
	rehome_index_key_of(&key, ct);
	spin_lock_bh(&ix->lock);
	r = rehome_index_lookup(ix, &key);
	if (r) {
		if (r->ct != ct)
			renew(r, ct);
		*first = r->first;
	}
	spin_unlock_bh(&ix->lock);
	return r;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_record_find);

/**
 * rehome_record_moved - a flow's entry was replaced by us
 * @ix: the index
 * @old: the old entry
 * @new: the new one, of the same original tuple
 * @bits: bits of the mark that it was given
 *
 * Context: any but hard interrupts.
 */
void rehome_record_moved(struct rehome_index *ix, const struct nf_conn *old,
			 const struct nf_conn *new, struct rehome_mark bits)
{
	struct rehome_index_key key;
	struct rehome_record *r;

	rehome_index_key_of(&key, old);
	spin_lock_bh(&ix->lock);
	r = rehome_index_lookup(ix, &key);
	if (r && r->ct == old) {
		r->ct = new;
		r->first.mark = rehome_mark_apply(r->first.mark, bits);
		r->first.ct_mark = rehome_mark_apply(r->first.ct_mark, bits);
	}
	spin_unlock_bh(&ix->lock);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_record_moved);
