/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_FAILOVER_H
#define _REHOME_FAILOVER_H

#include <linux/spinlock.h>
#include <linux/types.h>
#include "decide.h"

struct rehome_net;

/**
 * struct rehome_failover - flows that moved together, for one message
 * @lock: protects the rest
 * @from: device that they left; 0 is none, -1 are several
 * @to: device that they went to, likewise
 * @renat: flows moved
 * @expire: flows expired
 * @report: flows that would have been
 * @trigger: when what caused it happened, in nanoseconds
 * @first: when the first of them moved
 * @last: when the last of them did
 */
struct rehome_failover {
	spinlock_t lock;	/* the rest */
	int from;
	int to;
	u64 renat;
	u64 expire;
	u64 report;
	u64 trigger;
	u64 first;
	u64 last;
};

void rehome_failover_init(struct rehome_failover *fo);
void rehome_failover_note(struct rehome_net *rn, struct rehome_decision d,
			  bool report, int from, int to);
bool rehome_failover_due(struct rehome_net *rn, u64 now, u64 *delay);

#endif
