/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_ROUTE_H
#define _REHOME_ROUTE_H

#include <linux/netfilter.h>
#include <linux/types.h>

struct net;
struct net_device;
struct rehome_selectors;

/* Classes of service there are (RFC 2474). */
#define REHOME_DSCPS	64

/**
 * struct rehome_key - what routing looks at of a flow's packet
 * @family: NFPROTO_IPV4 or NFPROTO_IPV6
 * @proto: IP protocol number
 * @sport: source port
 * @dport: destination port, after DNAT
 * @saddr: source address, before SNAT
 * @daddr: destination address, after DNAT
 * @mark: packet mark
 * @dscp: class of service, without the two bits of ECN
 * @iif: device it comes in by; the loopback device for the router's own
 * @seen: mark, class of service and device are those of a packet, not guessed
 */
struct rehome_key {
	u8 family;
	u8 proto;
	__be16 sport;
	__be16 dport;
	union nf_inet_addr saddr;
	union nf_inet_addr daddr;
	u32 mark;
	u8 dscp;
	int iif;
	bool seen;
};

/**
 * struct rehome_path - where routing sends it
 * @dev: the egress, or one of several; NULL without a unicast route. Valid
 *	as long as the RCU read side in which it was found.
 * @on_path: the mapping belongs to the egress, or to another usable member
 *	of a multipath route
 */
struct rehome_path {
	struct net_device *dev;
	bool on_path;
};

/**
 * struct rehome_goal - where a flow's mapping belongs
 * @addr: its address
 * @ifindex: device that is known to own it, if it is not on that device; or 0
 */
struct rehome_goal {
	union nf_inet_addr addr;
	int ifindex;
};

/**
 * struct rehome_doubt - what packets that carry more than is known would do
 * @explained: some would take a path that the flow's mapping fits
 * @other_egress: some would take another path than the one found
 * @other_input: the same, of those that come in by another device
 */
struct rehome_doubt {
	bool explained;
	bool other_egress;
	bool other_input;
};

struct rehome_path rehome_route(struct net *net, const struct rehome_key *key,
				const struct rehome_goal *goal);
struct net_device *rehome_route_iif(struct net *net, u8 family,
				    const union nf_inet_addr *addr);
struct rehome_doubt rehome_route_doubt(struct net *net,
				       const struct rehome_key *key,
				       const struct rehome_goal *goal,
				       const struct rehome_selectors *sel);

#endif
