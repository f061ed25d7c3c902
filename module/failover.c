// SPDX-License-Identifier: GPL-2.0
/* A failover is one message: how many flows moved from where to where, and how
 * soon. Sent when no flow has moved for a while.
 */
#include <linux/export.h>
#include <linux/ktime.h>
#include <linux/time64.h>
#include "alarm.h"
#include "compat.h"
#include "failover.h"
#include "notify.h"
#include "pernet.h"

/* Longer than the gaps between the keepalives of most overlays' live paths. */
#define QUIET	(2ULL * NSEC_PER_SEC)

void rehome_failover_init(struct rehome_failover *fo)
{
	spin_lock_init(&fo->lock);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_failover_init);

static void failover_merge(int *known, int ifindex, bool first)
{
	if (first)
		*known = ifindex;
	else if (*known != ifindex)
		*known = -1;
}

/**
 * rehome_failover_note - a flow was moved or expired, or would have been
 * @rn: the namespace
 * @d: what was decided
 * @report: it would have been
 * @from: device that it left; 0 is none
 * @to: device that it went to
 *
 * Context: any but hard interrupts.
 */
void rehome_failover_note(struct rehome_net *rn, struct rehome_decision d,
			  bool report, int from, int to)
{
	struct rehome_failover *fo = &rn->failover;
	u64 now = ktime_get_ns();
	bool first;

	spin_lock_bh(&fo->lock);
	first = !fo->last;
	if (first) {
		fo->trigger = READ_ONCE(rn->window.burst);
		fo->first = now;
	}
	fo->last = now;
	failover_merge(&fo->from, from, first);
	failover_merge(&fo->to, to, first);
	if (report)
		fo->report++;
	else if (d.verdict == NF_REHOME_VERDICT_EXPIRE)
		fo->expire++;
	else
		fo->renat++;
	spin_unlock_bh(&fo->lock);
	if (first)
		rehome_alarm_wake(rn, QUIET);
}

/**
 * rehome_failover_due - announce a failover that is over
 * @rn: the namespace
 * @now: the clock, in nanoseconds
 * @delay: when none is over yet, how long one takes at least, in nanoseconds
 *
 * Context: process, the namespace's mutex.
 * Return: true if @delay counts.
 */
bool rehome_failover_due(struct rehome_net *rn, u64 now, u64 *delay)
{
	struct rehome_failover *fo = &rn->failover;
	struct rehome_failover over;
	bool due;

	lockdep_assert_held(&rn->mutex);
	spin_lock_bh(&fo->lock);
	over = (struct rehome_failover){
		.from = fo->from, .to = fo->to, .renat = fo->renat,
		.expire = fo->expire, .report = fo->report,
		.trigger = fo->trigger, .first = fo->first, .last = fo->last,
	};
	due = fo->last && now >= fo->last + QUIET;
	if (due) {
		fo->renat = 0;
		fo->expire = 0;
		fo->report = 0;
		fo->last = 0;
	}
	spin_unlock_bh(&fo->lock);
	if (due)
		rehome_notify_failover(rn, &over);
	else if (over.last)
		*delay = over.last + QUIET - now;
	return !due && over.last;
}
