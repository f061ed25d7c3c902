// SPDX-License-Identifier: GPL-2.0
/* Where a packet leaves, as routing has decided and not as a lookup guesses. */
#include <linux/jhash.h>
#include <linux/netdevice.h>
#include <linux/netfilter.h>
#include <linux/skbuff.h>
#include <net/dst.h>
#include <net/ip6_fib.h>
#include <net/route.h>
#include "compat.h"
#include "egress.h"

static u32 hop6(const struct in6_addr *addr)
{
	/* With its top bit cleared, no hash equals REHOME_HOP_ANY or _XFRM. */
	return jhash2((const u32 *)addr, 4, 0) & 0x7fffffff;
}

static u32 hop_of(const struct dst_entry *dst, u8 family)
{
	if (family == NFPROTO_IPV4) {
		const struct rtable *rt = container_of(dst, struct rtable, dst);

		/* RFC 5549: IPv4 by an IPv6 next hop */
		if (rt->rt_gw_family == AF_INET6)
			return hop6(&rt->rt_gw6);
		return rt->rt_gw_family ? (__force u32)rt->rt_gw4 :
					  REHOME_HOP_NONE;
	}
#if IS_ENABLED(CONFIG_IPV6)
	{
		const struct rt6_info *rt =
			container_of(dst, struct rt6_info, dst);

		if (rt->rt6i_flags & RTF_GATEWAY)
			return hop6(&rt->rt6i_gateway);
	}
#endif
	return REHOME_HOP_NONE;
}

/**
 * rehome_egress_of - where does a packet leave?
 * @skb: the packet, routed
 * @out: the device it leaves by
 * @family: NFPROTO_IPV4 or NFPROTO_IPV6
 *
 * Context: a hook of POSTROUTING.
 * Return: device and next hop. What an IPsec policy takes leaves inside a
 * tunnel, whatever the device.
 */
struct rehome_egress rehome_egress_of(const struct sk_buff *skb,
				      const struct net_device *out, u8 family)
{
	const struct dst_entry *dst = skb_dst(skb);
	struct rehome_egress egress = { .ifindex = out->ifindex };

	if (!dst)
		egress.hop = REHOME_HOP_ANY;
#ifdef CONFIG_XFRM
	else if (dst->xfrm)
		egress.hop = REHOME_HOP_XFRM;
#endif
	else
		egress.hop = hop_of(dst, family);
	return egress;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_egress_of);
