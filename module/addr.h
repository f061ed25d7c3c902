/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_ADDR_H
#define _REHOME_ADDR_H

#include <linux/list.h>
#include <linux/netfilter.h>

struct net;
struct net_device;

/* Addresses remembered at most in a namespace; the oldest goes first. */
#define REHOME_ADDRS_MAX	128

/**
 * struct rehome_addr - an address that a WAN holds or held
 * @list: in rehome_addrs, youngest first
 * @addr: the address
 * @family: NFPROTO_IPV4 or NFPROTO_IPV6
 * @ifindex: the WAN that had it last
 */
struct rehome_addr {
	struct list_head list;
	union nf_inet_addr addr;
	u8 family;
	int ifindex;
};

/**
 * struct rehome_addrs - addresses seen on WANs, serialized by the namespace's
 * mutex
 * @list: of struct rehome_addr
 * @count: length of @list
 */
struct rehome_addrs {
	struct list_head list;
	unsigned int count;
};

/* Calls @fn for each global address of @family on @dev until it says true. */
bool rehome_addr_each(const struct net_device *dev, u8 family,
		      bool (*fn)(const union nf_inet_addr *addr, void *data),
		      void *data);
bool rehome_addr_ready(const struct net_device *dev, u8 family);
bool rehome_addr_on(const struct net_device *dev, u8 family,
		    const union nf_inet_addr *addr);
bool rehome_addr_at_home(const struct net_device *dev, u8 family,
			 const union nf_inet_addr *addr, u32 hop);
struct net_device *rehome_addr_dev(struct net *net, u8 family,
				   const union nf_inet_addr *addr);
bool rehome_addr_private(u8 family, const union nf_inet_addr *addr);

void rehome_addrs_init(struct rehome_addrs *as);
void rehome_addrs_exit(struct rehome_addrs *as);
void rehome_addrs_learn(struct rehome_addrs *as, const struct net_device *dev);

#endif
