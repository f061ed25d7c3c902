// SPDX-License-Identifier: GPL-2.0
/* A packet that is not known to fit is judged: its flow's facts are gathered
 * with the way that it takes, the decision is made, and carried out on it.
 */
#include <linux/export.h>
#include <linux/in.h>
#include <linux/netdevice.h>
#include <linux/netfilter_bridge.h>
#include <linux/slab.h>
#include <net/ipv6.h>
#include <net/l3mdev.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/netfilter/nf_conntrack_core.h>
#include "apply.h"
#include "classes.h"
#include "compat.h"
#include "damp.h"
#include "entry.h"
#include "facts.h"
#include "flow.h"
#include "indexed.h"
#include "judge.h"
#include "late.h"
#include "move.h"
#include "packet.h"
#include "pernet.h"
#include "record.h"
#include "route.h"
#include "ruleset.h"
#include "stats.h"
#include "tcp.h"

/* Packets of one flow on several processors may take its entry from each other, and
 * each makes a new one at most once.
 */
#define TURNS	4

/* Was it forwarded by a bridge, and only shown to the hooks of IP by br_netfilter? What
 * came in by a bridge and is routed leaves by another device.
 */
static bool bridged(const struct sk_buff *skb, const struct nf_hook_state *state)
{
#if IS_ENABLED(CONFIG_BRIDGE_NETFILTER)
	int ifindex = nf_bridge_get_physinif(skb);
	struct net_device *port;

	if (!ifindex)
		return false;
	port = dev_get_by_index_rcu(state->net, ifindex);
	return port && netdev_master_upper_dev_get_rcu(port) == state->out;
#else
	return false;
#endif
}

static bool multicast(const struct nf_conn *ct)
{
	const union nf_inet_addr *to =
		&ct->tuplehash[IP_CT_DIR_ORIGINAL].tuple.dst.u3;

	if (nf_ct_l3num(ct) == NFPROTO_IPV4)
		return ipv4_is_multicast(to->ip) || ipv4_is_lbcast(to->ip);
	return ipv6_addr_is_multicast(&to->in6);
}

/* It leaves for no WAN, whatever its mapping. */
static bool is_no_proof(const struct sk_buff *skb,
			const struct nf_hook_state *state,
			const struct nf_conn *ct)
{
	return state->out->flags & IFF_LOOPBACK || multicast(ct) ||
	       bridged(skb, state);
}

/* An error of ICMP has the entry of the flow that it is about, and is no packet of it: it
 * shows no way of the flow, and cannot begin it anew.
 */
static bool is_about_it(const struct sk_buff *skb, const struct nf_hook_state *state,
			const struct nf_conn *ct, enum ip_conntrack_info ctinfo)
{
	return (ctinfo == IP_CT_RELATED || ctinfo == IP_CT_RELATED_REPLY) &&
	       !rehome_packet_is(skb, state->pf, nf_ct_protonum(ct));
}

/* A named class by what the packet at hand says, if none was so far. */
static void classify(struct rehome_net *rn, struct rehome_flow *flow,
		     const struct sk_buff *skb)
{
	enum nf_rehome_signature signature;

	if (flow->reply || flow->record.signature)
		return;
	signature = rehome_packet_signature(skb, flow->family);
	if (!signature)
		return;
	flow->record.signature = signature;
	flow->class = rehome_entry_class(rehome_net_classes(rn), flow->ct, signature);
	rehome_record_recognized(&rn->index, flow->ct, signature);
}

/* The next packet that leaves the same way passes without a look, unless it is
 * to ask again.
 */
static void judge_keep(struct rehome_net *rn, const struct rehome_flow *flow,
		       struct rehome_decision d, u32 gen)
{
	const struct rehome_facts *f = &flow->facts;
	bool again = d.reason == NF_REHOME_REASON_DAMPED || f->unsure ||
		     (d.reason == NF_REHOME_REASON_NOT_PROVEN && f->unsettled) ||
		     (f->tcp && rehome_pinned_to_ill(f));

	if (READ_ONCE(rn->ruleset.silent) && f->out_wan &&
	    (d.reason == NF_REHOME_REASON_SAME_MAPPING ||
	     d.reason == NF_REHOME_REASON_WAN_UNHEALTHY ||
	     d.reason == NF_REHOME_REASON_WAN_DOWN ||
	     (f->inside && f->xlat == NF_REHOME_XLAT_NONE)))
		again = true;
	rehome_record_judged(&rn->index, flow->ct, &flow->left,
			     again ? gen - 1 : gen);
	rehome_stats_keep(&rn->stats, d.reason);
}

