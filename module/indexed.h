/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_INDEXED_H
#define _REHOME_INDEXED_H

#include <linux/bits.h>
#include <linux/list.h>
#include <linux/nf_rehome.h>
#include <linux/rhashtable-types.h>
#include "egress.h"
#include "index.h"

struct nf_conn;
struct rehome_move;

/* Moves that a flow may make in a row before it is damped. */
#define REHOME_TOKENS		8

/* Bits of rehome_record.flags; changed under the index's lock. */
enum {
	REHOME_RECORD_ANSWERED,	/* in the list of those that were answered */
	REHOME_RECORD_CURSOR,	/* the place of a scan, no flow */
	REHOME_RECORD_FIRST,	/* @chosen is what its first packet took */
	REHOME_RECORD_INBOUND,	/* @chosen is where its first packet came in */
	REHOME_RECORD_INJECTED,	/* its entry came from no packet */
	REHOME_RECORD_WAS_NATTED, /* it was translated once */
	REHOME_RECORD_AWAY,	/* it left @home by a rewritten mark */
	REHOME_RECORD_OUTBOUND,	/* it is known not to come from outside */
	REHOME_RECORD_ENDS,	/* it ends at the router, though sent elsewhere */
	REHOME_RECORD_SENT,	/* @base, @top and @again are known */
	REHOME_RECORD_STALLED,	/* the last packet judged was sent too often */
};

/**
 * struct rehome_record - what the index keeps of a flow
 *
 * Found under RCU, written under the index's lock; but packets look at @ct, @gen,
 * @left, @flags and @signature without it, and write @last. If what they see is of two
 * states, it tells of no egress that a packet has, and they are judged.
 *
 * @list: in one of the lists of the index
 * @rcu: frees it, when it is in no list any more
 * @node: in the hash table
 * @key: the flow
 * @ct: its conntrack entry, only to be compared: another one is another flow
 * @gen: generation of triggers in which a packet was judged last
 * @left: where that packet left
 * @last: when that was, or a packet began to move it, in jiffies, the lowest bits
 * @rules: generation of the rule set by which the mapping was chosen
 * @chosen: the egress that the mapping was chosen for
 * @also: another one for which the rule set gave the same mapping
 * @move: what is carried from one hook to the next while a packet moves it
 * @moved: when it was given its last token, in jiffies, the lowest bits
 * @epoch: state of its WAN and of the rule set in which it was expired last
 * @home: bits of its mark that lead home, if it is away
 * @until: when it goes back home at the latest, in jiffies; 0 is not yet set
 * @base: of TCP, which is never led away: number of the byte that was sent again last
 * @top: number behind the last byte that was sent
 * @hint: device that the last lookup said
 * @born: second in which it was recorded, the lowest bits
 * @asked: when the rule set was asked last, in jiffies, the lowest bits
 * @asks: times it was asked in vain
 * @signature: what a packet was recognized by
 * @tokens: moves left in a row
 * @again: times that @base was sent again
 * @flags: REHOME_RECORD_*
 */
struct rehome_record {
	union {
		struct list_head list;
		struct rcu_head rcu;
	};
	struct rhash_head node;
	struct rehome_index_key key;
	u32 gen;
	const struct nf_conn *ct;
	struct rehome_egress left;
	u32 last;
	u32 rules;
	struct rehome_egress chosen;
	struct rehome_egress also;
	struct rehome_move *move;
	u32 moved;
	u32 epoch;
	union {
		struct {
			u32 home;
			u32 until;
		};
		struct {
			u32 base;
			u32 top;
		};
	};
	u32 asked;
	int hint;
	u16 born;
	u16 flags;
	u8 asks;
	u8 signature;
	u8 tokens;
	u8 again;
};

static inline bool rehome_record_is(const struct rehome_record *r, int flag)
{
	return READ_ONCE(r->flags) & BIT(flag);
}

static inline void rehome_record_set(struct rehome_record *r, int flag, bool on)
{
	WRITE_ONCE(r->flags, on ? r->flags | BIT(flag) : r->flags & ~BIT(flag));
}

#endif
