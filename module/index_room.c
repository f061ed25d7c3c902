// SPDX-License-Identifier: GPL-2.0
/* Which flow has to go when the index is full. */
#include <linux/export.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/netfilter/nf_conntrack_core.h>
#include <net/netfilter/nf_conntrack_zones.h>
#include "compat.h"
#include "index.h"
#include "indexed.h"

/* Records that an insertion looks at to find room. */
#define STEPS	8

/**
 * rehome_index_get - find the conntrack entry of a flow
 * @net: the namespace
 * @key: the flow
 *
 * Context: any.
 * Return: the entry with a reference, or NULL when it has ended.
 */
struct nf_conn *rehome_index_get(struct net *net,
				 const struct rehome_index_key *key)
{
	struct nf_conntrack_tuple_hash *h;
	struct nf_conntrack_zone zone;
	struct nf_conn *ct;

	nf_ct_zone_init(&zone, key->zone, key->zone_dir, 0);
	h = nf_conntrack_find_get(net, &zone, &key->tuple);
	if (!h)
		return NULL;
	ct = nf_ct_tuplehash_to_ctrack(h);
	if (NF_CT_DIRECTION(h) == IP_CT_DIR_ORIGINAL)
		return ct;
	/* The other direction of another flow. */
	nf_ct_put(ct);
	return NULL;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_index_get);

static struct rehome_record *oldest(struct list_head *list)
{
	struct rehome_record *r;
	int steps = STEPS;

	list_for_each_entry(r, list, list) {
		if (!rehome_record_is(r, REHOME_RECORD_CURSOR))
			return r;
		if (!--steps)
			break;
	}
	return NULL;
}

/**
 * rehome_index_make_room - drop a flow, so that another one fits
 * @ix: the index, which is full
 * @net: its namespace
 *
 * The oldest flow without an answer goes first: it is none yet, and a flood is
 * made of them. Flows with an answer go only when they have ended.
 *
 * Context: the index's lock.
 * Return: false if all that were looked at live.
 */
bool rehome_index_make_room(struct rehome_index *ix, struct net *net)
{
	struct rehome_record *r;
	struct nf_conn *ct;
	bool answered;
	int step;

	lockdep_assert_held(&ix->lock);
	for (step = 0; step < STEPS; step++) {
		r = oldest(&ix->unanswered);
		if (!r)
			r = oldest(&ix->answered);
		if (!r)
			return false;
		ct = rehome_index_get(net, &r->key);
		if (!ct) {
			rehome_index_drop(ix, r);
			ix->count.gone++;
			return true;
		}
		answered = test_bit(IPS_SEEN_REPLY_BIT, &ct->status);
		nf_ct_put(ct);
		if (!answered && !rehome_record_is(r, REHOME_RECORD_ANSWERED)) {
			rehome_index_drop(ix, r);
			ix->count.evicted++;
			ix->complete = false;
			return true;
		}
		rehome_index_answered(ix, r);
	}
	return false;
}
