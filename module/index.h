/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_INDEX_H
#define _REHOME_INDEX_H

#include <linux/list.h>
#include <linux/rhashtable-types.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <net/netfilter/nf_conntrack_tuple.h>
#include "first.h"

struct net;
struct nf_conn;

/* Most flows of a namespace: with what they are found by, 16 MiB. */
#define REHOME_INDEX_MAX	131072

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

/**
 * struct rehome_record - what the index keeps of a flow
 * @list: in one of the lists of the index
 * @node: in its hash table
 * @ct: its conntrack entry, only to be compared: another one is another flow
 * @key: the flow
 * @first: what is known by its first packet
 * @born: second in which it was recorded, the lowest bits of it
 * @answered: in the list of those that were answered
 * @cursor: the place of a scan, no flow
 */
struct rehome_record {
	struct list_head list;
	struct rhash_head node;
	const struct nf_conn *ct;
	struct rehome_index_key key;
	struct rehome_first first;
	u16 born;
	bool answered;
	bool cursor;
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
 * struct rehome_index - the flows of interest of a namespace
 * @lock: protects the rest; taken for each new flow of interest
 * @on: it is in use
 * @max: most flows it takes
 * @flows: number of flows
 * @table: flows by their key
 * @answered: flows that an answer was seen of, oldest first
 * @unanswered: the others
 * @count: counters
 */
struct rehome_index {
	spinlock_t lock;	/* the rest */
	bool on;
	unsigned int max;
	unsigned int flows;
	struct rhashtable table;
	struct list_head answered;
	struct list_head unanswered;
	struct rehome_index_count count;
};

int rehome_index_init(void);
void rehome_index_exit(void);
void rehome_index_setup(struct rehome_index *ix);
int rehome_index_start(struct rehome_index *ix);
void rehome_index_stop(struct rehome_index *ix);
void rehome_index_key_of(struct rehome_index_key *key,
			 const struct nf_conn *ct);
struct rehome_record *rehome_index_lookup(struct rehome_index *ix,
					  const struct rehome_index_key *key);
struct rehome_record *rehome_index_add(struct rehome_index *ix, struct net *net,
				       const struct rehome_index_key *key);
void rehome_index_drop(struct rehome_index *ix, struct rehome_record *r);
void rehome_index_anew(struct rehome_index *ix, struct rehome_record *r);
void rehome_index_answered(struct rehome_index *ix, struct rehome_record *r);
struct nf_conn *rehome_index_get(struct net *net,
				 const struct rehome_index_key *key);
u64 rehome_index_bytes(struct rehome_index *ix);

#endif
