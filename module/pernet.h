/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_PERNET_H
#define _REHOME_PERNET_H

#include <linux/hrtimer.h>
#include <linux/jiffies.h>
#include <linux/mutex.h>
#include <linux/notifier.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>
#include <linux/nf_rehome.h>
#include <net/net_namespace.h>
#include <net/netns/generic.h>
#include "addr.h"
#include "class.h"
#include "failover.h"
#include "hosts.h"
#include "index.h"
#include "late.h"
#include "pass.h"
#include "ruleset.h"
#include "sched.h"
#include "stats.h"
#include "view.h"
#include "wan.h"
#include "window.h"

/* Bits of rehome_net.flags */
enum {
	REHOME_NET_DEAD,	/* no timer, work or hook may be started */
	REHOME_NET_EVENT,	/* an event waits for its leading pass */
	REHOME_NET_MORE,	/* and was not the only one */
	REHOME_NET_FIB,		/* the FIB notifier is registered */
	REHOME_NET_NEXTHOP,	/* the nexthop notifier is registered */
};

/**
 * struct rehome_params - settings of a namespace
 * @mode: the most that is done about stale flows
 * @delays: when passes run
 * @hold: milliseconds in which a flow that used up its moves gets one more
 * @watch: when packets are looked at
 */
struct rehome_params {
	enum nf_rehome_mode mode;
	struct rehome_delays delays;
	u32 hold;
	enum nf_rehome_watch watch;
};

/**
 * struct rehome_genids - generation counters, for changes without a notifier
 * @route4: of IPv4 routes, rules and nexthops
 * @addr4: of IPv4 addresses
 * @route6: of IPv6 routes
 * @addr6: of IPv6 addresses
 */
struct rehome_genids {
	int route4;
	int addr4;
	int route6;
	int addr6;
};

/**
 * struct rehome_net - all that is known of one network namespace
 *
 * Notifiers touch @flags, @arm, @timer, @first_event, @events, @gen and
 * @window's trigger, and read @wans' filter. Packets read @view, @params and @classes, and
 * touch what has a lock of its own: @index, @stats, @late, @failovers. All else
 * is serialized by @mutex.
 *
 * @net: the namespace; no reference is held, its exit waits for us
 * @allowed: we may be active there
 * @flags: REHOME_NET_* bits
 * @arm: protects starting @timer, @first_event and REHOME_NET_EVENT
 * @timer: when to look at the schedule next
 * @work: runs the schedule
 * @first_event: when the first event of the burst happened, in nanoseconds
 * @events: number of events noted
 * @gen: moved by each trigger
 * @fib_nb: in the FIB chain of @net
 * @nexthop_nb: in the nexthop chain of @net
 * @window: when packets are seen
 * @index: the flows
 * @hosts: hosts that run the overlay that class derp is about
 * @view: the WANs as packets see them; RCU
 * @ruleset: what is known of the rules of NAT
 * @late: old mappings that replies may still come to
 * @failovers: flows that moved together, now and before
 * @stats: counters
 * @mutex: protects what follows; may be held for one slice of a pass
 * @params: settings
 * @classes: the classes; packets read them under RCU
 * @classes_epoch: number of changes of them so far
 * @sched: when passes run
 * @genids: generation counters as last seen
 * @wans: the WANs
 * @addrs: addresses seen on WANs
 * @pass: the scheduled pass, in progress or last
 * @last: the last pass that ended, of any kind
 * @last_end: when it ended, in nanoseconds
 * @observed: the observer is in the NAT chains, IPv4's and IPv6's
 * @adopt: flows may be missing in the index
 * @refused: flows that the index had refused when a look at all was due last
 * @active: there is NAT and a WAN
 * @passes: number of passes begun
 * @retry_at: when a chain that could not be joined is tried again, in nanoseconds
 * @retries: how often that was tried
 */
struct rehome_net {
	struct net *net;
	bool allowed;
	unsigned long flags;
	spinlock_t arm;			/* timer and event bit */
	struct hrtimer timer;
	struct work_struct work;
	u64 first_event;
	atomic64_t events;
	atomic_t gen;
	struct notifier_block fib_nb;
	struct notifier_block nexthop_nb;
	struct rehome_window window;
	struct rehome_index index;
	struct rehome_hosts hosts;
	struct rehome_view __rcu *view;
	struct rehome_ruleset ruleset;
	struct rehome_late late;
	struct rehome_failovers failovers;
	struct rehome_stats stats;

	struct mutex mutex;		/* all that follows */
	struct rehome_params params;
	struct rehome_classes __rcu *classes;
	u32 classes_epoch;
	struct rehome_sched sched;
	struct rehome_genids genids;
	struct rehome_wans wans;
	struct rehome_addrs addrs;
	struct rehome_pass pass;
	struct rehome_pass_count last;
	u64 last_end;
	bool observed[2];
	bool adopt;
	u64 refused;
	bool active;
	u64 passes;
	u64 retry_at;
	unsigned int retries;
};

extern unsigned int rehome_net_id;

/**
 * rehome_pernet - what is kept for a namespace
 * @net: the namespace
 *
 * Return: NULL while it is being made.
 */
static inline struct rehome_net *rehome_pernet(const struct net *net)
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
static inline struct rehome_net *rehome_pernet_rcu(const struct net *net)
{
	return rcu_dereference(net->gen)->ptr[rehome_net_id];
}

/**
 * rehome_net_classes - the classes of a namespace
 * @rn: the namespace
 *
 * Context: RCU, or the namespace's mutex. Of one that ends, nobody replaces them.
 * Return: never NULL.
 */
static inline const struct rehome_classes *
rehome_net_classes(const struct rehome_net *rn)
{
	return rcu_dereference_check(rn->classes, lockdep_is_held(&rn->mutex) ||
				     test_bit(REHOME_NET_DEAD, &rn->flags));
}

/* Jiffies in which a flow that used up its moves gets one more. */
static inline unsigned long rehome_net_hold(const struct rehome_net *rn)
{
	return msecs_to_jiffies(READ_ONCE(rn->params.hold));
}

#endif
