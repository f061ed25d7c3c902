// SPDX-License-Identifier: GPL-2.0
/* Behind the NAT chains: the rule set has said where a flow that moves goes. Its new
 * entry is confirmed, and what follows from that is recorded, counted and announced.
 */
#include <linux/export.h>
#include <linux/netdevice.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/netfilter/nf_conntrack_core.h>
#include "addr.h"
#include "compat.h"
#include "entry.h"
#include "facts.h"
#include "failover.h"
#include "flow.h"
#include "indexed.h"
#include "late.h"
#include "move.h"
#include "moved.h"
#include "notify.h"
#include "pernet.h"
#include "record.h"
#include "stats.h"

static struct rehome_move *take_move(struct rehome_net *rn,
				     const struct nf_conn *ct)
{
	struct rehome_index *ix = &rn->index;
	struct rehome_move *move = NULL;
	struct rehome_record *r;

	spin_lock_bh(&ix->lock);
	r = rehome_index_lookup(ix, ct);
	if (r && r->move && rehome_move_of(r->move, ct))
		swap(move, r->move);
	spin_unlock_bh(&ix->lock);
	return move;
}

/* What the rule set said. Returns true if it gave the same mapping again. */
static bool moved_learn(struct rehome_net *rn, const struct nf_conn *ct,
			const struct rehome_move *move)
{
	const struct nf_conntrack_tuple *map = rehome_entry_mapping(ct);
	bool natted = READ_ONCE(ct->status) & IPS_SRC_NAT;
	bool same = nf_inet_addr_cmp(&map->dst.u3, &move->old.dst.u3) &&
		    map->dst.u.all == move->old.dst.u.all;
	struct rehome_index *ix = &rn->index;
	struct rehome_record *r;

	spin_lock_bh(&ix->lock);
	r = rehome_index_lookup(ix, ct);
	if (r) {
		WRITE_ONCE(r->ct, ct);
		r->also = (struct rehome_egress){};
		if (same)
			r->also = move->from.ifindex ? move->from : move->left;
		r->asked = jiffies;
		if (!same && natted)
			r->asks = 0;
		else if (r->asks < U8_MAX)
			r->asks++;
		if (natted || move->natted)
			rehome_record_set(r, REHOME_RECORD_WAS_NATTED, true);
	}
	spin_unlock_bh(&ix->lock);
	return same;
}

/* nf_nat_masquerade_ipv4() takes an address of another device if its own has none. Until
 * something changes, the next packet would get the same, so it need not ask.
 */
static void wait_for_address(struct rehome_net *rn, const struct nf_conn *ct,
			     const struct rehome_move *move)
{
	const struct net_device *dev;

	if (!rehome_entry_masq_index(ct))
		return;
	dev = dev_get_by_index_rcu(rn->net, move->left.ifindex);
	if (dev && !rehome_addr_on(dev, nf_ct_l3num(ct),
				   &rehome_entry_mapping(ct)->dst.u3))
		rehome_record_judged(&rn->index, ct, &move->left, move->gen);
}

/* Listeners and counters learn what became of it. */
static void moved_tell(struct rehome_net *rn, struct nf_conn *ct,
		       const struct rehome_move *move)
{
	const struct rehome_decision d = {
		.verdict = NF_REHOME_VERDICT_RENAT,
		.reason = move->reason,
	};
	struct rehome_flow flow;
	int from = move->from.ifindex;

	if (move->natted && READ_ONCE(ct->status) & IPS_SRC_NAT &&
	    rehome_entry_mapping(ct)->dst.u.all != move->old.dst.u.all &&
	    move->reason != NF_REHOME_REASON_PORT_DISPLACED)
		rehome_stats_failure(&rn->stats, NF_REHOME_FAILURE_PORT_CHANGED);
	rehome_facts_init(rn, &flow, ct);
	rehome_stats_renat(&rn->stats, flow.class, move->reason, from,
			   move->left.ifindex);
	rehome_failover_note(rn, d, false, from, move->left.ifindex);
	if (!flow.class || !rehome_notify_wanted(rn))
		return;
	rehome_facts_gather(rn, &flow, &move->left);
	rehome_notify_flow(rn, &flow, d, ct, &move->old);
}

/**
 * rehome_moved_packet - confirm a flow's new entry, if a packet has one of ours
 * @rn: the namespace
 * @skb: the packet, of an entry that is not confirmed, behind the NAT chains
 *
 * Context: a hook: RCU, BH may be on.
 * Return: a verdict of netfilter.
 */
unsigned int rehome_moved_packet(struct rehome_net *rn, struct sk_buff *skb)
{
	enum ip_conntrack_info ctinfo;
	struct rehome_move *move = take_move(rn, nf_ct_get(skb, &ctinfo));
	struct nf_conn *ct;

	if (!move)
		return NF_ACCEPT;
	if (!rehome_move_confirm(skb, move)) {
		rehome_stats_failure(&rn->stats, NF_REHOME_FAILURE_REPLACED);
		kfree(move);
		return NF_DROP;
	}
	ct = nf_ct_get(skb, &ctinfo);
	rehome_late_moved(rn, ct, &move->old);
	if (!rehome_move_of(move, ct) || test_bit(IPS_NAT_CLASH_BIT, &ct->status))
		rehome_stats_failure(&rn->stats, NF_REHOME_FAILURE_REPLACED);
	else if (moved_learn(rn, ct, move))
		rehome_stats_keep(&rn->stats, NF_REHOME_REASON_SAME_MAPPING);
	else
		moved_tell(rn, ct, move);
	wait_for_address(rn, ct, move);
	kfree(move);
	return NF_ACCEPT;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_moved_packet);
