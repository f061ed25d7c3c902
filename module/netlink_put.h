/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_NETLINK_PUT_H
#define _REHOME_NETLINK_PUT_H

#include <linux/netfilter.h>
#include <linux/skbuff.h>
#include "decide.h"

struct nf_conn;
struct nf_conntrack_tuple;
struct rehome_failover;
struct rehome_flow;
struct rehome_net;
struct rehome_pass_count;
struct rehome_tally;
struct rehome_wan;

/* Attributes of one object each; -EMSGSIZE when they do not fit. */
int rehome_put_pass(struct sk_buff *skb, const struct rehome_pass_count *c);
int rehome_put_wan(struct sk_buff *skb, struct rehome_net *rn,
		   const struct rehome_wan *wan);
int rehome_put_flow(struct sk_buff *skb, struct rehome_net *rn,
		    const struct rehome_flow *flow, struct rehome_decision d,
		    const struct nf_conn *now);
int rehome_put_hint(struct sk_buff *skb, struct rehome_net *rn,
		    const struct rehome_flow *flow);
int rehome_put_hint_route(struct sk_buff *skb, struct rehome_net *rn,
			  const struct rehome_flow *flow);
int rehome_put_facts(struct sk_buff *skb, struct rehome_net *rn,
		     const struct rehome_flow *flow);
int rehome_put_failover(struct sk_buff *skb, const struct rehome_failover *fo);
int rehome_put_device(struct sk_buff *skb, struct rehome_net *rn, int attr,
		      int ifindex);
int rehome_put_address(struct sk_buff *skb, int attr, u8 family,
		       const union nf_inet_addr *addr);
int rehome_put_mapping(struct sk_buff *skb,
		       const struct nf_conntrack_tuple *map, int attr_addr,
		       int attr_port);
int rehome_put_stats(struct sk_buff *skb, struct rehome_net *rn,
		     const struct rehome_tally *tally);
int rehome_put_status(struct sk_buff *skb, struct rehome_net *rn);
int rehome_put_params(struct sk_buff *skb, const struct rehome_net *rn);

#endif
