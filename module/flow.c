// SPDX-License-Identifier: GPL-2.0
/* From a conntrack entry to the facts that the decision looks at. */
#include <linux/netdevice.h>
#include "addr.h"
#include "alt.h"
#include "compat.h"
#include "flow.h"
#include "netns.h"
#include "packet.h"
#include "wan.h"

/* What comes this long after a change is no answer still on its way. */
#define INSISTS	((u64)NSEC_PER_SEC)

/* An address that the router has, had, or was told to be a WAN's. */
static bool ours(struct rehome_net *rn, u8 family,
		 const union nf_inet_addr *addr)
{
	return rehome_addr_dev(rn->net, family, addr) ||
	       rehome_addrs_known(&rn->addrs, family, addr) ||
	       rehome_wan_by_snat(&rn->wans, family, addr);
}

static enum nf_rehome_flow_kind kind_of(struct rehome_net *rn,
					const struct rehome_flow *flow,
					u8 family)
{
	const struct nf_conntrack_tuple *orig =
		&flow->ct->tuplehash[IP_CT_DIR_ORIGINAL].tuple;
	const struct nf_conn *ct = flow->ct;

	/* It came in, and went out to where it was sent. */
	if (flow->first.seen && flow->first.iif != LOOPBACK_IFINDEX &&
	    !(READ_ONCE(ct->status) & IPS_DST_NAT))
		return NF_REHOME_FLOW_KIND_OUTBOUND;
	if (ours(rn, family, &orig->src.u3))
		return NF_REHOME_FLOW_KIND_LOCAL;
	if (ours(rn, family, &orig->dst.u3))
		return READ_ONCE(ct->status) & IPS_DST_NAT ?
		       NF_REHOME_FLOW_KIND_INBOUND :
		       NF_REHOME_FLOW_KIND_TERMINATED;
	return NF_REHOME_FLOW_KIND_OUTBOUND;
}

static void remember_wan(struct rehome_dev *to, const struct rehome_wan *wan)
{
	to->ifindex = wan->ifindex;
	strscpy(to->name, wan->name, sizeof(to->name));
}

static struct rehome_wan *owner_of(struct rehome_net *rn,
				   struct rehome_flow *flow, u8 family)
{
	const union nf_inet_addr *addr = &flow->goal.addr;
	struct rehome_facts *f = &flow->facts;
	const struct net_device *dev;
	struct rehome_wan *wan;

	dev = rehome_addr_dev(rn->net, family, addr);
	wan = rehome_wan_by_snat(&rn->wans, family, addr);
	if (!wan && dev)
		wan = rehome_wan_find(&rn->wans, dev->ifindex);
	if (wan) {
		f->owner = NF_REHOME_OWNER_WAN;
		f->owner_state = rehome_wan_state(wan, family);
		f->owner_link = wan->link;
		flow->epoch = wan->epoch;
		flow->goal.ifindex = wan->ifindex;
		remember_wan(&flow->owner, wan);
	} else if (dev) {
		f->owner = NF_REHOME_OWNER_LOCAL;
		rehome_flow_remember(&flow->owner, dev);
	} else {
		f->owner = rehome_addrs_known(&rn->addrs, family, addr) ?
			   NF_REHOME_OWNER_GONE : NF_REHOME_OWNER_UNKNOWN;
	}
	return wan;
}

static void egress_of(struct rehome_net *rn, struct rehome_flow *flow)
{
	struct rehome_path path = rehome_route(rn->net, &flow->key,
					       &flow->goal);
	struct rehome_facts *f = &flow->facts;
	const struct rehome_wan *wan;

	rehome_flow_remember(&flow->egress, path.dev);
	f->on_path = path.on_path;
	if (!path.dev)
		return;
	wan = rehome_wan_find(&rn->wans, path.dev->ifindex);
	if (wan) {
		f->egress = NF_REHOME_EGRESS_WAN;
		f->egress_usable = rehome_wan_usable(wan, flow->key.family);
	} else {
		f->egress = NF_REHOME_EGRESS_OTHER;
		f->egress_usable = netif_running(path.dev) &&
				   netif_carrier_ok(path.dev);
	}
}

/* A new entry of it would be marked anew by the rule set. */
static void anew_of(struct rehome_net *rn, struct rehome_flow *flow,
		    const struct rehome_wan *owner,
		    const struct rehome_selectors *sel)
{
	struct rehome_facts *f = &flow->facts;

	if (!owner || f->owner_state == NF_REHOME_WAN_STATE_UP)
		return;
	f->recycled = rehome_damp_recycled(&rn->damp, flow->hash, flow->epoch);
	if (flow->key.mark & sel->mask ||
	    (f->owner_state == NF_REHOME_WAN_STATE_UNHEALTHY &&
	     f->kind != NF_REHOME_FLOW_KIND_LOCAL))
		f->anew = rehome_alt_elsewhere(rn, flow->key.family, owner);
}

