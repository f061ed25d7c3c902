// SPDX-License-Identifier: GPL-2.0
/* The other WAN that a flow can be led to by rewriting the bits of its
 * connection mark that tell WANs apart. Only marks that the user gave count:
 * with them comes the word that the rule set restores them to the packets.
 */
#include "alt.h"
#include "compat.h"
#include "netns.h"
#include "wan.h"

/* A flow that drains is idle when it was silent for so long: longer than the
 * gaps in a call or a transfer, shorter than those between keepalives.
 */
#define IDLE	(5ULL * NSEC_PER_SEC)

/* Flows that drain are looked at together. */
#define LOOK	((u64)NSEC_PER_SEC)

static bool is_up(const struct rehome_wan *wan, u8 family)
{
	return rehome_wan_state(wan, family) == NF_REHOME_WAN_STATE_UP;
}

/**
 * rehome_alt_elsewhere - is there a healthy WAN besides a flow's?
 * @rn: the namespace
 * @family: NFPROTO_IPV4 or NFPROTO_IPV6
 * @owner: the flow's
 *
 * Context: the namespace's mutex, as for all here.
 * Return: true if there is.
 */
bool rehome_alt_elsewhere(const struct rehome_net *rn, u8 family,
			  const struct rehome_wan *owner)
{
	const struct rehome_wan *wan;

	list_for_each_entry(wan, &rn->wans.list, list)
		if (wan != owner && is_up(wan, family))
			return true;
	return false;
}

/* The WAN that a connection mark names. */
static const struct rehome_wan *named_by(const struct rehome_net *rn, u32 mark)
{
	const struct rehome_wan *wan;

	list_for_each_entry(wan, &rn->wans.list, list)
		if (wan->conf.mask &&
		    (mark & wan->conf.mask) == wan->conf.mark)
			return wan;
	return NULL;
}

/* Would a flow with other bits of its mark go to a WAN? */
static bool leads(const struct rehome_net *rn, const struct rehome_flow *flow,
		  const struct rehome_wan *wan, struct rehome_mark bits)
{
	const struct rehome_goal goal = { .ifindex = wan->ifindex };
	struct rehome_key key = flow->key;
	struct rehome_path path;

	key.mark = rehome_mark_apply(key.mark, bits);
	path = rehome_route(rn->net, &key, &goal);
	return path.dev && path.dev->ifindex == wan->ifindex;
}

static bool better(const struct rehome_wan *a, const struct rehome_wan *b)
{
	if (!b || a->conf.metered != b->conf.metered)
		return !b || b->conf.metered;
	return a->conf.priority < b->conf.priority;
}

/* The best other WAN that a flow's mark can lead it to. Without a mark that
 * names a WAN, nothing tells that the rule set would restore one. A flow that
 * routing takes to a usable WAN anyway goes to no other.
 */
static const struct rehome_wan *find(const struct rehome_net *rn,
				     const struct rehome_flow *flow,
				     const struct rehome_wan *owner,
				     struct rehome_mark *bits)
{
	const struct rehome_wan *wan, *best = NULL, *named;
	const struct rehome_facts *f = &flow->facts;
	u32 mask = rehome_wans_mask(&rn->wans);
	u8 family = flow->key.family;
	u32 mark = flow->key.mark;

	named = named_by(rn, mark);
	if (!IS_ENABLED(CONFIG_NF_CONNTRACK_MARK) || !named ||
	    (named != owner && is_up(named, family)) ||
	    (!(mark & mask) && f->kind == NF_REHOME_FLOW_KIND_LOCAL))
		return NULL;

	list_for_each_entry(wan, &rn->wans.list, list) {
		struct rehome_mark to = { wan->conf.mark, mask };

		if (wan == owner || wan == named || !wan->conf.mask ||
		    !is_up(wan, family) || !better(wan, best))
			continue;
		if (!f->on_path && f->egress_usable &&
		    wan->ifindex != flow->egress.ifindex)
			continue;
		if (leads(rn, flow, wan, to)) {
			best = wan;
			*bits = to;
		}
	}
	return best;
}

static void go_to(struct rehome_flow *flow, const struct rehome_wan *wan,
		  struct rehome_mark bits)
{
	flow->alt.ifindex = wan->ifindex;
	strscpy(flow->alt.name, wan->name, sizeof(flow->alt.name));
	flow->bits = bits;
}

/* Its WAN is no good, or there is no other: what about another mark? */
static void alternative_of(struct rehome_net *rn, struct rehome_flow *flow,
			   const struct rehome_wan *owner)
{
	const struct rehome_wan *pinned = named_by(rn, flow->key.mark);
	struct rehome_facts *f = &flow->facts;
	const struct rehome_wan *wan;
	struct rehome_mark bits;

	if (owner && f->owner_state == NF_REHOME_WAN_STATE_UP)
		return;
	wan = find(rn, flow, owner, &bits);
	if (wan) {
		f->alt_wan = true;
		go_to(flow, wan, bits);
		strscpy(flow->home, pinned->name, sizeof(flow->home));
	}
}

/* Moved away by its mark: is the WAN that it left up again? */
static void home_of(struct rehome_net *rn, struct rehome_flow *flow,
		    const struct rehome_wan *owner, u64 now)
{
	const struct rehome_class_conf *conf = &rn->classes[flow->class];
	struct rehome_facts *f = &flow->facts;
	const struct rehome_wan *wan;
	struct rehome_home *home;
	u64 quiet;

	if (!rn->homes.slots)
		return;
	home = rehome_home_find(&rn->homes, flow->hash, nf_ct_get_id(flow->ct),
				rehome_entry_mark(flow->ct));
	if (!home)
		return;
	strscpy(flow->home, home->name, sizeof(flow->home));
	if (!owner || f->owner_state != NF_REHOME_WAN_STATE_UP || !f->on_path)
		return;
	wan = rehome_wan_by_name(&rn->wans, home->name);
	if (!wan || wan == owner ||
	    rehome_wan_state(wan, flow->key.family) != NF_REHOME_WAN_STATE_UP ||
	    !leads(rn, flow, wan, home->home)) {
		home->until = 0;
		return;
	}
	f->back = true;
	go_to(flow, wan, home->home);
	if (conf->failback == NF_REHOME_FAILBACK_KEEP) {
		f->draining = true;
	} else if (conf->failback == NF_REHOME_FAILBACK_DRAIN) {
		if (!home->until)
			home->until = now + conf->drain;
		quiet = rehome_entry_silence(flow->ct);
		f->draining = now < home->until && quiet < IDLE;
		if (f->draining)
			flow->until = min(home->until,
					  now + max(IDLE - quiet, LOOK));
	}
}

/**
 * rehome_alt_gather - gather where a flow could go by its mark
 * @rn: the namespace
 * @flow: the flow; key, egress and the facts about them are known
 * @owner: the WAN of its mapping, if it is one
 * @now: the clock, in nanoseconds
 *
 * Context: the namespace's mutex and RCU.
 */
void rehome_alt_gather(struct rehome_net *rn, struct rehome_flow *flow,
		       const struct rehome_wan *owner, u64 now)
{
	alternative_of(rn, flow, owner);
	home_of(rn, flow, owner, now);
}
