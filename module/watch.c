// SPDX-License-Identifier: GPL-2.0
/* The hooks that see packets while something may have changed, and only then: at
 * rest, established packets pass no code of ours. A trigger opens the window. It
 * closes when no entry can be left that is older than the last trigger and was not
 * seen since: an entry without a packet has timed out by itself.
 */
#include <linux/hash.h>
#include <linux/ktime.h>
#include <linux/netfilter_ipv4.h>
#include <linux/netfilter_ipv6.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/netfilter/nf_conntrack_l4proto.h>
#include "compat.h"
#include "egress.h"
#include "judge.h"
#include "late.h"
#include "netns.h"
#include "record.h"
#include "stats.h"
#include "tag.h"
#include "watch.h"

/* After a trigger, most flows move within so long. */
#define CALM		(5 * HZ)
#define CALM_LOOK	(2ULL * NSEC_PER_SEC)

/* A packet was dropped in the NAT chains on its way from one hook of ours to the
 * next. What it left behind is not this new flow's, though the memory may be the
 * same.
 */
static void forget_move(struct rehome_net *rn, const struct nf_conn *ct)
{
	struct rehome_index *ix = &rn->index;
	struct rehome_record *r = rehome_index_find(ix, ct);

	if (!r || !READ_ONCE(r->move))
		return;
	spin_lock_bh(&ix->lock);
	r = rehome_index_lookup(ix, ct);
	if (r && r->move) {
		kfree(r->move);
		WRITE_ONCE(r->move, NULL);
		rehome_stats_failure(&rn->stats, NF_REHOME_FAILURE_NO_MAPPING);
	}
	spin_unlock_bh(&ix->lock);
}

/* Two tags that share a place; NULL without memory. */
static u64 *known_of(const struct rehome_net *rn, const struct nf_conn *ct)
{
	u64 *known = READ_ONCE(rn->watch.known);

	return known ? known + 2 * hash_ptr(ct, REHOME_WATCH_BITS) : NULL;
}

/* Which packets of a flow say nothing of where its mapping belongs? */
static bool is_other_half(const struct rehome_record *r, bool reply)
{
	return rehome_record_is(r, reply ? REHOME_RECORD_OUTBOUND :
					   REHOME_RECORD_INBOUND);
}

/* The packet's flow is not known to fit by its tag. */
static unsigned int look(struct rehome_net *rn, struct sk_buff *skb,
			 const struct nf_hook_state *state,
			 const struct nf_conn *ct, bool reply, unsigned int gen,
			 u64 *known, u64 tag)
{
	struct rehome_egress left =
		rehome_egress_of(skb, state->out, state->pf);
	struct rehome_record *r = rehome_index_find(&rn->index, ct);

	if (!r || READ_ONCE(r->ct) != ct)
		return rehome_judge(rn, skb, state, &left, gen);
	if (is_other_half(r, reply)) {
		/* What comes from outside shows that it lives there. */
		if (!reply && READ_ONCE(r->last) != (u32)jiffies)
			WRITE_ONCE(r->last, (u32)jiffies);
		return NF_ACCEPT;
	}
	if (READ_ONCE(r->gen) != gen || !rehome_egress_equal(&r->left, &left))
		return rehome_judge(rn, skb, state, &left, gen);
	if (known) {
		WRITE_ONCE(known[1], READ_ONCE(known[0]));
		WRITE_ONCE(known[0], tag);
	}
	return NF_ACCEPT;
}

static unsigned int watch_packet(void *priv, struct sk_buff *skb,
				 const struct nf_hook_state *state)
{
	enum ip_conntrack_info ctinfo;
	struct nf_conn *ct = nf_ct_get(skb, &ctinfo);
	struct rehome_net *rn;
	unsigned int gen;
	u64 tag, *known;
	bool reply;

	if (!ct || nf_ct_protonum(ct) != IPPROTO_UDP)
		return NF_ACCEPT;
	rn = rehome_pernet_rcu(state->net);
	if (unlikely(!nf_ct_is_confirmed(ct))) {
		forget_move(rn, ct);
		return NF_ACCEPT;
	}
	reply = CTINFO2DIR(ctinfo) == IP_CT_DIR_REPLY;
	/* What was told from inside is answered to the inside. */
	if (reply && !rehome_wans_maybe(&rn->wans, state->out->ifindex))
		return NF_ACCEPT;
	/* Before all that is looked at: what changes later is seen later. */
	gen = atomic_read_acquire(&rn->gen);
	tag = rehome_tag_of(ct, rehome_tag_way(skb_dst(skb), state->out->ifindex,
					       state->pf), gen, reply);
	known = known_of(rn, ct);
	if (likely(known && (READ_ONCE(known[0]) == tag ||
			     READ_ONCE(known[1]) == tag)))
		return NF_ACCEPT;
	return look(rn, skb, state, ct, reply, gen, known, tag);
}

