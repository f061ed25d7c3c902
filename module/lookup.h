/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_LOOKUP_H
#define _REHOME_LOOKUP_H

#include <linux/netfilter.h>

struct net;

/**
 * struct rehome_lookup - what a route is looked up for
 * @saddr: source; all zero is none yet
 * @daddr: destination
 * @sport: source port
 * @dport: destination port
 * @proto: IP protocol
 * @mark: packet mark
 * @iif: device that it comes in by; the loopback device for what is made here
 */
struct rehome_lookup {
	union nf_inet_addr saddr;
	union nf_inet_addr daddr;
	__be16 sport;
	__be16 dport;
	u8 proto;
	u32 mark;
	int iif;
};

/**
 * struct rehome_route - a route
 * @ifindex: device that it leads to
 * @table: the table that it is in; 0 if that is not known
 * @dst: destination prefix
 * @dst_len: its length
 * @gw_family: family of the gateway; 0 for none
 * @gw: the gateway
 */
struct rehome_route {
	int ifindex;
	u32 table;
	union nf_inet_addr dst;
	u8 dst_len;
	u8 gw_family;
	union nf_inet_addr gw;
};

bool rehome_lookup_route(struct net *net, u8 family, const struct rehome_lookup *key,
			 struct rehome_route *route);
int rehome_lookup(struct net *net, u8 family, const struct rehome_lookup *key);

#endif
