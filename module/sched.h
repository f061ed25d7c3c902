/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_SCHED_H
#define _REHOME_SCHED_H

#include <linux/types.h>
#include <linux/nf_rehome.h>

/**
 * struct rehome_delays - when passes run, in nanoseconds
 * @lead: from the first event of a burst to its pass
 * @trail: from the last event to the trailing pass
 * @settle: from the last event to the settling pass
 * @reconcile: interval of passes without an event
 * @poll: interval of looking at the generation counters
 */
struct rehome_delays {
	u64 lead;
	u64 trail;
	u64 settle;
	u64 reconcile;
	u64 poll;
};

/**
 * enum rehome_due - what is to be done now
 * @REHOME_DUE_NOTHING: nothing yet
 * @REHOME_DUE_POLL: look at the generation counters
 * @REHOME_DUE_RECONCILE: run a reconciling pass
 * @REHOME_DUE_SETTLE: run a settling pass
 * @REHOME_DUE_TRAIL: run a trailing pass
 * @REHOME_DUE_LEAD: run a leading pass
 */
enum rehome_due {
	REHOME_DUE_NOTHING,
	REHOME_DUE_POLL,
	REHOME_DUE_RECONCILE,
	REHOME_DUE_SETTLE,
	REHOME_DUE_TRAIL,
	REHOME_DUE_LEAD,
};

/**
 * struct rehome_sched - the schedule of one namespace
 *
 * Pure: knows no timers and no clock but the one it is given, in nanoseconds.
 * The caller serializes; nothing of it is touched by notifiers.
 *
 * @lead_at: when the leading pass is due
 * @last_event: when the last event happened
 * @reconcile_at: when the next reconciling pass is due
 * @poll_at: when the generation counters are looked at next
 * @rest_until: no pass before this, so that a storm of events over a large
 *	table leaves the processor to others
 * @again_at: when a flow that was put off wants its pass
 * @storm: passes since there was no event for a while
 * @lead: a leading pass is due
 * @trail: a trailing pass is due
 * @settle: a settling pass is due
 * @again: @again_at holds
 * @idle: nothing to watch: only events wake it
 * @interrupted: a reconciling pass was left for an event
 */
struct rehome_sched {
	u64 lead_at;
	u64 last_event;
	u64 reconcile_at;
	u64 poll_at;
	u64 rest_until;
	u64 again_at;
	unsigned int storm;
	bool lead;
	bool trail;
	bool settle;
	bool again;
	bool idle;
	bool interrupted;
};

void rehome_sched_init(struct rehome_sched *s, const struct rehome_delays *d,
		       u64 now);
void rehome_sched_event(struct rehome_sched *s, const struct rehome_delays *d,
			u64 first, u64 last);
enum rehome_due rehome_sched_take(struct rehome_sched *s,
				  const struct rehome_delays *d,
				  u64 now);
void rehome_sched_done(struct rehome_sched *s, const struct rehome_delays *d,
		       u64 began, u64 now);
void rehome_sched_hurry(struct rehome_sched *s, const struct rehome_delays *d,
			u64 now);
bool rehome_sched_interrupt(struct rehome_sched *s, u64 now);
void rehome_sched_again(struct rehome_sched *s, u64 at);
bool rehome_sched_next(const struct rehome_sched *s,
		       const struct rehome_delays *d, u64 now,
		       u64 *delay);

#endif
