// SPDX-License-Identifier: GPL-2.0
/* A pass: every flow of interest is looked at, decided about, and acted on.
 * It is cut into slices; between them it holds no lock and no reference.
 */
#include <linux/ktime.h>
#include <linux/minmax.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/netfilter/nf_conntrack_core.h>
#include "act.h"
#include "compat.h"
#include "flow.h"
#include "nathook.h"
#include "netns.h"
#include "notify.h"
#include "pass.h"
#include "walk.h"

/* Room left in the conntrack table, below which nothing is allocated: to make
 * room, conntrack would drop a flow of somebody else.
 */
#define HEADROOM	64

static bool table_full(const struct rehome_net *rn)
{
	return nf_conntrack_max && rn->entries + HEADROOM >= nf_conntrack_max;
}

/**
 * rehome_judge - decide about a flow, and ask the rule set if need be
 * @rn: the namespace
 * @flow: the flow, initialized
 * @marks: marks that rules ask for, IPv4's and IPv6's
 * @seq: events noted so far
 * @again: ask, even if the rule set gave the same mapping since then
 * @offer: what the rule set offers; to be dropped or swapped in by the caller
 *
 * Context: process, the namespace's mutex.
 * Return: the decision.
 */
struct rehome_decision rehome_judge(struct rehome_net *rn,
				    struct rehome_flow *flow,
				    const struct rehome_marks marks[2],
				    u64 seq, bool again,
				    struct rehome_offer *offer)
{
	struct rehome_decision d;
	bool full;

	*offer = (struct rehome_offer){};
	rcu_read_lock();
	rehome_flow_gather(rn, flow, marks, ktime_get_ns());
	d = rehome_decide(&flow->facts);
	if (!d.ask)
		goto out;

	full = table_full(rn);
	if ((!again || full) && rehome_damp_asked(&rn->damp, flow->hash, seq))
		offer->asked = REHOME_ASKED_SAME;
	else if (full)
		offer->no_memory = true;
	else
		*offer = rehome_act_ask(flow->ct, &flow->key, d.reason);

	/* The next packet will ask instead, if the flow is stale for sure. */
	if (!offer->no_memory)
		flow->facts.asked = offer->asked;
	else
		flow->facts.asked = d.reason == NF_REHOME_REASON_NOT_NATTED ||
				    d.reason == NF_REHOME_REASON_PORT_DISPLACED ?
				    REHOME_ASKED_NONE : REHOME_ASKED_OTHER;
	d = rehome_decide(&flow->facts);
	if (offer->no_memory && d.verdict == NF_REHOME_VERDICT_RENAT)
		d.verdict = NF_REHOME_VERDICT_EXPIRE;
out:
	rcu_read_unlock();
	return d;
}

/**
 * rehome_pass_marks - the marks that rules ask for now
 * @rn: the namespace
 * @marks: IPv4's and IPv6's
 */
void rehome_pass_marks(struct rehome_net *rn, struct rehome_marks marks[2])
{
	rehome_rules_copy(&rn->rules, AF_INET, &marks[0]);
	rehome_rules_copy(&rn->rules, AF_INET6, &marks[1]);
}

static void put_off(struct rehome_pass *pass, u64 until)
{
	pass->count.later++;
	if (until && (!pass->until || until < pass->until))
		pass->until = until;
}

static void count_wans(struct rehome_net *rn, const struct rehome_flow *flow,
		       bool moved)
{
	struct rehome_wan *from = rehome_wan_find(&rn->wans,
						  flow->owner.ifindex);
	struct rehome_wan *to = rehome_wan_find(&rn->wans,
						flow->egress.ifindex);

	if (from && moved)
		from->moved_from++;
	else if (from)
		from->expired++;
	if (to && moved)
		to->moved_to++;
}

static void did_expire(struct rehome_net *rn, struct rehome_pass *pass,
		       const struct rehome_flow *flow,
		       struct rehome_decision d)
{
	d.verdict = NF_REHOME_VERDICT_EXPIRE;
	pass->count.expire++;
	rn->stats.reasons[d.reason].expire++;
	rn->stats.classes[flow->class].expire++;
	count_wans(rn, flow, false);
	rehome_notify_flow(rn, flow, d, flow->ct, flow->ct);
}

