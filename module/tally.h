/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_TALLY_H
#define _REHOME_TALLY_H

#include "index.h"
#include "stats.h"

struct rehome_net;

/**
 * struct rehome_tally - all counters of a namespace at one moment
 * @events: events noted
 * @passes: passes begun
 * @stats: what was done
 * @index: flows that came to the index and left it
 */
struct rehome_tally {
	u64 events;
	u64 passes;
	struct rehome_stats stats;
	struct rehome_index_count index;
};

void rehome_tally_read(struct rehome_net *rn, struct rehome_tally *tally);
void rehome_tally_reset(struct rehome_net *rn, const struct rehome_tally *tally);

#endif
