// SPDX-License-Identifier: GPL-2.0
/* The flows of a namespace, with what is known of each that its conntrack
 * entry does not tell. It holds no reference on an entry: a flow is looked up
 * when it is looked at, and dropped when it is not there any more.
 *
 * Records are found under RCU and freed after a grace period; changes are made
 * under one lock.
 */
#include <linux/export.h>
#include <linux/jhash.h>
#include <linux/ktime.h>
#include <linux/log2.h>
#include <linux/overflow.h>
#include <linux/rhashtable.h>
#include <linux/slab.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/netfilter/nf_conntrack_core.h>
#include <net/netfilter/nf_conntrack_zones.h>
#include "compat.h"
#include "entry.h"
#include "index.h"
#include "indexed.h"

static struct kmem_cache *cache;

static u32 hash_tuple(const struct nf_conntrack_tuple *t, u32 seed)
{
	u32 ports = (__force u32)t->src.u.all << 16 | (__force u16)t->dst.u.all;

	if (t->src.l3num == NFPROTO_IPV4)
		return jhash_3words((__force u32)t->src.u3.ip,
				    (__force u32)t->dst.u3.ip, ports, seed);
	return jhash2((const u32 *)t->src.u3.all, 4,
		      jhash2((const u32 *)t->dst.u3.all, 4, ports ^ seed));
}

/* What a record is looked for by: nothing is copied for it. */
struct probe {
	const struct nf_conntrack_tuple *tuple;
	u16 zone;
};

static u32 hash_probe(const void *data, u32 len, u32 seed)
{
	const struct probe *probe = data;

	return hash_tuple(probe->tuple, seed);
}

static u32 hash_record(const void *data, u32 len, u32 seed)
{
	const struct rehome_record *r = data;

	return hash_tuple(&r->key.tuple, seed);
}

static int differs(struct rhashtable_compare_arg *arg, const void *obj)
{
	const struct rehome_record *r = obj;
	const struct probe *probe = arg->key;

	return !nf_ct_tuple_equal(&r->key.tuple, probe->tuple) ||
	       r->key.zone != probe->zone;
}

static struct probe probe_of(const struct nf_conn *ct)
{
	return (struct probe){
		.tuple = &ct->tuplehash[IP_CT_DIR_ORIGINAL].tuple,
		.zone = nf_ct_zone(ct)->id,
	};
}

/* The table is header + buckets * 8 bytes, which is a bit more than a power of two, and
 * kvmalloc() rounds that up to the next one: it takes twice the memory of its buckets.
 * So it gets half as many buckets as flows, and has 2 flows in a bucket when it is full.
 */
static const struct rhashtable_params params = {
	.head_offset = offsetof(struct rehome_record, node),
	.key_len = sizeof(struct rehome_index_key),
	.hashfn = hash_probe,
	.obj_hashfn = hash_record,
	.obj_cmpfn = differs,
	.max_size = REHOME_INDEX_MAX / 2,
	.automatic_shrinking = true,
};

int rehome_index_init(void)
{
	BUILD_BUG_ON(sizeof(struct rehome_record) > 168);
	cache = KMEM_CACHE(rehome_record, SLAB_ACCOUNT);
	return cache ? 0 : -ENOMEM;
}

void rehome_index_exit(void)
{
	/* Records are still on their way to free_record(). */
	rcu_barrier();
	kmem_cache_destroy(cache);
}

static void free_record(struct rcu_head *rcu)
{
	struct rehome_record *r = container_of(rcu, struct rehome_record, rcu);

	kfree(r->move);
	kmem_cache_free(cache, r);
}

/**
 * rehome_index_setup - make an index that is not in use
 * @ix: the index
 * @max: most flows that it takes
 */
void rehome_index_setup(struct rehome_index *ix, unsigned int max)
{
	spin_lock_init(&ix->lock);
	INIT_LIST_HEAD(&ix->answered);
	INIT_LIST_HEAD(&ix->unanswered);
	ix->max = max;
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
	ix->complete = false;
	/* Pairs with rehome_index_find(). */
	smp_store_release(&ix->on, true);
	spin_unlock_bh(&ix->lock);
	return 0;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_index_start);

static void index_forget(struct list_head *list)
{
	struct rehome_record *r, *next;

	list_for_each_entry_safe(r, next, list, list) {
		list_del_init(&r->list);
		/* A cursor belongs to its scan. */
		if (!rehome_record_is(r, REHOME_RECORD_CURSOR))
			call_rcu(&r->rcu, free_record);
	}
}

/**
 * rehome_index_stop - forget all flows and give the memory back
 * @ix: the index, in use; no packet looks at it any more
 *
 * Context: process.
 */
