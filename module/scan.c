// SPDX-License-Identifier: GPL-2.0
/* Goes through an index. Between two flows it holds nothing but a place, so
 * flows may come and go; on its way it drops those that have ended.
 */
#include <linux/export.h>
#include <linux/slab.h>
#include <linux/timekeeping.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/netfilter/nf_conntrack_core.h>
#include "compat.h"
#include "record.h"
#include "scan.h"

/* Seconds in which a flow may not be in conntrack's table yet. */
#define YOUNG	1

/**
 * rehome_scan_begin - begin to go through an index
 * @ix: the index
 *
 * Context: process.
 * Return: the place, or NULL when the index is not in use or memory is short.
 */
struct rehome_scan *rehome_scan_begin(struct rehome_index *ix)
{
	struct rehome_scan *scan = kzalloc(sizeof(*scan), GFP_KERNEL);

	if (!scan)
		return NULL;
	scan->cursor.cursor = true;
	scan->cursor.answered = true;
	INIT_LIST_HEAD(&scan->cursor.list);
	spin_lock_bh(&ix->lock);
	if (ix->on) {
		scan->left = ix->flows;
		list_add(&scan->cursor.list, &ix->answered);
	}
	spin_unlock_bh(&ix->lock);
	if (!list_empty(&scan->cursor.list))
		return scan;
	kfree(scan);
	return NULL;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_scan_begin);

/* The record behind the place, which moves to it; NULL at the end. Those that
 * were answered come first: one that is answered meanwhile comes but once.
 */
static const struct rehome_record *step(struct rehome_index *ix,
					struct rehome_scan *scan)
{
	struct rehome_record *cursor = &scan->cursor, *r;

	while (scan->left) {
		if (list_is_last(&cursor->list, cursor->answered ?
				 &ix->answered : &ix->unanswered)) {
			if (!cursor->answered)
				return NULL;
			cursor->answered = false;
			list_move(&cursor->list, &ix->unanswered);
			continue;
		}
		r = list_next_entry(cursor, list);
		list_move(&cursor->list, &r->list);
		if (r->cursor)
			continue;
		scan->left--;
		return r;
	}
	return NULL;
}

static void fill(struct rehome_index *ix, struct rehome_scan *scan)
{
	const struct rehome_record *r;

	scan->next = 0;
	scan->count = 0;
	spin_lock_bh(&ix->lock);
	/* It is in no list any more when the index was stopped. */
	while (!list_empty(&scan->cursor.list) &&
	       scan->count < REHOME_SCAN_BATCH) {
		r = step(ix, scan);
		if (!r)
			break;
		scan->batch[scan->count++] = (struct rehome_scan_flow){
			.ct = r->ct, .key = r->key, .first = r->first,
			.answered = r->answered,
		};
	}
	spin_unlock_bh(&ix->lock);
	scan->done = !scan->count;
}

static void ended(struct rehome_index *ix, const struct rehome_scan_flow *f)
{
	struct rehome_record *r;

	spin_lock_bh(&ix->lock);
	r = rehome_index_lookup(ix, &f->key);
	/* Unless it has begun anew meanwhile, or its first packet is still on
	 * its way to the end of the last hook, where it gets into the table.
	 */
	if (r && r->ct == f->ct &&
	    (u16)((u16)ktime_get_seconds() - r->born) > YOUNG) {
		rehome_index_drop(ix, r);
		ix->count.gone++;
	}
	spin_unlock_bh(&ix->lock);
}

static void answered(struct rehome_index *ix, const struct rehome_scan_flow *f)
{
	struct rehome_record *r;

	spin_lock_bh(&ix->lock);
	r = rehome_index_lookup(ix, &f->key);
	if (r && !r->answered)
		rehome_index_answered(ix, r);
	spin_unlock_bh(&ix->lock);
}

/**
 * rehome_scan_next - the next flow that lives
 * @ix: the index
 * @net: its namespace
 * @scan: the place
 * @first: what is known of the flow by its first packet
 *
 * A call looks at a batch at most, so it may find nothing before the end.
 *
 * Context: process.
 * Return: the flow's entry with a reference, or NULL; the end is reached if
 * rehome_scan_done() says so.
 */
struct nf_conn *rehome_scan_next(struct rehome_index *ix, struct net *net,
				 struct rehome_scan *scan,
				 struct rehome_first *first)
{
	const struct rehome_scan_flow *f;
	struct nf_conn *ct;

	if (scan->next == scan->count)
		fill(ix, scan);
	while (scan->next < scan->count) {
		f = &scan->batch[scan->next++];
		scan->seen++;
		ct = rehome_index_get(net, &f->key);
		if (!ct) {
			ended(ix, f);
			continue;
		}
		if (!f->answered && test_bit(IPS_SEEN_REPLY_BIT, &ct->status))
			answered(ix, f);
		if (ct == f->ct)
			*first = f->first;
		else
			rehome_record_find(ix, ct, first);
		return ct;
	}
	return NULL;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_scan_next);

/**
 * rehome_scan_end - leave an index
 * @ix: the index
 * @scan: the place, or NULL; freed
 *
 * Context: any but hard interrupts.
 */
void rehome_scan_end(struct rehome_index *ix, struct rehome_scan *scan)
{
	if (!scan)
		return;
	spin_lock_bh(&ix->lock);
	list_del(&scan->cursor.list);
	spin_unlock_bh(&ix->lock);
	kfree(scan);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_scan_end);