static void expire(struct rehome_net *rn, struct rehome_pass *pass,
		   const struct rehome_flow *flow, struct rehome_decision d)
{
	if (rehome_act_expire(flow->ct))
		did_expire(rn, pass, flow, d);
	else
		rn->stats.failures[NF_REHOME_FAILURE_LOST_RACE]++;
}

static void renat(struct rehome_net *rn, struct rehome_pass *pass,
		  const struct rehome_flow *flow, struct rehome_decision d,
		  struct rehome_offer *offer)
{
	struct nf_conn *new = offer->ct;
	int err = rehome_act_swap(flow->ct, new);

	offer->ct = NULL;
	switch (err) {
	case 0:
		pass->count.renat++;
		rn->stats.reasons[d.reason].renat++;
		rn->stats.classes[flow->class].renat++;
		if (offer->port_changed)
			rn->stats.failures[NF_REHOME_FAILURE_PORT_CHANGED]++;
		count_wans(rn, flow, true);
		rehome_damp_moved(&rn->damp, flow->hash, ktime_get_ns());
		rehome_notify_flow(rn, flow, d, new, flow->ct);
		nf_ct_put(new);
		return;
	case -ESTALE:
		rn->stats.failures[NF_REHOME_FAILURE_LOST_RACE]++;
		return;
	case -EEXIST:
		rn->stats.failures[NF_REHOME_FAILURE_REPLACED]++;
		break;
	default:
		rn->stats.failures[NF_REHOME_FAILURE_NO_MEMORY]++;
	}
	/* The old entry is gone; the next packet makes a new one. */
	did_expire(rn, pass, flow, d);
}

static void carry_out(struct rehome_net *rn, struct rehome_pass *pass,
		      struct rehome_flow *flow, struct rehome_decision d,
		      struct rehome_offer *offer)
{
	if (offer->no_memory)
		rn->stats.failures[NF_REHOME_FAILURE_NO_MEMORY]++;
	else if (flow->facts.asked == REHOME_ASKED_NONE)
		rn->stats.failures[NF_REHOME_FAILURE_NO_MAPPING]++;

	if (d.verdict != NF_REHOME_VERDICT_KEEP && !d.report &&
	    flow->facts.kind == NF_REHOME_FLOW_KIND_OUTBOUND &&
	    rehome_damp_pair(&rn->damp, flow->owner.ifindex,
			     flow->egress.ifindex, pass->id, ktime_get_ns(),
			     &flow->until)) {
		flow->facts.damped = true;
		d = rehome_decide(&flow->facts);
	}

	if (d.report) {
		pass->count.report++;
		rn->stats.reasons[d.reason].report++;
		rn->stats.classes[flow->class].report++;
		rehome_notify_flow(rn, flow, d, offer->ct ? : flow->ct,
				   flow->ct);
	} else if (d.verdict == NF_REHOME_VERDICT_RENAT) {
		renat(rn, pass, flow, d, offer);
	} else if (d.verdict == NF_REHOME_VERDICT_EXPIRE) {
		expire(rn, pass, flow, d);
	} else {
		pass->count.keep++;
		rn->stats.reasons[d.reason].keep++;
		if (d.later)
			put_off(pass, d.reason == NF_REHOME_REASON_DAMPED ?
				      flow->until : 0);
	}
	if (flow->facts.asked == REHOME_ASKED_SAME)
		rehome_damp_same(&rn->damp, flow->hash, pass->seq);
}

static void only_look(struct rehome_pass *pass, struct rehome_decision d)
{
	if (d.report)
		pass->count.report++;
	else if (d.verdict == NF_REHOME_VERDICT_RENAT)
		pass->count.renat++;
	else if (d.verdict == NF_REHOME_VERDICT_EXPIRE)
		pass->count.expire++;
	else
		pass->count.keep++;
	if (d.later)
		pass->count.later++;
}

static void look_at(struct rehome_net *rn, struct rehome_pass *pass,
		    struct nf_conn *ct)
{
	int class = rehome_flow_class(ct);
	struct rehome_offer offer;
	struct rehome_decision d;
	struct rehome_flow flow;

