/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_EGRESS_H
#define _REHOME_EGRESS_H

#include <linux/types.h>

struct net_device;
struct sk_buff;

/* Values of rehome_egress.hop that are no next hop. */
#define REHOME_HOP_NONE		0U		/* on link */
#define REHOME_HOP_ANY		0xffffffffU	/* not known */
#define REHOME_HOP_XFRM		0xfffffffeU	/* an IPsec policy takes it */

/**
 * struct rehome_egress - where packets leave
 * @ifindex: the device; 0 is none
 * @hop: the next hop: an IPv4 address in network order, or the hash of an IPv6
 *	one, which is only compared; or REHOME_HOP_*
 */
struct rehome_egress {
	int ifindex;
	u32 hop;
};

struct rehome_egress rehome_egress_of(const struct sk_buff *skb,
				      const struct net_device *out, u8 family);

static inline bool rehome_egress_equal(const struct rehome_egress *a,
				       const struct rehome_egress *b)
{
	return READ_ONCE(a->ifindex) == READ_ONCE(b->ifindex) &&
	       READ_ONCE(a->hop) == READ_ONCE(b->hop);
}

#endif
