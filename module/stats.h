/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_STATS_H
#define _REHOME_STATS_H

#include <linux/atomic.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/nf_rehome.h>
#include "classes.h"

#define REHOME_REASONS	(NF_REHOME_REASON_MAX + 1)
#define REHOME_PASSES	(NF_REHOME_PASS_KIND_MAX + 1)
#define REHOME_FAILURES	(NF_REHOME_FAILURE_MAX + 1)

/* Devices that are counted apart. */
#define REHOME_STATS_DEVICES	64

/**
 * struct rehome_device_count - what was done about the flows of a device
 * @ifindex: the device; 0 is a free place
 * @moved_from: flows moved away from it
 * @moved_to: flows moved to it
 * @expired: flows of it that were expired
 */
struct rehome_device_count {
	int ifindex;
	u64 moved_from;
	u64 moved_to;
	u64 expired;
};

/**
 * struct rehome_stats - counters of a namespace
 * @lock: protects what packets and passes count
 * @judged: packets judged
 * @asked: packets shown to the rule set
 * @late: replies sent on
 * @resets: resets sent
 * @windows: windows opened
 * @reasons: verdicts by reason
 * @failures: failures by kind
 * @devices: by device
 * @passes: passes by kind; what follows is under the namespace's mutex
 * @walked: conntrack entries looked at
 * @flows: flows of a class among them
 * @duration: nanoseconds of work in passes
 */
struct rehome_stats {
	spinlock_t lock;	/* what packets and passes count */
	atomic64_t judged;
	atomic64_t asked;
	atomic64_t late;
	atomic64_t resets;
	atomic64_t windows;
	struct rehome_count reasons[REHOME_REASONS];
	u64 failures[REHOME_FAILURES];
	struct rehome_device_count devices[REHOME_STATS_DEVICES];
	u64 passes[REHOME_PASSES];
	u64 walked;
	u64 flows;
	u64 duration;
};

void rehome_stats_init(struct rehome_stats *s);
void rehome_stats_keep(struct rehome_stats *s, enum nf_rehome_reason reason);
void rehome_stats_renat(struct rehome_stats *s, const struct rehome_class *class,
			enum nf_rehome_reason reason, int from, int to);
void rehome_stats_expire(struct rehome_stats *s, const struct rehome_class *class,
			 enum nf_rehome_reason reason, int from);
void rehome_stats_report(struct rehome_stats *s, const struct rehome_class *class,
			 enum nf_rehome_reason reason);
struct rehome_count rehome_stats_class(struct rehome_stats *s,
				       const struct rehome_class *class);
void rehome_stats_failure(struct rehome_stats *s, enum nf_rehome_failure kind);
struct rehome_device_count rehome_stats_device(struct rehome_stats *s,
					       int ifindex);
void rehome_stats_renumber(struct rehome_stats *s, int old, int new);
struct rehome_count rehome_stats_total(struct rehome_stats *s);
void rehome_stats_read(struct rehome_stats *s, const struct rehome_classes *cs,
		       struct rehome_stats *copy);
void rehome_stats_less(struct rehome_stats *s, const struct rehome_classes *cs,
		       const struct rehome_stats *was);

static inline void rehome_stats_judged(struct rehome_stats *s)
{
	atomic64_inc(&s->judged);
}

static inline void rehome_stats_asked(struct rehome_stats *s)
{
	atomic64_inc(&s->asked);
}

static inline void rehome_stats_late(struct rehome_stats *s)
{
	atomic64_inc(&s->late);
}

static inline void rehome_stats_reset(struct rehome_stats *s)
{
	atomic64_inc(&s->resets);
}

static inline void rehome_stats_window(struct rehome_stats *s)
{
	atomic64_inc(&s->windows);
}

#endif
