// SPDX-License-Identifier: GPL-2.0
/* Runs a namespace's schedule: the timer says when, the work does what is due then, a
 * slice at a time. No reference is held to the namespace: its exit stops both.
 */
#include <linux/hrtimer.h>
#include <linux/inetdevice.h>
#include <linux/ktime.h>
#include <linux/workqueue.h>
#include "alarm.h"
#include "compat.h"
#include "events.h"
#include "failover.h"
#include "pass.h"
#include "pernet.h"
#include "ruleset.h"
#include "runner.h"
#include "sched.h"
#include "window.h"

/* A pass gives way to other work of the machine after this long. */
#define SLICE		(5 * NSEC_PER_MSEC)

/* Between tries to join a chain whose table changes all the time. */
#define RETRY_FIRST	(100 * NSEC_PER_MSEC)
#define RETRY_LAST	(30ULL * NSEC_PER_SEC)

static struct workqueue_struct *wq;

/* Takes the events that were noted into the schedule. */
static void take_events(struct rehome_net *rn)
{
	u64 first, last;

	spin_lock_irq(&rn->arm);
	first = rn->first_event;
	/* An event that comes between the two is one of the next burst, too. */
	clear_bit(REHOME_NET_EVENT, &rn->flags);
	/* Pairs with rehome_alarm_event(), which looks at EVENT first. */
	smp_mb__after_atomic();
	last = test_and_clear_bit(REHOME_NET_MORE, &rn->flags) ?
	       ktime_get_ns() : first;
	spin_unlock_irq(&rn->arm);
	rehome_sched_event(&rn->sched, &rn->params.delays, first, last);
}

static enum hrtimer_restart on_timer(struct hrtimer *timer)
{
	struct rehome_net *rn = container_of(timer, struct rehome_net, timer);

	queue_work(wq, &rn->work);
	return HRTIMER_NORESTART;
}

static enum nf_rehome_pass_kind kind_of(enum rehome_due due)
{
	switch (due) {
	case REHOME_DUE_LEAD:
		return NF_REHOME_PASS_KIND_LEAD;
	case REHOME_DUE_TRAIL:
		return NF_REHOME_PASS_KIND_TRAIL;
	case REHOME_DUE_SETTLE:
		return NF_REHOME_PASS_KIND_SETTLE;
	default:
		return NF_REHOME_PASS_KIND_RECONCILE;
	}
}

static bool forwards(struct net *net)
{
#if IS_ENABLED(CONFIG_IPV6)
	if (READ_ONCE(net->ipv6.devconf_all->forwarding))
		return true;
#endif
	return IPV4_DEVCONF_ALL(net, FORWARDING);
}

/* iptables registers its NAT chains without an event. With WANs and forwarding, they are
 * polled for.
 */
static bool is_idle(struct rehome_net *rn)
{
	if (rn->params.mode == NF_REHOME_MODE_OFF)
		return true;
	return !rn->active && (list_empty(&rn->wans.list) || !forwards(rn->net));
}

/* Joins the chains that could not be joined yet, ever less often. */
static void retry_chains(struct rehome_net *rn, u64 now)
{
	if (now < rn->retry_at)
		return;
	if (rehome_events_net_retry(rn)) {
		rn->retry_at = U64_MAX;
		return;
	}
	rn->retry_at = now + min_t(u64, RETRY_FIRST << min(rn->retries, 16U),
				   RETRY_LAST);
	rn->retries++;
}

static void end_pass(struct rehome_net *rn)
{
	struct rehome_pass *pass = &rn->pass;
	u64 now = ktime_get_ns();
	u64 began = now;

	/* The rare pass without an event delays none that has one. */
	if (pass->count.kind != NF_REHOME_PASS_KIND_RECONCILE)
		began -= pass->count.duration;
	rehome_pass_end(rn, pass);
	rn->sched.idle = is_idle(rn);
	rehome_sched_done(&rn->sched, &rn->params.delays, began, now);
	if (pass->until)
		rehome_sched_again(&rn->sched, pass->until);
}

