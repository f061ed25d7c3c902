// SPDX-License-Identifier: GPL-2.0
/* A pass: every flow of interest is looked at, decided about, and acted on.
 * It is cut into slices; between them it holds no lock and no reference.
 */
#include <linux/ktime.h>
#include <linux/minmax.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <net/netfilter/nf_conntrack.h>
#include "compat.h"
#include "events.h"
#include "flow.h"
#include "judge.h"
#include "netns.h"
#include "notify.h"
#include "observer.h"
#include "packet.h"
#include "pass.h"
#include "record.h"
#include "scan.h"
#include "verdict.h"
#include "walk.h"

static void drop(struct rehome_net *rn, struct rehome_selectors *sel)
{
	u32 mask = rehome_wans_mask(&rn->wans);
	unsigned int i;

	/* An inside host comes in by no WAN; rules on a WAN are for what does. */
	for (i = sel->input_count; i--;)
		if (rehome_wan_by_name(&rn->wans, sel->inputs[i]))
			strscpy(sel->inputs[i], sel->inputs[--sel->input_count],
				IFNAMSIZ);
	/* The user's word is that these bits are restored. */
	for (i = sel->count; i--;)
		if (!(sel->doubtful[i] & ~mask))
			sel->doubtful[i] = sel->doubtful[--sel->count];
}

/* What routes and rules ask for is known from the notifier; but of rules, not
 * whether they ask for this.
 */
static bool dscp_matters(const struct rehome_net *rn, u8 family)
{
	if (rehome_custom_rules(rn->net, family))
		return true;
	return family == NFPROTO_IPV4 &&
	       (!test_bit(REHOME_NET_FIB, &rn->flags) ||
		READ_ONCE(rn->rules.tos_routes));
}

/**
 * rehome_pass_selectors - look at what rules ask for now
 * @rn: the namespace
 *
 * Context: the namespace's mutex.
 */
