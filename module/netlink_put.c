// SPDX-License-Identifier: GPL-2.0
/* Writes objects as netlink attributes; see include/netlink/nf_rehome.yaml. */
#include <linux/ktime.h>
#include <linux/netdevice.h>
#include <net/ipv6.h>
#include <net/netlink.h>
#include "class.h"
#include "compat.h"
#include "netlink_put.h"
#include "pernet.h"
#include "wan.h"

int rehome_put_address(struct sk_buff *skb, int attr, u8 family,
		       const union nf_inet_addr *addr)
{
	struct nlattr *nest = nla_nest_start(skb, attr);
	int err;

	if (!nest)
		return -EMSGSIZE;
	err = family == NFPROTO_IPV4 ?
	      nla_put_in_addr(skb, NF_REHOME_A_ADDRESS_IN, addr->ip) :
	      nla_put_in6_addr(skb, NF_REHOME_A_ADDRESS_IN6, &addr->in6);
	if (err)
		nla_nest_cancel(skb, nest);
	else
		nla_nest_end(skb, nest);
	return err;
}

int rehome_put_pass(struct sk_buff *skb, const struct rehome_pass_count *c)
{
	if ((c->dry && nla_put_flag(skb, NF_REHOME_A_PASS_DRY_RUN)) ||
	    nla_put_u32(skb, NF_REHOME_A_PASS_KIND, c->kind) ||
	    nla_put_u64_64bit(skb, NF_REHOME_A_PASS_WALKED, c->walked,
			      NF_REHOME_A_PASS_PAD) ||
	    nla_put_u64_64bit(skb, NF_REHOME_A_PASS_FLOWS, c->flows,
			      NF_REHOME_A_PASS_PAD) ||
	    nla_put_u64_64bit(skb, NF_REHOME_A_PASS_KEEP, c->keep,
			      NF_REHOME_A_PASS_PAD) ||
	    nla_put_u64_64bit(skb, NF_REHOME_A_PASS_RENAT, c->renat,
			      NF_REHOME_A_PASS_PAD) ||
	    nla_put_u64_64bit(skb, NF_REHOME_A_PASS_EXPIRE, c->expire,
			      NF_REHOME_A_PASS_PAD) ||
	    nla_put_u64_64bit(skb, NF_REHOME_A_PASS_REPORT, c->report,
			      NF_REHOME_A_PASS_PAD) ||
	    nla_put_u64_64bit(skb, NF_REHOME_A_PASS_LATER, c->later,
			      NF_REHOME_A_PASS_PAD) ||
	    nla_put_u64_64bit(skb, NF_REHOME_A_PASS_DURATION,
			      div_u64(c->duration, NSEC_PER_USEC),
			      NF_REHOME_A_PASS_PAD))
		return -EMSGSIZE;
	return 0;
}

struct putter {
	struct sk_buff *skb;
	u8 family;
};

/* Ends the walk over the addresses when one does not fit. */
static bool put_wan_address(const union nf_inet_addr *addr, void *data)
{
	struct putter *p = data;

	return rehome_put_address(p->skb, NF_REHOME_A_WAN_ADDRESS, p->family, addr);
}

/* As many as fit: a device may have thousands. */
static void put_wan_addresses(struct sk_buff *skb, struct rehome_net *rn,
			      const struct rehome_wan *wan)
{
	struct putter p4 = { .skb = skb, .family = NFPROTO_IPV4 };
	struct putter p6 = { .skb = skb, .family = NFPROTO_IPV6 };
	const struct net_device *dev;

	rcu_read_lock();
	dev = dev_get_by_index_rcu(rn->net, wan->ifindex);
	if (dev && !rehome_addr_each(dev, NFPROTO_IPV4, put_wan_address, &p4))
		rehome_addr_each(dev, NFPROTO_IPV6, put_wan_address, &p6);
	rcu_read_unlock();
}