static unsigned int watch_confirm(void *priv, struct sk_buff *skb,
				  const struct nf_hook_state *state)
{
	enum ip_conntrack_info ctinfo;
	const struct nf_conn *ct = nf_ct_get(skb, &ctinfo);

	if (!ct || likely(nf_ct_is_confirmed(ct)) ||
	    nf_ct_protonum(ct) != IPPROTO_UDP)
		return NF_ACCEPT;
	return rehome_judge_moved(rehome_pernet_rcu(state->net), skb);
}

static unsigned int watch_receive(void *priv, struct sk_buff *skb,
				  const struct nf_hook_state *state)
{
	if (likely(!atomic_read(&rehome_late_count)))
		return NF_ACCEPT;
	return rehome_late_packet(rehome_pernet_rcu(state->net), skb, state);
}

#define OP(fn, family, hook_, prio) {			\
	.hook = fn,					\
	.pf = NFPROTO_##family,				\
	.hooknum = NF_INET_##hook_,			\
	.priority = prio,				\
}

static const struct nf_hook_ops ops[] = {
	OP(watch_packet, IPV4, POST_ROUTING, NF_IP_PRI_NAT_SRC - 1),
	OP(watch_confirm, IPV4, POST_ROUTING, NF_IP_PRI_NAT_SRC + 1),
#if IS_ENABLED(CONFIG_IPV6)
	OP(watch_packet, IPV6, POST_ROUTING, NF_IP6_PRI_NAT_SRC - 1),
	OP(watch_confirm, IPV6, POST_ROUTING, NF_IP6_PRI_NAT_SRC + 1),
#endif
};

/* Only while replies to an old mapping may come. */
static const struct nf_hook_ops late_ops[] = {
	OP(watch_receive, IPV4, PRE_ROUTING, NF_IP_PRI_CONNTRACK - 1),
#if IS_ENABLED(CONFIG_IPV6)
	OP(watch_receive, IPV6, PRE_ROUTING, NF_IP6_PRI_CONNTRACK - 1),
#endif
};

static bool may_open(const struct rehome_net *rn)
{
	return READ_ONCE(rn->watch.wanted) &&
	       !test_bit(REHOME_NET_DEAD, &rn->flags);
}

static void watch_open(struct rehome_net *rn)
{
	struct rehome_watch *w = &rn->watch;

	mutex_lock(&w->lock);
	if (!w->known)
		WRITE_ONCE(w->known, kvcalloc(2 << REHOME_WATCH_BITS,
					      sizeof(*w->known),
					      GFP_KERNEL_ACCOUNT));
	if (!w->on && may_open(rn) &&
	    !nf_register_net_hooks(rn->net, ops, ARRAY_SIZE(ops))) {
		WRITE_ONCE(w->on, true);
		rn->stats.windows++;
	}
	if (w->on && !w->late &&
	    !nf_register_net_hooks(rn->net, late_ops, ARRAY_SIZE(late_ops)))
		WRITE_ONCE(w->late, true);
	mutex_unlock(&w->lock);
}

static void close_late(struct rehome_net *rn)
{
	struct rehome_watch *w = &rn->watch;

	lockdep_assert_held(&w->lock);
	if (w->late)
		nf_unregister_net_hooks(rn->net, late_ops,
					ARRAY_SIZE(late_ops));
	WRITE_ONCE(w->late, false);
}

static void watch_close(struct rehome_net *rn)
{
	struct rehome_watch *w = &rn->watch;

	lockdep_assert_held(&w->lock);
	close_late(rn);
	if (!w->on)
		return;
	nf_unregister_net_hooks(rn->net, ops, ARRAY_SIZE(ops));
	WRITE_ONCE(w->on, false);
}

static void watch_on_work(struct work_struct *work)
{
	watch_open(container_of(work, struct rehome_net, watch.work));
}

void rehome_watch_init(struct rehome_net *rn)
{
	mutex_init(&rn->watch.lock);
	INIT_WORK(&rn->watch.work, watch_on_work);
	rn->watch.trigger = jiffies;
	rn->watch.burst = ktime_get_ns();
}

/**
 * rehome_watch_trigger - something happened: open the window, or prolong it
 * @rn: the namespace
 *
 * Context: any.
 */
void rehome_watch_trigger(struct rehome_net *rn)
{
	struct rehome_watch *w = &rn->watch;
	u64 now = ktime_get_ns();

	/* Triggers that come closer together are of one failover. */
	if (time_after(jiffies, READ_ONCE(w->trigger) + HZ))
		WRITE_ONCE(w->burst, now);
	WRITE_ONCE(w->trigger, jiffies);
	/* Packets that were judged before are judged anew; pairs with watch(). */
	smp_mb__before_atomic();
	atomic_inc(&rn->gen);
	/* Either we see the window closed, or who closes it sees the trigger. */
	smp_mb__after_atomic();
	if ((READ_ONCE(w->on) && READ_ONCE(w->late)) || !may_open(rn))
		return;
	/* Packets are lost until it is open: before other work, and on the processor
	 * where the change was made.
	 */
	queue_work(system_highpri_wq, &w->work);
}

