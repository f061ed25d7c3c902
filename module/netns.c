// SPDX-License-Identifier: GPL-2.0
/* What is kept for each network namespace, and the timer and work that run
 * its schedule. No reference is held to the namespace: its exit stops both.
 */
#include <linux/inetdevice.h>
#include <linux/ktime.h>
#include <linux/user_namespace.h>
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
	.hold = 250,
	.watch = NF_REHOME_WATCH_WINDOW,
};

/* Between tries to join a chain whose table changes all the time. */
#define RETRY_FIRST	(100 * NSEC_PER_MSEC)
#define RETRY_LAST	(30ULL * NSEC_PER_SEC)

enum nf_rehome_mode rehome_default_mode = NF_REHOME_MODE_RENAT;
bool rehome_userns;
static struct workqueue_struct *rehome_wq;

static unsigned int rehome_net_id __read_mostly;

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

/**
 * rehome_pernet_rcu - what is kept for a namespace, for packets
 * @net: the namespace, in which a hook of ours was registered
 *
 * As rehome_pernet(), which takes RCU for itself.
 *
 * Context: RCU.
 * Return: never NULL.
 */
struct rehome_net *rehome_pernet_rcu(const struct net *net)
{
	return rcu_dereference(net->gen)->ptr[rehome_net_id];
}

/* Starts the timer, unless it is to fire earlier anyway. */
static void netns_arm(struct rehome_net *rn, u64 delay, bool event)
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
	/* An event that comes between the two is one of the next burst, too. */
	clear_bit(REHOME_NET_EVENT, &rn->flags);
	/* Pairs with rehome_net_event(), which looks at EVENT first. */
	smp_mb__after_atomic();
	last = test_and_clear_bit(REHOME_NET_MORE, &rn->flags) ?
	       ktime_get_ns() : first;
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
	if (!rn->allowed)
		return;
	atomic64_inc(&rn->events);
	rehome_watch_trigger(rn);
	if (!test_bit(REHOME_NET_EVENT, &rn->flags))
		netns_arm(rn, READ_ONCE(rn->params.delays.lead), true);
	else if (!test_bit(REHOME_NET_MORE, &rn->flags))
		set_bit(REHOME_NET_MORE, &rn->flags);
}

/**
 * rehome_net_wake - look at the schedule
 * @rn: the namespace
 * @delay: in so many nanoseconds at the latest
 *
 * Context: any.
 */
void rehome_net_wake(struct rehome_net *rn, u64 delay)
{
	netns_arm(rn, delay, false);
}

static enum hrtimer_restart on_timer(struct hrtimer *timer)
{
	struct rehome_net *rn = container_of(timer, struct rehome_net, timer);

	queue_work(rehome_wq, &rn->work);
	return HRTIMER_NORESTART;
}

static enum nf_rehome_pass_kind netns_kind_of(enum rehome_due due)
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
			rehome_watch_trigger(rn);
			rehome_sched_event(&rn->sched, delays, now, now);
		}
		return false;
	}
	/* The pass answers for all changes up to here. */
	if (rehome_events_poll(rn)) {
		atomic64_inc(&rn->events);
		rehome_watch_trigger(rn);
	}
	if (rehome_pass_begin(rn, &rn->pass, netns_kind_of(due), false))
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
	if (rehome_watch_calm(rn, &other)) {
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

static void netns_on_work(struct work_struct *work)
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
		netns_arm(rn, delay, false);
}

static void netns_setup(struct rehome_net *rn)
{
	spin_lock_init(&rn->arm);
	mutex_init(&rn->mutex);
	rehome_hrtimer_setup(&rn->timer, on_timer);
	INIT_WORK(&rn->work, netns_on_work);
	rehome_watch_init(rn);
	rehome_index_setup(&rn->index, rn->net->user_ns == &init_user_ns ?
			   REHOME_INDEX_MAX : REHOME_INDEX_MAX_USERNS);
	rehome_late_init(&rn->late);
	rehome_failover_init(&rn->failover);
	rehome_stats_init(&rn->stats);
	rehome_wans_init(&rn->wans);
	rehome_addrs_init(&rn->addrs);
	rehome_classes_init(rn->classes);
	rn->params = default_params;
	rn->params.mode = rehome_default_mode;
	rehome_sched_init(&rn->sched, &rn->params.delays, ktime_get_ns());
	rn->sched.idle = true;
}

static int __net_init init_net_ns(struct net *net)
{
	struct rehome_net *rn = rehome_pernet(net);

	rn->net = net;
	/* Whoever makes a user namespace may make many of ours. */
	rn->allowed = net->user_ns == &init_user_ns || rehome_userns;
	netns_setup(rn);
	if (!rn->allowed)
		return 0;
	rehome_events_net_init(rn);
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
	if (!rn->allowed)
		return;
	hrtimer_cancel(&rn->timer);
	/* Before what the work itself joins. */
	cancel_work_sync(&rn->work);
	rehome_ruleset_exit(rn);
	rehome_watch_exit(rn);
	mutex_lock(&rn->mutex);
	rehome_observer_leave(rn);
	mutex_unlock(&rn->mutex);
}

static void __net_exit exit_net_ns(struct net *net)
{
	struct rehome_net *rn = rehome_pernet(net);

	if (!rn->allowed)
		return;
	rehome_events_net_exit(rn);
	/* A notifier may have queued it before it saw that the namespace ends. */
	rehome_watch_exit(rn);
	rehome_watch_free(rn);
	rehome_pass_abort(rn, &rn->pass);
	if (rn->index.on)
		rehome_index_stop(&rn->index);
	rehome_late_exit(&rn->late);
	rehome_view_exit(rn);
	rehome_wans_exit(&rn->wans);
	rehome_addrs_exit(&rn->addrs);
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

	/* For passes, which are long and belong to no processor. */
	rehome_wq = alloc_workqueue("nf_rehome", WQ_UNBOUND, 0);
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
