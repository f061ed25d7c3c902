/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_INDEX_H
#define _REHOME_INDEX_H

#include <linux/list.h>
#include <linux/rhashtable-types.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <net/netfilter/nf_conntrack_tuple.h>

struct net;
struct nf_conn;
struct rehome_record;

/* Most flows of a namespace, and of one that is not the initial user's. */
#define REHOME_INDEX_MAX	131072
#define REHOME_INDEX_MAX_USERNS	4096

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
 * struct rehome_index - the flows of a namespace that are of a class
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
bool rehome_index_make_room(struct rehome_index *ix, struct net *net);
struct nf_conn *rehome_index_get(struct net *net,
				 const struct rehome_index_key *key);
u64 rehome_index_bytes(struct rehome_index *ix);

#endif