/**
 * rehome_watch_late - a flow moved, and replies to its old mapping may come
 * @rn: the namespace
 *
 * Context: any.
 */
void rehome_watch_late(struct rehome_net *rn)
{
	if (!READ_ONCE(rn->watch.late) && may_open(rn))
		queue_work(system_highpri_wq, &rn->watch.work);
}

static bool is_calm(const struct rehome_net *rn)
{
	return !READ_ONCE(rn->late.count) &&
	       time_after(jiffies, READ_ONCE(rn->watch.trigger) + CALM);
}

/**
 * rehome_watch_calm - look at no replies when none are expected
 * @rn: the namespace
 * @delay: when to look again, in nanoseconds
 *
 * Context: process, the namespace's mutex.
 * Return: true if @delay counts.
 */
bool rehome_watch_calm(struct rehome_net *rn, u64 *delay)
{
	struct rehome_watch *w = &rn->watch;

	if (!READ_ONCE(w->late))
		return false;
	rehome_late_purge(&rn->late);
	if (!is_calm(rn)) {
		*delay = CALM_LOOK;
		return true;
	}
	mutex_lock(&w->lock);
	close_late(rn);
	mutex_unlock(&w->lock);
	/* A trigger or a move that came just now saw the hook there. */
	smp_mb();
	if (!is_calm(rn))
		watch_open(rn);
	return false;
}

/**
 * rehome_watch_want - are packets to be seen?
 * @rn: the namespace
 * @wanted: there is NAT and a WAN
 *
 * Context: process, the namespace's mutex.
 */
void rehome_watch_want(struct rehome_net *rn, bool wanted)
{
	struct rehome_watch *w = &rn->watch;

	lockdep_assert_held(&rn->mutex);
	if (w->wanted == wanted)
		return;
	WRITE_ONCE(w->wanted, wanted);
	if (wanted) {
		WRITE_ONCE(w->trigger, jiffies);
		watch_open(rn);
		return;
	}
	mutex_lock(&w->lock);
	watch_close(rn);
	mutex_unlock(&w->lock);
}

/* The longest that an entry of UDP lives without a packet. */
static unsigned long longest(const struct rehome_net *rn)
{
	const struct nf_udp_net *un = nf_udp_pernet(rn->net);
	unsigned long most = 0;
	int i;

	for (i = 0; i < UDP_CT_MAX; i++)
		most = max_t(unsigned long, most, READ_ONCE(un->timeouts[i]));
	return most;
}

/**
 * rehome_watch_may_close - has every entry without a packet timed out?
 * @rn: the namespace
 *
 * Context: process, the namespace's mutex.
 * Return: true if it has since the last trigger, so that the index tells what is
 * left.
 */
bool rehome_watch_may_close(const struct rehome_net *rn)
{
	const struct rehome_watch *w = &rn->watch;

	return READ_ONCE(w->on) && rn->params.watch == NF_REHOME_WATCH_WINDOW &&
	       time_after(jiffies, READ_ONCE(w->trigger) + longest(rn) + HZ);
}

/**
 * rehome_watch_close - close the window, unless it was triggered meanwhile
 * @rn: the namespace
 * @trigger: the last trigger when it was found that it may be closed
 *
 * Context: process, the namespace's mutex.
 */
void rehome_watch_close(struct rehome_net *rn, unsigned long trigger)
{
	struct rehome_watch *w = &rn->watch;

	mutex_lock(&w->lock);
	if (READ_ONCE(w->trigger) == trigger)
		watch_close(rn);
	mutex_unlock(&w->lock);
	/* Pairs with rehome_watch_trigger(), which may have seen it open. */
	smp_mb();
	if (READ_ONCE(w->trigger) != trigger)
		watch_open(rn);
}

/**
 * rehome_watch_free - give memory back
 * @rn: the namespace, a grace period after rehome_watch_exit()
 */
void rehome_watch_free(struct rehome_net *rn)
{
	kvfree(rn->watch.known);
}

/**
 * rehome_watch_exit - see no more packets in a namespace that ends
 * @rn: the namespace, marked dead; after a grace period no hook runs any more
 *
 * Context: process.
 */
void rehome_watch_exit(struct rehome_net *rn)
{
	cancel_work_sync(&rn->watch.work);
	mutex_lock(&rn->watch.lock);
	watch_close(rn);
	mutex_unlock(&rn->watch.lock);
}
