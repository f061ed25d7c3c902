/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_SCAN_H
#define _REHOME_SCAN_H

#include "indexed.h"

#define REHOME_SCAN_BATCH	64

/**
 * struct rehome_scan - a place in an index
 * @cursor: keeps the place in the list
 * @left: flows to go in the list; what comes while it runs is not waited for
 * @done: the end was reached
 * @seen: flows passed
 * @next: the next of @batch to look at
 * @count: how many are in @batch
 * @batch: flows at the place
 */
struct rehome_scan {
	struct rehome_record cursor;
	unsigned int left;
	bool done;
	u64 seen;
	unsigned int next;
	unsigned int count;
	struct rehome_index_key batch[REHOME_SCAN_BATCH];
};

struct rehome_scan *rehome_scan_begin(struct rehome_index *ix);
struct nf_conn *rehome_scan_next(struct rehome_index *ix, struct net *net,
				 struct rehome_scan *scan);
void rehome_scan_end(struct rehome_index *ix, struct rehome_scan *scan);

/* The end was reached. */
static inline bool rehome_scan_done(const struct rehome_scan *scan)
{
	return scan->done;
}

/* The next call gives the same flow again, if it is still there. */
static inline void rehome_scan_again(struct rehome_scan *scan)
{
	scan->next--;
	scan->seen--;
}

#endif
