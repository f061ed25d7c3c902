/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_WALK_H
#define _REHOME_WALK_H

#include <linux/types.h>

struct net;
struct nf_conn;

/* No bucket is begun beyond WALK_FULL, so that a whole one still fits: chains
 * are capped at 80 nodes by nf_conntrack since 5.15.
 */
#define REHOME_WALK_FULL	64
#define REHOME_WALK_MAX		160

/**
 * struct rehome_walk - a place in the conntrack table, and what was found
 * @lock: number of the bucket lock
 * @bucket: number of the bucket
 * @skip: nodes of the bucket to pass over, if a chain did not fit
 * @done: the end was reached
 * @seen: entries of the namespace looked at
 * @count: entries found
 * @found: the entries, with a reference each
 */
struct rehome_walk {
	unsigned int lock;
	unsigned int bucket;
	unsigned int skip;
	bool done;
	u64 seen;
	int count;
	struct nf_conn *found[REHOME_WALK_MAX];
};

void rehome_walk_next(struct net *net, struct rehome_walk *w,
		      bool (*want)(const struct nf_conn *ct, void *data),
		      void *data);

#endif
