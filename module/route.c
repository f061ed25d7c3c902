// SPDX-License-Identifier: GPL-2.0
/* A forwarded packet has but RCU's promise on its route. When another processor puts a
 * newer one into the next hop's cache meanwhile, NAT finds the old one released, and
 * drops the packet: nf_xfrm_me_harder(), net/netfilter/nf_nat_proto.c. Judging takes
 * longer than all that usually lies between routing and NAT.
 */
#include <linux/export.h>
#include <linux/netfilter.h>
#include <linux/skbuff.h>
#include <net/dst.h>
#include <net/lwtunnel.h>
#include <net/route.h>
#include "compat.h"
#include "route.h"

/* As rt_dst_clone(), net/ipv4/route.c, which not every kernel exports. */
static struct rtable *route_copy(struct net_device *dev, const struct rtable *rt)
{
	struct rtable *copy = rehome_rt_alloc(dev, rt->rt_flags, rt->rt_type,
					      rt->dst.flags & DST_NOXFRM);

	if (!copy)
		return NULL;
	copy->rt_is_input = rt->rt_is_input;
	copy->rt_iif = rt->rt_iif;
	copy->rt_pmtu = rt->rt_pmtu;
	copy->rt_mtu_locked = rt->rt_mtu_locked;
	copy->rt_gw_family = rt->rt_gw_family;
	if (rt->rt_gw_family == AF_INET)
		copy->rt_gw4 = rt->rt_gw4;
	else if (rt->rt_gw_family == AF_INET6)
		copy->rt_gw6 = rt->rt_gw6;
	copy->dst.input = READ_ONCE(rt->dst.input);
	copy->dst.output = READ_ONCE(rt->dst.output);
	copy->dst.error = rt->dst.error;
	copy->dst.lwtstate = lwtstate_get(rt->dst.lwtstate);
	return copy;
}

/**
 * rehome_route_hold - keep the route of a packet until the packet is gone
 * @skb: the packet
 * @state: a hook of POSTROUTING
 *
 * It gets a reference; or, in IPv4, a copy of a route that is released already. In
 * IPv6 routes outlive the grace period.
 *
 * Context: a hook: RCU, BH may be on.
 */
void rehome_route_hold(struct sk_buff *skb, const struct nf_hook_state *state)
{
	struct dst_entry *dst = skb_dst(skb);
	struct rtable *copy;

	if (!dst || !skb_dst_is_noref(skb))
		return;
	if (dst_hold_safe(dst)) {
		skb_dst_set(skb, dst);
	} else if (state->pf == NFPROTO_IPV4) {
		copy = route_copy(state->out,
				  container_of(dst, struct rtable, dst));
		if (copy)
			skb_dst_set(skb, &copy->dst);
	}
}
EXPORT_SYMBOL_IF_KUNIT(rehome_route_hold);
