// SPDX-License-Identifier: GPL-2.0
/* Which devices are WANs now, and in what state? Those that carry a default route:
 * no interface lists these routes, and notifiers leave out those of a worse metric.
 * But a lookup in one table can be bound to one device, and then finds that device's
 * route behind better ones.
 */
#include <linux/inetdevice.h>
#include <linux/ktime.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <net/addrconf.h>
#include <net/ip6_fib.h>
#include <net/ip6_route.h>
#include <net/ip_fib.h>
#include "addr.h"
#include "compat.h"
#include "defaults.h"
#include "devices.h"
#include "discover.h"
#include "notify.h"
#include "pernet.h"
#include "serving.h"
#include "stats.h"
#include "view.h"
#include "wan.h"

static bool default4(struct fib_table *tb, int oif)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(rehome_probes4); i++) {
		struct flowi4 fl4 = {
			.daddr = htonl(rehome_probes4[i]),
			.flowi4_oif = oif,
		};
		struct fib_result res;

		if (!fib_table_lookup(tb, &fl4, &res, FIB_LOOKUP_NOREF |
				      FIB_LOOKUP_IGNORE_LINKSTATE) &&
		    res.type == RTN_UNICAST && res.prefixlen <= REHOME_DEFAULT_PLEN4)
			return true;
	}
	return false;
}

/* Has some table a default route by the device, or by any if that is 0? */
static bool any4(struct net *net, int oif)
{
	struct fib_table *tb;
	int i;

	for (i = 0; i < FIB_TABLE_HASHSZ; i++)
		hlist_for_each_entry_rcu(tb, &net->ipv4.fib_table_hash[i],
					 tb_hlist)
			if (default4(tb, oif))
				return true;
	return false;
}

#if IS_ENABLED(CONFIG_IPV6)
static bool default6(struct net *net, struct fib6_table *tb, int oif)
{
	/* As if from here: else a group of next hops picks one by its hash. */
	struct flowi6 fl6 = {
		.daddr = REHOME_PROBE6,
		.flowi6_iif = LOOPBACK_IFINDEX,
	};
	const struct fib6_info *from;
	const struct rt6_info *rt;
	int flags = RT6_LOOKUP_F_DST_NOREF | RT6_LOOKUP_F_IGNORE_LINKSTATE;

	if (oif)
		flags |= RT6_LOOKUP_F_IFACE;
	rt = ip6_pol_route(net, tb, oif, &fl6, NULL, flags);
	if (rt->dst.error || rt->rt6i_flags & RTF_REJECT ||
	    (oif && rt->dst.dev->ifindex != oif))
		return false;
	from = rcu_dereference(rt->from);
	return from && from->fib6_dst.plen <= REHOME_DEFAULT_PLEN6;
}

static bool any6(struct net *net, int oif)
{
	struct fib6_table *tb;
	int i;

	/* Booted with ipv6.disable=1 */
	if (!net->ipv6.fib_table_hash)
		return false;
	for (i = 0; i < FIB6_TABLE_HASHSZ; i++)
		hlist_for_each_entry_rcu(tb, &net->ipv6.fib_table_hash[i],
					 tb6_hlist)
			if (default6(net, tb, oif))
				return true;
	return false;
}
#else
static bool any6(struct net *net, int oif)
{
	return false;
}
#endif

static unsigned int found(const struct rehome_wans *ws)
{
	const struct rehome_wan *wan;
	unsigned int count = 0;

	list_for_each_entry(wan, &ws->list, list)
		count += wan->found || wan->inet.has_default ||
			 wan->inet6.has_default;
	return count;
}

static void defaults_probe(struct net *net, struct rehome_wans *ws, int ifindex,
			   bool v4, bool v6)
{
	const struct net_device *dev = dev_get_by_index_rcu(net, ifindex);
	struct rehome_wan *wan = rehome_wan_find(ws, ifindex);

	if (!dev || !(dev->flags & IFF_UP) ||
	    (!wan && found(ws) >= REHOME_WANS_FOUND_MAX))
		return;
	/* Of devices without addresses, as ports of bridges, there may be many. */
	v4 = v4 && __in_dev_get_rcu(dev) && any4(net, ifindex);
	v6 = v6 && __in6_dev_get(dev) && any6(net, ifindex);
	if (!v4 && !v6)
		return;
	wan = rehome_wan_of(ws, dev);
	if (!wan)
		return;
	wan->inet.has_default |= v4;
	wan->inet6.has_default |= v6;
}

/**
 * rehome_discover_defaults - find the devices that carry a default route
 * @net: the namespace
 * @ws: its WANs; such a device becomes one, up to REHOME_WANS_FOUND_MAX
 *
 * A device at a time: with many of them, a lookup for each has the processor for
 * itself no longer than it takes.
 *
 * Context: process, may sleep; the namespace's mutex.
 */
void rehome_discover_defaults(struct net *net, struct rehome_wans *ws)
{
	int devices[REHOME_DEVICES], count, i, after = 0;
	bool v4, v6;

	rcu_read_lock();
	v4 = any4(net, 0);
	v6 = any6(net, 0);
	rcu_read_unlock();
	while ((v4 || v6) && (count = rehome_devices(net, after, devices))) {
		for (i = 0; i < count; i++) {
			rcu_read_lock();
			defaults_probe(net, ws, devices[i], v4, v6);
			rcu_read_unlock();
			cond_resched();
		}
		after = devices[count - 1];
	}
}