/* A source that is the router's own chooses its address anew when it sends,
 * also if that of its WAN is translated to another one of the same WAN.
 */
static void own_of(struct rehome_net *rn, struct rehome_flow *flow,
		   const struct rehome_wan *owner, u64 now)
{
	const struct nf_conntrack_tuple *orig =
		&flow->ct->tuplehash[IP_CT_DIR_ORIGINAL].tuple;
	const struct net_device *dev =
		owner ? dev_get_by_index_rcu(rn->net, owner->ifindex) : NULL;
	struct rehome_facts *f = &flow->facts;

	f->own = nf_inet_addr_cmp(&orig->src.u3, &flow->goal.addr) ||
		 (dev && rehome_addr_on(dev, flow->key.family, &orig->src.u3));
	if (f->kind != NF_REHOME_FLOW_KIND_LOCAL || !f->own || !owner)
		return;
	f->insists = rehome_entry_silence(flow->ct) + owner->since + INSISTS <
		     now;
	if (now < owner->since + 2 * INSISTS)
		flow->until = owner->since + 2 * INSISTS;
}

static void displaced_of(struct rehome_net *rn, struct rehome_flow *flow)
{
	const struct nf_conntrack_tuple *orig =
		&flow->ct->tuplehash[IP_CT_DIR_ORIGINAL].tuple;
	struct nf_conntrack_tuple want = *rehome_entry_mapping(flow->ct);
	struct rehome_facts *f = &flow->facts;

	if (!rn->classes[flow->class].keep_port || !f->on_path ||
	    f->xlat == NF_REHOME_XLAT_NONE ||
	    want.dst.u.all == orig->src.u.all)
		return;
	want.dst.u.all = orig->src.u.all;
	f->displaced = !nf_conntrack_tuple_taken(&want, flow->ct);
}

/**
 * rehome_flow_init - start to look at a flow
 * @rn: the namespace
 * @flow: the flow
 * @ct: its entry; the caller holds a reference
 * @first: what is known of it by its first packet
 *
 * Return: false if it has ended, or is of no class.
 */
bool rehome_flow_init(struct rehome_net *rn, struct rehome_flow *flow,
		      struct nf_conn *ct, const struct rehome_first *first)
{
	const struct nf_conntrack_tuple *orig =
		&ct->tuplehash[IP_CT_DIR_ORIGINAL].tuple;

	*flow = (struct rehome_flow){ .ct = ct, .first = *first };
	flow->class = rehome_entry_class(rn->classes, ct,
					 flow->first.signature);
	/* It may have ended since it was found. */
	if (flow->class < 0 || nf_ct_is_expired(ct))
		return false;
	flow->hash = siphash(orig, sizeof(*orig), &rn->key);
	return true;
}

static void profile_of(struct rehome_net *rn, struct rehome_flow *flow)
{
	struct rehome_key key = rehome_packet_profile(rn, flow);
	const struct rehome_profile *profile =
		rehome_profile_find(&rn->profiles, &key);

	flow->right = profile ? profile->right : 0;
	flow->wrong = profile ? profile->wrong : 0;
}

/**
 * rehome_flow_gather - gather the facts of a flow
 * @rn: the namespace
 * @flow: ct, class and hash are set; the rest is filled in
 * @now: the clock, in nanoseconds
 *
 * Context: the namespace's mutex and RCU.
 */
void rehome_flow_gather(struct rehome_net *rn, struct rehome_flow *flow,
			u64 now)
{
	const struct nf_conntrack_tuple *orig =
		&flow->ct->tuplehash[IP_CT_DIR_ORIGINAL].tuple;
	struct rehome_facts *f = &flow->facts;
	u8 family = nf_ct_l3num(flow->ct);
	const struct rehome_selectors *sel = rehome_packet_selectors(rn, family);
	const struct rehome_wan *owner;

	*f = (struct rehome_facts){
		.mode = rn->params.mode,
		.action = rn->classes[flow->class].action,
		.excluded = rehome_entry_excluded(flow->ct),
		.xlat = rehome_entry_xlat(flow->ct),
		.kind = kind_of(rn, flow, family),
		.inside = rehome_addr_private(family, &orig->src.u3),
		.proven = true,
	};
	flow->goal.addr = rehome_packet_replies(flow) ?
			  orig->dst.u3 : rehome_entry_mapping(flow->ct)->dst.u3;
	owner = owner_of(rn, flow, family);
	if (!rehome_packet_key(rn, flow, family))
		return;
	egress_of(rn, flow);
	anew_of(rn, flow, owner, sel);
	profile_of(rn, flow);
	f->damped = rehome_damp_flow(&rn->damp, flow->hash, rn->params.hold,
				     now, &flow->until);
	if (rehome_packet_replies(flow))
		return;
	own_of(rn, flow, owner, now);
	rehome_alt_gather(rn, flow, owner, now);
	displaced_of(rn, flow);
	if (!f->on_path)
		rehome_packet_doubt(rn, flow);
}
