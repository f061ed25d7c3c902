/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_INDEX_H
#define _REHOME_INDEX_H

#include <linux/list.h>
#include <linux/rhashtable-types.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <net/netfilter/nf_conntrack_tuple.h>
#include "egress.h"

struct net;
struct nf_conn;
struct rehome_move;

/* Most flows of a namespace, and of one that is not the initial user's. */
#define REHOME_INDEX_MAX	131072
#define REHOME_INDEX_MAX_USERNS	4096

/* Moves that a flow may make in a row before it is damped. */
#define REHOME_TOKENS		8

/**
 * struct rehome_index_key - a flow, as it is found in conntrack again
 * @tuple: its original tuple
 * @zone: id of its zone
 * @zone_dir: direction that its zone is for
 * @pad: 0
 */
struct rehome_index_key {
	struct nf_conntrack_tuple tuple;
	u16 zone;
	u8 zone_dir;
	u8 pad;
};

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
};

/**
 * struct rehome_record - what the index keeps of a flow
 *
 * Found under RCU, written under the index's lock; but packets look at @ct, @gen,
 * @left and @flags without it, and write @last. If what they see is of two states,
 * it tells of no egress that a packet has, and they are judged.
 *
 * @list: in one of the lists of the index
 * @rcu: frees it, when it is in no list any more
 * @node: in the hash table
 * @key: the flow
 * @ct: its conntrack entry, only to be compared: another one is another flow
 * @gen: generation of triggers in which a packet was judged last
 * @left: where that packet left
 * @last: when that was, in jiffies, the lowest bits
 * @rules: generation of the rule set by which the mapping was chosen
 * @chosen: the egress that the mapping was chosen for
 * @also: another one for which the rule set gave the same mapping
 * @move: what is carried from one hook to the next while a packet moves it
 * @moved: when it was given its last token, in jiffies, the lowest bits
 * @epoch: state of its WAN and of the rule set in which it was expired last
 * @home: bits of its mark that lead home, if it is away
 * @until: when it goes back home at the latest, in jiffies; 0 is not yet set
 * @hint: device that the last lookup said
 * @born: second in which it was recorded, the lowest bits
 * @asked: when the rule set was asked last, in jiffies, the lowest bits
 * @asks: times it was asked in vain
 * @signature: what a packet was told by
 * @tokens: moves left in a row
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
	u32 home;
	u32 until;
	u32 asked;
	int hint;
	u16 born;
	u16 flags;
	u8 asks;
	u8 signature;
	u8 tokens;
};

/**
 * struct rehome_index_count - counters of an index
 * @observed: flows noted at their first packet
 * @adopted: flows found in the conntrack table
 * @gone: flows dropped because their connection had ended
 * @evicted: flows without an answer that had to make room
 * @refused: flows that there was no room or memory for
 */
struct rehome_index_count {
	u64 observed;
	u64 adopted;
	u64 gone;
	u64 evicted;
	u64 refused;
};

/**
 * struct rehome_index - the UDP flows of a namespace
 * @lock: serializes changes; taken for each new flow
 * @on: it is in use
 * @complete: no flow of the namespace is missing, so that one that is not
 *	there came from no packet
 * @max: most flows it takes
 * @flows: number of flows
 * @count_answered: how many of these are in @answered
 * @table: flows by their key
 * @answered: flows that an answer was seen of, oldest first
 * @unanswered: the others
 * @count: counters
 */
struct rehome_index {
	spinlock_t lock;	/* serializes changes */
	bool on;
	bool complete;
	unsigned int max;
	unsigned int flows;
	unsigned int count_answered;
	struct rhashtable table;
	struct list_head answered;
	struct list_head unanswered;
	struct rehome_index_count count;
};

int rehome_index_init(void);
void rehome_index_exit(void);
void rehome_index_setup(struct rehome_index *ix, unsigned int max);
int rehome_index_start(struct rehome_index *ix);
void rehome_index_stop(struct rehome_index *ix);
struct rehome_record *rehome_index_find(struct rehome_index *ix,
					const struct nf_conn *ct);
struct rehome_record *rehome_index_lookup(struct rehome_index *ix,
					  const struct nf_conn *ct);
struct rehome_record *rehome_index_lookup_key(struct rehome_index *ix,
					      const struct rehome_index_key *key);
struct rehome_record *rehome_index_add(struct rehome_index *ix,
				       const struct nf_conn *ct);
void rehome_index_drop(struct rehome_index *ix, struct rehome_record *r);
void rehome_index_anew(struct rehome_index *ix, struct rehome_record *r);
void rehome_index_answered(struct rehome_index *ix, struct rehome_record *r);
struct nf_conn *rehome_index_get(struct net *net,
				 const struct rehome_index_key *key);
u64 rehome_index_bytes(struct rehome_index *ix);

static inline bool rehome_record_is(const struct rehome_record *r, int flag)
{
	return READ_ONCE(r->flags) & BIT(flag);
}

static inline void rehome_record_set(struct rehome_record *r, int flag, bool on)
{
	WRITE_ONCE(r->flags, on ? r->flags | BIT(flag) : r->flags & ~BIT(flag));
}

#endif
