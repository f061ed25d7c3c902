// SPDX-License-Identifier: GPL-2.0
/* When to run a pass. A notifier may speak before the table it speaks of has
 * changed, so a pass that follows an event soon is always followed by others
 * that come well after the last one.
 */
#include <linux/export.h>
#include <linux/limits.h>
#include <linux/minmax.h>
#include <linux/time64.h>
#include "compat.h"
#include "sched.h"

/* Passes may take at most one part in REST + 1 of the time. When one follows the
 * other for more than CALM of them, as on a router that learns a full table, their
 * part is halved with each, down to one in REST << HALVES; but no pass waits more
 * than STORM_REST for that.
 */
#define REST		4
#define CALM		4
#define HALVES		5
#define STORM_REST	NSEC_PER_SEC

/**
 * rehome_sched_init - start a schedule
 * @s: the schedule
 * @d: the delays in force
 * @now: the clock
 *
 * The first pass comes as after an event: what is stale already is moved.
 */
void rehome_sched_init(struct rehome_sched *s, const struct rehome_delays *d,
		       u64 now)
{
	*s = (struct rehome_sched){
		.rest_until = now,
		.reconcile_at = now + d->reconcile,
		.poll_at = now + d->poll,
	};
	rehome_sched_event(s, d, now, now);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_sched_init);

/**
 * rehome_sched_event - note a burst of events
 * @s: the schedule
 * @d: the delays in force
 * @first: when the first event of the burst happened
 * @last: when the last one did
 */
void rehome_sched_event(struct rehome_sched *s, const struct rehome_delays *d,
			u64 first, u64 last)
{
	if (!s->lead) {
		s->lead = true;
		s->lead_at = first + d->lead;
	}
	s->last_event = last;
	s->trail = true;
	s->settle = true;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_sched_event);

/**
 * rehome_sched_take - take what is due
 * @s: the schedule
 * @d: the delays in force
 * @now: the clock
 *
 * Return: the most urgent thing that is due. A pass serves all lesser ones
 * that are due with it.
 */
enum rehome_due rehome_sched_take(struct rehome_sched *s,
				  const struct rehome_delays *d,
				  u64 now)
{
	enum rehome_due due = REHOME_DUE_NOTHING;

	if (!s->idle && now >= s->poll_at) {
		s->poll_at = now + d->poll;
		due = REHOME_DUE_POLL;
	}
	if (now < s->rest_until)
		return due;
	if (!s->idle && now >= s->reconcile_at)
		due = REHOME_DUE_RECONCILE;
	if ((s->settle && now >= s->last_event + d->settle) ||
	    (s->again && now >= s->again_at)) {
		if (now >= s->last_event + d->settle) {
			s->settle = false;
			s->storm = 0;
		}
		due = REHOME_DUE_SETTLE;
	}
	if (s->trail && now >= s->last_event + d->trail) {
		s->trail = false;
		due = REHOME_DUE_TRAIL;
	}
	if (s->lead && now >= s->lead_at) {
		s->lead = false;
		due = REHOME_DUE_LEAD;
	}
	if (due > REHOME_DUE_POLL)
		s->again = false;
	/* Others do not push it away: it looks at more than they do. */
	if (due == REHOME_DUE_RECONCILE)
		s->reconcile_at = now + d->reconcile;
	return due;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_sched_take);

/**
 * rehome_sched_done - note that a pass ended
 * @s: the schedule
 * @d: the delays in force
 * @began: when the pass began
 * @now: the clock
 */
void rehome_sched_done(struct rehome_sched *s, const struct rehome_delays *d,
		       u64 began, u64 now)
{
	u64 rest = (now - began) * REST, more;

	if (s->storm < CALM + HALVES)
		s->storm++;
	if (s->storm > CALM) {
		more = rest << (s->storm - CALM);
		rest = max(rest, min_t(u64, more, STORM_REST));
	}
	s->rest_until = now + rest;
	if (!s->lead && !s->trail)
		s->interrupted = false;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_sched_done);

/**
 * rehome_sched_interrupt - an event came while a reconciling pass runs
 * @s: the schedule
 * @now: the clock
 *
 * Return: true if the pass is to be left where it is and begun again. Only once
 * in a row, so that it comes to an end while events do not.
 */
bool rehome_sched_interrupt(struct rehome_sched *s, u64 now)
{
	if (s->interrupted)
		return false;
	s->interrupted = true;
	s->reconcile_at = now;
	return true;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_sched_interrupt);

/**
 * rehome_sched_hurry - the delays changed
 * @s: the schedule
 * @d: the delays in force now
 * @now: the clock
 */
void rehome_sched_hurry(struct rehome_sched *s, const struct rehome_delays *d,
			u64 now)
{
	s->reconcile_at = min(s->reconcile_at, now + d->reconcile);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_sched_hurry);

/**
 * rehome_sched_again - ask for a pass because a flow was put off
 * @s: the schedule
 * @at: when
 */
void rehome_sched_again(struct rehome_sched *s, u64 at)
{
	if (!s->again || at < s->again_at)
		s->again_at = at;
	s->again = true;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_sched_again);

/**
 * rehome_sched_next - how long nothing is due
 * @s: the schedule
 * @d: the delays in force
 * @now: the clock
 * @delay: where the time goes, in nanoseconds
 *
 * Return: false when only an event can make something due.
 */
bool rehome_sched_next(const struct rehome_sched *s,
		       const struct rehome_delays *d, u64 now,
		       u64 *delay)
{
	u64 least = U64_MAX;
	u64 at[6];
	int i, n = 0;

	if (s->lead)
		at[n++] = max(s->rest_until, s->lead_at);
	if (s->trail)
		at[n++] = max(s->rest_until, s->last_event + d->trail);
	if (s->settle)
		at[n++] = max(s->rest_until, s->last_event + d->settle);
	if (s->again)
		at[n++] = max(s->rest_until, s->again_at);
	if (!s->idle) {
		at[n++] = max(s->rest_until, s->reconcile_at);
		at[n++] = s->poll_at;
	}
	for (i = 0; i < n; i++)
		least = min(least, at[i]);
	*delay = least > now ? least - now : 0;
	return n > 0;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_sched_next);