/* The device of a WAN that is known by its name may have another index now. */
static void wan_attach(struct rehome_net *rn, struct rehome_wan *wan)
{
	struct net_device *dev;
	struct rehome_wan *same;

	dev = dev_get_by_index_rcu(rn->net, wan->ifindex);
	if (dev && !strcmp(dev->name, wan->name))
		return;
	dev = dev_get_by_name_rcu(rn->net, wan->name);
	if (!dev) {
		wan->ifindex = 0;
		return;
	}
	/* It was found under its old name. */
	same = rehome_wan_find(&rn->wans, dev->ifindex);
	if (same && !rehome_wan_kept(same))
		same->ifindex = 0;
	wan->ifindex = dev->ifindex;
}

static void refresh_one(struct rehome_net *rn, struct rehome_wan *wan,
			const struct net_device *dev)
{
	wan->link = dev && netif_running(dev) && netif_carrier_ok(dev);
	wan->inet.ready = dev && (rehome_addr_ready(dev, NFPROTO_IPV4) ||
				  rehome_wan_has_snat(wan, NFPROTO_IPV4));
	wan->inet6.ready = dev && (rehome_addr_ready(dev, NFPROTO_IPV6) ||
				   rehome_wan_has_snat(wan, NFPROTO_IPV6));
	if (!dev)
		return;
	rehome_stats_renumber(&rn->stats, wan->counted, wan->ifindex);
	wan->counted = wan->ifindex;
	strscpy(wan->name, dev->name, sizeof(wan->name));
	wan->found |= wan->inet.has_default || wan->inet6.has_default;
	rehome_addrs_learn(&rn->addrs, dev);
}

static void wan_drop(struct rehome_net *rn, struct rehome_wan *wan)
{
	rehome_stats_renumber(&rn->stats, wan->counted, 0);
	list_del(&wan->list);
	rehome_wan_free(wan);
	/* A dump counts its way through the list. */
	rn->wans.epoch++;
}

/* Says what changed of a WAN. Returns true if flows are to be judged anew for it. */
static bool conclude_one(struct rehome_net *rn, struct rehome_wan *wan)
{
	bool changed = wan->was != rehome_wan_facts(wan);

	if (changed) {
		wan->epoch = ++rn->wans.epoch;
		wan->since = ktime_get_ns();
	}
	if (changed || wan->served != rehome_wan_serves(wan))
		rehome_notify_wan(rn, wan);
	if (!rehome_wan_kept(wan) && (!wan->ifindex || !wan->found)) {
		/* Forgotten, it goes although nothing changed. */
		if (wan->ifindex)
			rehome_notify_wan(rn, wan);
		wan_drop(rn, wan);
	}
	return changed;
}

/**
 * rehome_discover - look at the WANs as they are now
 * @rn: the namespace
 *
 * Devices that carry a default route become WANs, those that vanished cease
 * to be unless they are named, all get their state, it is found which of them serve,
 * their addresses are remembered, and packets see it.
 *
 * Context: process, may sleep; the namespace's mutex.
 */
void rehome_discover(struct rehome_net *rn)
{
	struct rehome_wans *ws = &rn->wans;
	u32 gen = atomic_read(&rn->gen);
	const struct net_device *dev;
	struct rehome_wan *wan, *tmp;
	bool changed = false;
	u64 filter = 0;

	lockdep_assert_held(&rn->mutex);
	rcu_read_lock();
	list_for_each_entry(wan, &ws->list, list) {
		wan->was = rehome_wan_facts(wan);
		wan->served = rehome_wan_serves(wan);
		wan->inet.has_default = false;
		wan->inet6.has_default = false;
		if (rehome_wan_kept(wan))
			wan_attach(rn, wan);
	}
	rcu_read_unlock();
	rehome_discover_defaults(rn->net, ws);
	rcu_read_lock();
	list_for_each_entry(wan, &ws->list, list) {
		dev = dev_get_by_index_rcu(rn->net, wan->ifindex);
		refresh_one(rn, wan, dev);
		if (dev)
			filter |= BIT_ULL(wan->ifindex % 64);
		else
			wan->ifindex = 0;
	}
	rehome_serving_look(rn->net, ws);
	list_for_each_entry_safe(wan, tmp, &ws->list, list)
		changed |= conclude_one(rn, wan);
	rcu_read_unlock();
	atomic64_set(&ws->filter, filter);
	/* Without memory, packets see what they saw, until the next look. What was
	 * judged by the old states is judged anew, unless a trigger that came meanwhile
	 * sees to that.
	 */
	if (!changed || atomic_read(&rn->gen) != gen)
		rehome_view_renew(rn, gen);
	else if (!rehome_view_renew(rn, gen + 1) &&
		 atomic_cmpxchg(&rn->gen, gen, gen + 1) != gen)
		rehome_view_outdate(rn, gen);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_discover);
