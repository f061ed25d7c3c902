// SPDX-License-Identifier: GPL-2.0
/* A failover is one message, one line of the kernel's log, and one of those that are
 * remembered: how many flows moved from where to where, and how soon. It is over when no
 * flow has moved for a while.
 */
#include <linux/export.h>
#include <linux/ktime.h>
#include <linux/netdevice.h>
#include <linux/slab.h>
#include <linux/time64.h>
#include "alarm.h"
#include "compat.h"
#include "failover.h"
#include "notify.h"
#include "pernet.h"
#include "wan.h"

/* Longer than the gaps between the keepalives of most overlays' live paths. */
#define QUIET	(2ULL * NSEC_PER_SEC)

static const char *const causes[] = {
	[NF_REHOME_CAUSE_COMMAND] = "command",
	[NF_REHOME_CAUSE_LINK] = "link",
	[NF_REHOME_CAUSE_ADDRESS] = "address",
	[NF_REHOME_CAUSE_NEIGHBOUR] = "neighbour",
	[NF_REHOME_CAUSE_NEXTHOP] = "nexthop",
	[NF_REHOME_CAUSE_RULE] = "rule",
	[NF_REHOME_CAUSE_ROUTE] = "route",
	[NF_REHOME_CAUSE_RULESET] = "ruleset",
	[NF_REHOME_CAUSE_POLL] = "poll",
	[NF_REHOME_CAUSE_LOAD] = "load",
};

void rehome_failover_init(struct rehome_failovers *fos)
{
	spin_lock_init(&fos->lock);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_failover_init);

void rehome_failover_exit(struct rehome_failovers *fos)
{
	kfree(fos->past);
	fos->past = NULL;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_failover_exit);

static void failover_merge(int *known, int ifindex, bool first)
{
	if (first)
		*known = ifindex;
	else if (*known != ifindex)
		*known = -1;
}

/* While its burst goes on, more is learned of what it is about. */
static void failover_cause(const struct rehome_window *w, struct rehome_failover *fo)
{
	if (READ_ONCE(w->burst) == fo->trigger)
		fo->cause = READ_ONCE(w->cause);
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
	struct rehome_failover *fo = &rn->failovers.now;
	u64 now = ktime_get_ns();
	bool first;

	spin_lock_bh(&rn->failovers.lock);
	first = !fo->last;
	if (first) {
		fo->trigger = READ_ONCE(rn->window.burst);
		fo->first = now;
	}
	fo->last = now;
	failover_cause(&rn->window, fo);
	failover_merge(&fo->from, from, first);
	failover_merge(&fo->to, to, first);
	if (report)
		fo->report++;
	else if (d.verdict == NF_REHOME_VERDICT_EXPIRE)
		fo->expire++;
	else
		fo->renat++;
	spin_unlock_bh(&rn->failovers.lock);
	if (first)
		rehome_alarm_wake(rn, QUIET);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_failover_note);

/* Also of a WAN's device that is gone. */
static void failover_name(struct rehome_net *rn, int ifindex, char name[IFNAMSIZ])
{
	const struct net_device *dev;
	const struct rehome_wan *wan;

	name[0] = '\0';
	if (ifindex <= 0)
		return;
	rcu_read_lock();
	dev = dev_get_by_index_rcu(rn->net, ifindex);
	if (dev)
		strscpy(name, dev->name, IFNAMSIZ);
	rcu_read_unlock();
	list_for_each_entry(wan, &rn->wans.list, list)
		if (!name[0] && wan->counted == ifindex)
			strscpy(name, wan->name, IFNAMSIZ);
}

static void failover_remember(struct rehome_failovers *fos,
			      const struct rehome_failover *fo)
{
	if (!fos->past)
		fos->past = kcalloc(REHOME_FAILOVERS, sizeof(*fos->past),
				    GFP_KERNEL_ACCOUNT);
	if (fos->past)
		fos->past[fos->count++ % REHOME_FAILOVERS] = *fo;
}

/* Who may make user namespaces is not to fill the log. */
static void failover_log(const struct rehome_net *rn, const struct rehome_failover *fo)
{
	if (rn->net->user_ns != &init_user_ns)
		return;
	pr_info_ratelimited("nf_rehome: failover %s -> %s by %s: moved %llu, expired %llu, only reported %llu, first after %llu ms, last after %llu ms\n",
			    fo->from_name[0] ? fo->from_name : "*",
			    fo->to_name[0] ? fo->to_name : "*", causes[fo->cause],
			    fo->renat, fo->expire, fo->report,
			    rehome_failover_ms(fo->first, fo->trigger),
			    rehome_failover_ms(fo->last, fo->trigger));
}

/**
 * rehome_failover_due - tell of a failover that is over
 * @rn: the namespace
 * @now: the clock, in nanoseconds
 * @delay: when none is over yet, how long one takes at least, in nanoseconds
 *
 * Context: process, may sleep; the namespace's mutex.
 * Return: true if @delay counts.
 */
bool rehome_failover_due(struct rehome_net *rn, u64 now, u64 *delay)
{
	struct rehome_failovers *fos = &rn->failovers;
	struct rehome_failover over;
	bool due;

	lockdep_assert_held(&rn->mutex);
	spin_lock_bh(&fos->lock);
	failover_cause(&rn->window, &fos->now);
	over = fos->now;
	due = over.last && now >= over.last + QUIET;
	if (due)
		fos->now = (struct rehome_failover){};
	spin_unlock_bh(&fos->lock);
	if (!over.last)
		return false;
	if (!due) {
		*delay = over.last + QUIET - now;
		return true;
	}
	failover_name(rn, over.from, over.from_name);
	failover_name(rn, over.to, over.to_name);
	failover_remember(fos, &over);
	failover_log(rn, &over);
	rehome_notify_failover(rn, &over);
	return false;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_failover_due);

/**
 * rehome_failover_past - one that is over
 * @fos: those of the namespace
 * @back: how many came after it
 *
 * Context: the namespace's mutex.
 * Return: NULL if it is not remembered.
 */
const struct rehome_failover *rehome_failover_past(const struct rehome_failovers *fos,
						   unsigned int back)
{
	if (!fos->past || back >= min_t(unsigned int, fos->count, REHOME_FAILOVERS))
		return NULL;
	return &fos->past[(fos->count - 1 - back) % REHOME_FAILOVERS];
}
EXPORT_SYMBOL_IF_KUNIT(rehome_failover_past);