void rehome_pass_selectors(struct rehome_net *rn)
{
	rehome_rules_copy(&rn->rules, AF_INET, &rn->selectors[0]);
	rehome_rules_copy(&rn->rules, AF_INET6, &rn->selectors[1]);
	rn->selectors[0].dscp = dscp_matters(rn, NFPROTO_IPV4);
	rn->selectors[1].dscp = dscp_matters(rn, NFPROTO_IPV6);
	drop(rn, &rn->selectors[0]);
	drop(rn, &rn->selectors[1]);
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

/* Evidence of how far lookups can be trusted; see profile.c. */
static bool proved_wrong(struct rehome_net *rn, const struct rehome_pass *pass,
			 const struct rehome_flow *flow)
{
	const struct rehome_facts *f = &flow->facts;
	struct rehome_key key = rehome_packet_profile(rn, flow);

	if (!pass->scheduled || f->kind != NF_REHOME_FLOW_KIND_OUTBOUND ||
	    f->xlat == NF_REHOME_XLAT_NONE || f->excluded ||
	    f->owner != NF_REHOME_OWNER_WAN ||
	    f->owner_state != NF_REHOME_WAN_STATE_UP ||
	    f->egress != NF_REHOME_EGRESS_WAN ||
	    f->asked == NF_REHOME_ASKED_SAME)
		return false;
	if (pass->rest)
		return (f->on_path || !flow->explained) &&
		       rehome_profile_rest(&rn->profiles, &key, flow->hash,
					   f->on_path, pass->id);
	if (!f->on_path)
		rehome_profile_event(&rn->profiles, &key, flow->hash);
	return false;
}

static void look_at(struct rehome_net *rn, struct rehome_pass *pass,
		    struct nf_conn *ct, const struct rehome_first *first)
{
	struct rehome_offer offer;
	struct rehome_decision d;
	struct rehome_flow flow;

	if (!rehome_flow_init(rn, &flow, ct, first))
		return;
	pass->count.flows++;
	d = rehome_judge(rn, &flow, pass->seq,
			 pass->count.kind >= NF_REHOME_PASS_KIND_RECONCILE,
			 &offer);
	if (proved_wrong(rn, pass, &flow)) {
		flow.facts.proven = false;
		d = rehome_decide(&flow.facts);
	}
	if (pass->count.dry)
		only_look(pass, d);
	else
		rehome_verdict_carry_out(rn, pass, &flow, d, &offer);
	rehome_offer_drop(&offer);
}

struct wanted {
	struct rehome_net *rn;
	struct rehome_pass *pass;
};

static bool want(const struct nf_conn *ct, void *data)
{
	struct wanted *w = data;

	if (rehome_entry_teaches(&w->rn->rules, ct))
		w->pass->news = true;
	return rehome_entry_class(w->rn->classes, ct,
				  NF_REHOME_SIGNATURE_NONE) >= 0;
}

/* Is a look at all of conntrack due? It is as long as the index is too small. */
static bool take_adoption(struct rehome_net *rn)
{
	u64 refused = READ_ONCE(rn->index.count.refused);
	bool due = rn->adopt || READ_ONCE(rn->rules.fresh) ||
		   refused != rn->refused;

	rn->adopt = false;
	rn->refused = refused;
	WRITE_ONCE(rn->rules.fresh, false);
	return due;
}

static bool begin_look(struct rehome_net *rn, struct rehome_pass *pass)
{
	pass->scan = rehome_scan_begin(&rn->index);
	pass->adopts = take_adoption(rn) || !pass->scan;
	if (pass->adopts || pass->count.kind == NF_REHOME_PASS_KIND_RECONCILE)
		pass->walk = kzalloc(sizeof(*pass->walk), GFP_KERNEL);
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

	*pass = (struct rehome_pass){
		.count = { .kind = kind, .dry = dry },
		.id = ++rn->passes,
		.seq = atomic64_read(&rn->events),
	};
	rehome_wans_refresh(rn);
	pass->scheduled = kind != NF_REHOME_PASS_KIND_COMMAND;
	/* The slow pass after one that saw all events up to now. */
	pass->rest = kind == NF_REHOME_PASS_KIND_RECONCILE &&
		     rn->seen == pass->seq + 1;
	rehome_pass_selectors(rn);
	rn->active = !list_empty(&rn->wans.list) && rehome_events_nat(rn);
	on = rn->params.mode != NF_REHOME_MODE_OFF;
	if (rehome_observer_update(rn, on && rn->params.index, rn->active))
		rn->adopt = true;
	looks = on && rn->active && begin_look(rn, pass);
	if (looks && pass->scheduled)
		rehome_profiles_begin(&rn->profiles);
	pass->count.duration = ktime_get_ns() - start;
	return looks;
}

/* The index first: what it has is found at once. */
static void step_scan(struct rehome_net *rn, struct rehome_pass *pass)
{
	struct rehome_first first;
	struct nf_conn *ct;
	int i;

	for (i = 0; i < REHOME_SCAN_BATCH; i++) {
		ct = rehome_scan_next(&rn->index, rn->net, pass->scan, &first);
		if (!ct)
			break;
		look_at(rn, pass, ct, &first);
		nf_ct_put(ct);
	}
}

static void step_walk(struct rehome_net *rn, struct rehome_pass *pass)
{
	struct wanted w = { .rn = rn, .pass = pass };
	const struct rehome_first unknown = {};
	struct rehome_walk *walk = pass->walk;
	int i;

	rehome_walk_next(rn->net, walk, want, &w);
	for (i = 0; i < walk->count; i++) {
		if (!pass->scan ||
		    rehome_record_adopt(&rn->index, walk->found[i]))
			look_at(rn, pass, walk->found[i], &unknown);
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

/* An event while the pass ran: it saw some flows before, some after. */
static void end_look(struct rehome_net *rn, const struct rehome_pass *pass)
{
	bool quiet = atomic64_read(&rn->events) == pass->seq;

	if (!pass->rest || quiet)
		rehome_profiles_end(&rn->profiles, pass->rest);
	rn->seen = pass->seq + 1;
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
		rn->entries = pass->walk->seen;
	if (rehome_pass_runs(pass) && pass->scheduled)
		end_look(rn, pass);
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
 * Context: process, the namespace's mutex.
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
