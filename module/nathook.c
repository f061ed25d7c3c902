// SPDX-License-Identifier: GPL-2.0
/* Asks the rule set which source mapping it would choose: a made-up first
 * packet of the flow is shown to the NAT chains of POSTROUTING and nothing
 * else, with an entry that is in no table yet. Never is a packet sent.
 */
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/netdevice.h>
#include <linux/netfilter.h>
#include <linux/netfilter_ipv4.h>
#include <linux/netfilter_ipv6.h>
#include <linux/udp.h>
#include <net/ip.h>
#include <net/ip6_route.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/route.h>
#include "compat.h"
#include "nathook.h"
#include "route.h"

static const struct nf_hook_entries *hooks_of(const struct net *net, u8 family)
{
	if (family == NFPROTO_IPV4)
		return rcu_dereference(net->nf.hooks_ipv4[NF_INET_POST_ROUTING]);
	return rcu_dereference(net->nf.hooks_ipv6[NF_INET_POST_ROUTING]);
}

#ifndef rehome_is_nat_hook
#ifndef CONFIG_KALLSYMS
#error "without NF_HOOK_OP_NAT, the NAT hook is found by its name: CONFIG_KALLSYMS"
#endif

/* Others may sit at the same priority, and must not see a made-up packet.
 * The function is known by its name, looked up once in each family; nf_nat
 * stays loaded as long as we are.
 */
static bool rehome_is_nat_hook(const struct nf_hook_ops *ops)
{
	static unsigned long known[2];
	bool v6 = ops->pf == NFPROTO_IPV6;
	char name[32];

	if (ops->priority != (v6 ? (int)NF_IP6_PRI_NAT_SRC :
				   (int)NF_IP_PRI_NAT_SRC))
		return false;
	if (READ_ONCE(known[v6]))
		return (unsigned long)ops->hook == READ_ONCE(known[v6]);
	snprintf(name, sizeof(name), "%ps", ops->hook);
	name[strcspn(name, " .")] = '\0';
	if (strcmp(name, v6 ? "nf_nat_ipv6_out" : "nf_nat_ipv4_out"))
		return false;
	WRITE_ONCE(known[v6], (unsigned long)ops->hook);
	return true;
}
#endif

static const struct nf_hook_entry *find(const struct net *net, u8 family)
{
	const struct nf_hook_entries *e = hooks_of(net, family);
	struct nf_hook_ops **ops;
	unsigned int i;

	if (!e)
		return NULL;
	ops = nf_hook_entries_get_hook_ops(e);
	for (i = 0; i < e->num_hook_entries; i++)
		if (rehome_is_nat_hook(ops[i]))
			return &e->hooks[i];
	return NULL;
}

/**
 * rehome_nathook_sources - how many chains translate sources?
 * @net: the namespace
 * @family: NFPROTO_IPV4 or NFPROTO_IPV6
 *
 * Context: any.
 * Return: number of chains of type nat in POSTROUTING, our observer's included.
 */
unsigned int rehome_nathook_sources(struct net *net, u8 family)
{
	const struct nf_nat_lookup_hook_priv *priv;
	const struct nf_hook_entries *chains;
	const struct nf_hook_entry *hook;
	unsigned int count = 0;

	rcu_read_lock();
	hook = find(net, family);
	if (hook) {
		priv = hook->priv;
		chains = rcu_dereference(priv->entries);
		count = chains ? chains->num_hook_entries : 0;
	}
	rcu_read_unlock();
	return count;
}

/**
 * rehome_nathook_present - does a namespace do NAT?
 * @net: the namespace
 * @family: NFPROTO_IPV4 or NFPROTO_IPV6
 * @observed: our observer is in its chains, and alone would be no NAT
 *
 * Context: any.
 * Return: true if chains of type nat are hooked in.
 */
bool rehome_nathook_present(struct net *net, u8 family, bool observed)
{
	bool present;

	if (observed)
		return rehome_nathook_sources(net, family) > 1;
	rcu_read_lock();
	present = find(net, family);
	rcu_read_unlock();
	return present;
}

static void put_udp(struct sk_buff *skb, const struct rehome_key *key)
{
	struct udphdr *uh;

	skb_set_transport_header(skb, skb->len);
	uh = skb_put_zero(skb, sizeof(*uh));
	uh->source = key->sport;
	uh->dest = key->dport;
	uh->len = htons(sizeof(*uh));
}

static void put4(struct sk_buff *skb, const struct rehome_key *key)
{
	struct iphdr *iph = skb_put_zero(skb, sizeof(*iph));

	skb->protocol = htons(ETH_P_IP);
	iph->version = 4;
	iph->ihl = sizeof(*iph) / 4;
	iph->tos = key->dscp << 2;
	iph->ttl = IPDEFTTL;
	iph->protocol = key->proto;
	iph->saddr = key->saddr.ip;
	iph->daddr = key->daddr.ip;
	iph->tot_len = htons(sizeof(*iph) + sizeof(struct udphdr));
	ip_send_check(iph);
	/* As forwarded, and past IPsec's own look at its policies. */
	IPCB(skb)->flags = IPSKB_FORWARDED | IPSKB_XFRM_TRANSFORMED;
}

static void put6(struct sk_buff *skb, const struct rehome_key *key)
{
	struct ipv6hdr *ip6h = skb_put_zero(skb, sizeof(*ip6h));

	skb->protocol = htons(ETH_P_IPV6);
	ip6_flow_hdr(ip6h, key->dscp << 2, 0);
	ip6h->hop_limit = IPDEFTTL;
	ip6h->nexthdr = key->proto;
	ip6h->saddr = key->saddr.in6;
	ip6h->daddr = key->daddr.in6;
	ip6h->payload_len = htons(sizeof(struct udphdr));
	IP6CB(skb)->flags = IP6SKB_FORWARDED | IP6SKB_XFRM_TRANSFORMED;
}

