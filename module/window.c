// SPDX-License-Identifier: GPL-2.0
/* When packets are seen: while something may have changed, and only then; at rest,
 * established packets pass no code of ours. A trigger opens the window. It closes
 * when no entry can be left that is older than the last trigger and was not seen
 * since: an entry without a packet has timed out by itself.
 */
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <net/netfilter/nf_conntrack_l4proto.h>
#include "alarm.h"
#include "pernet.h"
#include "watch.h"
#include "window.h"

static void window_open(struct rehome_net *rn)
{
	struct rehome_window *w = &rn->window;

	mutex_lock(&w->lock);
	if (!w->known)
		WRITE_ONCE(w->known, kvcalloc(2 << REHOME_WINDOW_BITS,
					      sizeof(*w->known),
					      GFP_KERNEL_ACCOUNT));
	if (!w->on && rehome_alarm_may_open(rn) &&
	    !nf_register_net_hooks(rn->net, rehome_watch_ops,
				   REHOME_WATCH_OPS)) {
		WRITE_ONCE(w->on, true);
		rehome_stats_window(&rn->stats);
	}
	mutex_unlock(&w->lock);
}

static void window_close(struct rehome_net *rn)
{
	struct rehome_window *w = &rn->window;

	lockdep_assert_held(&w->lock);
	if (!w->on)
		return;
	nf_unregister_net_hooks(rn->net, rehome_watch_ops, REHOME_WATCH_OPS);
	WRITE_ONCE(w->on, false);
	WRITE_ONCE(w->waits, false);
}

static void window_on_work(struct work_struct *work)
{
	window_open(container_of(work, struct rehome_net, window.work));
}

void rehome_window_init(struct rehome_net *rn)
{
	mutex_init(&rn->window.lock);
	INIT_WORK(&rn->window.work, window_on_work);
	rn->window.trigger = jiffies;
	rn->window.burst = ktime_get_ns();
	rn->window.cause = NF_REHOME_CAUSE_LOAD;
}

/**
 * rehome_window_want - are packets to be seen?
 * @rn: the namespace
 * @wanted: there is NAT and a WAN
 *
 * Context: process, the namespace's mutex.
 */
void rehome_window_want(struct rehome_net *rn, bool wanted)
{
	struct rehome_window *w = &rn->window;

	lockdep_assert_held(&rn->mutex);
	if (w->wanted == wanted)
		return;
	WRITE_ONCE(w->wanted, wanted);
	if (wanted) {
		WRITE_ONCE(w->trigger, jiffies);
		window_open(rn);
		return;
	}
	mutex_lock(&w->lock);
	window_close(rn);
	mutex_unlock(&w->lock);
}

/* The longest that an entry of UDP lives without a packet. */
static unsigned long longest(const struct rehome_net *rn)
{
	const struct nf_udp_net *un = nf_udp_pernet(rn->net);
	unsigned long most = 0;
	int i;

	for (i = 0; i < UDP_CT_MAX; i++)
		most = max_t(unsigned long, most, READ_ONCE(un->timeouts[i]));
	return most;
}

/**
 * rehome_window_may_close - has every entry without a packet timed out?
 * @rn: the namespace
 *
 * Context: process, the namespace's mutex.
 * Return: true if it has since the last trigger, so that the index tells what is
 * left, and no reply to an old mapping is expected.
 */
bool rehome_window_may_close(const struct rehome_net *rn)
{
	const struct rehome_window *w = &rn->window;

	lockdep_assert_held(&rn->mutex);
	return READ_ONCE(w->on) && rn->params.watch == NF_REHOME_WATCH_WINDOW &&
	       !READ_ONCE(rn->late.count) &&
	       time_after(jiffies, READ_ONCE(w->trigger) + longest(rn) + HZ);
}

/**
 * rehome_window_close - close the window, unless it was triggered meanwhile
 * @rn: the namespace
 * @trigger: the last trigger when it was found that it may be closed
 *
 * Context: process, the namespace's mutex.
 */
void rehome_window_close(struct rehome_net *rn, unsigned long trigger)
{
	struct rehome_window *w = &rn->window;

	lockdep_assert_held(&rn->mutex);
	mutex_lock(&w->lock);
	if (READ_ONCE(w->trigger) == trigger)
		window_close(rn);
	mutex_unlock(&w->lock);
	/* Pairs with rehome_alarm_trigger(), which may have seen it open. */
	smp_mb();
	if (READ_ONCE(w->trigger) != trigger)
		window_open(rn);
}

/**
 * rehome_window_free - give memory back
 * @rn: the namespace, a grace period after rehome_window_exit()
 */
void rehome_window_free(struct rehome_net *rn)
{
	kvfree(rn->window.known);
}

/**
 * rehome_window_exit - see no more packets in a namespace that ends
 * @rn: the namespace, marked dead; after a grace period no hook runs any more
 *
 * Context: process.
 */
void rehome_window_exit(struct rehome_net *rn)
{
	cancel_work_sync(&rn->window.work);
	mutex_lock(&rn->window.lock);
	window_close(rn);
	mutex_unlock(&rn->window.lock);
}
