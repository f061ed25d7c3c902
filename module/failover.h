/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_FAILOVER_H
#define _REHOME_FAILOVER_H

#include <linux/if.h>
#include <linux/math64.h>
#include <linux/spinlock.h>
#include <linux/time64.h>
#include <linux/types.h>
#include "decide.h"

struct rehome_net;

/* Failovers that are remembered. */
#define REHOME_FAILOVERS	16

/**
 * struct rehome_failover - flows that moved together
 * @from: device that they left; 0 is none, -1 are several
 * @to: device that they went to, likewise
 * @from_name: its name; empty if there is none to tell
 * @to_name: likewise
 * @cause: what changed before
 * @renat: flows moved
 * @expire: flows expired
 * @report: flows that would have been
 * @trigger: when what caused it happened, in nanoseconds
 * @first: when the first of them moved
 * @last: when the last of them did; 0 is none
 */
struct rehome_failover {
	int from;
	int to;
	char from_name[IFNAMSIZ];
	char to_name[IFNAMSIZ];
	enum nf_rehome_cause cause;
	u64 renat;
	u64 expire;
	u64 report;
	u64 trigger;
	u64 first;
	u64 last;
};

/**
 * struct rehome_failovers - those of a namespace
 * @lock: protects @now
 * @now: the one that is going on
 * @past: the last REHOME_FAILOVERS that are over, a ring; NULL before the first, or
 *	without memory; under the namespace's mutex, as @count
 * @count: how many were written there
 */
struct rehome_failovers {
	spinlock_t lock;	/* the one that is going on */
	struct rehome_failover now;
	struct rehome_failover *past;
	unsigned int count;
};

void rehome_failover_init(struct rehome_failovers *fos);
void rehome_failover_exit(struct rehome_failovers *fos);
void rehome_failover_note(struct rehome_net *rn, struct rehome_decision d,
			  bool report, int from, int to);
bool rehome_failover_due(struct rehome_net *rn, u64 now, u64 *delay);
const struct rehome_failover *rehome_failover_past(const struct rehome_failovers *fos,
						   unsigned int back);

/* Between two moments, in milliseconds. */
static inline u64 rehome_failover_ms(u64 at, u64 since)
{
	return at > since ? div_u64(at - since, NSEC_PER_MSEC) : 0;
}

#endif