static struct sk_buff *make(const struct rehome_key *key,
			    struct net_device *in)
{
	struct sk_buff *skb;

	skb = alloc_skb(LL_MAX_HEADER + sizeof(struct ipv6hdr) +
			sizeof(struct udphdr), GFP_ATOMIC);
	if (!skb)
		return NULL;
	skb_reserve(skb, LL_MAX_HEADER);
	skb_reset_mac_header(skb);
	skb_reset_network_header(skb);
	if (key->family == NFPROTO_IPV4)
		put4(skb, key);
	else
		put6(skb, key);
	put_udp(skb, key);
	skb->mark = key->mark;
	skb->dev = in;
	skb->skb_iif = in->ifindex;
	return skb;
}

static int attach4(struct net *net, struct sk_buff *skb,
		   const struct rehome_key *key, bool local)
{
	struct flowi4 fl4 = {
		.flowi4_mark = key->mark,
		.flowi4_proto = key->proto,
		.saddr = key->saddr.ip,
		.daddr = key->daddr.ip,
		.fl4_sport = key->sport,
		.fl4_dport = key->dport,
	};
	struct rtable *rt;

	rehome_flow_dscp(&fl4, key->dscp);
	if (local) {
		rt = ip_route_output_key(net, &fl4);
		if (IS_ERR(rt))
			return -EHOSTUNREACH;
		skb_dst_set(skb, &rt->dst);
	} else if (rehome_route_input(skb, key->daddr.ip, key->saddr.ip,
				      key->dscp, skb->dev)) {
		return -EHOSTUNREACH;
	}
	return skb_rtable(skb)->rt_type == RTN_UNICAST ? 0 : -EHOSTUNREACH;
}

#if IS_ENABLED(CONFIG_IPV6)
static int attach6(struct net *net, struct sk_buff *skb,
		   const struct rehome_key *key, bool local)
{
	struct flowi6 fl6 = {
		.flowi6_iif = key->iif,
		.flowi6_mark = key->mark,
		.flowi6_proto = key->proto,
		.flowlabel = ip6_make_flowinfo(key->dscp << 2, 0),
		.saddr = key->saddr.in6,
		.daddr = key->daddr.in6,
		.fl6_sport = key->sport,
		.fl6_dport = key->dport,
	};

	skb_dst_set(skb, local ? ip6_route_output(net, NULL, &fl6) :
				 ip6_route_input_lookup(net, skb->dev, &fl6,
							NULL,
							RT6_LOOKUP_F_HAS_SADDR));
	return skb_dst(skb)->error ? -EHOSTUNREACH : 0;
}
#else
static int attach6(struct net *net, struct sk_buff *skb,
		   const struct rehome_key *key, bool local)
{
	return -EAFNOSUPPORT;
}
#endif

/* Masquerading looks at the route for the gateway. */
static int attach_route(struct net *net, struct sk_buff *skb,
			const struct rehome_key *key, bool local)
{
	return key->family == NFPROTO_IPV4 ? attach4(net, skb, key, local) :
					     attach6(net, skb, key, local);
}

/**
 * rehome_nathook_ask - let the rule set choose a source mapping
 * @net: the namespace
 * @ct: an entry in no table, its destination half bound, reference count 0;
 *	its source port may be another than the flow's
 * @key: the flow's packet as routing sees it
 * @out: where the egress goes
 *
 * Counters of the rules passed move by one packet.
 *
 * Context: RCU, BH off.
 * Return: 0 when @ct carries the mapping, -ENOENT without NAT, -EHOSTUNREACH
 * without a route, -EPERM when the rule set drops, -ENOMEM.
 */
int rehome_nathook_ask(struct net *net, struct nf_conn *ct,
		       const struct rehome_key *key, struct net_device **out)
{
	const struct nf_hook_entry *hook = find(net, key->family);
	bool local = key->iif == LOOPBACK_IFINDEX;
	struct nf_hook_state state;
	struct net_device *in;
	struct sk_buff *skb;
	int err;

	if (!hook)
		return -ENOENT;
	in = dev_get_by_index_rcu(net, key->iif);
	if (!in)
		return -EHOSTUNREACH;
	skb = make(key, in);
	if (!skb)
		return -ENOMEM;
	err = attach_route(net, skb, key, local);
	if (err)
		goto out_free;

	/* Routed as the flow is, translated as the entry asks. */
	udp_hdr(skb)->source = ct->tuplehash[IP_CT_DIR_ORIGINAL].tuple.src.u.all;
	*out = skb_dst(skb)->dev;
	/* As ip_output() does: what the router sends itself came in nowhere. */
	skb->dev = *out;
	nf_hook_state_init(&state, NF_INET_POST_ROUTING, key->family,
			   local ? NULL : in, *out, NULL, net, NULL);
	/* No reference: the entry's count stays 0 until it is in the table. */
	nf_ct_set(skb, ct, IP_CT_NEW);
	if (hook->hook(hook->priv, skb, &state) != NF_ACCEPT ||
	    !(ct->status & IPS_SRC_NAT_DONE))
		err = -EPERM;
	skb->_nfct = 0;
out_free:
	skb_dst_drop(skb);
	consume_skb(skb);
	return err;
}
