// SPDX-License-Identifier: GPL-2.0
/* Which devices carry a default route? No interface lists the default routes,
 * and notifiers leave out those of a worse metric. But a lookup in one table
 * can be bound to one device, and then finds that device's route behind better
 * ones.
 */
#include <linux/inetdevice.h>
#include <net/ip6_fib.h>
#include <net/ip6_route.h>
#include <net/ip_fib.h>
#include "compat.h"
#include "wan.h"

/* Only a default route covers an address of 0/8 or of 240/4, where nothing
 * may be routed to (RFC 1122 3.2.1.3, RFC 1112 4). The halves of a default
 * that is split in two (0/1 and 128/1) count as well.
 */
static const u32 probes4[] = { 0x00000001, 0xf0000001 };
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

static void find4(struct net *net, struct rehome_wans *ws)
{
	struct net_device *dev;
	struct rehome_wan *wan;
	struct fib_table *tb;
	int i;

	for (i = 0; i < FIB_TABLE_HASHSZ; i++) {
		hlist_for_each_entry_rcu(tb, &net->ipv4.fib_table_hash[i],
					 tb_hlist) {
			if (!default4(tb, 0))
				continue;
			for_each_netdev_rcu(net, dev) {
				if (dev->flags & IFF_LOOPBACK ||
				    !default4(tb, dev->ifindex))
					continue;
				wan = rehome_wan_of(ws, dev);
				if (wan)
					wan->inet.has_default = true;
			}
		}
	}
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

static void find6(struct net *net, struct rehome_wans *ws)
{
	struct net_device *dev;
	struct rehome_wan *wan;
	struct fib6_table *tb;
	int i;

	/* Booted with ipv6.disable=1 */
	if (!net->ipv6.fib_table_hash)
		return;
	for (i = 0; i < FIB6_TABLE_HASHSZ; i++) {
		hlist_for_each_entry_rcu(tb, &net->ipv6.fib_table_hash[i],
					 tb6_hlist) {
			if (!default6(net, tb, 0))
				continue;
			for_each_netdev_rcu(net, dev) {
				if (dev->flags & IFF_LOOPBACK ||
				    !default6(net, tb, dev->ifindex))
					continue;
				wan = rehome_wan_of(ws, dev);
				if (wan)
					wan->inet6.has_default = true;
			}
		}
	}
}
#else
static void find6(struct net *net, struct rehome_wans *ws)
{
}
#endif

/**
 * rehome_defaults_find - find the devices that carry a default route
 * @net: the namespace
 * @ws: its WANs; such a device becomes one
 *
 * Context: RCU, the namespace's mutex.
 */
void rehome_defaults_find(struct net *net, struct rehome_wans *ws)
{
	find4(net, ws);
	find6(net, ws);
}