/* Records what follows from a new entry; true if @move was taken over. */
static bool take_over(struct rehome_net *rn, const struct nf_conn *ct,
		      const struct rehome_egress *left,
		      struct rehome_move *move)
{
	struct rehome_index *ix = &rn->index;
	struct rehome_record *r;

	spin_lock_bh(&ix->lock);
	r = rehome_index_lookup(ix, ct);
	if (r) {
		WRITE_ONCE(r->ct, ct);
		r->chosen = *left;
		r->rules = rehome_ruleset_gen(rn);
		/* No packet of the new entry was judged yet. */
		WRITE_ONCE(r->gen, r->gen - 1);
		rehome_record_set(r, REHOME_RECORD_FIRST, true);
		rehome_record_set(r, REHOME_RECORD_OUTBOUND, true);
		rehome_record_set(r, REHOME_RECORD_INJECTED, false);
		rehome_damp_spend(r, rehome_net_hold(rn));
		kfree(r->move);
		r->move = move;
	}
	spin_unlock_bh(&ix->lock);
	return r;
}

static unsigned int judge_move(struct rehome_net *rn, struct sk_buff *skb,
			       const struct nf_hook_state *state,
			       const struct rehome_flow *flow,
			       struct rehome_decision d, u32 gen, bool *again)
{
	struct rehome_move *m = kmalloc(sizeof(*m), GFP_ATOMIC | __GFP_NOWARN);
	enum ip_conntrack_info ctinfo;
	struct rehome_record *r;
	enum rehome_moved moved;
	struct nf_conn *ct;
	bool ended;

	/* The next packet tries again. */
	if (!m) {
		rehome_stats_failure(&rn->stats, NF_REHOME_FAILURE_NO_MEMORY);
		return NF_ACCEPT;
	}
	*m = (struct rehome_move){
		.from = flow->chosen,
		.left = flow->left,
		.gen = gen,
		.reason = d.reason,
	};
	rehome_stats_asked(&rn->stats);
	/* A pass that finds no entry until there is a new one must not drop the record:
	 * other packets of the flow catch up by it. See rehome_record_ended().
	 */
	r = rehome_index_find(&rn->index, flow->ct);
	if (r)
		WRITE_ONCE(r->last, (u32)jiffies);
	rehome_late_begin(rn, flow->ct,
			  d.reason != NF_REHOME_REASON_PORT_DISPLACED);
	moved = rehome_move_begin(skb, state, m, &ended);
	if (!ended)
		rehome_stats_failure(&rn->stats, NF_REHOME_FAILURE_LOST_RACE);
	if (moved == REHOME_MOVED_LOST) {
		kfree(m);
		rehome_stats_failure(&rn->stats, NF_REHOME_FAILURE_NO_MEMORY);
		return NF_DROP;
	}
	ct = nf_ct_get(skb, &ctinfo);
	if (moved == REHOME_MOVED_OTHER) {
		/* The packet that made it may have left by another egress. */
		rehome_late_moved(rn, ct, &m->old);
		kfree(m);
		*again = true;
	} else if (!take_over(rn, ct, &flow->left, m)) {
		kfree(m);
	}
	return NF_ACCEPT;
}

/* Its entry was deleted while it was on its way. If a packet before it moved the flow,
 * or is doing so on another processor, it takes the flow's new entry, or makes one that
 * is the same.
 */
static unsigned int catch_up(struct rehome_net *rn, struct sk_buff *skb,
			     const struct nf_hook_state *state,
			     struct rehome_flow *flow,
			     const struct rehome_egress *left, u32 gen,
			     bool *again)
{
	const struct rehome_record *r = rehome_index_find(&rn->index, flow->ct);
	struct rehome_decision d = {
		.verdict = NF_REHOME_VERDICT_RENAT,
		.reason = NF_REHOME_REASON_EGRESS_MOVED,
	};

	if (!r)
		return NF_ACCEPT;
	/* rehome_entry_class() gives none to an entry that is dying. */
	flow->class = rehome_classes_match(rehome_net_classes(rn),
					   &flow->ct->tuplehash[IP_CT_DIR_ORIGINAL].tuple,
					   &flow->ct->tuplehash[IP_CT_DIR_REPLY].tuple,
					   rehome_entry_mark(flow->ct),
					   READ_ONCE(r->signature));
	if (!flow->class)
		return NF_ACCEPT;
	rehome_facts_gather(rn, flow, left);
	if (rehome_flow_from_outside(flow) || flow->facts.excluded)
		return NF_ACCEPT;
	if (flow->known)
		d = rehome_decide(&flow->facts);
	else if (flow->facts.mode != NF_REHOME_MODE_RENAT ||
		 flow->facts.action != NF_REHOME_ACTION_RENAT)
		return NF_ACCEPT;
	if (d.verdict != NF_REHOME_VERDICT_RENAT || d.report || d.at_once)
		return NF_ACCEPT;
	return judge_move(rn, skb, state, flow, d, gen, again);
}

