// SPDX-License-Identifier: GPL-2.0
/* The judgement of one flow: its facts, the decision, and the rule set's word
 * on it.
 */
#include <linux/ktime.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/netfilter/nf_conntrack_core.h>
#include "compat.h"
#include "flow.h"
#include "judge.h"
#include "netns.h"

/* Room left in the conntrack table, below which nothing is allocated: to make
 * room, conntrack would drop a flow of somebody else.
 */
#define HEADROOM	64

static bool table_full(const struct rehome_net *rn)
{
	return nf_conntrack_max && rn->entries + HEADROOM >= nf_conntrack_max;
}

/* It works as it is. */
static bool may_wait(const struct rehome_flow *flow,
		     enum nf_rehome_reason reason)
{
	const struct rehome_facts *f = &flow->facts;

	return reason == NF_REHOME_REASON_NOT_NATTED ||
	       reason == NF_REHOME_REASON_PORT_DISPLACED ||
	       (f->on_path && f->owner_state == NF_REHOME_WAN_STATE_UP);
}

static void ask(struct rehome_net *rn, const struct rehome_flow *flow,
		enum nf_rehome_reason reason, u64 seq, bool again,
		struct rehome_offer *offer)
{
	struct rehome_key key = flow->key;
	bool full = table_full(rn);

	key.mark = rehome_mark_apply(key.mark, flow->bits);
	if ((!again || full) && rehome_damp_asked(&rn->damp, flow->hash, seq))
		offer->asked = NF_REHOME_ASKED_SAME;
	else if (full)
		offer->no_memory = true;
	else
		*offer = rehome_offer_ask(flow->ct, &key, flow->bits, reason);
}

/**
 * rehome_judge - decide about a flow, and ask the rule set if need be
 * @rn: the namespace
 * @flow: the flow, initialized
 * @seq: events noted so far
 * @again: ask, even if the rule set gave the same mapping since then
 * @offer: what the rule set offers; to be dropped or swapped in by the caller
 *
 * Context: process, the namespace's mutex.
 * Return: the decision.
 */
struct rehome_decision rehome_judge(struct rehome_net *rn,
				    struct rehome_flow *flow, u64 seq, bool again,
				    struct rehome_offer *offer)
{
	struct rehome_decision d;

	*offer = (struct rehome_offer){};
	rcu_read_lock();
	rehome_flow_gather(rn, flow, ktime_get_ns());
	d = rehome_decide(&flow->facts);
	if (!d.ask)
		goto out;

	ask(rn, flow, d.reason, seq, again, offer);
	/* The next packet will ask instead, if the flow is stale for sure. */
	if (!offer->no_memory)
		flow->facts.asked = offer->asked;
	else
		flow->facts.asked = may_wait(flow, d.reason) ?
				    NF_REHOME_ASKED_NONE : NF_REHOME_ASKED_OTHER;
	d = rehome_decide(&flow->facts);
	if (offer->no_memory && d.verdict == NF_REHOME_VERDICT_RENAT)
		d.verdict = NF_REHOME_VERDICT_EXPIRE;
out:
	rcu_read_unlock();
	return d;
}
