// SPDX-License-Identifier: GPL-2.0
/* What is kept for each network namespace, and the timer and work that run
 * its schedule. No reference is held to the namespace: its exit stops both.
 */
#include <linux/inetdevice.h>
#include <linux/ktime.h>
#include <linux/random.h>
#include <net/net_namespace.h>
#include <net/netns/generic.h>
#include "compat.h"
#include "events.h"
#include "netns.h"
#include "observer.h"

/* A pass gives way to other work of the machine after this long. */
#define SLICE		(5 * NSEC_PER_MSEC)

static const struct rehome_params default_params = {
	.delays = {
		.lead = 5 * NSEC_PER_MSEC,
		.trail = 50 * NSEC_PER_MSEC,
		.settle = 1000 * NSEC_PER_MSEC,
		.reconcile = 30ULL * NSEC_PER_SEC,
		.poll = 1000 * NSEC_PER_MSEC,
	},
	.hold = 250 * NSEC_PER_MSEC,
	.index = true,
};

enum nf_rehome_mode rehome_default_mode = NF_REHOME_MODE_RENAT;

static unsigned int rehome_net_id __read_mostly;
static struct workqueue_struct *rehome_wq;

/**
 * rehome_pernet - what is kept for a namespace
 * @net: the namespace
 *
 * Return: NULL while it is being made.
 */
struct rehome_net *rehome_pernet(const struct net *net)
{
	return net_generic(net, rehome_net_id);
}

/* Starts the timer, unless it is to fire earlier anyway. */
static void arm(struct rehome_net *rn, u64 delay, bool event)
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

/* Takes the events that were noted into the schedule. */
static void take_events(struct rehome_net *rn)
{
	u64 first, last;

	spin_lock_irq(&rn->arm);
	first = rn->first_event;
	last = test_and_clear_bit(REHOME_NET_MORE, &rn->flags) ?
	       ktime_get_ns() : first;
	clear_bit(REHOME_NET_EVENT, &rn->flags);
	spin_unlock_irq(&rn->arm);
	rehome_sched_event(&rn->sched, &rn->params.delays, first, last);
}

/**
 * rehome_net_event - note that something happened
 * @rn: the namespace
 *
 * Context: any.
 */
void rehome_net_event(struct rehome_net *rn)
{
	atomic64_inc(&rn->events);
	if (!test_bit(REHOME_NET_EVENT, &rn->flags))
		arm(rn, READ_ONCE(rn->params.delays.lead), true);
	else if (!test_bit(REHOME_NET_MORE, &rn->flags))
		set_bit(REHOME_NET_MORE, &rn->flags);
}

/**
 * rehome_net_again - ask for a pass for what a command's pass put off
 * @rn: the namespace
 * @at: when, in nanoseconds
 *
 * Context: the namespace's mutex.
 */
void rehome_net_again(struct rehome_net *rn, u64 at)
{
	u64 now = ktime_get_ns();

	rehome_sched_again(&rn->sched, at);
	arm(rn, at > now ? at - now : 0, false);
}

static enum hrtimer_restart on_timer(struct hrtimer *timer)
{
	struct rehome_net *rn = container_of(timer, struct rehome_net, timer);

