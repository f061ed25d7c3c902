// SPDX-License-Identifier: GPL-2.0
/* Goes through an index. Between two flows it holds nothing but a place, so
 * flows may come and go; on its way it drops those that have ended.
 */
#include <linux/export.h>
#include <linux/slab.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/netfilter/nf_conntrack_core.h>
#include "compat.h"
#include "indexed.h"
#include "record.h"
#include "scan.h"

/**
 * rehome_scan_begin - begin to go through an index
 * @ix: the index
 *
 * Context: process.
 * Return: the place, or NULL when the index is not in use or memory is short.
 */
struct rehome_scan *rehome_scan_begin(struct rehome_index *ix)
{
	struct rehome_scan *scan = kzalloc(sizeof(*scan), GFP_KERNEL_ACCOUNT);

	if (!scan)
		return NULL;
	rehome_record_set(&scan->cursor, REHOME_RECORD_CURSOR, true);
	INIT_LIST_HEAD(&scan->cursor.list);
	spin_lock_bh(&ix->lock);
	if (ix->on) {
		scan->left = ix->flows - ix->count_answered;
		list_add(&scan->cursor.list, &ix->unanswered);
	}
	spin_unlock_bh(&ix->lock);
	if (!list_empty(&scan->cursor.list))
		return scan;
	kfree(scan);
	return NULL;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_scan_begin);

/* To the list of those that were answered, at the end of which are those that
 * were answered since the scan began: so it misses none, and some come twice.
 */
static bool change_list(struct rehome_index *ix, struct rehome_scan *scan)
{
	struct rehome_record *cursor = &scan->cursor;

	if (rehome_record_is(cursor, REHOME_RECORD_ANSWERED))
		return false;
	rehome_record_set(cursor, REHOME_RECORD_ANSWERED, true);
	scan->left = ix->count_answered;
	list_move(&cursor->list, &ix->answered);
	return true;
}

/* The record behind the place, which moves to it; NULL at the end. */
static const struct rehome_record *scan_step(struct rehome_index *ix,
					     struct rehome_scan *scan)
{
	struct rehome_record *cursor = &scan->cursor, *r;

	for (;;) {
		if (!scan->left ||
		    list_is_last(&cursor->list,
				 rehome_record_is(cursor, REHOME_RECORD_ANSWERED) ?
				 &ix->answered : &ix->unanswered)) {
			if (!change_list(ix, scan))
				return NULL;
			continue;
		}
		r = list_next_entry(cursor, list);
		list_move(&cursor->list, &r->list);
		if (rehome_record_is(r, REHOME_RECORD_CURSOR))
			continue;
		scan->left--;
		return r;
	}
}

static void scan_fill(struct rehome_index *ix, struct rehome_scan *scan)
{
	const struct rehome_record *r;

	scan->next = 0;
	scan->count = 0;
	spin_lock_bh(&ix->lock);
	/* It is in no list any more when the index was stopped. */
	while (!list_empty(&scan->cursor.list) &&
	       scan->count < REHOME_SCAN_BATCH) {
		r = scan_step(ix, scan);
		if (!r)
			break;
		scan->batch[scan->count++] = r->key;
	}
	spin_unlock_bh(&ix->lock);
	scan->done = !scan->count;
}

/**
 * rehome_scan_next - the next flow that lives
 * @ix: the index
 * @net: its namespace
 * @scan: the place
 *
 * A call looks at a batch at most, so it may find nothing before the end.
 *
 * Context: process.
 * Return: the flow's entry with a reference, or NULL; the end is reached if
 * rehome_scan_done() says so.
 */
struct nf_conn *rehome_scan_next(struct rehome_index *ix, struct net *net,
				 struct rehome_scan *scan)
{
	const struct rehome_index_key *key;
	struct nf_conn *ct;

	if (scan->next == scan->count)
		scan_fill(ix, scan);
	while (scan->next < scan->count) {
		key = &scan->batch[scan->next++];
		scan->seen++;
		ct = rehome_index_get(net, key);
		if (ct) {
			rehome_record_lives(ix, ct);
			return ct;
		}
		rehome_record_ended(ix, key);
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
