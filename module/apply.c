// SPDX-License-Identifier: GPL-2.0
/* Carries out what was decided and needs no packet, and counts it. */
#include <linux/export.h>
#include <net/netfilter/nf_conntrack.h>
#include "apply.h"
#include "compat.h"
#include "damp.h"
#include "failover.h"
#include "flow.h"
#include "indexed.h"
#include "move.h"
#include "notify.h"
#include "pernet.h"
#include "record.h"
#include "stats.h"

static void apply_report(struct rehome_net *rn, const struct rehome_flow *flow,
			 struct rehome_decision d)
{
	rehome_stats_report(&rn->stats, flow->class, d.reason);
	rehome_failover_note(rn, d, true, flow->owner, flow->left.ifindex);
	rehome_notify_flow(rn, flow, d, flow->ct, NULL);
}

static bool apply_expire(struct rehome_net *rn, const struct rehome_flow *flow,
			 struct rehome_decision d)
{
	struct rehome_index *ix = &rn->index;
	struct rehome_record *r;

	spin_lock_bh(&ix->lock);
	r = rehome_index_lookup(ix, flow->ct);
	if (r && r->ct == flow->ct && !rehome_damp_holds(r, rehome_net_hold(rn)))
		rehome_damp_spend(r, rehome_net_hold(rn));
	spin_unlock_bh(&ix->lock);
	rehome_record_expired(ix, flow->ct, flow->epoch);
	if (!rehome_move_expire(flow->ct)) {
		rehome_stats_failure(&rn->stats, NF_REHOME_FAILURE_LOST_RACE);
		return false;
	}
	rehome_stats_expire(&rn->stats, flow->class, d.reason, flow->owner);
	rehome_failover_note(rn, d, false, flow->owner, flow->left.ifindex);
	rehome_notify_flow(rn, flow, d, flow->ct, NULL);
	return true;
}

/* Its next packet moves it. */
static void apply_steer(struct rehome_net *rn, const struct rehome_flow *flow)
{
	u32 old = rehome_move_mark(flow->ct, flow->bits);

	if (flow->facts.away)
		rehome_record_home(&rn->index, flow->ct);
	else
		rehome_record_away(&rn->index, flow->ct,
				   old & flow->bits.mask);
}

/**
 * rehome_apply - do what was decided and needs no packet, and count it
 * @rn: the namespace
 * @flow: the flow
 * @d: a decision to expire, or to rewrite the mark, or one that is only reported
 *
 * Context: any but hard interrupts; RCU.
 * Return: true if it was expired, and nobody else ended it before.
 */
bool rehome_apply(struct rehome_net *rn, const struct rehome_flow *flow,
		  struct rehome_decision d)
{
	if (!d.report && d.verdict == NF_REHOME_VERDICT_EXPIRE)
		return apply_expire(rn, flow, d);
	if (d.report)
		apply_report(rn, flow, d);
	else
		apply_steer(rn, flow);
	return false;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_apply);
