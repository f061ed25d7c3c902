// SPDX-License-Identifier: GPL-2.0
/* Who holds an address now, and who held it. An address that is on no device
 * proves something only if it was seen on one: a routed pool never is.
 */
#include <linux/export.h>
#include <linux/inetdevice.h>
#include <linux/netdevice.h>
#include <linux/slab.h>
#include <net/addrconf.h>
#include <net/if_inet6.h>
#include <net/ipv6.h>
#include <net/l3mdev.h>
#include "addr.h"
#include "compat.h"
#include "egress.h"

typedef bool (*addr_fn)(const union nf_inet_addr *addr, void *data);

static bool each4(const struct net_device *dev, addr_fn fn, void *data)
{
	const struct in_device *in_dev = __in_dev_get_rcu(dev);
	const struct in_ifaddr *ifa;

	if (!in_dev)
		return false;
	in_dev_for_each_ifa_rcu(ifa, in_dev) {
		union nf_inet_addr addr = { .ip = ifa->ifa_local };

		if (ifa->ifa_scope < RT_SCOPE_LINK && fn(&addr, data))
			return true;
	}
	return false;
}

static bool each6(const struct net_device *dev, addr_fn fn, void *data)
{
#if IS_ENABLED(CONFIG_IPV6)
	const struct inet6_dev *idev = __in6_dev_get(dev);
	const struct inet6_ifaddr *ifp;

	if (!idev)
		return false;
	list_for_each_entry_rcu(ifp, &idev->addr_list, if_list) {
		union nf_inet_addr addr = { .in6 = ifp->addr };

		/* An optimistic address may be used before DAD is over. */
		if ((ifp->flags & IFA_F_TENTATIVE &&
		     !(ifp->flags & IFA_F_OPTIMISTIC)) ||
		    ifp->flags & IFA_F_DADFAILED ||
		    ipv6_addr_type(&ifp->addr) &
		    (IPV6_ADDR_LINKLOCAL | IPV6_ADDR_LOOPBACK))
			continue;
		if (fn(&addr, data))
			return true;
	}
#endif
	return false;
}

/**
 * rehome_addr_each - go through the global addresses of a device
 * @dev: the device
 * @family: NFPROTO_IPV4 or NFPROTO_IPV6
 * @fn: called for each; ends the walk by returning true
 * @data: for @fn
 *
 * Context: RCU.
 * Return: true if @fn ended the walk.
 */
bool rehome_addr_each(const struct net_device *dev, u8 family, addr_fn fn,
		      void *data)
{
	return family == NFPROTO_IPV4 ? each4(dev, fn, data) :
					each6(dev, fn, data);
}

static bool any(const union nf_inet_addr *addr, void *data)
{
	return true;
}

/**
 * rehome_addr_ready - can flows be translated to an address of a device?
 * @dev: the device
 * @family: NFPROTO_IPV4 or NFPROTO_IPV6
 *
 * Context: RCU.
 * Return: true if it has a global address.
 */
bool rehome_addr_ready(const struct net_device *dev, u8 family)
{
	return rehome_addr_each(dev, family, any, NULL);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_addr_ready);

static bool equal(const union nf_inet_addr *addr, void *data)
{
	return nf_inet_addr_cmp(addr, data);
}

/**
 * rehome_addr_on - is an address on a device, or on the VRF it belongs to?
 * @dev: the device
 * @family: NFPROTO_IPV4 or NFPROTO_IPV6
 * @addr: the address
 *
 * Context: RCU.
 * Return: true if it is.
 */
bool rehome_addr_on(const struct net_device *dev, u8 family,
		    const union nf_inet_addr *addr)
{
	const struct net_device *master;

	if (rehome_addr_each(dev, family, equal, (void *)addr))
		return true;
	master = l3mdev_master_dev_rcu(dev);
	return master && master != dev &&
	       rehome_addr_each(master, family, equal, (void *)addr);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_addr_on);

/* Does a next hop belong to the network of an address, and not of another one?
 * Two providers may be in one segment, each with its own network.
 */
static bool hop_is_for(const struct net_device *dev, __be32 addr, __be32 hop)
{
	const struct in_device *in_dev = __in_dev_get_rcu(dev);
	const struct in_ifaddr *ifa;
	bool others = false;

	if (!in_dev)
		return false;
	in_dev_for_each_ifa_rcu(ifa, in_dev) {
		if (!inet_ifa_match(hop, ifa))
			continue;
		if (ifa->ifa_local == addr)
			return true;
		/* Also a second address of the same network. */
		if (inet_ifa_match(addr, ifa))
			return true;
		others = true;
	}
	return !others;
}

/**
 * rehome_addr_at_home - does a mapping's address belong to an egress?
 * @dev: the device
 * @family: NFPROTO_IPV4 or NFPROTO_IPV6
 * @addr: the address
 * @hop: the next hop, as in struct rehome_egress
 *
 * Context: RCU.
 * Return: true if the device holds it, and in IPv4, if several networks are on
 * the device, it is of that of the next hop.
 */
