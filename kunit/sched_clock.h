/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_KUNIT_SCHED_CLOCK_H
#define _REHOME_KUNIT_SCHED_CLOCK_H

#include <linux/time64.h>
#include "helpers.h"
#include "sched.h"

#define MS	((u64)NSEC_PER_MSEC)
#define START	(1000 * MS)

static const struct rehome_delays delays = {
	.lead = 5 * MS,
	.trail = 50 * MS,
	.settle = 1000 * MS,
	.reconcile = 30000 * MS,
	.poll = 1000 * MS,
};

static inline struct rehome_sched started(void)
{
	struct rehome_sched s;

	rehome_sched_init(&s, &delays, START);
	return s;
}

/* One whose first passes are over. */
static inline struct rehome_sched settled(u64 now)
{
	struct rehome_sched s;

	rehome_sched_init(&s, &delays, now - delays.settle);
	rehome_sched_take(&s, &delays, now);
	rehome_sched_done(&s, &delays, now, now);
	return s;
}

static inline void event(struct rehome_sched *s, u64 at)
{
	rehome_sched_event(s, &delays, at, at);
}

static inline enum rehome_due take(struct rehome_sched *s, u64 at)
{
	return rehome_sched_take(s, &delays, at);
}

static inline u64 next(struct kunit *test, const struct rehome_sched *s,
		       u64 at)
{
	u64 delay;

	KUNIT_EXPECT_TRUE(test, rehome_sched_next(s, &delays, at, &delay));
	return delay;
}

#endif
