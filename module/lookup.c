// SPDX-License-Identifier: GPL-2.0
/* Where does the routing lead what carries this? Rules and all tables are asked, as for
 * a packet that is made here, or comes in.
 */
#include <linux/netdevice.h>
#include <net/ip6_fib.h>
#include <net/ip6_route.h>
#include <net/ip_fib.h>
#include <net/net_namespace.h>
#include <net/sock.h>
#include "lookup.h"

static int lookup4(struct net *net, const struct rehome_lookup *key)
{
	struct fib_result res = {};
	struct flowi4 fl4 = {
		.flowi4_iif = key->iif,
		.flowi4_mark = key->mark,
		.flowi4_scope = RT_SCOPE_UNIVERSE,
		.flowi4_proto = key->proto,
		.flowi4_uid = sock_net_uid(net, NULL),
		.saddr = key->saddr.ip,
		.daddr = key->daddr.ip,
		.fl4_sport = key->sport,
		.fl4_dport = key->dport,
	};

	if (fib_lookup(net, &fl4, &res, 0) || res.type != RTN_UNICAST ||
	    !res.nhc->nhc_dev)
		return 0;
	return res.nhc->nhc_dev->ifindex;
}

#if IS_ENABLED(CONFIG_IPV6)
static int lookup6(struct net *net, const struct rehome_lookup *key)
{
	struct flowi6 fl6 = {
		.flowi6_iif = key->iif,
		.flowi6_mark = key->mark,
		.flowi6_proto = key->proto,
		.flowi6_uid = sock_net_uid(net, NULL),
		.saddr = key->saddr.in6,
		.daddr = key->daddr.in6,
		.fl6_sport = key->sport,
		.fl6_dport = key->dport,
	};
	int flags = RT6_LOOKUP_F_HAS_SADDR | RT6_LOOKUP_F_DST_NOREF;
	struct net_device *dev = dev_get_by_index_rcu(net, key->iif);
	const struct rt6_info *rt;

	/* Booted with ipv6.disable=1 there are no tables to look into. */
	if (!dev || !net->ipv6.fib_table_hash)
		return 0;
	rt = container_of(ip6_route_input_lookup(net, dev, &fl6, NULL, flags),
			  struct rt6_info, dst);
	if (rt->dst.error || rt->dst.dev->flags & IFF_LOOPBACK ||
	    rt->rt6i_flags & (RTF_REJECT | RTF_LOCAL | RTF_ANYCAST))
		return 0;
	return rt->dst.dev->ifindex;
}
#else
static int lookup6(struct net *net, const struct rehome_lookup *key)
{
	return 0;
}
#endif

/**
 * rehome_lookup - the device that a route leads to
 * @net: the namespace
 * @family: NFPROTO_IPV4 or NFPROTO_IPV6
 * @key: what it is looked up for
 *
 * Context: RCU.
 * Return: interface index, or 0 for no route to elsewhere.
 */
int rehome_lookup(struct net *net, u8 family, const struct rehome_lookup *key)
{
	return family == NFPROTO_IPV4 ? lookup4(net, key) : lookup6(net, key);
}