/* Does what is due. Returns true when a pass wants its next slice. */
static bool run_due(struct rehome_net *rn)
{
	const struct rehome_delays *delays = &rn->params.delays;
	u64 now = ktime_get_ns();
	enum rehome_due due;

	retry_chains(rn, now);
	due = rehome_sched_take(&rn->sched, delays, now);
	if (due == REHOME_DUE_NOTHING)
		return false;
	if (due == REHOME_DUE_POLL) {
		rehome_ruleset_listen(rn);
		if (rehome_events_poll(rn)) {
			atomic64_inc(&rn->events);
			rehome_alarm_trigger(rn, NF_REHOME_CAUSE_POLL);
			rehome_sched_event(&rn->sched, delays, now, now);
		}
		return false;
	}
	/* The pass answers for all changes up to here. */
	if (rehome_events_poll(rn)) {
		atomic64_inc(&rn->events);
		rehome_alarm_trigger(rn, NF_REHOME_CAUSE_POLL);
	}
	if (rehome_pass_begin(rn, &rn->pass, kind_of(due), false))
		return true;
	end_pass(rn);
	return false;
}

/* How long nothing is to be done; false if only an event can change that. */
static bool next_of(struct rehome_net *rn, u64 *delay)
{
	u64 now = ktime_get_ns(), other = 0;
	bool more;

	more = rehome_sched_next(&rn->sched, &rn->params.delays, now, delay);
	if (rehome_failover_due(rn, now, &other)) {
		*delay = more ? min(*delay, other) : other;
		more = true;
	}
	if (rehome_late_due(&rn->late, &other)) {
		*delay = more ? min(*delay, other) : other;
		more = true;
	}
	if (rn->retry_at != U64_MAX) {
		other = rn->retry_at > now ? rn->retry_at - now : 0;
		*delay = more ? min(*delay, other) : other;
		more = true;
	}
	return more;
}

static void on_work(struct work_struct *work)
{
	struct rehome_net *rn = container_of(work, struct rehome_net, work);
	u64 delay = 0;
	bool more;

	mutex_lock(&rn->mutex);
	if (test_bit(REHOME_NET_EVENT, &rn->flags)) {
		take_events(rn);
		/* What waits for an event comes first, but not all the time. */
		if (rehome_pass_runs(&rn->pass) &&
		    rn->pass.count.kind == NF_REHOME_PASS_KIND_RECONCILE &&
		    rehome_sched_interrupt(&rn->sched, ktime_get_ns()))
			rehome_pass_abort(rn, &rn->pass);
	}
	more = rehome_pass_runs(&rn->pass) || run_due(rn);
	if (more && rehome_pass_slice(rn, &rn->pass, SLICE)) {
		end_pass(rn);
		more = false;
	}
	if (!more)
		more = next_of(rn, &delay);
	else
		delay = NSEC_PER_MSEC;
	mutex_unlock(&rn->mutex);
	if (more)
		rehome_alarm_wake(rn, delay);
}

/**
 * rehome_runner_setup - prepare a namespace's timer and work
 * @rn: the namespace
 */
void rehome_runner_setup(struct rehome_net *rn)
{
	spin_lock_init(&rn->arm);
	mutex_init(&rn->mutex);
	rehome_hrtimer_setup(&rn->timer, on_timer);
	INIT_WORK(&rn->work, on_work);
	rehome_sched_init(&rn->sched, &rn->params.delays, ktime_get_ns());
	rn->sched.idle = true;
}

/**
 * rehome_runner_stop - end a namespace's timer and work
 * @rn: the namespace; from here on nothing starts them any more
 *
 * Context: process.
 */
void rehome_runner_stop(struct rehome_net *rn)
{
	unsigned long flags;

	spin_lock_irqsave(&rn->arm, flags);
	set_bit(REHOME_NET_DEAD, &rn->flags);
	spin_unlock_irqrestore(&rn->arm, flags);
	hrtimer_cancel(&rn->timer);
	cancel_work_sync(&rn->work);
}

int rehome_runner_init(void)
{
	/* Passes take long, so they are not bound to a CPU. */
	wq = alloc_workqueue("nf_rehome", WQ_UNBOUND, 0);
	return wq ? 0 : -ENOMEM;
}

void rehome_runner_exit(void)
{
	destroy_workqueue(wq);
}
