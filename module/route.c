// SPDX-License-Identifier: GPL-2.0
/* Where would a packet of this flow go now? The same lookup that forwarding
 * makes: an output lookup would miss the rules on the input device. With
 * several next hops the kernel's choice cannot be foreseen (it may come from
 * the network card), so being one of them is what counts.
 */
#include <linux/inetdevice.h>
#include <linux/netdevice.h>
#include <net/ip6_fib.h>
#include <net/ip6_route.h>
#include <net/ip_fib.h>
#include <net/nexthop.h>
#include <net/sock.h>
#include "addr.h"
#include "compat.h"
#include "route.h"
#include "rules.h"

static bool fits(const struct net_device *dev, u8 family,
		 const struct rehome_goal *goal)
{
	return dev->ifindex == goal->ifindex ||
	       rehome_addr_on(dev, family, &goal->addr);
}

static bool member(const struct fib_nh_common *nhc, bool ignore_linkdown,
		   u8 family, const struct rehome_goal *goal)
{
	if (!nhc->nhc_dev || nhc->nhc_flags & RTNH_F_DEAD ||
	    (ignore_linkdown && nhc->nhc_flags & RTNH_F_LINKDOWN))
		return false;
	return fits(nhc->nhc_dev, family, goal);
}

static bool ignore_linkdown4(const struct net_device *dev)
{
	struct in_device *in_dev = dev ? __in_dev_get_rcu(dev) : NULL;

	return in_dev && IN_DEV_IGNORE_ROUTES_WITH_LINKDOWN(in_dev);
}

static struct rehome_path route4(struct net *net, const struct rehome_key *key,
				 const struct rehome_goal *goal)
{
	struct rehome_path path = {};
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
	int i;

	rehome_flow_dscp(&fl4, key->dscp);
	if (fib_lookup(net, &fl4, &res, 0) || res.type != RTN_UNICAST)
		return path;

	path.dev = res.nhc->nhc_dev;
	if (!path.dev)
		return path;
	path.on_path = fits(path.dev, NFPROTO_IPV4, goal);
	for (i = 0; !path.on_path && i < fib_info_num_path(res.fi); i++) {
		const struct fib_nh_common *nhc = fib_info_nhc(res.fi, i);

		path.on_path = member(nhc, ignore_linkdown4(nhc->nhc_dev),
				      NFPROTO_IPV4, goal);
	}
	return path;
}

#if IS_ENABLED(CONFIG_IPV6)
static int member6(struct fib6_nh *nh, void *data)
{
	return member(&nh->nh_common, ip6_ignore_linkdown(nh->fib_nh_dev),
		      NFPROTO_IPV6, data);
}

static bool multipath6(const struct fib6_info *from,
		       const struct rehome_goal *goal)
{
	unsigned int left = READ_ONCE(from->fib6_nsiblings);
	struct fib6_info *sibling;

	if (from->nh)
		return nexthop_for_each_fib6_nh(from->nh, member6,
						(void *)goal) > 0;
	if (!left)
		return false;
	/* Old kernels reset the links of a sibling that they take out, which
	 * has no end for those who stand on it.
	 */
	list_for_each_entry_rcu(sibling, &from->fib6_siblings, fib6_siblings) {
		if (!sibling->nh && member6(sibling->fib6_nh, (void *)goal))
			return true;
		if (!left--)
			break;
	}
	return false;
}

static const struct rt6_info *lookup6(struct net *net,
				      const struct rehome_key *key)
{
	struct flowi6 fl6 = {
		.flowi6_iif = key->iif,
		.flowi6_mark = key->mark,
		.flowi6_proto = key->proto,
		.flowi6_uid = sock_net_uid(net, NULL),
		.flowlabel = ip6_make_flowinfo(key->dscp << 2, 0),
		.saddr = key->saddr.in6,
		.daddr = key->daddr.in6,
		.fl6_sport = key->sport,
		.fl6_dport = key->dport,
	};
	int flags = RT6_LOOKUP_F_HAS_SADDR | RT6_LOOKUP_F_DST_NOREF;
	struct net_device *dev = dev_get_by_index_rcu(net, key->iif);
	const struct rt6_info *rt;

	if (!dev || !net->ipv6.fib_table_hash)
		return NULL;
	rt = container_of(ip6_route_input_lookup(net, dev, &fl6, NULL, flags),
			  struct rt6_info, dst);
	if (rt->dst.error || rt->dst.dev->flags & IFF_LOOPBACK ||
	    rt->rt6i_flags & (RTF_REJECT | RTF_LOCAL | RTF_ANYCAST))
		return NULL;
	return rt;
}

