// SPDX-License-Identifier: GPL-2.0
/* The other WAN that a flow can be led to by rewriting the bits of its
 * connection mark that tell WANs apart. Only marks that the user gave count:
 * with them comes the word that the rule set restores them to the packets. If
 * that is not so, the flow's next packet leaves as before, and nothing is lost.
 */
#include <linux/jiffies.h>
#include "class.h"
#include "compat.h"
#include "entry.h"
#include "flow.h"
#include "indexed.h"
#include "pernet.h"
#include "steer.h"
#include "view.h"

/* A flow that drains is idle when it was silent for so long: longer than the
 * gaps in a call or a transfer, shorter than those between keepalives.
 */
#define IDLE	(5 * HZ)

static bool is_up(const struct rehome_view_wan *wan, u8 family)
{
	return wan->ifindex && wan->state[rehome_family_index(family)] ==
			       NF_REHOME_WAN_STATE_UP;
}

/* The WAN that a connection mark names. */
static const struct rehome_view_wan *named_by(const struct rehome_view *view,
					      u32 mark)
{
	unsigned int i;

	for (i = 0; i < view->wan_count; i++)
		if (rehome_mark_matches(mark, view->wans[i].mark))
			return &view->wans[i];
	return NULL;
}

/* The best WAN that is up, besides the one that the flow is to leave. */
static const struct rehome_view_wan *steer_best(const struct rehome_view *view,
						const struct rehome_flow *flow,
						bool by_mark)
{
	const struct rehome_view_wan *wan, *found = NULL;
	unsigned int i;

	for (i = 0; i < view->wan_count; i++) {
		wan = &view->wans[i];
		if (wan->ifindex == flow->owner || !is_up(wan, flow->family) ||
		    (by_mark && !wan->mark.mask))
			continue;
		if (!found || wan->rank < found->rank)
			found = wan;
	}
	return found;
}

/* All bits that tell WANs apart, not only those of one WAN. */
static void steer_lead(struct rehome_flow *flow, const struct rehome_view *view,
		       u32 value, int from, int to)
{
	flow->bits.value = value & view->mask;
	flow->bits.mask = view->mask;
	flow->away_from = from;
	flow->lead_to = to;
}

/* When it was moved away by its mark: is the WAN that it left up again? */
static bool may_go_home(struct rehome_net *rn, struct rehome_flow *flow,
			const struct rehome_view *view)
{
	const struct rehome_class_conf *conf = &flow->class->conf;
	const struct rehome_record *r = &flow->record;
	struct rehome_facts *f = &flow->facts;
	const struct rehome_view_wan *home;
	u32 now = jiffies;

	if (!rehome_record_is(r, REHOME_RECORD_AWAY) || !view->mask)
		return false;
	home = named_by(view, r->home);
	if (!home || !is_up(home, flow->family) ||
	    conf->failback == NF_REHOME_FAILBACK_KEEP)
		return false;
	f->away = true;
	if (conf->failback == NF_REHOME_FAILBACK_DRAIN) {
		bool idle = rehome_entry_silence(flow->ct) >= IDLE;
		bool over = r->until && (s32)(now - r->until) >= 0;

		f->draining = !idle && !over;
	}
	steer_lead(flow, view, r->home, flow->owner, home->ifindex);
	return true;
}

/**
 * rehome_steer - can a flow be led elsewhere by its mark?
 * @rn: the namespace
 * @flow: the flow, whose owner is known; its facts and bits are filled in
 * @view: the WANs
 *
 * Context: RCU.
 */
void rehome_steer(struct rehome_net *rn, struct rehome_flow *flow,
		  const struct rehome_view *view)
{
	const struct rehome_view_wan *named, *other;
	struct rehome_facts *f = &flow->facts;
	u32 mark = rehome_entry_mark(flow->ct);

	f->marked = mark;
	f->other_up = steer_best(view, flow, false);
	if (!mark || may_go_home(rn, flow, view))
		return;
	named = named_by(view, mark);
	if (!named)
		return;
	f->pinned = !is_up(named, flow->family);
	other = steer_best(view, flow, true);
	if (!other)
		return;
	f->steerable = true;
	steer_lead(flow, view, other->mark.value, named->ifindex, other->ifindex);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_steer);
