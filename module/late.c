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
#include <net/netfilter/nf_conntrack_core.h>
#include <net/netfilter/nf_conntrack_zones.h>
#include "alarm.h"
#include "compat.h"
#include "entry.h"
#include "late.h"
#include "packet.h"
#include "pernet.h"
#include "stats.h"

/* A peer goes on sending to an old address for as long as it hears nothing from
 * the new one; each reply that comes prolongs it.
 */
#define LIFE	(30 * HZ)

/* Mappings that a flow may have had since, that are followed. */
#define HOPS	4

/* Those that are over are looked for so often, as long as there are any. */
#define LOOK	(2ULL * NSEC_PER_SEC)

/* A move takes microseconds. If the rule set drops the packet, the mapping is given up
 * after this time.
 */
#define PENDING	(HZ / 10 + 1)

/**
 * struct late - an old mapping
 * @node: in its bucket
 * @rcu: frees it
 * @old: reply tuple of the flow's old entry
 * @ct: that entry, while the flow is just being moved and has no mapping yet; NULL
 *	as soon as it has
 * @held: a reference on @ct is held; else it is only to be compared
 * @addr: address of the flow's mapping now
 * @port: port of it
 * @expires: when nothing is expected any more, in jiffies
 */
struct late {
	struct hlist_node node;
	struct rcu_head rcu;
	struct nf_conntrack_tuple old;
	struct nf_conn *ct;
	bool held;
	union nf_inet_addr addr;
	__be16 port;
	unsigned long expires;
};

atomic_t rehome_late_count = ATOMIC_INIT(0);

static struct hlist_head *bucket_of(struct rehome_late *late, __be16 port)
{
	return &late->buckets[ntohs(port) % REHOME_LATE_BUCKETS];
}

static void late_free(struct late *l)
{
	if (l->held)
		nf_ct_put(l->ct);
	kfree(l);
}

static void late_free_rcu(struct rcu_head *rcu)
{
	late_free(container_of(rcu, struct late, rcu));
}

static void late_drop(struct rehome_late *late, struct late *l)
{
	hlist_del_rcu(&l->node);
	late->count--;
	atomic_dec(&rehome_late_count);
	call_rcu(&l->rcu, late_free_rcu);
}