static struct rehome_path route6(struct net *net, const struct rehome_key *key,
				 const struct rehome_goal *goal)
{
	const struct rt6_info *rt = lookup6(net, key);
	struct rehome_path path = {};
	const struct fib6_info *from;

	if (!rt)
		return path;
	path.dev = rt->dst.dev;
	path.on_path = fits(path.dev, NFPROTO_IPV6, goal);
	if (path.on_path)
		return path;
	from = rcu_dereference(rt->from);
	path.on_path = from && multipath6(from, goal);
	return path;
}
#else
static struct rehome_path route6(struct net *net, const struct rehome_key *key,
				 const struct rehome_goal *goal)
{
	return (struct rehome_path){};
}
#endif

/**
 * rehome_route - where does routing send a packet?
 * @net: the namespace
 * @key: the packet
 * @goal: where its mapping belongs; the path says if it fits
 *
 * Context: RCU, BH on or off.
 * Return: the path.
 */
struct rehome_path rehome_route(struct net *net, const struct rehome_key *key,
				const struct rehome_goal *goal)
{
	return key->family == NFPROTO_IPV4 ? route4(net, key, goal) :
					     route6(net, key, goal);
}

/**
 * rehome_route_iif - which device do packets of a source come in by?
 * @net: the namespace
 * @family: NFPROTO_IPV4 or NFPROTO_IPV6
 * @addr: the source
 *
 * Conntrack does not keep it. The device that leads back is right wherever
 * routing is symmetric on the inside.
 *
 * Context: RCU, BH on or off.
 * Return: the device, or NULL.
 */
struct net_device *rehome_route_iif(struct net *net, u8 family,
				    const union nf_inet_addr *addr)
{
	struct rehome_key key = {
		.family = family,
		.daddr = *addr,
		.iif = LOOPBACK_IFINDEX,
	};
	const struct rehome_goal nowhere = {};

	return rehome_route(net, &key, &nowhere).dev;
}

/* Guesses at what a packet carried: does one explain the mapping, or lead
 * elsewhere than the path found?
 */
struct guess {
	struct net *net;
	struct rehome_key key;
	const struct rehome_goal *goal;
	const struct net_device *dev;
	bool explained;
	bool other;
};

static void try(struct guess *g)
{
	struct rehome_path path = rehome_route(g->net, &g->key, g->goal);

	g->explained |= path.on_path;
	/* What goes nowhere is no flow that lives. */
	g->other |= path.dev && path.dev != g->dev;
}

static void try_all(struct guess *g, const struct rehome_selectors *sel)
{
	u32 mark = g->key.mark;
	unsigned int i;

	for (g->key.dscp = 1; sel->dscp && g->key.dscp < REHOME_DSCPS;
	     g->key.dscp++)
		try(g);
	g->key.dscp = 0;
	/* A connection mark that rules look at is taken for restored. */
	if (mark & sel->mask)
		return;
	for (i = 0; i < sel->count; i++) {
		g->key.mark = sel->doubtful[i];
		try(g);
	}
	g->key.mark = mark;
}

/**
 * rehome_route_doubt - could a flow's path be another one?
 * @net: the namespace
 * @key: what is known of its packets
 * @goal: where its mapping belongs
 * @sel: what rules of its family ask for
 *
 * Conntrack keeps neither the class of service nor the input device of a
 * flow's packets, nor a packet mark that the rule set does not save in the
 * connection. All that rules or routes may ask for is tried.
 *
 * Context: RCU, BH on or off.
 * Return: what the guesses say.
 */
struct rehome_doubt rehome_route_doubt(struct net *net,
				       const struct rehome_key *key,
				       const struct rehome_goal *goal,
				       const struct rehome_selectors *sel)
{
	struct guess g = {
		.net = net,
		.key = *key,
		.goal = goal,
		.dev = rehome_route(net, key, goal).dev,
	};
	struct rehome_doubt doubt = {};
	unsigned int i;

	if (sel->overflow)
		return (struct rehome_doubt){ true, true, true };
	try_all(&g, sel);
	doubt.other_egress = g.other;
	if (key->iif == LOOPBACK_IFINDEX) {
		/* Nothing tells whose socket it is. */
		doubt.explained = g.explained || sel->users;
		doubt.other_egress |= sel->users;
		return doubt;
	}
	for (i = 0; i < sel->input_count; i++) {
		const struct net_device *in =
			dev_get_by_name_rcu(net, sel->inputs[i]);

		if (!in || in->ifindex == key->iif)
			continue;
		g.key.iif = in->ifindex;
		try(&g);
		try_all(&g, sel);
	}
	doubt.explained = g.explained;
	doubt.other_input = g.other;
	return doubt;
}
