// SPDX-License-Identifier: GPL-2.0
/* Damping: a flow is not moved twice within the hold time, and a pair of WANs
 * between which flows went to and fro gets slower. Pure but for the memory of
 * the slots; the clock is the caller's.
 */
#include <linux/bitmap.h>
#include <linux/export.h>
#include <linux/hash.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/slab.h>
#include <linux/time64.h>
#include "compat.h"
#include "damp.h"

static struct rehome_damp_slot *slot_of(const struct rehome_damp *d, u64 key)
{
	return d->slots ? &d->slots[key % REHOME_DAMP_SLOTS] : NULL;
}

static struct rehome_damp_slot *slot_take(struct rehome_damp *d, u64 key)
{
	struct rehome_damp_slot *slot;

	if (!d->slots)
		d->slots = kvcalloc(REHOME_DAMP_SLOTS, sizeof(*d->slots),
				    GFP_KERNEL);
	slot = slot_of(d, key);
	if (slot && slot->key != key)
		*slot = (struct rehome_damp_slot){ .key = key };
	return slot;
}

/**
 * rehome_damp_flow - was a flow moved within the hold time?
 * @d: the memory
 * @key: hash of the flow
 * @hold: hold time, in nanoseconds
 * @now: the clock, in nanoseconds
 * @until: when it may be moved again, if it was
 *
 * Return: true if it must wait.
 */
bool rehome_damp_flow(const struct rehome_damp *d, u64 key, u64 hold, u64 now,
		      u64 *until)
{
	struct rehome_damp_slot *slot = slot_of(d, key);

	if (!slot || slot->key != key || !slot->moved ||
	    now >= slot->moved + hold)
		return false;
	*until = slot->moved + hold;
	return true;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_damp_flow);

static struct rehome_damp_pair *pair_take(struct rehome_damp *d, int a, int b,
					  u64 now)
{
	struct rehome_damp_pair *oldest = &d->pairs[0];
	int i;

	for (i = 0; i < REHOME_DAMP_PAIRS; i++) {
		if (d->pairs[i].a == a && d->pairs[i].b == b)
			return &d->pairs[i];
		if (d->pairs[i].stamp < oldest->stamp)
			oldest = &d->pairs[i];
	}
	*oldest = (struct rehome_damp_pair){
		.a = a, .b = b, .tokens = REHOME_DAMP_BURST, .stamp = now,
	};
	return oldest;
}

/**
 * rehome_damp_pair - may flows be switched between two WANs now?
 * @d: the memory
 * @from: interface index of the WAN they leave
 * @to: interface index of the WAN they go to
 * @pass: number of the pass, not 0; one pass is one switch
 * @now: the clock, in nanoseconds
 * @until: when they may be again, if not
 *
 * Return: true if they must wait.
 */
bool rehome_damp_pair(struct rehome_damp *d, int from, int to, u64 pass,
		      u64 now, u64 *until)
{
	struct rehome_damp_pair *pair;
	u64 refill;

	pair = pair_take(d, min(from, to), max(from, to), now);
	if (pair->pass == pass)
		return false;
	refill = div_u64(now - pair->stamp, REHOME_DAMP_REFILL);
	pair->stamp += refill * REHOME_DAMP_REFILL;
	pair->tokens = min_t(u64, REHOME_DAMP_BURST, pair->tokens + refill);
	if (!pair->tokens) {
		*until = pair->stamp + REHOME_DAMP_REFILL;
		return true;
	}
	if (pair->tokens == REHOME_DAMP_BURST)
		pair->stamp = now;
	pair->tokens--;
	pair->pass = pass;
	return false;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_damp_pair);

/**
 * rehome_damp_moved - remember that a flow was moved
 * @d: the memory
 * @key: hash of the flow
 * @now: the clock, in nanoseconds
 *
 * Context: may sleep, for the memory of the first one.
 */
void rehome_damp_moved(struct rehome_damp *d, u64 key, u64 now)
{
	struct rehome_damp_slot *slot = slot_take(d, key);

	if (slot)
		slot->moved = now;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_damp_moved);

/**
 * rehome_damp_asked - did the rule set give the same mapping already?
 * @d: the memory
 * @key: hash of the flow
 * @seq: number of events noted so far
 *
 * Return: true if it did, and no event happened since.
 */
bool rehome_damp_asked(const struct rehome_damp *d, u64 key, u64 seq)
{
	struct rehome_damp_slot *slot = slot_of(d, key);

	return slot && slot->key == key && slot->seq == seq + 1;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_damp_asked);

/**
 * rehome_damp_same - remember that the rule set gave the same mapping again
 * @d: the memory
 * @key: hash of the flow
 * @seq: number of events noted so far
 *
 * Context: may sleep, for the memory of the first one.
 */
void rehome_damp_same(struct rehome_damp *d, u64 key, u64 seq)
{
	struct rehome_damp_slot *slot = slot_take(d, key);

	if (slot)
		slot->seq = seq + 1;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_damp_same);

static u64 state_hash(u64 key, u32 epoch)
{
	return (key ^ epoch * GOLDEN_RATIO_64) * GOLDEN_RATIO_64;
}

/**
 * rehome_damp_recycle - remember that a flow was expired to begin anew
 * @d: the memory
 * @key: hash of the flow
 * @epoch: state of its WAN
 *
 * Context: may sleep, for the memory of the first one.
 */
void rehome_damp_recycle(struct rehome_damp *d, u64 key, u32 epoch)
{
	u64 hash = state_hash(key, epoch);

	if (!d->recycled)
		d->recycled = bitmap_zalloc(REHOME_DAMP_BITS, GFP_KERNEL);
	if (!d->recycled)
		return;
	if (++d->recycled_count > REHOME_DAMP_BITS / 8) {
		bitmap_zero(d->recycled, REHOME_DAMP_BITS);
		d->recycled_count = 1;
	}
	__set_bit(hash >> 48, d->recycled);
	__set_bit(hash >> 32 & (REHOME_DAMP_BITS - 1), d->recycled);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_damp_recycle);

/**
 * rehome_damp_recycled - was a flow expired in this state of its WAN?
 * @d: the memory
 * @key: hash of the flow
 * @epoch: the state
 *
 * Return: true if it was.
 */
bool rehome_damp_recycled(const struct rehome_damp *d, u64 key, u32 epoch)
{
	u64 hash = state_hash(key, epoch);

	return d->recycled && test_bit(hash >> 48, d->recycled) &&
	       test_bit(hash >> 32 & (REHOME_DAMP_BITS - 1), d->recycled);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_damp_recycled);

/**
 * rehome_damp_exit - free the memory
 * @d: the memory
 */
void rehome_damp_exit(struct rehome_damp *d)
{
	kvfree(d->slots);
	d->slots = NULL;
	bitmap_free(d->recycled);
	d->recycled = NULL;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_damp_exit);
