// SPDX-License-Identifier: GPL-2.0
/* Carries out what was decided. What cannot be done falls back from renat to
 * expire to keep, and is counted.
 */
#include <linux/ktime.h>
#include <net/netfilter/nf_conntrack.h>
#include "act.h"
#include "compat.h"
#include "flow.h"
#include "netns.h"
#include "notify.h"
#include "record.h"
#include "verdict.h"

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
	const struct rehome_dev *target = rehome_flow_target(flow);
	struct rehome_wan *to = rehome_wan_find(&rn->wans, target->ifindex);

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
	rehome_home_back(&rn->homes, flow->hash);
	if (flow->epoch)
		rehome_damp_recycle(&rn->damp, flow->hash, flow->epoch);
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

/* By its mark, a flow leaves a WAN or comes back to it. */
static void moved_by_mark(struct rehome_net *rn, const struct rehome_flow *flow,
			  const struct nf_conn *new)
{
	u32 mark = rehome_entry_mark(flow->ct);
	struct rehome_home *known =
		rehome_home_find(&rn->homes, flow->hash,
				 nf_ct_get_id(flow->ct), mark);
	struct rehome_home home = {
		.key = flow->hash,
		.id = nf_ct_get_id(new),
		.home = { mark & flow->bits.mask, flow->bits.mask },
		.away = flow->bits,
	};

	if (!strcmp(flow->home, flow->alt.name)) {
		rehome_home_back(&rn->homes, flow->hash);
	} else if (flow->bits.mask) {
		strscpy(home.name, flow->home, sizeof(home.name));
		rehome_home_left(&rn->homes, known, &home);
	} else if (known) {
		known->id = home.id;
	}
}

static void renat(struct rehome_net *rn, struct rehome_pass *pass,
		  const struct rehome_flow *flow, struct rehome_decision d,
		  struct rehome_offer *offer)
{
	struct nf_conn *new = offer->ct;
	int err = rehome_act_swap(flow->ct, new, flow->bits);

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
		moved_by_mark(rn, flow, new);
		rehome_record_moved(&rn->index, flow->ct, new, flow->bits);
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

/* Is there a moment at which the flow may be moved? */
static bool waits(enum nf_rehome_reason reason)
{
	return reason == NF_REHOME_REASON_DAMPED ||
	       reason == NF_REHOME_REASON_DRAINING ||
	       reason == NF_REHOME_REASON_UNPROVEN;
}

/**
 * rehome_verdict_carry_out - do what was decided about a flow, and count it
 * @rn: the namespace
 * @pass: the pass in which it was
 * @flow: the flow
 * @d: the decision
 * @offer: what the rule set offers; consumed if it is swapped in
 *
 * Context: process, the namespace's mutex.
 */
void rehome_verdict_carry_out(struct rehome_net *rn, struct rehome_pass *pass,
			      struct rehome_flow *flow,
			      struct rehome_decision d,
			      struct rehome_offer *offer)
{
	if (offer->no_memory)
		rn->stats.failures[NF_REHOME_FAILURE_NO_MEMORY]++;
	else if (flow->facts.asked == NF_REHOME_ASKED_NONE)
		rn->stats.failures[NF_REHOME_FAILURE_NO_MAPPING]++;

	if (d.verdict != NF_REHOME_VERDICT_KEEP && !d.report &&
	    flow->facts.kind != NF_REHOME_FLOW_KIND_INBOUND &&
	    flow->facts.kind != NF_REHOME_FLOW_KIND_TERMINATED &&
	    rehome_damp_pair(&rn->damp, flow->owner.ifindex,
			     rehome_flow_target(flow)->ifindex, pass->id,
			     ktime_get_ns(),
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
			put_off(pass, waits(d.reason) ? flow->until : 0);
	}
	if (flow->facts.asked == NF_REHOME_ASKED_SAME)
		rehome_damp_same(&rn->damp, flow->hash, pass->seq);
}
