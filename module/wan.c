// SPDX-License-Identifier: GPL-2.0
/* The WANs of a namespace: devices that carry a default route in some table.
 * A device that carried one stays a WAN, down, as long as it exists.
 *
 * No interface lists the default routes, and notifiers leave out those of a
 * worse metric. But a lookup in one table can be bound to one device, and
 * then finds that device's route behind better ones.
 */
#include <linux/inetdevice.h>
#include <linux/slab.h>
#include <net/ip6_fib.h>
#include <net/ip6_route.h>
#include <net/ip_fib.h>
#include "compat.h"
#include "netns.h"
#include "notify.h"
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

void rehome_wans_init(struct rehome_wans *ws)
{
	INIT_LIST_HEAD(&ws->list);
	atomic64_set(&ws->filter, 0);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_wans_init);

void rehome_wans_exit(struct rehome_wans *ws)
{
	struct rehome_wan *wan, *tmp;

	list_for_each_entry_safe(wan, tmp, &ws->list, list)
		kfree(wan);
	rehome_wans_init(ws);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_wans_exit);

/**
 * rehome_wan_find - the WAN of an interface index
 * @ws: the WANs
 * @ifindex: the index
 *
 * Context: the namespace's mutex.
 * Return: the WAN or NULL.
 */
struct rehome_wan *rehome_wan_find(const struct rehome_wans *ws, int ifindex)
{
	struct rehome_wan *wan;

	list_for_each_entry(wan, &ws->list, list)
		if (wan->ifindex == ifindex)
			return wan;
	return NULL;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_wan_find);

/**
 * rehome_wans_maybe - may a device be a WAN?
 * @ws: the WANs
 * @ifindex: its index
 *
 * Context: any, no lock.
 * Return: false if it surely is not.
 */
bool rehome_wans_maybe(const struct rehome_wans *ws, int ifindex)
{
	return atomic64_read(&ws->filter) & BIT_ULL(ifindex % 64);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_wans_maybe);

static const struct rehome_wan_family *of_family(const struct rehome_wan *wan,
						 u8 family)
{
	return family == NFPROTO_IPV4 ? &wan->inet : &wan->inet6;
}

/**
 * rehome_wan_usable - can flows be translated to a WAN?
 * @wan: the WAN
 * @family: NFPROTO_IPV4 or NFPROTO_IPV6
 *
 * Return: true if it has link and a global address.
 */
bool rehome_wan_usable(const struct rehome_wan *wan, u8 family)
{
	return wan->link && of_family(wan, family)->ready;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_wan_usable);

/**
 * rehome_wan_state - state of a WAN in one family
 * @wan: the WAN
 * @family: NFPROTO_IPV4 or NFPROTO_IPV6
 *
 * Return: the state.
 */
enum nf_rehome_wan_state rehome_wan_state(const struct rehome_wan *wan,
					  u8 family)
{
	return rehome_wan_usable(wan, family) &&
	       of_family(wan, family)->has_default ?
	       NF_REHOME_WAN_STATE_UP : NF_REHOME_WAN_STATE_DOWN;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_wan_state);

/**
 * rehome_wan_best - state of a WAN
 * @wan: the WAN
 *
 * Return: the better of both families.
 */
enum nf_rehome_wan_state rehome_wan_best(const struct rehome_wan *wan)
{
	return min(rehome_wan_state(wan, NFPROTO_IPV4),
		   rehome_wan_state(wan, NFPROTO_IPV6));
}
EXPORT_SYMBOL_IF_KUNIT(rehome_wan_best);

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

static struct rehome_wan *wan_of(struct rehome_wans *ws,
				 const struct net_device *dev)
{
	struct rehome_wan *wan = rehome_wan_find(ws, dev->ifindex);

	if (wan)
		return wan;
	wan = kzalloc(sizeof(*wan), GFP_ATOMIC);
	if (!wan)
		return NULL;
	wan->ifindex = dev->ifindex;
	strscpy(wan->name, dev->name, sizeof(wan->name));
	list_add_tail(&wan->list, &ws->list);
	atomic64_or(BIT_ULL(dev->ifindex % 64), &ws->filter);
	return wan;
}

static void find_defaults4(struct net *net, struct rehome_wans *ws)
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
				wan = wan_of(ws, dev);
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

static void find_defaults6(struct net *net, struct rehome_wans *ws)
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
				wan = wan_of(ws, dev);
				if (wan)
					wan->inet6.has_default = true;
			}
		}
	}
}
#else
static void find_defaults6(struct net *net, struct rehome_wans *ws)
{
}
#endif

static void refresh_one(struct rehome_net *rn, struct rehome_wan *wan,
			const struct net_device *dev)
{
	wan->link = netif_running(dev) && netif_carrier_ok(dev);
	wan->inet.ready = rehome_addr_ready(dev, NFPROTO_IPV4);
	wan->inet6.ready = rehome_addr_ready(dev, NFPROTO_IPV6);
	strscpy(wan->name, dev->name, sizeof(wan->name));
	rehome_addrs_learn(&rn->addrs, dev);
}

/**
 * rehome_wans_refresh - look at the WANs as they are now
 * @rn: the namespace
 *
 * Devices that carry a default route become WANs, those that vanished cease
 * to be, all get their state, and their addresses are remembered.
 *
 * Context: process, the namespace's mutex.
 */
void rehome_wans_refresh(struct rehome_net *rn)
{
	struct rehome_wans *ws = &rn->wans;
	struct rehome_wan *wan, *tmp;
	struct net_device *dev;
	u64 filter = 0;

	rcu_read_lock();
	list_for_each_entry(wan, &ws->list, list) {
		wan->was = rehome_wan_facts(wan);
		wan->inet.has_default = false;
		wan->inet6.has_default = false;
	}
	find_defaults4(rn->net, ws);
	find_defaults6(rn->net, ws);
	list_for_each_entry_safe(wan, tmp, &ws->list, list) {
		dev = dev_get_by_index_rcu(rn->net, wan->ifindex);
		if (!dev) {
			wan->link = false;
			rehome_notify_wan(rn, wan);
			list_del(&wan->list);
			kfree(wan);
			continue;
		}
		refresh_one(rn, wan, dev);
		filter |= BIT_ULL(wan->ifindex % 64);
		if (wan->was != rehome_wan_facts(wan))
			rehome_notify_wan(rn, wan);
	}
	rcu_read_unlock();
	atomic64_set(&ws->filter, filter);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_wans_refresh);