	queue_work(rehome_wq, &rn->work);
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

/* NAT comes without an event: with WANs and forwarding, it is looked for. */
static bool is_idle(struct rehome_net *rn)
{
	if (rn->params.mode == NF_REHOME_MODE_OFF)
		return true;
	return !rn->active && (list_empty(&rn->wans.list) || !forwards(rn->net));
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
	if (pass->news)
		rehome_sched_again(&rn->sched, now);
}

/* Does what is due. Returns true when a pass wants its next slice. */
static bool run_due(struct rehome_net *rn)
{
	const struct rehome_delays *delays = &rn->params.delays;
	u64 now = ktime_get_ns();
	enum rehome_due due;

	due = rehome_sched_take(&rn->sched, delays, now);
	if (due == REHOME_DUE_NOTHING)
		return false;
	if (due == REHOME_DUE_POLL) {
		if (rehome_events_poll(rn)) {
			atomic64_inc(&rn->events);
			rehome_sched_event(&rn->sched, delays, now, now);
		}
		return false;
	}
	if (due == REHOME_DUE_RECONCILE)
		rehome_events_net_retry(rn);
	/* The pass answers for all changes up to here. */
	if (rehome_events_poll(rn))
		atomic64_inc(&rn->events);
	if (rehome_pass_begin(rn, &rn->pass, kind_of(due), false))
		return true;
	end_pass(rn);
	return false;
}

static void on_work(struct work_struct *work)
{
	struct rehome_net *rn = container_of(work, struct rehome_net, work);
	u64 delay = 0;
	bool more;

	mutex_lock(&rn->mutex);
	if (test_bit(REHOME_NET_EVENT, &rn->flags)) {
		take_events(rn);
		/* Whoever waits for packets comes first. */
		if (rn->pass.count.kind == NF_REHOME_PASS_KIND_RECONCILE)
			rehome_pass_abort(rn, &rn->pass);
	}
	more = rehome_pass_runs(&rn->pass) || run_due(rn);
	if (more && rehome_pass_slice(rn, &rn->pass, SLICE)) {
		end_pass(rn);
		more = false;
	}
	if (!more)
		more = rehome_sched_next(&rn->sched, &rn->params.delays,
					 ktime_get_ns(), &delay);
	else
		delay = NSEC_PER_MSEC;
	mutex_unlock(&rn->mutex);
	if (more)
		arm(rn, delay, false);
}

static int __net_init init_net_ns(struct net *net)
{
	struct rehome_net *rn = rehome_pernet(net);

	spin_lock_init(&rn->arm);
	mutex_init(&rn->mutex);
	rehome_hrtimer_setup(&rn->timer, on_timer);
	INIT_WORK(&rn->work, on_work);
	atomic64_set(&rn->events, 0);
	rehome_rules_init(&rn->rules);
	rehome_index_setup(&rn->index);
	rehome_wans_init(&rn->wans);
	rehome_addrs_init(&rn->addrs);
	get_random_bytes(&rn->key, sizeof(rn->key));
	rehome_classes_init(rn->classes);
	rn->params = default_params;
	rn->params.mode = rehome_default_mode;
	rehome_sched_init(&rn->sched, &rn->params.delays, ktime_get_ns());
	rn->sched.idle = true;
	rn->net = net;
	mutex_lock(&rn->mutex);
	rehome_events_net_init(rn);
	mutex_unlock(&rn->mutex);
	/* What is stale already is found without an event. */
	rehome_net_event(rn);
	return 0;
}

/* A grace period follows, in which the last packets leave our hooks. */
static void __net_exit pre_exit_net_ns(struct net *net)
{
	struct rehome_net *rn = rehome_pernet(net);
	unsigned long flags;

	spin_lock_irqsave(&rn->arm, flags);
	set_bit(REHOME_NET_DEAD, &rn->flags);
	spin_unlock_irqrestore(&rn->arm, flags);
	hrtimer_cancel(&rn->timer);
	/* Not before: the work registers in the chains when init could not. */
	cancel_work_sync(&rn->work);
	mutex_lock(&rn->mutex);
	rehome_observer_leave(rn);
	mutex_unlock(&rn->mutex);
}

static void __net_exit exit_net_ns(struct net *net)
{
	struct rehome_net *rn = rehome_pernet(net);

	rehome_events_net_exit(rn);
	rehome_pass_abort(rn, &rn->pass);
	if (rn->index.on)
		rehome_index_stop(&rn->index);
	rehome_wans_exit(&rn->wans);
	rehome_addrs_exit(&rn->addrs);
	rehome_damp_exit(&rn->damp);
	rehome_homes_exit(&rn->homes);
	rehome_profiles_exit(&rn->profiles);
}

static struct pernet_operations rehome_net_ops = {
	.init = init_net_ns,
	.pre_exit = pre_exit_net_ns,
	.exit = exit_net_ns,
	.id = &rehome_net_id,
	.size = sizeof(struct rehome_net),
};

int rehome_netns_init(void)
{
	int err;

	/* Until a pass ran, packets are lost; and it belongs to no processor. */
	rehome_wq = alloc_workqueue("nf_rehome", WQ_UNBOUND | WQ_HIGHPRI, 0);
	if (!rehome_wq)
		return -ENOMEM;
	err = rehome_index_init();
	if (err)
		goto err_index;
	err = register_pernet_subsys(&rehome_net_ops);
	if (err)
		goto err_pernet;
	return 0;

err_pernet:
	rehome_index_exit();
err_index:
	destroy_workqueue(rehome_wq);
	return err;
}

void rehome_netns_exit(void)
{
	unregister_pernet_subsys(&rehome_net_ops);
	rehome_index_exit();
	destroy_workqueue(rehome_wq);
}
