/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_COMPAT_H
#define _REHOME_COMPAT_H

/* The one place for differences between kernels. HAVE_* come from probes of
 * the kernel's headers in probes.mk, never from version numbers, because stable
 * and distribution kernels carry interfaces of later ones.
 */

#include <linux/hrtimer.h>
#include <linux/netfilter.h>
#include <linux/skbuff.h>
#include <net/flow.h>
#include <net/genetlink.h>
#include <net/ip_fib.h>
#include <net/nexthop.h>
#include <net/route.h>

#ifdef HAVE_KUNIT_VISIBILITY
#include <kunit/visibility.h>
#else
#define EXPORT_SYMBOL_IF_KUNIT(...)
#endif

#ifdef HAVE_LINUX_UNALIGNED
#include <linux/unaligned.h>
#else
#include <asm/unaligned.h>
#endif

#ifdef HAVE_NF_HOOK_OP_NAT
#define rehome_is_nat_hook(ops)	((ops)->hook_ops_type == NF_HOOK_OP_NAT)
#endif

/* As nf_nat_core.c has it, where no header has it yet. */
#ifndef HAVE_NAT_LOOKUP_PRIV
struct nf_nat_lookup_hook_priv {
	struct nf_hook_entries __rcu *entries;
	struct rcu_head rcu_head;
};
#endif

#ifndef GENL_MCAST_CAP_NET_ADMIN
#ifdef HAVE_GENL_MCAST_FLAGS
#define GENL_MCAST_CAP_NET_ADMIN	GENL_UNS_ADMIN_PERM
#endif
#endif

static inline void rehome_hrtimer_setup(struct hrtimer *timer,
					enum hrtimer_restart (*fn)(struct hrtimer *))
{
#ifdef HAVE_HRTIMER_SETUP
	hrtimer_setup(timer, fn, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
#else
	hrtimer_init(timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	timer->function = fn;
#endif
}

/* A dst for @skb as if it had come in through @dev; 0 on success. @dscp is without
 * the two bits of ECN.
 */
static inline int rehome_route_input(struct sk_buff *skb, __be32 daddr,
				     __be32 saddr, u8 dscp,
				     struct net_device *dev)
{
#ifdef HAVE_INPUT_NOREF_DSCP
	return (int)ip_route_input_noref(skb, daddr, saddr,
					 inet_dsfield_to_dscp(dscp << 2), dev);
#else
	return ip_route_input_noref(skb, daddr, saddr, dscp << 2, dev);
#endif
}

/* Is a route for a certain class of service only? */
static inline bool rehome_fib_dscp(const struct fib_entry_notifier_info *info)
{
#ifdef HAVE_FIB_NOTIFIER_DSCP
	return inet_dscp_to_dsfield(info->dscp);
#else
	return info->tos;
#endif
}

/* Do routing rules ask for more than the kernel's own ones do? */
static inline bool rehome_custom_rules(const struct net *net, u8 family)
{
#ifdef CONFIG_IP_MULTIPLE_TABLES
	if (family == NFPROTO_IPV4)
		return READ_ONCE(net->ipv4.fib_has_custom_rules);
#endif
#ifdef CONFIG_IPV6_MULTIPLE_TABLES
	if (family == NFPROTO_IPV6)
		return READ_ONCE(net->ipv6.fib6_has_custom_rules);
#endif
	return false;
}

/* @dscp without the two bits of ECN */
static inline void rehome_flow_dscp(struct flowi4 *fl4, u8 dscp)
{
#ifdef HAVE_FLOWI4_DSCP
	fl4->flowi4_dscp = inet_dsfield_to_dscp(dscp << 2);
#else
	fl4->flowi4_tos = dscp << 2;
#ifdef IPTOS_RT_MASK
	fl4->flowi4_tos &= IPTOS_RT_MASK;
#endif
#endif
}

static inline struct nlattr **rehome_dump_attrs(struct netlink_callback *cb)
{
#ifdef HAVE_GENL_INFO_DUMP
	return genl_info_dump(cb)->attrs;
#else
	return genl_dumpit_info(cb)->attrs;
#endif
}

static inline int rehome_register_nexthop(struct net *net,
					  struct notifier_block *nb)
{
#ifdef HAVE_NH_EXTACK
	return register_nexthop_notifier(net, nb, NULL);
#else
	return register_nexthop_notifier(net, nb);
#endif
}

#endif
