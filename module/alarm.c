// SPDX-License-Identifier: GPL-2.0
/* What notifiers, hooks and whoever changes a setting may call: something happened,
 * or is to be done later. It only notes, moves the generation that packets are judged
 * in, and starts the timer and the work that do the rest.
 */
#include <linux/hrtimer.h>
#include <linux/ktime.h>
#include <linux/workqueue.h>
#include "alarm.h"
#include "compat.h"
#include "pernet.h"

/* Triggers that come closer together are of one failover. Of its causes the most telling
 * one is kept; that two at once may overwrite each other does not matter, it is only shown.
 */
static void alarm_burst(struct rehome_window *w, enum nf_rehome_cause cause)
{
	if (time_after(jiffies, READ_ONCE(w->trigger) + HZ)) {
		WRITE_ONCE(w->burst, ktime_get_ns());
		WRITE_ONCE(w->cause, cause);
	} else if (cause < READ_ONCE(w->cause)) {
		WRITE_ONCE(w->cause, cause);
	}
}

/**
 * rehome_alarm_trigger - something happened: open the window, or prolong it
 * @rn: the namespace
 * @cause: what it is
 *
 * Context: any.
 */
void rehome_alarm_trigger(struct rehome_net *rn, enum nf_rehome_cause cause)
{
	struct rehome_window *w = &rn->window;

	alarm_burst(w, cause);
	WRITE_ONCE(w->trigger, jiffies);
	/* Packets that were judged before are judged anew; pairs with watch_packet(). */
	smp_mb__before_atomic();
	atomic_inc(&rn->gen);
	/* Either we see the window closed, or who closes it sees the trigger. */
	smp_mb__after_atomic();
	if (READ_ONCE(w->on) || !rehome_alarm_may_open(rn))
		return;
	/* Until the hooks are registered, packets of stale flows leave with a dead
	 * mapping. So it is a high-priority work item of this CPU.
	 */
	queue_work(system_highpri_wq, &w->work);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_alarm_trigger);

/* Starts the timer, unless it is to fire earlier anyway. */
static void alarm_arm(struct rehome_net *rn, u64 delay, bool event)
{
	unsigned long flags;

	spin_lock_irqsave(&rn->arm, flags);
	if (test_bit(REHOME_NET_DEAD, &rn->flags))
		goto out;
	if (event) {
		if (test_and_set_bit(REHOME_NET_EVENT, &rn->flags))
			goto out;
		rn->first_event = ktime_get_ns();
	}
	if (hrtimer_is_queued(&rn->timer) &&
	    ktime_to_ns(hrtimer_get_remaining(&rn->timer)) <= (s64)delay)
		goto out;
	/* The longer the delay, the less it matters. */
	hrtimer_start_range_ns(&rn->timer, ns_to_ktime(delay),
			       event ? 0 : delay / 16, HRTIMER_MODE_REL);
out:
	spin_unlock_irqrestore(&rn->arm, flags);
}

/**
 * rehome_alarm_event - note that something happened
 * @rn: the namespace
 * @cause: what it is
 *
 * Context: any.
 */
void rehome_alarm_event(struct rehome_net *rn, enum nf_rehome_cause cause)
{
	if (!rn->allowed)
		return;
	atomic64_inc(&rn->events);
	rehome_alarm_trigger(rn, cause);
	if (!test_bit(REHOME_NET_EVENT, &rn->flags))
		alarm_arm(rn, READ_ONCE(rn->params.delays.lead), true);
	else if (!test_bit(REHOME_NET_MORE, &rn->flags))
		set_bit(REHOME_NET_MORE, &rn->flags);
}

/**
 * rehome_alarm_wake - look at the schedule
 * @rn: the namespace
 * @delay: in so many nanoseconds at the latest
 *
 * Context: any.
 */
void rehome_alarm_wake(struct rehome_net *rn, u64 delay)
{
	alarm_arm(rn, delay, false);
}
