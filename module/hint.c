// SPDX-License-Identifier: GPL-2.0
/* Where would a route lookup send a flow's packets? Conntrack keeps neither the
 * input device nor the mark nor the DSCP that they carry, so the answer is a hint:
 * it is shown, and may open the window, but nothing is done for it.
 */
#include <linux/netdevice.h>
#include <net/ip6_fib.h>
#include <net/ip6_route.h>
#include <net/ip_fib.h>
#include <net/net_namespace.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/sock.h>
#include "entry.h"
#include "flow.h"
#include "hint.h"
#include "pernet.h"

/* What a lookup is made for. */
struct lookup_key {
	union nf_inet_addr saddr;
	union nf_inet_addr daddr;
	__be16 sport;
	__be16 dport;
	u8 proto;
	u32 mark;
	int iif;
};

static int lookup4(struct net *net, const struct lookup_key *key)
{
	struct fib_result res = {};
	struct flowi4 fl4 = {
		.flowi4_iif = key->iif,
		.flowi4_mark = key->mark,
		.flowi4_scope = RT_SCOPE_UNIVERSE,
		.flowi4_proto = key->proto,
		.flowi4_uid = sock_net_uid(net, NULL),
		.saddr = key->saddr.ip,
		.daddr = key->daddr.ip,
		.fl4_sport = key->sport,
		.fl4_dport = key->dport,
	};

	if (fib_lookup(net, &fl4, &res, 0) || res.type != RTN_UNICAST ||
	    !res.nhc->nhc_dev)
		return 0;
	return res.nhc->nhc_dev->ifindex;
}

#if IS_ENABLED(CONFIG_IPV6)
static int lookup6(struct net *net, const struct lookup_key *key)
{
	struct flowi6 fl6 = {
		.flowi6_iif = key->iif,
		.flowi6_mark = key->mark,
		.flowi6_proto = key->proto,
		.flowi6_uid = sock_net_uid(net, NULL),
		.saddr = key->saddr.in6,
		.daddr = key->daddr.in6,
		.fl6_sport = key->sport,
		.fl6_dport = key->dport,
	};
	int flags = RT6_LOOKUP_F_HAS_SADDR | RT6_LOOKUP_F_DST_NOREF;
	struct net_device *dev = dev_get_by_index_rcu(net, key->iif);
	const struct rt6_info *rt;

	/* Booted with ipv6.disable=1 there are no tables to look into. */
	if (!dev || !net->ipv6.fib_table_hash)
		return 0;
	rt = container_of(ip6_route_input_lookup(net, dev, &fl6, NULL, flags),
			  struct rt6_info, dst);
	if (rt->dst.error || rt->dst.dev->flags & IFF_LOOPBACK ||
	    rt->rt6i_flags & (RTF_REJECT | RTF_LOCAL | RTF_ANYCAST))
		return 0;
	return rt->dst.dev->ifindex;
}
#else
static int lookup6(struct net *net, const struct lookup_key *key)
{
	return 0;
}
#endif

static int hint_lookup(struct net *net, u8 family, const struct lookup_key *key)
{
	return family == NFPROTO_IPV4 ? lookup4(net, key) : lookup6(net, key);
}

/**
 * rehome_hint - what does a route lookup say of a flow?
 * @rn: the namespace
 * @flow: the flow, gathered
 *
 * For one from outside, the way of its replies. Packets are taken to come in by the
 * device that leads back, and to carry the connection's mark.
 *
 * Context: RCU.
 * Return: interface index, or 0 for no route.
 */
int rehome_hint(const struct rehome_net *rn, const struct rehome_flow *flow)
{
	const struct nf_conntrack_tuple *orig =
		&flow->ct->tuplehash[IP_CT_DIR_ORIGINAL].tuple;
	const struct nf_conntrack_tuple *reply =
		&flow->ct->tuplehash[IP_CT_DIR_REPLY].tuple;
	bool outside = rehome_flow_from_outside(flow);
	struct lookup_key key = {
		.saddr = outside ? reply->src.u3 : orig->src.u3,
		.sport = outside ? reply->src.u.all : orig->src.u.all,
		.daddr = outside ? orig->src.u3 : reply->src.u3,
		.dport = outside ? orig->src.u.all : reply->src.u.all,
		.proto = nf_ct_protonum(flow->ct),
		.mark = rehome_entry_mark(flow->ct),
		.iif = LOOPBACK_IFINDEX,
	};
	const struct lookup_key back = {
		.daddr = key.saddr,
		.proto = key.proto,
		.iif = LOOPBACK_IFINDEX,
	};

	if (flow->facts.kind != NF_REHOME_FLOW_KIND_LOCAL &&
	    flow->facts.kind != NF_REHOME_FLOW_KIND_TERMINATED)
		key.iif = hint_lookup(rn->net, flow->family, &back) ? : key.iif;
	return hint_lookup(rn->net, flow->family, &key);
}
