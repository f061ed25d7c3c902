// SPDX-License-Identifier: GPL-2.0
/* Replies that are still on their way to a flow's old mapping when it moves, as
 * long as the old WAN lives: each is sent on to the new mapping before conntrack
 * sees it, and so is a reply of the flow. Without that they would make an entry of
 * their own, which ends at the router, draws an ICMP error for the peer, and takes
 * the flow's port from it when it comes back.
 */
#include <linux/jiffies.h>
#include <linux/rculist.h>
#include <linux/slab.h>
#include <linux/udp.h>
#include <net/checksum.h>
#include <net/ip.h>
#include <net/ipv6.h>
#include <net/netfilter/nf_conntrack.h>
#include "compat.h"
#include "entry.h"
#include "late.h"
#include "netns.h"
#include "packet.h"
#include "stats.h"

/* A peer goes on sending to an old address for as long as it hears nothing from
 * the new one; each reply that comes prolongs it.
 */
#define LIFE	(30 * HZ)

/**
 * struct late - an old mapping
 * @node: in its bucket
 * @rcu: frees it
 * @old: reply tuple of the flow's old entry
 * @addr: address of the flow's mapping now
 * @port: port of it
 * @expires: when nothing is expected any more, in jiffies
 */
struct late {
	struct hlist_node node;
	struct rcu_head rcu;
	struct nf_conntrack_tuple old;
	union nf_inet_addr addr;
	__be16 port;
	unsigned long expires;
};

static struct hlist_head *bucket_of(struct rehome_late *late, __be16 port)
{
	return &late->buckets[ntohs(port) % REHOME_LATE_BUCKETS];
}

static void drop(struct rehome_late *late, struct late *l)
{
	hlist_del_rcu(&l->node);
	late->count--;
	kfree_rcu(l, rcu);
}

static struct late *find(struct rehome_late *late,
			 const struct nf_conntrack_tuple *t)
{
	struct late *l;

	hlist_for_each_entry_rcu(l, bucket_of(late, t->dst.u.all), node,
				 lockdep_is_held(&late->lock))
		if (nf_ct_tuple_equal(&l->old, t))
			return l;
	return NULL;
}

void rehome_late_init(struct rehome_late *late)
{
	spin_lock_init(&late->lock);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_late_init);

static void purge(struct rehome_late *late, bool all)
{
	struct hlist_node *next;
	struct late *l;
	int i;

	spin_lock_bh(&late->lock);
	for (i = 0; late->count && i < REHOME_LATE_BUCKETS; i++)
		hlist_for_each_entry_safe(l, next, &late->buckets[i], node)
			if (all || time_after(jiffies, READ_ONCE(l->expires)))
				drop(late, l);
	spin_unlock_bh(&late->lock);
}

void rehome_late_exit(struct rehome_late *late)
{
	purge(late, true);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_late_exit);

/**
 * rehome_late_purge - forget what is over
 * @late: the old mappings
 *
 * Context: any but hard interrupts.
 */
void rehome_late_purge(struct rehome_late *late)
{
	if (READ_ONCE(late->count))
		purge(late, false);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_late_purge);

/**
 * rehome_late_add - expect replies to a flow's old mapping
 * @rn: the namespace
 * @ct: the flow's new entry
 * @old: reply tuple of the old one
 *
 * Context: any but hard interrupts.
 */
void rehome_late_add(struct rehome_net *rn, const struct nf_conn *ct,
		     const struct nf_conntrack_tuple *old)
{
	const struct nf_conntrack_tuple *map = rehome_entry_mapping(ct);
	struct rehome_late *late = &rn->late;
	struct late *l, *known;

	l = kmalloc(sizeof(*l), GFP_ATOMIC | __GFP_NOWARN);
	spin_lock_bh(&late->lock);
	/* Back at a mapping that it had: its replies are no late ones. */
	known = find(late, map);
	if (known)
		drop(late, known);
	known = find(late, old);
	if (known)
		drop(late, known);
	if (l && late->count < REHOME_LATE_MAX) {
		*l = (struct late){
			.old = *old,
			.addr = map->dst.u3,
			.port = map->dst.u.all,
			.expires = jiffies + LIFE,
		};
		hlist_add_head_rcu(&l->node, bucket_of(late, old->dst.u.all));
		late->count++;
		l = NULL;
	}
	spin_unlock_bh(&late->lock);
	kfree(l);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_late_add);

static void to4(struct sk_buff *skb, struct udphdr *uh, const struct late *l)
{
	struct iphdr *iph = ip_hdr(skb);

	if (uh->check || skb->ip_summed == CHECKSUM_PARTIAL) {
		inet_proto_csum_replace4(&uh->check, skb, iph->daddr,
					 l->addr.ip, true);
		inet_proto_csum_replace2(&uh->check, skb, uh->dest, l->port,
					 false);
		if (!uh->check)
			uh->check = CSUM_MANGLED_0;
	}
	csum_replace4(&iph->check, iph->daddr, l->addr.ip);
	iph->daddr = l->addr.ip;
}

static void to6(struct sk_buff *skb, struct udphdr *uh, const struct late *l)
{
	struct ipv6hdr *ip6h = ipv6_hdr(skb);

	/* RFC 6935: a tunnel may go without a checksum in IPv6, too. */
	if (uh->check || skb->ip_summed == CHECKSUM_PARTIAL) {
		inet_proto_csum_replace16(&uh->check, skb,
					  ip6h->daddr.s6_addr32,
					  l->addr.in6.s6_addr32, true);
		inet_proto_csum_replace2(&uh->check, skb, uh->dest, l->port,
					 false);
		if (!uh->check)
			uh->check = CSUM_MANGLED_0;
	}
	ip6h->daddr = l->addr.in6;
}

/**
 * rehome_late_packet - send a late reply on to where its flow is now
 * @rn: the namespace
 * @skb: any packet, in PREROUTING before conntrack
 * @state: the hook
 *
 * Context: a hook: RCU, BH may be on.
 * Return: a verdict of netfilter.
 */
unsigned int rehome_late_packet(struct rehome_net *rn, struct sk_buff *skb,
				const struct nf_hook_state *state)
{
	struct nf_conntrack_tuple t;
	struct late *l;
	struct udphdr *uh;
	int at;

	if (!rehome_packet_tuple(skb, state->pf, &t, &at))
		return NF_ACCEPT;
	l = find(&rn->late, &t);
	if (!l || time_after(jiffies, READ_ONCE(l->expires)))
		return NF_ACCEPT;
	if (skb_ensure_writable(skb, at + sizeof(*uh)))
		return NF_DROP;
	uh = (struct udphdr *)(skb->data + at);
	if (state->pf == NFPROTO_IPV4)
		to4(skb, uh, l);
	else
		to6(skb, uh, l);
	uh->dest = l->port;
	WRITE_ONCE(l->expires, jiffies + LIFE);
	rehome_stats_late(&rn->stats);
	return NF_ACCEPT;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_late_packet);
