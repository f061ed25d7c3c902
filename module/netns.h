/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_NETNS_H
#define _REHOME_NETNS_H

#include <linux/hrtimer.h>
#include <linux/mutex.h>
#include <linux/notifier.h>
#include <linux/siphash.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>
#include <linux/nf_rehome.h>
#include "addr.h"
#include "class.h"
#include "damp.h"
#include "home.h"
#include "index.h"
#include "pass.h"
#include "profile.h"
#include "rules.h"
#include "sched.h"
#include "stats.h"
#include "wan.h"

struct net;

/* Bits of rehome_net.flags */
enum {
	REHOME_NET_DEAD,	/* no timer and no work may be started */
	REHOME_NET_EVENT,	/* an event waits for its leading pass */
	REHOME_NET_MORE,	/* and was not the only one */
	REHOME_NET_FIB,		/* the FIB notifier is registered */
	REHOME_NET_NEXTHOP,	/* the nexthop notifier is registered */
};

/**
 * struct rehome_params - settings of a namespace
 * @mode: the most that is done about stale flows
 * @delays: when passes run
 * @hold: a flow moved less than this ago is not moved again, in nanoseconds
 * @index: flows are noted at their first packet
 */
struct rehome_params {
	enum nf_rehome_mode mode;
	struct rehome_delays delays;
	u64 hold;
	bool index;
};

/**
 * struct rehome_genids - generation counters, for changes without a notifier
 * @route4: of IPv4 routes, rules and nexthops
 * @addr4: of IPv4 addresses
 * @route6: of IPv6 routes
 * @addr6: of IPv6 addresses
 * @nat: which families have NAT, which is no counter but comes unannounced
 */
struct rehome_genids {
	int route4;
	int addr4;
	int route6;
	int addr6;
	int nat;
};

/**
 * struct rehome_net - all that is known of one network namespace
 *
 * Notifiers touch only @flags, @arm, @timer, @first_event, @events and @rules,
 * and read @wans' filter. The observer touches @index, too. Everything else is
 * serialized by @mutex.
 *
 * @net: the namespace; no reference is held, its exit waits for us
 * @flags: REHOME_NET_* bits
 * @arm: protects starting @timer, @first_event and REHOME_NET_EVENT
 * @timer: when to look at the schedule next
 * @work: runs the schedule
 * @first_event: when the first event of the burst happened, in nanoseconds
 * @events: number of events noted
 * @fib_nb: in the FIB chain of @net
 * @nexthop_nb: in the nexthop chain of @net
 * @rules: marks that routing rules ask for
 * @index: the flows of interest; has a lock of its own
 * @mutex: protects what follows; may be held for one slice of a pass
 * @params: settings
 * @sched: when passes run
 * @genids: generation counters as last seen
 * @wans: the WANs
 * @addrs: addresses seen on WANs
 * @damp: memory of moves
 * @homes: flows that were moved away by their mark
 * @profiles: how far lookups can be trusted
 * @classes: settings of the classes
 * @selectors: what rules ask for as last looked at, IPv4's and IPv6's
 * @pass: the scheduled pass, in progress or last
 * @last: the last pass that ended, of any kind
 * @last_end: when it ended, in nanoseconds
 * @stats: counters
 * @key: of the hash of flows
 * @observed: the observer is in the NAT chains, IPv4's and IPv6's
 * @adopt: flows of interest may be missing in the index
 * @refused: flows that the index had refused when a look at all was due last
 * @active: there is NAT and a WAN
 * @passes: number of passes begun
 * @seen: events noted when the last complete pass began, plus 1
 * @entries: conntrack entries of @net that the last full pass saw
 */
struct rehome_net {
	struct net *net;
	unsigned long flags;
	spinlock_t arm;			/* timer and event bit */
	struct hrtimer timer;
	struct work_struct work;
	u64 first_event;
	atomic64_t events;
	struct notifier_block fib_nb;
	struct notifier_block nexthop_nb;
	struct rehome_rules rules;
	struct rehome_index index;

	struct mutex mutex;		/* all that follows */
	struct rehome_params params;
	struct rehome_sched sched;
	struct rehome_genids genids;
	struct rehome_wans wans;
	struct rehome_addrs addrs;
	struct rehome_damp damp;
	struct rehome_homes homes;
	struct rehome_profiles profiles;
	struct rehome_class_conf classes[REHOME_CLASSES];
	struct rehome_selectors selectors[2];
	struct rehome_pass pass;
	struct rehome_pass_count last;
	u64 last_end;
	struct rehome_stats stats;
	siphash_key_t key;
	bool observed[2];
	bool adopt;
	u64 refused;
	bool active;
	u64 passes;
	u64 seen;
	u64 entries;
};

extern enum nf_rehome_mode rehome_default_mode;

struct rehome_net *rehome_pernet(const struct net *net);
void rehome_net_event(struct rehome_net *rn);
void rehome_net_again(struct rehome_net *rn, u64 at);
int rehome_netns_init(void);
void rehome_netns_exit(void);

#endif
