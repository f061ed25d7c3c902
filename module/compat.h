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
#include <net/genetlink.h>
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

/* As nf_nat_core.c has it, where no header has it yet. */
#ifndef HAVE_NAT_LOOKUP_PRIV
struct nf_nat_lookup_hook_priv {
	struct nf_hook_entries __rcu *entries;
	struct rcu_head rcu_head;
};
#endif

#ifdef HAVE_SOCKADDR_UNSIZED
#define rehome_sockaddr	struct sockaddr_unsized
#else
#define rehome_sockaddr	struct sockaddr
#endif

#ifndef GENL_MCAST_CAP_NET_ADMIN
#ifdef HAVE_GENL_MCAST_FLAGS
#define GENL_MCAST_CAP_NET_ADMIN	GENL_UNS_ADMIN_PERM
#endif
#endif

/* Anybody may join a group without flags, so nothing private is sent there. */
#ifdef GENL_MCAST_CAP_NET_ADMIN
#define REHOME_GROUPS_GUARDED	true
#else
#define REHOME_GROUPS_GUARDED	false
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

static inline struct rtable *rehome_rt_alloc(struct net_device *dev,
					     unsigned int flags, u16 type,
					     bool noxfrm)
{
#ifdef HAVE_RT_ALLOC_NOPOLICY
	return rt_dst_alloc(dev, flags, type, false, noxfrm);
#else
	return rt_dst_alloc(dev, flags, type, noxfrm);
#endif
}

#endif
