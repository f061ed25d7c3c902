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

static bool lookup4(struct net *net, const struct rehome_lookup *key,
		    struct rehome_route *route)
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
		return false;
	*route = (struct rehome_route){
		.ifindex = res.nhc->nhc_dev->ifindex,
		.table = res.table->tb_id,
		.dst.ip = res.prefix,
		.dst_len = res.prefixlen,
		.gw_family = res.nhc->nhc_gw_family,
	};
	if (route->gw_family == AF_INET)
		route->gw.ip = res.nhc->nhc_gw.ipv4;
	else if (route->gw_family == AF_INET6)
		route->gw.in6 = res.nhc->nhc_gw.ipv6;
	return true;
}

#if IS_ENABLED(CONFIG_IPV6)
static bool lookup6(struct net *net, const struct rehome_lookup *key,
		    struct rehome_route *route)
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
	const struct fib6_info *from;
	const struct rt6_info *rt;

	/* Booted with ipv6.disable=1 there are no tables to look into. */
	if (!dev || !net->ipv6.fib_table_hash)
		return false;
	rt = container_of(ip6_route_input_lookup(net, dev, &fl6, NULL, flags),
			  struct rt6_info, dst);
	if (rt->dst.error || rt->dst.dev->flags & IFF_LOOPBACK ||
	    rt->rt6i_flags & (RTF_REJECT | RTF_LOCAL | RTF_ANYCAST))
		return false;
	*route = (struct rehome_route){ .ifindex = rt->dst.dev->ifindex };
	if (rt->rt6i_flags & RTF_GATEWAY) {
		route->gw_family = AF_INET6;
		route->gw.in6 = rt->rt6i_gateway;
	}
	/* Gone if the route is being replaced. */
	from = rcu_dereference(rt->from);
	if (from) {
		route->table = from->fib6_table->tb6_id;
		route->dst.in6 = from->fib6_dst.addr;
		route->dst_len = from->fib6_dst.plen;
	}
	return true;
}
#else
static bool lookup6(struct net *net, const struct rehome_lookup *key,
		    struct rehome_route *route)
{
	return false;
}
#endif

/**
 * rehome_lookup_route - the route that is taken
 * @net: the namespace
 * @family: NFPROTO_IPV4 or NFPROTO_IPV6
 * @key: what it is looked up for
 * @route: the route, if there is one
 *
 * Context: RCU.
 * Return: false for no route to elsewhere.
 */
bool rehome_lookup_route(struct net *net, u8 family, const struct rehome_lookup *key,
			 struct rehome_route *route)
{
	return family == NFPROTO_IPV4 ? lookup4(net, key, route) :
					lookup6(net, key, route);
}

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
	struct rehome_route route;

	return rehome_lookup_route(net, family, key, &route) ? route.ifindex : 0;
}
