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

int rehome_lookup(struct net *net, u8 family, const struct rehome_lookup *key);

#endif