static int put_wan_conf(struct sk_buff *skb, const struct rehome_wan *wan)
{
	const struct rehome_wan_conf *c = &wan->conf;

	if (nla_put_u8(skb, NF_REHOME_A_WAN_NAMED, wan->named))
		return -EMSGSIZE;
	if (!wan->named)
		return 0;
	if ((c->mask && (nla_put_u32(skb, NF_REHOME_A_WAN_MARK, c->mark) ||
			 nla_put_u32(skb, NF_REHOME_A_WAN_MASK, c->mask))) ||
	    nla_put_u32(skb, NF_REHOME_A_WAN_PRIORITY, c->priority) ||
	    nla_put_u8(skb, NF_REHOME_A_WAN_METERED, c->metered) ||
	    (c->snat.ip &&
	     nla_put_in_addr(skb, NF_REHOME_A_WAN_SNAT, c->snat.ip)) ||
	    (!ipv6_addr_any(&c->snat6.in6) &&
	     nla_put_in6_addr(skb, NF_REHOME_A_WAN_SNAT6, &c->snat6.in6)))
		return -EMSGSIZE;
	return 0;
}

static int put_serves(struct sk_buff *skb, int attr, int ago, bool serves, u64 since)
{
	if (nla_put_u8(skb, attr, serves))
		return -EMSGSIZE;
	return serves ? nla_put_u64_64bit(skb, ago, div_u64(ktime_get_ns() - since,
							    NSEC_PER_MSEC),
					  NF_REHOME_A_WAN_PAD) : 0;
}

static int put_wan_serves(struct sk_buff *skb, const struct rehome_wans *ws,
			  const struct rehome_wan *wan)
{
	return put_serves(skb, NF_REHOME_A_WAN_SERVES4, NF_REHOME_A_WAN_SERVES4_AGO,
			  wan->inet.serves, ws->since4) ?:
	       put_serves(skb, NF_REHOME_A_WAN_SERVES6, NF_REHOME_A_WAN_SERVES6_AGO,
			  wan->inet6.serves, ws->since6);
}

static int put_teller(struct sk_buff *skb, const struct rehome_teller *t)
{
	struct nlattr *nest = nla_nest_start(skb, NF_REHOME_A_WAN_TOLD);

	if (!nest)
		return -EMSGSIZE;
	if (nla_put_string(skb, NF_REHOME_A_TOLD_BY, t->by) ||
	    (t->families & REHOME_SAID_INET &&
	     nla_put_string(skb, NF_REHOME_A_TOLD_INET, t->reason[0])) ||
	    (t->families & REHOME_SAID_INET6 &&
	     nla_put_string(skb, NF_REHOME_A_TOLD_INET6, t->reason[1]))) {
		nla_nest_cancel(skb, nest);
		return -EMSGSIZE;
	}
	nla_nest_end(skb, nest);
	return 0;
}

static int put_wan_health(struct sk_buff *skb, const struct rehome_wan *wan)
{
	const struct rehome_teller *t;

	hlist_for_each_entry(t, &wan->health.tellers, node)
		if (put_teller(skb, t))
			return -EMSGSIZE;
	return 0;
}

