// SPDX-License-Identifier: GPL-2.0
/* The flows of interest, so that a pass need not walk all of conntrack. It
 * holds no reference on an entry: a flow is looked up when it is looked at,
 * and dropped when it is not there any more.
 *
 * All is done under one lock, which is why a record that was taken out of the
 * hash table is freed at once: nobody looks at the table without the lock but
 * its own resizing, which holds the lock of each chain that it looks at.
 */
#include <linux/export.h>
#include <linux/log2.h>
#include <linux/overflow.h>
#include <linux/rhashtable.h>
#include <linux/slab.h>
#include <linux/timekeeping.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/netfilter/nf_conntrack_core.h>
#include <net/netfilter/nf_conntrack_zones.h>
#include "compat.h"
#include "entry.h"
#include "index.h"

/* Records that an insertion looks at to find room. */
#define STEPS	8

static struct kmem_cache *cache;

/* Chains of two when it is full: longer ones save memory, of which a table takes
 * twice as much as it has buckets, as its size is a bit beyond a power of two.
 */
static const struct rhashtable_params params = {
	.head_offset = offsetof(struct rehome_record, node),
	.key_offset = offsetof(struct rehome_record, key),
	.key_len = sizeof(struct rehome_index_key),
	.max_size = REHOME_INDEX_MAX / 2,
	.automatic_shrinking = true,
};

int rehome_index_init(void)
{
	/* What is promised of its size, with two pointers of the hash table. */
	BUILD_BUG_ON(sizeof(struct rehome_record) > 128 - 3 * sizeof(void *));
	cache = KMEM_CACHE(rehome_record, 0);
	return cache ? 0 : -ENOMEM;
}

void rehome_index_exit(void)
{
	kmem_cache_destroy(cache);
}

/**
 * rehome_index_setup - make an index that is not in use
 * @ix: the index
 */
void rehome_index_setup(struct rehome_index *ix)
{
	spin_lock_init(&ix->lock);
	INIT_LIST_HEAD(&ix->answered);
	INIT_LIST_HEAD(&ix->unanswered);
	ix->max = REHOME_INDEX_MAX;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_index_setup);

/**
 * rehome_index_start - take an index into use
 * @ix: the index
 *
 * Context: process.
 * Return: 0 or -ENOMEM.
 */
int rehome_index_start(struct rehome_index *ix)
{
	int err = rhashtable_init(&ix->table, &params);

	if (err)
		return err;
	spin_lock_bh(&ix->lock);
	ix->on = true;
	spin_unlock_bh(&ix->lock);
	return 0;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_index_start);

static void forget(struct list_head *list)
{
	struct rehome_record *r, *next;

	list_for_each_entry_safe(r, next, list, list) {
		list_del_init(&r->list);
		/* A cursor belongs to its scan. */
		if (!r->cursor)
			kmem_cache_free(cache, r);
	}
}

/**
 * rehome_index_stop - forget all flows and give the memory back
 * @ix: the index, in use; nothing is noted any more
 *
 * Context: process.
 */
void rehome_index_stop(struct rehome_index *ix)
{
	spin_lock_bh(&ix->lock);
	ix->on = false;
	spin_unlock_bh(&ix->lock);
	rhashtable_destroy(&ix->table);
	spin_lock_bh(&ix->lock);
	forget(&ix->answered);
	forget(&ix->unanswered);
	ix->flows = 0;
	spin_unlock_bh(&ix->lock);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_index_stop);

/**
 * rehome_index_key_of - what a flow is found by
 * @key: where it goes
 * @ct: the flow's entry
 */
void rehome_index_key_of(struct rehome_index_key *key, const struct nf_conn *ct)
{
	const struct nf_conntrack_zone *zone = nf_ct_zone(ct);

	*key = (struct rehome_index_key){
		.tuple = ct->tuplehash[IP_CT_DIR_ORIGINAL].tuple,
		.zone = zone->id,
		.zone_dir = zone->dir,
	};
}
EXPORT_SYMBOL_IF_KUNIT(rehome_index_key_of);

