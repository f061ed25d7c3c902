/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_TAG_H
#define _REHOME_TAG_H

#include <linux/bits.h>
#include <linux/hash.h>
#include <linux/ipv6.h>
#include <linux/netfilter.h>
#include <linux/skbuff.h>
#include <net/ip6_fib.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/route.h>

/* All that makes a packet fit in one number: its flow's entry and mapping, the way
 * that it takes, and when that was judged. Equal numbers are equal in all that for
 * any purpose, as each part is spread over the whole number before the next one
 * comes in. Where 64 bits are written at once there is no half of a number, as there
 * would be of a record that two processors write without a lock; where they are not,
 * the halves of two packets are the tag of neither.
 */
static inline u64 rehome_tag_add(u64 tag, u64 part)
{
	tag *= GOLDEN_RATIO_64;
	return tag ^ tag >> 32 ^ part;
}

/* An IPv6 address, added to what is not spread yet. */
static inline u64 rehome_tag_add6(u64 tag, const __be32 *addr)
{
	tag = rehome_tag_add(tag, (__force u64)addr[0] << 32 | (__force u32)addr[1]);
	return rehome_tag_add(tag, (__force u64)addr[2] << 32 | (__force u32)addr[3]);
}

/**
 * rehome_tag_way - what tells one way of a packet from others
 * @dst: its route, or NULL
 * @ifindex: device that it leaves by
 * @family: NFPROTO_IPV4 or NFPROTO_IPV6
 *
 * Cheaper than rehome_egress_of(), and tells no less.
 *
 * Context: RCU.
 */
static inline u64 rehome_tag_way(const struct dst_entry *dst, int ifindex, u8 family)
{
	u64 way = (u64)(u32)ifindex << 32;
	const struct rtable *rt;

	if (unlikely(!dst))
		return way;
#ifdef CONFIG_XFRM
	if (dst->xfrm)
		way |= BIT_ULL(63);
#endif
#if IS_ENABLED(CONFIG_IPV6)
	if (family == NFPROTO_IPV6)
		return rehome_tag_add6(way, container_of(dst, struct rt6_info, dst)
					->rt6i_gateway.s6_addr32);
#endif
	rt = container_of(dst, struct rtable, dst);
	if (likely(rt->rt_gw_family != AF_INET6))
		return way | (__force u32)rt->rt_gw4;
	return rehome_tag_add6(way, rt->rt_gw6.s6_addr32);
}

/**
 * rehome_tag_of - all that makes a packet fit
 * @ct: its entry
 * @way: from rehome_tag_way()
 * @gen: generation of triggers
 * @reply: the packet is a reply
 *
 * Context: any.
 */
static inline u64 rehome_tag_of(const struct nf_conn *ct, u64 way, unsigned int gen,
				bool reply)
{
	const struct nf_conntrack_tuple *map =
		&ct->tuplehash[IP_CT_DIR_REPLY].tuple;
	u64 tag = (u64)gen << 17 | (u64)(__force u16)map->dst.u.all << 1 | reply;

	tag = rehome_tag_add(tag, (unsigned long)ct);
	tag = rehome_tag_add(tag, way);
	if (likely(nf_ct_l3num(ct) == NFPROTO_IPV4))
		return rehome_tag_add(tag, (__force u32)map->dst.u3.ip);
	return rehome_tag_add6(tag, map->dst.u3.ip6);
}

#endif
