// SPDX-License-Identifier: GPL-2.0
/* A pass looks at every flow for what no packet can do: a mark that pins a flow
 * to a WAN that is no good, a flow that may go home, an offloaded flow that no hook
 * sees, and whether the window may be closed. It is cut into slices; between them it
 * holds no lock and no reference.
 */
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/minmax.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <net/netfilter/nf_conntrack.h>
#include "alarm.h"
#include "apply.h"
#include "discover.h"
#include "entry.h"
#include "facts.h"
#include "flow.h"
#include "hint.h"
#include "indexed.h"
#include "notify.h"
#include "observer.h"
#include "offload.h"
#include "pass.h"
#include "pernet.h"
#include "record.h"
#include "ruleset.h"
#include "scan.h"
#include "view.h"
#include "walk.h"
#include "window.h"

/* Flows that drain are looked at together. */
#define DRAIN_LOOK	((u64)NSEC_PER_SEC)

/* A flow that ends at the router sends nothing out, and of one from outside, either
 * direction shows that it lives where it is. A connection that its mark keeps on a WAN
 * that is ill may stall at any time.
 */
static bool is_unseen(const struct rehome_net *rn,
		      const struct rehome_flow *flow, unsigned long trigger)
{
	const struct rehome_record *r = &flow->record;

	if (flow->facts.tcp && rehome_pinned_to_ill(&flow->facts))
		return true;
	if (flow->facts.tcp && time_after(jiffies, trigger + REHOME_WINDOW_TCP))
		return false;
	if (!flow->known)
		return true;
	if (r->gen == (u32)atomic_read(&rn->gen) ||
	    rehome_record_is(r, REHOME_RECORD_ENDS) ||
	    (s32)(r->last - (u32)trigger) > 0)
		return false;
	return flow->facts.kind != NF_REHOME_FLOW_KIND_TERMINATED ||
	       rehome_record_is(r, REHOME_RECORD_INBOUND);
}

static void pass_drains(struct rehome_net *rn, struct rehome_pass *pass,
			const struct rehome_flow *flow)
{
	u64 at = ktime_get_ns() + DRAIN_LOOK;
	u32 until;

	if (!flow->record.until) {
		until = (u32)jiffies +
			nsecs_to_jiffies(flow->class->conf.drain);
		rehome_record_drains(&rn->index, flow->ct, until ? : 1);
	}
	pass->count.later++;
	if (!pass->until || at < pass->until)
		pass->until = at;
}

static void pass_count(struct rehome_pass *pass, struct rehome_decision d)
{
	if (d.report)
		pass->count.report++;
	else if (d.verdict == NF_REHOME_VERDICT_RENAT)
		pass->count.renat++;
	else if (d.verdict == NF_REHOME_VERDICT_EXPIRE)
		pass->count.expire++;
	else
		pass->count.keep++;
}

static void pass_carry_out(struct rehome_net *rn, struct rehome_pass *pass,
			   const struct rehome_flow *flow, struct rehome_decision d)
{
	if (d.reason == NF_REHOME_REASON_DRAINING)
		pass_drains(rn, pass, flow);
	if (d.at_once)
		rehome_apply(rn, flow, d);
}

/* A lookup that says something new opens the window; so does a flow that a packet
 * would be judged stale for, had one come.
 */
static void pass_hint(struct rehome_net *rn, struct rehome_pass *pass,
		      const struct rehome_flow *flow, struct rehome_decision d)
{
	int ifindex;

	if (d.verdict != NF_REHOME_VERDICT_KEEP && !d.at_once && !d.report)
		pass->hinted++;
	if (pass->count.kind < NF_REHOME_PASS_KIND_RECONCILE ||
	    rehome_flow_from_outside(flow))
		return;
	ifindex = rehome_hint(rn, flow);
	if (!ifindex || ifindex == flow->record.hint)
		return;
	/* If rules may change without an event, the first hint counts as well. */
	if (flow->record.hint ||
	    (rn->ruleset.silent && ifindex != flow->chosen.ifindex))
		pass->hinted++;
	rehome_record_hint(&rn->index, flow->ct, ifindex);
}

/* Its entry was injected, as by conntrackd, so no rule set here chose its mapping. */
static bool is_alien(const struct rehome_flow *flow)
{
	return rehome_record_is(&flow->record, REHOME_RECORD_INJECTED) &&
	       flow->facts.xlat != NF_REHOME_XLAT_NONE &&
	       !rehome_flow_from_outside(flow);
}

static void pass_decide(struct rehome_net *rn, struct rehome_pass *pass,
			const struct rehome_flow *flow)
{
	struct rehome_decision d = rehome_decide(&flow->facts);

	pass->count.flows++;
	if (d.at_once || d.verdict == NF_REHOME_VERDICT_KEEP)
		pass_count(pass, d);
	else
		pass->count.keep++;
	if (pass->count.dry)
		return;
	pass_carry_out(rn, pass, flow, d);
	pass_hint(rn, pass, flow, d);
}

static void pass_look_at(struct rehome_net *rn, struct rehome_pass *pass,
			 struct nf_conn *ct, bool adopted)
{
	struct rehome_flow flow;

	rehome_facts_init(rn, &flow, ct);
	/* It may have ended since it was found. */
	if (!flow.class || nf_ct_is_expired(ct))
		return;
	rcu_read_lock();
	rehome_facts_gather(rn, &flow, NULL);
	if (rehome_filter_has(&pass->only, &flow))
		pass_decide(rn, pass, &flow);
	if (!rehome_flow_from_outside(&flow))
		rehome_classes_learn(rehome_net_classes(rn), flow.class,
				     &ct->tuplehash[IP_CT_DIR_ORIGINAL].tuple);
	pass->alien |= adopted && is_alien(&flow);
	if (is_unseen(rn, &flow, pass->trigger)) {
		pass->unseen++;
		pass->offloaded += flow.facts.offloaded;
	}
	rcu_read_unlock();
}

