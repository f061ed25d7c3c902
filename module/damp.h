/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_DAMP_H
#define _REHOME_DAMP_H

#include <linux/types.h>

#define REHOME_DAMP_SLOTS	1024
#define REHOME_DAMP_PAIRS	8
#define REHOME_DAMP_BITS	65536
/* So many switches of a pair in a row, then one in REHOME_DAMP_REFILL. */
#define REHOME_DAMP_BURST	6
#define REHOME_DAMP_REFILL	(2 * NSEC_PER_SEC)

/**
 * struct rehome_damp_slot - what is remembered of a flow
 * @key: hash of the flow
 * @seq: events noted when the rule set gave the same mapping again
 * @moved: when it was moved last, in nanoseconds; 0 is never
 */
struct rehome_damp_slot {
	u64 key;
	u64 seq;
	u64 moved;
};

/**
 * struct rehome_damp_pair - how often flows were switched between two WANs
 * @a: the lesser interface index
 * @b: the greater one
 * @tokens: switches left
 * @stamp: when @tokens was reckoned last, in nanoseconds
 * @pass: the pass that took the last token; it may move all its flows
 */
struct rehome_damp_pair {
	int a;
	int b;
	unsigned int tokens;
	u64 stamp;
	u64 pass;
};

/**
 * struct rehome_damp - memory that keeps flapping from becoming churn
 *
 * Serialized by the namespace's mutex.
 *
 * @slots: flows, direct-mapped by their hash, made at the first move. Two
 *	flows of one slot forget each other, which costs a little damping.
 * @recycled: flows that were expired in some state of their WAN, as bits of
 *	a hash of both, made with the first one
 * @recycled_count: how many; a quarter of all bits at most, then all are
 *	forgotten. So one in 16 flows is mistaken for one of them at worst, and
 *	kept.
 * @pairs: pairs of WANs
 */
struct rehome_damp {
	struct rehome_damp_slot *slots;
	unsigned long *recycled;
	unsigned int recycled_count;
	struct rehome_damp_pair pairs[REHOME_DAMP_PAIRS];
};

bool rehome_damp_flow(const struct rehome_damp *d, u64 key, u64 hold, u64 now,
		      u64 *until);
bool rehome_damp_pair(struct rehome_damp *d, int from, int to, u64 pass,
		      u64 now, u64 *until);
void rehome_damp_moved(struct rehome_damp *d, u64 key, u64 now);
bool rehome_damp_asked(const struct rehome_damp *d, u64 key, u64 seq);
void rehome_damp_same(struct rehome_damp *d, u64 key, u64 seq);
void rehome_damp_recycle(struct rehome_damp *d, u64 key, u32 epoch);
bool rehome_damp_recycled(const struct rehome_damp *d, u64 key, u32 epoch);
void rehome_damp_exit(struct rehome_damp *d);

#endif