void rehome_index_stop(struct rehome_index *ix)
{
	spin_lock_bh(&ix->lock);
	WRITE_ONCE(ix->on, false);
	spin_unlock_bh(&ix->lock);
	rhashtable_destroy(&ix->table);
	spin_lock_bh(&ix->lock);
	index_forget(&ix->answered);
	index_forget(&ix->unanswered);
	ix->flows = 0;
	ix->count_answered = 0;
	spin_unlock_bh(&ix->lock);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_index_stop);

/**
 * rehome_index_find - find the record of a flow
 * @ix: the index
 * @ct: the flow's entry
 *
 * Context: RCU.
 * Return: its record, or NULL. It may be dropped at any moment.
 */
struct rehome_record *rehome_index_find(struct rehome_index *ix,
					const struct nf_conn *ct)
{
	const struct probe probe = probe_of(ct);

	/* Pairs with rehome_index_start(). */
	if (!smp_load_acquire(&ix->on))
		return NULL;
	return rhashtable_lookup(&ix->table, &probe, params);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_index_find);

/**
 * rehome_index_lookup - find the record of a flow, to change it
 * @ix: the index
 * @ct: the flow's entry
 *
 * Context: the index's lock.
 * Return: its record, or NULL.
 */
struct rehome_record *rehome_index_lookup(struct rehome_index *ix,
					  const struct nf_conn *ct)
{
	const struct probe probe = probe_of(ct);

	lockdep_assert_held(&ix->lock);
	return ix->on ? rhashtable_lookup_fast(&ix->table, &probe, params) : NULL;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_index_lookup);

/**
 * rehome_index_lookup_key - find a record whose entry may have ended
 * @ix: the index
 * @key: the flow
 *
 * Context: the index's lock.
 * Return: the record, or NULL.
 */
struct rehome_record *rehome_index_lookup_key(struct rehome_index *ix,
					      const struct rehome_index_key *key)
{
	const struct probe probe = { &key->tuple, key->zone };

	lockdep_assert_held(&ix->lock);
	return ix->on ? rhashtable_lookup_fast(&ix->table, &probe, params) : NULL;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_index_lookup_key);

/**
 * rehome_index_drop - drop a flow
 * @ix: the index
 * @r: its record; freed after a grace period
 *
 * Context: the index's lock.
 */
void rehome_index_drop(struct rehome_index *ix, struct rehome_record *r)
{
	lockdep_assert_held(&ix->lock);
	rhashtable_remove_fast(&ix->table, &r->node, params);
	ix->flows--;
	ix->count_answered -= rehome_record_is(r, REHOME_RECORD_ANSWERED);
	list_del(&r->list);
	call_rcu(&r->rcu, free_record);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_index_drop);

static void index_enlist(struct rehome_index *ix, struct rehome_record *r,
			 bool answered)
{
	ix->count_answered -= rehome_record_is(r, REHOME_RECORD_ANSWERED);
	ix->count_answered += answered;
	rehome_record_set(r, REHOME_RECORD_ANSWERED, answered);
	list_move_tail(&r->list, answered ? &ix->answered : &ix->unanswered);
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
	lockdep_assert_held(&ix->lock);
	index_enlist(ix, r, true);
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
	lockdep_assert_held(&ix->lock);
	r->born = ktime_get_seconds();
	index_enlist(ix, r, false);
}

static void key_of(struct rehome_index_key *key, const struct nf_conn *ct)
{
	const struct nf_conntrack_zone *zone = nf_ct_zone(ct);

	*key = (struct rehome_index_key){
		.tuple = ct->tuplehash[IP_CT_DIR_ORIGINAL].tuple,
		.zone = zone->id,
		.zone_dir = zone->dir,
	};
}

/**
 * rehome_index_add - take a flow in
 * @ix: the index
 * @ct: the flow's entry, which has no record
 *
 * Context: the index's lock.
 * Return: its record, zeroed but for the flow, or NULL.
 */
struct rehome_record *rehome_index_add(struct rehome_index *ix,
				       const struct nf_conn *ct)
{
	struct rehome_record *r;

	lockdep_assert_held(&ix->lock);
	if (!ix->on)
		return NULL;
	if (ix->flows >= ix->max && !rehome_index_make_room(ix, nf_ct_net(ct)))
		goto refuse;
	r = kmem_cache_zalloc(cache, GFP_ATOMIC | __GFP_NOWARN);
	if (!r)
		goto refuse;
	key_of(&r->key, ct);
	WRITE_ONCE(r->ct, ct);
	r->tokens = REHOME_TOKENS;
	r->chosen.hop = REHOME_HOP_ANY;
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
	ix->complete = false;
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