/**
 * rehome_index_lookup - find a record
 * @ix: the index
 * @key: the flow
 *
 * Context: the index's lock.
 * Return: its record, or NULL.
 */
struct rehome_record *rehome_index_lookup(struct rehome_index *ix,
					  const struct rehome_index_key *key)
{
	return ix->on ? rhashtable_lookup_fast(&ix->table, key, params) : NULL;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_index_lookup);

/**
 * rehome_index_drop - drop a flow
 * @ix: the index
 * @r: its record; freed
 *
 * Context: the index's lock.
 */
void rehome_index_drop(struct rehome_index *ix, struct rehome_record *r)
{
	rhashtable_remove_fast(&ix->table, &r->node, params);
	list_del(&r->list);
	ix->flows--;
	kmem_cache_free(cache, r);
}

/**
 * rehome_index_answered - an answer of a flow was seen
 * @ix: the index
 * @r: its record
 *
 * Context: the index's lock.
 */
void rehome_index_answered(struct rehome_index *ix, struct rehome_record *r)
{
	r->answered = true;
	list_move_tail(&r->list, &ix->answered);
}

/**
 * rehome_index_anew - a flow has begun, or begun anew
 * @ix: the index
 * @r: its record
 *
 * Context: the index's lock.
 */
void rehome_index_anew(struct rehome_index *ix, struct rehome_record *r)
{
	r->born = ktime_get_seconds();
	r->answered = false;
	list_move_tail(&r->list, &ix->unanswered);
}

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
		if (!r->cursor)
			return r;
		if (!--steps)
			break;
	}
	return NULL;
}

/* The oldest flow without an answer goes first: it is none yet, and a flood is
 * made of them. Flows with an answer go only when they have ended.
 */
static bool make_room(struct rehome_index *ix, struct net *net)
{
	struct rehome_record *r;
	struct nf_conn *ct;
	bool answered;
	int step;

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
		if (!answered && !r->answered) {
			rehome_index_drop(ix, r);
			ix->count.evicted++;
			return true;
		}
		rehome_index_answered(ix, r);
	}
	return false;
}

/**
 * rehome_index_add - take a flow in
 * @ix: the index, in use
 * @net: its namespace
 * @key: the flow, which is not there
 *
 * Context: the index's lock.
 * Return: its record, zeroed but for the key, or NULL.
 */
struct rehome_record *rehome_index_add(struct rehome_index *ix, struct net *net,
				       const struct rehome_index_key *key)
{
	struct rehome_record *r;

	if (ix->flows >= ix->max && !make_room(ix, net))
		goto refuse;
	r = kmem_cache_zalloc(cache, GFP_ATOMIC);
	if (!r)
		goto refuse;
	r->key = *key;
	if (rhashtable_insert_fast(&ix->table, &r->node, params)) {
		kmem_cache_free(cache, r);
		goto refuse;
	}
	INIT_LIST_HEAD(&r->list);
	rehome_index_anew(ix, r);
	ix->flows++;
	return r;

refuse:
	ix->count.refused++;
	return NULL;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_index_add);

/**
 * rehome_index_bytes - memory that the flows of an index take
 * @ix: the index
 *
 * Context: any but hard interrupts.
 * Return: bytes, of the records as the allocator lays them out, and of the
 * hash table.
 */
u64 rehome_index_bytes(struct rehome_index *ix)
{
	u64 each = PAGE_SIZE / (PAGE_SIZE / kmem_cache_size(cache));
	const struct bucket_table *table;
	u64 bytes = 0;

	spin_lock_bh(&ix->lock);
	if (ix->on) {
		rcu_read_lock();
		table = rcu_dereference(ix->table.tbl);
		bytes = ix->flows * each +
			roundup_pow_of_two(struct_size(table, buckets,
						       table->size));
		rcu_read_unlock();
	}
	spin_unlock_bh(&ix->lock);
	return bytes;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_index_bytes);