bool rehome_addr_at_home(const struct net_device *dev, u8 family,
			 const union nf_inet_addr *addr, u32 hop)
{
	if (!rehome_addr_on(dev, family, addr))
		return false;
	if (family != NFPROTO_IPV4 || hop == REHOME_HOP_NONE ||
	    hop == REHOME_HOP_ANY || hop == REHOME_HOP_XFRM)
		return true;
	return hop_is_for(dev, addr->ip, (__force __be32)hop);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_addr_at_home);

/**
 * rehome_addr_dev - the first device that holds an address
 * @net: the namespace
 * @family: NFPROTO_IPV4 or NFPROTO_IPV6
 * @addr: the address
 *
 * Context: RCU, which also keeps the device.
 * Return: the device, or NULL.
 */
struct net_device *rehome_addr_dev(struct net *net, u8 family,
				   const union nf_inet_addr *addr)
{
	struct net_device *dev = NULL;

	if (family == NFPROTO_IPV4)
		return __ip_dev_find(net, addr->ip, false);
#if IS_ENABLED(CONFIG_IPV6)
	/* Booted with ipv6.disable=1 there are no tables to look into. */
	if (!net->ipv6.fib_table_hash)
		return NULL;
	dev = ipv6_dev_find(net, &addr->in6, NULL);
	if (dev)
		return dev;
	/* Which passes over the members of a VRF. */
	for_each_netdev_rcu(net, dev)
		if (netif_is_l3_slave(dev) && each6(dev, equal, (void *)addr))
			return dev;
#endif
	return NULL;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_addr_dev);

/**
 * rehome_addr_private - is an address one that the Internet does not route?
 * @family: NFPROTO_IPV4 or NFPROTO_IPV6
 * @addr: the address
 *
 * Return: true for RFC 1918, RFC 6598 and RFC 4193 addresses.
 */
bool rehome_addr_private(u8 family, const union nf_inet_addr *addr)
{
	if (family == NFPROTO_IPV4)
		return ipv4_is_private_10(addr->ip) ||
		       ipv4_is_private_172(addr->ip) ||
		       ipv4_is_private_192(addr->ip) ||
		       (addr->ip & htonl(0xffc00000)) == htonl(0x64400000);
	return (addr->in6.s6_addr[0] & 0xfe) == 0xfc;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_addr_private);

void rehome_addrs_init(struct rehome_addrs *as)
{
	INIT_LIST_HEAD(&as->list);
	as->count = 0;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_addrs_init);

void rehome_addrs_exit(struct rehome_addrs *as)
{
	struct rehome_addr *a, *tmp;

	list_for_each_entry_safe(a, tmp, &as->list, list)
		kfree(a);
	rehome_addrs_init(as);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_addrs_exit);

static struct rehome_addr *addr_find(const struct rehome_addrs *as, u8 family,
				     const union nf_inet_addr *addr)
{
	struct rehome_addr *a;

	list_for_each_entry(a, &as->list, list)
		if (a->family == family && nf_inet_addr_cmp(&a->addr, addr))
			return a;
	return NULL;
}

struct learner {
	struct rehome_addrs *as;
	u8 family;
	int ifindex;
};

static bool addr_learn(const union nf_inet_addr *addr, void *data)
{
	struct learner *l = data;
	struct rehome_addr *a = addr_find(l->as, l->family, addr);

	if (!a && l->as->count >= REHOME_ADDRS_MAX) {
		a = list_last_entry(&l->as->list, struct rehome_addr, list);
		a->addr = *addr;
		a->family = l->family;
	}
	if (a) {
		a->ifindex = l->ifindex;
		list_move(&a->list, &l->as->list);
		return false;
	}
	a = kmalloc(sizeof(*a), GFP_ATOMIC | __GFP_ACCOUNT);
	if (!a)
		return true;
	a->addr = *addr;
	a->family = l->family;
	a->ifindex = l->ifindex;
	list_add(&a->list, &l->as->list);
	l->as->count++;
	return false;
}

/**
 * rehome_addrs_learn - remember the global addresses of a WAN
 * @as: the memory
 * @dev: the WAN
 *
 * Context: RCU and the namespace's mutex.
 */
void rehome_addrs_learn(struct rehome_addrs *as, const struct net_device *dev)
{
	struct learner l = {
		.as = as,
		.family = NFPROTO_IPV4,
		.ifindex = dev->ifindex,
	};

	rehome_addr_each(dev, NFPROTO_IPV4, addr_learn, &l);
	l.family = NFPROTO_IPV6;
	rehome_addr_each(dev, NFPROTO_IPV6, addr_learn, &l);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_addrs_learn);