/* Under a lock that all namespaces share, so not for as long as there are classes. */
static bool pass_want(const struct nf_conn *ct, void *data)
{
	const struct rehome_net *rn = data;

	return rehome_entry_lives(ct) &&
	       rehome_classes_want(rehome_net_classes(rn), nf_ct_protonum(ct));
}

/* Is a look at all of conntrack due? It is as long as the index is too small. */
static bool take_adoption(struct rehome_net *rn)
{
	u64 refused = READ_ONCE(rn->index.count.refused);
	bool due = rn->adopt || refused != rn->refused;

	rn->adopt = false;
	rn->refused = refused;
	return due;
}

static bool begin_look(struct rehome_net *rn, struct rehome_pass *pass)
{
	pass->scan = rehome_scan_begin(&rn->index);
	pass->adopts = take_adoption(rn) || !pass->scan;
	if (pass->adopts || pass->count.kind == NF_REHOME_PASS_KIND_RECONCILE)
		pass->walk = kzalloc(sizeof(*pass->walk), GFP_KERNEL_ACCOUNT);
	if (pass->adopts && !pass->walk)
		rehome_pass_abort(rn, pass);
	return rehome_pass_runs(pass);
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
	bool looks, on;

	lockdep_assert_held(&rn->mutex);
	*pass = (struct rehome_pass){
		.count = { .kind = kind, .dry = dry },
		.trigger = READ_ONCE(rn->window.trigger),
		.closes = kind == NF_REHOME_PASS_KIND_RECONCILE &&
			  rehome_window_may_close(rn),
	};
	rn->passes++;
	if (!dry) {
		rehome_discover(rn);
		rehome_ruleset_listen(rn);
		rn->active = !list_empty(&rn->wans.list) && rn->ruleset.sources;
	}
	on = rn->params.mode != NF_REHOME_MODE_OFF && rn->active;
	if (rehome_observer_update(rn, on))
		rn->adopt = true;
	rehome_window_want(rn, on);
	looks = on && begin_look(rn, pass);
	pass->count.duration = ktime_get_ns() - start;
	return looks;
}

/* The index first: what it has is found at once. */
static void step_scan(struct rehome_net *rn, struct rehome_pass *pass)
{
	struct nf_conn *ct;
	int i;

	for (i = 0; i < REHOME_SCAN_BATCH; i++) {
		ct = rehome_scan_next(&rn->index, rn->net, pass->scan);
		if (!ct)
			break;
		pass_look_at(rn, pass, ct, false);
		nf_ct_put(ct);
	}
}

static void step_walk(struct rehome_net *rn, struct rehome_pass *pass)
{
	struct rehome_walk *walk = pass->walk;
	int i;

	rehome_walk_next(rn->net, walk, pass_want, rn);
	for (i = 0; i < walk->count; i++) {
		if (rehome_entry_class(rehome_net_classes(rn), walk->found[i],
				       NF_REHOME_SIGNATURE_NONE) &&
		    rehome_record_adopt(&rn->index, walk->found[i]))
			pass_look_at(rn, pass, walk->found[i], true);
		nf_ct_put(walk->found[i]);
	}
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
	u64 start = ktime_get_ns();
	bool scans, walks;
	u64 spent;

	lockdep_assert_held(&rn->mutex);
	do {
		scans = pass->scan && !rehome_scan_done(pass->scan);
		if (scans)
			step_scan(rn, pass);
		else if (pass->walk)
			step_walk(rn, pass);
		cond_resched();
		spent = ktime_get_ns() - start;
		walks = pass->walk && !pass->walk->done;
	} while ((scans || walks) && spent < budget);
	pass->count.walked = (pass->scan ? pass->scan->seen : 0) +
			     (pass->walk ? pass->walk->seen : 0);
	pass->count.duration += spent;
	return !scans && !walks;
}

/* What follows from having looked at all. */
static void conclude(struct rehome_net *rn, const struct rehome_pass *pass)
{
	struct rehome_index *ix = &rn->index;
	bool whole;

	spin_lock_bh(&ix->lock);
	whole = ix->count.refused == rn->refused;
	if (pass->walk && whole)
		ix->complete = true;
	spin_unlock_bh(&ix->lock);
	if (pass->offloaded && READ_ONCE(rn->window.on))
		rehome_offload_flush(rn->net);
	/* Packets are judged anew, those known to fit as well. */
	if (pass->alien || pass->hinted)
		rehome_alarm_trigger(rn, NF_REHOME_CAUSE_POLL);
	else if (pass->closes && pass->walk && whole && !pass->unseen)
		rehome_window_close(rn, pass->trigger);
}

/**
 * rehome_pass_end - end a pass: count and announce it
 * @rn: the namespace
 * @pass: the pass
 *
 * Context: process, the namespace's mutex.
 */
void rehome_pass_end(struct rehome_net *rn, struct rehome_pass *pass)
{
	struct rehome_pass_count *c = &pass->count;

	lockdep_assert_held(&rn->mutex);
	if (rehome_pass_runs(pass) && !c->dry)
		conclude(rn, pass);
	pass->adopts = false;
	rehome_pass_abort(rn, pass);
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
 * @rn: the namespace
 * @pass: the pass
 *
 * Context: process, the namespace's mutex, or nobody else is there.
 */
void rehome_pass_abort(struct rehome_net *rn, struct rehome_pass *pass)
{
	/* The next one has to look at all. */
	rn->adopt |= pass->adopts;
	rehome_scan_end(&rn->index, pass->scan);
	pass->scan = NULL;
	kfree(pass->walk);
	pass->walk = NULL;
}
