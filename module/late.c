// SPDX-License-Identifier: GPL-2.0
/* Replies that are still on their way to a flow's old mapping when it moves, as long as
 * the old WAN lives: conntrack takes each for a new flow, and before it is confirmed as
 * such, it is sent on to the new mapping and looked up again. Without that they would
 * make an entry of their own, which ends at the router, draws an ICMP error for the
 * peer, and takes the flow's port from it when it comes back.
 */
#include <linux/jiffies.h>
#include <linux/rculist.h>
#include <linux/slab.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/netfilter/nf_conntrack_core.h>
#include <net/netfilter/nf_conntrack_zones.h>
#include "alarm.h"
#include "compat.h"
#include "entry.h"
#include "late.h"
#include "pernet.h"
#include "redirect.h"
#include "stats.h"

/* A peer goes on sending to an old address for as long as it hears nothing from
 * the new one; each reply that comes prolongs it.
 */
#define LIFE	(30 * HZ)

/* So often may a flow move while one reply to it is sent on. */
#define TURNS	4

/* Those that are over are looked for so often, as long as there are any. */
#define LOOK	(2ULL * NSEC_PER_SEC)

/* A move takes microseconds. If the rule set drops the packet, the old entry is let go
 * after this time.
 */
#define PENDING	(HZ / 10 + 1)

/**
 * struct late - an old mapping
 * @node: in its bucket
 * @rcu: frees it
 * @old: reply tuple of the flow's old entry
 * @flow: original tuple of the flow, which tells where it is now
 * @ct: the old entry, while the flow may have none; else NULL
 * @held: a reference on @ct is held; else it is not to be used
 * @pending: until when @ct counts, in jiffies
 * @expires: when nothing is expected any more, in jiffies
 */
struct late {
	struct hlist_node node;
	struct rcu_head rcu;
	struct nf_conntrack_tuple old;
	struct nf_conntrack_tuple flow;
	struct nf_conn *ct;
	bool held;
	unsigned long pending;
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

/* Let the old entry go. Who reads it now has it until the grace period ends. */
static void late_release(struct rehome_late *late, struct late *l)
{
	struct late *without = kmemdup(l, sizeof(*l), GFP_ATOMIC | __GFP_NOWARN);

	lockdep_assert_held(&late->lock);
	if (!without)
		return;
	without->ct = NULL;
	without->held = false;
	hlist_replace_rcu(&l->node, &without->node);
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
			else if (l->ct && time_after(jiffies, l->pending))
				late_release(late, l);
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
 * rehome_late_begin - a flow is about to be moved: expect replies to its old mapping
 * @rn: the namespace
 * @ct: its entry; the caller holds a reference
 * @hold: hold the entry until the flow moved, so that it translates replies still;
 *	but as long as it is there, NAT gives the flow the same port for the same
 *	address
 *
 * Without a translation too: conntrack would take a reply to the old mapping for a new
 * flow whose answers collide with this one, and translate the peer's port.
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
		.flow = ct->tuplehash[IP_CT_DIR_ORIGINAL].tuple,
		.ct = ct,
		.held = hold,
		.pending = jiffies + PENDING,
		.expires = jiffies + LIFE,
	};
	spin_lock_bh(&late->lock);
	late_put(late, l);
	spin_unlock_bh(&late->lock);
	rehome_alarm_wake(rn, LOOK);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_late_begin);

/**
 * rehome_late_moved - a flow moved: its old entry is not needed any more
 * @rn: the namespace
 * @ct: the flow's new entry
 * @old: reply tuple of the old one
 *
 * If it is not called, as when the rule set drops the packet, time does it.
 *
 * Context: any but hard interrupts.
 */
void rehome_late_moved(struct rehome_net *rn, const struct nf_conn *ct,
		       const struct nf_conntrack_tuple *old)
{
	bool same = nf_ct_tuple_equal(rehome_entry_mapping(ct), old);
	struct rehome_late *late = &rn->late;
	struct late *l;

	spin_lock_bh(&late->lock);
	l = late_find(late, old);
	if (l && same)
		late_drop(late, l);
	else if (l && l->ct)
		late_release(late, l);
	spin_unlock_bh(&late->lock);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_late_moved);