	/* It may have ended since it was found. */
	if (class < 0 || nf_ct_is_expired(ct))
		return;
	pass->count.flows++;
	rehome_flow_init(rn, &flow, ct, class);
	d = rehome_judge(rn, &flow, pass->marks, pass->seq,
			 pass->count.kind >= NF_REHOME_PASS_KIND_RECONCILE,
			 &offer);
	if (pass->count.dry)
		only_look(pass, d);
	else
		carry_out(rn, pass, &flow, d, &offer);
	rehome_act_drop(&offer);
}

struct wanted {
	struct rehome_net *rn;
	struct rehome_pass *pass;
};

static bool want(const struct nf_conn *ct, void *data)
{
	struct wanted *w = data;

#ifdef CONFIG_NF_CONNTRACK_MARK
	/* What comes in by a port-forward is marked by other rules. */
	if (!(READ_ONCE(ct->status) & IPS_DST_NAT) &&
	    rehome_rules_carried(&w->rn->rules, nf_ct_l3num(ct),
				 READ_ONCE(ct->mark)))
		w->pass->news = true;
#endif
	return rehome_flow_class(ct) >= 0;
}

/**
 * rehome_pass_begin - begin a pass
 * @rn: the namespace
 * @pass: the pass
 * @kind: why it runs
 * @dry: only look
 *
 * Context: process, the namespace's mutex, held until the slice that follows.
 * Return: false when there is nothing to look at.
 */
bool rehome_pass_begin(struct rehome_net *rn, struct rehome_pass *pass,
		       enum nf_rehome_pass_kind kind, bool dry)
{
	u64 start = ktime_get_ns();

	*pass = (struct rehome_pass){
		.count = { .kind = kind, .dry = dry },
		.id = ++rn->passes,
		.seq = atomic64_read(&rn->events),
	};
	rehome_wans_refresh(rn);
	rehome_pass_marks(rn, pass->marks);
	rn->active = !list_empty(&rn->wans.list) &&
		     (rehome_nathook_present(rn->net, NFPROTO_IPV4) ||
		      rehome_nathook_present(rn->net, NFPROTO_IPV6));
	if (rn->active && rn->params.mode != NF_REHOME_MODE_OFF)
		pass->walk = kzalloc(sizeof(*pass->walk), GFP_KERNEL);
	pass->count.duration = ktime_get_ns() - start;
	return pass->walk;
}

/**
 * rehome_pass_slice - go on with a pass
 * @rn: the namespace
 * @pass: the pass
 * @budget: how long to go on at most, in nanoseconds
 *
 * Context: process, the namespace's mutex.
 * Return: true when the pass is through.
 */
bool rehome_pass_slice(struct rehome_net *rn, struct rehome_pass *pass,
		       u64 budget)
{
	struct wanted w = { .rn = rn, .pass = pass };
	struct rehome_walk *walk = pass->walk;
	u64 start = ktime_get_ns();
	u64 spent;
	int i;

	do {
		rehome_walk_next(rn->net, walk, want, &w);
		rn->entries = max(rn->entries, walk->seen);
		for (i = 0; i < walk->count; i++) {
			look_at(rn, pass, walk->found[i]);
			nf_ct_put(walk->found[i]);
		}
		cond_resched();
		spent = ktime_get_ns() - start;
	} while (!walk->done && spent < budget);
	pass->count.walked = walk->seen;
	pass->count.duration += spent;
	return walk->done;
}

/**
 * rehome_pass_end - end a pass: count it and tell of it
 * @rn: the namespace
 * @pass: the pass
 *
 * Context: process, the namespace's mutex.
 */
void rehome_pass_end(struct rehome_net *rn, struct rehome_pass *pass)
{
	struct rehome_pass_count *c = &pass->count;

	if (pass->walk)
		rn->entries = c->walked;
	rehome_pass_abort(pass);
	rn->stats.passes[c->kind]++;
	rn->stats.walked += c->walked;
	rn->stats.flows += c->flows;
	rn->stats.duration += c->duration;
	rn->last = *c;
	rn->last_end = ktime_get_ns();
	if (!c->dry && (c->renat || c->expire || c->report))
		rehome_notify_pass(rn, c);
}

/**
 * rehome_pass_abort - leave a pass where it is
 * @pass: the pass
 */
void rehome_pass_abort(struct rehome_pass *pass)
{
	kfree(pass->walk);
	pass->walk = NULL;
}