static struct late *late_find(struct rehome_late *late,
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

static void late_purge(struct rehome_late *late, bool all)
{
	struct hlist_node *next;
	struct late *l;
	int i;

	spin_lock_bh(&late->lock);
	for (i = 0; late->count && i < REHOME_LATE_BUCKETS; i++)
		hlist_for_each_entry_safe(l, next, &late->buckets[i], node)
			if (all || time_after(jiffies, READ_ONCE(l->expires)))
				late_drop(late, l);
	spin_unlock_bh(&late->lock);
}

void rehome_late_exit(struct rehome_late *late)
{
	late_purge(late, true);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_late_exit);

/**
 * rehome_late_due - forget what is over
 * @late: the old mappings
 * @delay: when to look again, in nanoseconds
 *
 * Context: any but hard interrupts.
 * Return: true if @delay counts.
 */
bool rehome_late_due(struct rehome_late *late, u64 *delay)
{
	if (READ_ONCE(late->count))
		late_purge(late, false);
	*delay = LOOK;
	return READ_ONCE(late->count);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_late_due);

static void late_forget(struct rehome_late *late,
			const struct nf_conntrack_tuple *t)
{
	struct late *l = late_find(late, t);

	if (l)
		late_drop(late, l);
}

/* In the place of what was there for @l->old, which a reply must not miss meanwhile;
 * frees @l if there is no room.
 */
static void late_put(struct rehome_late *late, struct late *l)
{
	struct late *before;

	lockdep_assert_held(&late->lock);
	before = late_find(late, &l->old);
	if (!before && late->count >= REHOME_LATE_MAX) {
		late_free(l);
		return;
	}
	hlist_add_head_rcu(&l->node, bucket_of(late, l->old.dst.u.all));
	late->count++;
	atomic_inc(&rehome_late_count);
	if (before)
		late_drop(late, before);
}

/**
 * rehome_late_begin - a flow is about to be moved
 * @rn: the namespace
 * @ct: its entry; the caller holds a reference
 * @hold: hold the entry until the flow moved, so that it translates replies still;
 *	but as long as it is there, NAT gives the flow the same port for the same
 *	address
 *
 * From here on replies to the old mapping make no entry of their own.
 *
 * Context: any but hard interrupts.
 */
void rehome_late_begin(struct rehome_net *rn, struct nf_conn *ct, bool hold)
{
	struct late *l = kmalloc(sizeof(*l), GFP_ATOMIC | __GFP_NOWARN);
	struct rehome_late *late = &rn->late;

	if (!l)
		return;
	if (hold)
		nf_conntrack_get(&ct->ct_general);
	*l = (struct late){
		.old = *rehome_entry_mapping(ct),
		.ct = ct,
		.held = hold,
		.expires = jiffies + PENDING,
	};
	spin_lock_bh(&late->lock);
	late_put(late, l);
	spin_unlock_bh(&late->lock);
	rehome_alarm_wake(rn, LOOK);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_late_begin);

/**
 * rehome_late_moved - a flow moved: expect replies to its old mapping
 * @rn: the namespace
 * @ct: the flow's new entry
 * @old: reply tuple of the old one. Without a translation too: conntrack would take a
 *	reply to it for a new flow whose answers collide with this one, and translate
 *	the peer's port
 *
 * Context: any but hard interrupts.
 */
void rehome_late_moved(struct rehome_net *rn, const struct nf_conn *ct,
		       const struct nf_conntrack_tuple *old)
{
	const struct nf_conntrack_tuple *map = rehome_entry_mapping(ct);
	bool same = nf_ct_tuple_equal(map, old);
	struct rehome_late *late = &rn->late;
	struct late *l = NULL;

	if (!same)
		l = kmalloc(sizeof(*l), GFP_ATOMIC | __GFP_NOWARN);
	if (l)
		*l = (struct late){
			.old = *old,
			.addr = map->dst.u3,
			.port = map->dst.u.all,
			.expires = jiffies + LIFE,
		};
	spin_lock_bh(&late->lock);
	/* If it is back at a mapping that it had before, replies to it are current. */
	late_forget(late, map);
	if (l)
		late_put(late, l);
	else
		late_forget(late, old);
	spin_unlock_bh(&late->lock);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_late_moved);

/* Is an old mapping in use, as it is when the flow came back to it otherwise than by a
 * move, or another one took it? Then replies to it are what they seem to be, and it is
 * forgotten; but not what a move just put in its place.
 */
static bool in_use(struct rehome_net *rn, struct late *l)
{
	const struct nf_conntrack_tuple *t = &l->old;
	const struct nf_conntrack_tuple_hash *h;
	struct nf_conn *ct;
	bool reply;

	h = nf_conntrack_find_get(rn->net, &nf_ct_zone_dflt, t);
	if (!h)
		return false;
	reply = NF_CT_DIRECTION(h) == IP_CT_DIR_REPLY;
	ct = nf_ct_tuplehash_to_ctrack(h);
	nf_ct_put(ct);
	if (!reply || ct == l->ct)
		return false;
	spin_lock_bh(&rn->late.lock);
	if (late_find(&rn->late, t) == l)
		late_drop(&rn->late, l);
	spin_unlock_bh(&rn->late.lock);
	return true;
}

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

/* The flow may have moved on since, and on again. */
static struct late *follow(struct rehome_net *rn, struct late *l)
{
	struct nf_conntrack_tuple t = l->old;
	struct late *next;
	int hops;

	for (hops = 0; hops < HOPS && !l->ct; hops++) {
		t.dst.u3 = l->addr;
		t.dst.u.all = l->port;
		next = late_find(&rn->late, &t);
		if (!next || time_after(jiffies, READ_ONCE(next->expires)) ||
		    in_use(rn, next))
			break;
		l = next;
	}
	return l;
}

/* The flow has no entry in the table for an instant. The one that it had translates
 * this reply still, and conntrack looks at no packet that has an entry. If that is
 * not held, the reply is better lost than taken for a new flow.
 */
static unsigned int by_old_entry(struct rehome_net *rn, struct sk_buff *skb,
				 const struct late *l)
{
	if (!l->held)
		return NF_DROP;
	/* A template of the rule set's. */
	nf_reset_ct(skb);
	nf_conntrack_get(&l->ct->ct_general);
	nf_ct_set(skb, l->ct, IP_CT_ESTABLISHED_REPLY);
	rehome_stats_late(&rn->stats);
	return NF_ACCEPT;
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
	enum ip_conntrack_info ctinfo;
	struct nf_conn *ct = nf_ct_get(skb, &ctinfo);
	struct nf_conntrack_tuple t;
	struct late *l;
	struct udphdr *uh;
	int at;

	/* Conntrack looks at no such packet. */
	if (ctinfo == IP_CT_UNTRACKED || (ct && !nf_ct_is_template(ct)))
		return NF_ACCEPT;
	if (!rehome_packet_tuple(skb, state->pf, &t, &at))
		return NF_ACCEPT;
	l = late_find(&rn->late, &t);
	if (!l || time_after(jiffies, READ_ONCE(l->expires)) || in_use(rn, l))
		return NF_ACCEPT;
	l = follow(rn, l);
	if (l->ct)
		return by_old_entry(rn, skb, l);
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
