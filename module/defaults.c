// SPDX-License-Identifier: GPL-2.0
/* Which devices carry a default route? No interface lists the default routes,
 * and notifiers leave out those of a worse metric. But a lookup in one table
 * can be bound to one device, and then finds that device's route behind better
 * ones.
 */
#include <linux/inetdevice.h>
#include <linux/sched.h>
#include <net/addrconf.h>
#include <net/ip6_fib.h>
#include <net/ip6_route.h>
#include <net/ip_fib.h>
#include "compat.h"
#include "devices.h"
#include "wan.h"

/* Only a default route covers an address of 0/8 or of 240/4, where nothing
 * may be routed to (RFC 1122 3.2.1.3, RFC 1112 4), unless these are null routed as
 * bogons (RFC 6890); then some address in the middle of each half, which more
 * special routes are not likely to cover both. The halves of a default that is
 * split in two (0/1 and 128/1) count as well.
 */
static const u32 probes4[] = { 0x00000001, 0xf0000001, 0x49000001, 0xb4000001 };
#define DEFAULT_PLEN4	1

/* RFC 9637 keeps 3fff::/20 for documentation; 2000::/3 is often given as a
 * default.
 */
#define PROBE6		{ { { 0x3f, 0xff, [15] = 1 } } }
#define DEFAULT_PLEN6	3

static bool default4(struct fib_table *tb, int oif)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(probes4); i++) {
		struct flowi4 fl4 = {
			.daddr = htonl(probes4[i]),
			.flowi4_oif = oif,
		};
		struct fib_result res;

		if (!fib_table_lookup(tb, &fl4, &res, FIB_LOOKUP_NOREF |
				      FIB_LOOKUP_IGNORE_LINKSTATE) &&
		    res.type == RTN_UNICAST && res.prefixlen <= DEFAULT_PLEN4)
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
		.daddr = PROBE6,
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
	return from && from->fib6_dst.plen <= DEFAULT_PLEN6;
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
 * rehome_defaults_find - find the devices that carry a default route
 * @net: the namespace
 * @ws: its WANs; such a device becomes one, up to REHOME_WANS_FOUND_MAX
 *
 * A device at a time: with many of them, a lookup for each has the processor for
 * itself no longer than it takes.
 *
 * Context: process, may sleep; the namespace's mutex.
 */
void rehome_defaults_find(struct net *net, struct rehome_wans *ws)
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