/* Conntrack knows no flow that a packet is of. */
static bool is_new(const struct sk_buff *skb)
{
	enum ip_conntrack_info ctinfo;
	const struct nf_conn *ct = nf_ct_get(skb, &ctinfo);

	return ct && ctinfo == IP_CT_NEW && nf_ct_protonum(ct) == IPPROTO_UDP &&
	       nf_ct_zone(ct)->id == NF_CT_DEFAULT_ZONE_ID;
}

static struct late *late_of(struct rehome_late *late,
			    const struct nf_conntrack_tuple *t)
{
	struct late *l = rehome_late_any() ? late_find(late, t) : NULL;

	return l && !time_after(jiffies, READ_ONCE(l->expires)) ? l : NULL;
}

/* The mapping of the flow that has a tuple in one direction. */
static bool mapping_of(struct net *net, const struct nf_conntrack_tuple *t,
		       enum ip_conntrack_dir dir, struct nf_conntrack_tuple *now)
{
	const struct nf_conntrack_tuple_hash *h =
		nf_conntrack_find_get(net, &nf_ct_zone_dflt, t);
	struct nf_conn *ct;
	bool found;

	if (!h)
		return false;
	ct = nf_ct_tuplehash_to_ctrack(h);
	found = NF_CT_DIRECTION(h) == dir;
	*now = *rehome_entry_mapping(ct);
	nf_ct_put(ct);
	return found;
}

/* The flow has no entry in the table for an instant. The one that it had translates
 * this reply still. If that is not held, the reply is better lost than taken for a new
 * flow.
 */
static unsigned int by_old_entry(struct rehome_net *rn, struct sk_buff *skb,
				 const struct late *l)
{
	if (!l->held)
		return NF_DROP;
	nf_reset_ct(skb);
	nf_conntrack_get(&l->ct->ct_general);
	nf_ct_set(skb, l->ct, IP_CT_ESTABLISHED_REPLY);
	rehome_stats_late(&rn->stats);
	return NF_ACCEPT;
}

/**
 * rehome_late_packet - send a late reply on to where its flow is now
 * @rn: the namespace
 * @skb: any packet, in PREROUTING behind conntrack
 * @state: the hook
 *
 * Conntrack looks first. Were it the other way round, the flow could move in between,
 * and its reply would be taken for a new flow.
 *
 * Context: a hook: RCU, BH may be on.
 * Return: a verdict of netfilter.
 */
unsigned int rehome_late_packet(struct rehome_net *rn, struct sk_buff *skb,
				const struct nf_hook_state *state)
{
	struct nf_conntrack_tuple t, now;
	enum ip_conntrack_info ctinfo;
	unsigned int verdict;
	bool counted = false;
	struct late *l;
	int turns;

	for (turns = 0; turns < TURNS && is_new(skb); turns++) {
		t = nf_ct_get(skb, &ctinfo)->tuplehash[IP_CT_DIR_ORIGINAL].tuple;
		l = late_of(&rn->late, &t);
		if (l && mapping_of(rn->net, &l->flow, IP_CT_DIR_ORIGINAL, &now)) {
			if (!rehome_redirect(skb, state->pf, &now))
				return NF_DROP;
			WRITE_ONCE(l->expires, jiffies + LIFE);
			if (!counted)
				rehome_stats_late(&rn->stats);
			counted = true;
		} else if (l && l->ct && !time_after(jiffies, l->pending)) {
			return by_old_entry(rn, skb, l);
		} else if (!mapping_of(rn->net, &t, IP_CT_DIR_REPLY, &now)) {
			break;
		}
		/* It has one, or has one again since conntrack looked. */
		nf_reset_ct(skb);
		verdict = nf_conntrack_in(skb, state);
		if (verdict != NF_ACCEPT)
			return verdict;
	}
	return NF_ACCEPT;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_late_packet);
