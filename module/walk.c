// SPDX-License-Identifier: GPL-2.0
/* Walks the conntrack table a bit at a time. The kernel's own iterators hold
 * a mutex that all namespaces share, and cannot stop. This one holds nothing
 * between two bits but a place.
 */
#include <linux/bottom_half.h>
#include <linux/export.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/netfilter/nf_conntrack_core.h>
#include "compat.h"
#include "walk.h"

/* Nodes looked at while a lock is held, and in one call. */
#define HOLD	256
#define CALL	4096

/* Returns the number of nodes passed. */
static unsigned int walk_bucket(struct net *net, struct rehome_walk *w,
				bool (*want)(const struct nf_conn *, void *),
				void *data)
{
	struct nf_conntrack_tuple_hash *h;
	struct hlist_nulls_node *n;
	unsigned int nodes = 0;
	struct nf_conn *ct;

	hlist_nulls_for_each_entry(h, n, &nf_conntrack_hash[w->bucket],
				   hnnode) {
		if (nodes++ < w->skip || NF_CT_DIRECTION(h))
			continue;
		ct = nf_ct_tuplehash_to_ctrack(h);
		if (!net_eq(nf_ct_net(ct), net))
			continue;
		if (w->count == REHOME_WALK_MAX) {
			w->skip = nodes - 1;
			return nodes;
		}
		w->seen++;
		if (!want(ct, data))
			continue;
		if (refcount_inc_not_zero(&ct->ct_general.use))
			w->found[w->count++] = ct;
	}
	w->skip = 0;
	w->bucket += CONNTRACK_LOCKS;
	return nodes;
}

/**
 * rehome_walk_next - find the next entries
 * @net: the namespace whose entries are looked at
 * @w: the place; zeroed to begin with
 * @want: says if an entry is wanted; called under a bucket lock, BH off
 * @data: for @want
 *
 * Buckets are taken in the order of the locks that they share, so that an
 * empty table costs one lock for many of them. A call looks at a bounded part
 * of the table and may find nothing. If the table is resized meanwhile, entries
 * may be missed or come twice.
 *
 * Context: process.
 */
void rehome_walk_next(struct net *net, struct rehome_walk *w,
		      bool (*want)(const struct nf_conn *ct, void *data),
		      void *data)
{
	unsigned int total = 0;
	bool full = false;

	w->count = 0;
	while (!w->done && w->count < REHOME_WALK_FULL && !full &&
	       total < CALL) {
		spinlock_t *lock = &nf_conntrack_locks[w->lock];
		unsigned int nodes = 0;

		local_bh_disable();
		nf_conntrack_lock(lock);
		__acquire(lock);	/* which its prototype does not say */
		/* Size and place of the table stand still under any lock. */
		while (w->bucket < nf_conntrack_htable_size && nodes < HOLD &&
		       w->count < REHOME_WALK_FULL) {
			nodes += 1 + walk_bucket(net, w, want, data);
			full = w->skip;
			if (full)
				break;
		}
		if (w->bucket >= nf_conntrack_htable_size) {
			w->lock++;
			w->bucket = w->lock;
			w->done = w->lock >= CONNTRACK_LOCKS ||
				  w->lock >= nf_conntrack_htable_size;
		}
		spin_unlock(lock);
		local_bh_enable();
		total += nodes;
	}
}
EXPORT_SYMBOL_IF_KUNIT(rehome_walk_next);
