/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_VIEW_H
#define _REHOME_VIEW_H

#include <linux/netfilter.h>
#include <linux/rcupdate.h>
#include <linux/nf_rehome.h>
#include "mark.h"

struct rehome_net;

/**
 * struct rehome_view_wan - a WAN as packets see it
 * @ifindex: its device; 0 if that is not there
 * @state: its state, IPv4's and IPv6's
 * @mark: connection mark of its flows
 * @rank: a lesser one is preferred; metered WANs come last
 * @epoch: tells the state that it is in from all others
 * @name: its name
 */
struct rehome_view_wan {
	int ifindex;
	enum nf_rehome_wan_state state[2];
	struct rehome_mark mark;
	u64 rank;
	u32 epoch;
	char name[IFNAMSIZ];
};

/**
 * struct rehome_view_addr - an address that a WAN holds or held
 * @addr: the address
 * @family: NFPROTO_IPV4 or NFPROTO_IPV6
 * @told: it was set for the WAN, and need be on no device
 * @ifindex: the WAN's device
 */
struct rehome_view_addr {
	union nf_inet_addr addr;
	u8 family;
	bool told;
	int ifindex;
};

/**
 * struct rehome_view - the WANs at one moment, never changed but for @gen
 * @rcu: to free it
 * @gen: generation of triggers that it answers for
 * @mask: bits of the connection mark that tell WANs apart
 * @wan_count: length of @wans
 * @addr_count: length of @addrs
 * @addrs: addresses
 * @wans: the WANs
 */
struct rehome_view {
	struct rcu_head rcu;
	u32 gen;
	u32 mask;
	unsigned int wan_count;
	unsigned int addr_count;
	struct rehome_view_addr *addrs;
	struct rehome_view_wan wans[];
};

int rehome_view_renew(struct rehome_net *rn, u32 gen);
void rehome_view_outdate(struct rehome_net *rn, u32 gen);
void rehome_view_exit(struct rehome_net *rn);
const struct rehome_view *rehome_view_get(const struct rehome_net *rn);
const struct rehome_view_wan *rehome_view_wan(const struct rehome_view *view,
					      int ifindex);
const struct rehome_view_addr *rehome_view_addr(const struct rehome_view *view,
						u8 family,
						const union nf_inet_addr *addr);

/* Index of a family in what is kept for both. */
static inline int rehome_family_index(u8 family)
{
	return family == NFPROTO_IPV6;
}

#endif