static unsigned int judge_carry_out(struct rehome_net *rn, struct sk_buff *skb,
				    const struct nf_hook_state *state,
				    const struct rehome_flow *flow, u32 gen,
				    bool *again)
{
	struct rehome_decision d = rehome_decide(&flow->facts);
	bool tcp = flow->facts.tcp, ended;

	if (d.verdict == NF_REHOME_VERDICT_KEEP) {
		judge_keep(rn, flow, d, gen);
		return tcp ? rehome_tcp_kept(flow, d.reason) : NF_ACCEPT;
	}
	if (d.verdict == NF_REHOME_VERDICT_RENAT && !d.report && !d.at_once)
		return judge_move(rn, skb, state, flow, d, gen, again);
	/* Reported or expired once in this generation; of UDP the packet itself passes. */
	rehome_record_judged(&rn->index, flow->ct, &flow->left, gen);
	ended = rehome_apply(rn, flow, d);
	if (!tcp || d.report || d.verdict != NF_REHOME_VERDICT_EXPIRE)
		return NF_ACCEPT;
	return rehome_tcp_expired(rn, skb, state, flow, ended);
}

static unsigned int judge_packet(struct rehome_net *rn, struct sk_buff *skb,
				 const struct nf_hook_state *state,
				 const struct rehome_egress *left, u32 gen,
				 bool *again)
{
	enum ip_conntrack_info ctinfo;
	struct nf_conn *ct = nf_ct_get(skb, &ctinfo);
	bool reply = CTINFO2DIR(ctinfo) == IP_CT_DIR_REPLY;
	bool tcp = nf_ct_protonum(ct) == IPPROTO_TCP;
	struct rehome_flow flow;
	bool outside;

	/* A VRF's packets pass POSTROUTING twice; the device proper comes second. */
	if (netif_is_l3_master(state->out) || is_about_it(skb, state, ct, ctinfo))
		return NF_ACCEPT;
	if (is_no_proof(skb, state, ct)) {
		rehome_record_judged(&rn->index, ct, left, gen);
		return NF_ACCEPT;
	}
	if (tcp && !rehome_tcp_concerns(rn, skb, state, ct))
		return NF_ACCEPT;
	rehome_record_adopt(&rn->index, ct);
	rehome_facts_init(rn, &flow, ct);
	flow.reply = reply;
	classify(rn, &flow, skb);
	/* Looked at last: who moves a flow ends its entry before it changes the
	 * record.
	 */
	if (nf_ct_is_dying(ct))
		return reply || tcp ? NF_ACCEPT :
			       catch_up(rn, skb, state, &flow, left, gen, again);
	if (!flow.class)
		return NF_ACCEPT;
	rehome_facts_gather(rn, &flow, left);
	outside = rehome_flow_from_outside(&flow);
	if (!outside)
		rehome_classes_learn(rehome_net_classes(rn), flow.class,
				     &ct->tuplehash[IP_CT_DIR_ORIGINAL].tuple);
	rehome_stats_judged(&rn->stats);
	if (flow.known && !outside !=
	    rehome_record_is(&flow.record, REHOME_RECORD_OUTBOUND))
		rehome_record_kind(&rn->index, ct, !outside);
	/* Where a flow from inside goes, its original direction tells; of one from
	 * outside, the reply direction.
	 */
	if (outside != reply) {
		if (outside)
			rehome_record_judged(&rn->index, ct, NULL, gen);
		return NF_ACCEPT;
	}
	if (tcp && !reply)
		rehome_tcp_sent(rn, skb, state, &flow);
	return judge_carry_out(rn, skb, state, &flow, gen, again);
}

/**
 * rehome_judge - judge a packet and do what follows from it
 * @rn: the namespace
 * @skb: the packet, of a confirmed entry of UDP, or of TCP if that is of any class
 * @state: the hook, in POSTROUTING before the NAT chains
 * @left: where it leaves
 * @gen: generation of triggers, read before anything else
 *
 * Context: a hook: RCU, BH may be on.
 * Return: a verdict of netfilter.
 */
unsigned int rehome_judge(struct rehome_net *rn, struct sk_buff *skb,
			  const struct nf_hook_state *state,
			  const struct rehome_egress *left, unsigned int gen)
{
	unsigned int verdict;
	int turns = TURNS;
	bool again;

	rehome_route_hold(skb, state);
	/* Again if it has the entry that another processor made meanwhile. */
	do {
		again = false;
		verdict = judge_packet(rn, skb, state, left, gen, &again);
	} while (again && verdict == NF_ACCEPT && --turns);
	return verdict;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_judge);