int rehome_put_wan(struct sk_buff *skb, struct rehome_net *rn,
		   const struct rehome_wan *wan)
{
	struct rehome_device_count count =
		rehome_stats_device(&rn->stats, wan->ifindex);

	if ((wan->ifindex &&
	     nla_put_u32(skb, NF_REHOME_A_WAN_IFINDEX, wan->ifindex)) ||
	    nla_put_string(skb, NF_REHOME_A_WAN_IFNAME, wan->name) ||
	    nla_put_u32(skb, NF_REHOME_A_WAN_STATE, rehome_wan_best(wan)) ||
	    nla_put_u32(skb, NF_REHOME_A_WAN_INET,
			rehome_wan_state(wan, NFPROTO_IPV4)) ||
	    nla_put_u32(skb, NF_REHOME_A_WAN_INET6,
			rehome_wan_state(wan, NFPROTO_IPV6)) ||
	    nla_put_u8(skb, NF_REHOME_A_WAN_LINK, wan->link) ||
	    nla_put_u8(skb, NF_REHOME_A_WAN_DEFAULT4, wan->inet.has_default) ||
	    nla_put_u8(skb, NF_REHOME_A_WAN_DEFAULT6, wan->inet6.has_default) ||
	    nla_put_u64_64bit(skb, NF_REHOME_A_WAN_MOVED_FROM, count.moved_from,
			      NF_REHOME_A_WAN_PAD) ||
	    nla_put_u64_64bit(skb, NF_REHOME_A_WAN_MOVED_TO, count.moved_to,
			      NF_REHOME_A_WAN_PAD) ||
	    nla_put_u64_64bit(skb, NF_REHOME_A_WAN_EXPIRED, count.expired,
			      NF_REHOME_A_WAN_PAD))
		return -EMSGSIZE;
	if (put_wan_serves(skb, &rn->wans, wan) || put_wan_conf(skb, wan) ||
	    put_wan_health(skb, wan))
		return -EMSGSIZE;
	put_wan_addresses(skb, rn, wan);
	return 0;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_put_wan);

static u32 ms(u64 ns)
{
	return div_u64(ns, NSEC_PER_MSEC);
}

int rehome_put_params(struct sk_buff *skb, const struct rehome_net *rn)
{
	const struct rehome_params *p = &rn->params;

	if (nla_put_u32(skb, NF_REHOME_A_PARAM_MODE, p->mode) ||
	    nla_put_u32(skb, NF_REHOME_A_PARAM_LEAD, ms(p->delays.lead)) ||
	    nla_put_u32(skb, NF_REHOME_A_PARAM_TRAIL, ms(p->delays.trail)) ||
	    nla_put_u32(skb, NF_REHOME_A_PARAM_SETTLE, ms(p->delays.settle)) ||
	    nla_put_u32(skb, NF_REHOME_A_PARAM_RECONCILE,
			ms(p->delays.reconcile)) ||
	    nla_put_u32(skb, NF_REHOME_A_PARAM_HOLD, p->hold) ||
	    nla_put_u32(skb, NF_REHOME_A_PARAM_WATCH, p->watch))
		return -EMSGSIZE;
	return 0;
}

static int put_count(struct sk_buff *skb, int attr, u64 value)
{
	return nla_put_u64_64bit(skb, attr, value, NF_REHOME_A_FAILOVER_PAD);
}

static int put_name(struct sk_buff *skb, int attr, const char *name)
{
	return *name ? nla_put_string(skb, attr, name) : 0;
}

int rehome_put_failover(struct sk_buff *skb, const struct rehome_failover *fo)
{
	if (put_name(skb, NF_REHOME_A_FAILOVER_FROM, fo->from_name) ||
	    put_name(skb, NF_REHOME_A_FAILOVER_TO, fo->to_name) ||
	    nla_put_u32(skb, NF_REHOME_A_FAILOVER_CAUSE, fo->cause) ||
	    put_count(skb, NF_REHOME_A_FAILOVER_RENAT, fo->renat) ||
	    put_count(skb, NF_REHOME_A_FAILOVER_EXPIRE, fo->expire) ||
	    put_count(skb, NF_REHOME_A_FAILOVER_REPORT, fo->report) ||
	    put_count(skb, NF_REHOME_A_FAILOVER_FIRST,
		      rehome_failover_ms(fo->first, fo->trigger)) ||
	    put_count(skb, NF_REHOME_A_FAILOVER_LAST,
		      rehome_failover_ms(fo->last, fo->trigger)) ||
	    put_count(skb, NF_REHOME_A_FAILOVER_AGO,
		      rehome_failover_ms(ktime_get_ns(), fo->trigger)))
		return -EMSGSIZE;
	return 0;
}
