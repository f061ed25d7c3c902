// SPDX-License-Identifier: GPL-2.0
/* From a conntrack entry to the facts that the decision looks at. */
#include <linux/netdevice.h>
#include <linux/xfrm.h>
#include "addr.h"
#include "alt.h"
#include "compat.h"
#include "flow.h"
#include "netns.h"
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
					const struct nf_conn *ct, u8 family)
{
	const struct nf_conntrack_tuple *orig =
		&ct->tuplehash[IP_CT_DIR_ORIGINAL].tuple;

	if (ours(rn, family, &orig->src.u3))
		return NF_REHOME_FLOW_KIND_LOCAL;
	if (ours(rn, family, &orig->dst.u3))
		return READ_ONCE(ct->status) & IPS_DST_NAT ?
		       NF_REHOME_FLOW_KIND_INBOUND :
		       NF_REHOME_FLOW_KIND_TERMINATED;
	return NF_REHOME_FLOW_KIND_OUTBOUND;
}

static void remember(struct rehome_dev *to, const struct net_device *dev)
{
	to->ifindex = dev ? dev->ifindex : 0;
	strscpy(to->name, dev ? dev->name : "", sizeof(to->name));
}

static void remember_wan(struct rehome_dev *to, const struct rehome_wan *wan)
{
	to->ifindex = wan->ifindex;
	strscpy(to->name, wan->name, sizeof(to->name));
}

/* First packet from inside, the packets that matter are those of the original
 * direction; else, the replies.
 */
static bool replies_matter(const struct rehome_flow *flow)
{
	return flow->facts.kind == NF_REHOME_FLOW_KIND_INBOUND ||
	       flow->facts.kind == NF_REHOME_FLOW_KIND_TERMINATED;
}

/* The mark as the rule set would restore it: where the WANs have marks, their
 * bits; else all that rules may look at.
 */
static u32 restored(struct rehome_net *rn, u32 mark)
{
	return mark & (rehome_wans_mask(&rn->wans) ? : ~0U);
}

static bool key_of(struct rehome_net *rn, struct rehome_flow *flow, u8 family)
{
	const struct nf_conntrack_tuple *orig =
		&flow->ct->tuplehash[IP_CT_DIR_ORIGINAL].tuple;
	const struct nf_conntrack_tuple *reply =
		&flow->ct->tuplehash[IP_CT_DIR_REPLY].tuple;
	bool replies = replies_matter(flow);
	struct rehome_key *key = &flow->key;
	const struct rehome_wan *wan;
	const struct net_device *in;

	*key = (struct rehome_key){
		.family = family,
		.proto = orig->dst.protonum,
		.mark = restored(rn, rehome_entry_mark(flow->ct)),
		.iif = LOOPBACK_IFINDEX,
		.saddr = replies ? reply->src.u3 : orig->src.u3,
		.sport = replies ? reply->src.u.all : orig->src.u.all,
		.daddr = replies ? orig->src.u3 : reply->src.u3,
		.dport = replies ? orig->src.u.all : reply->src.u.all,
	};
	if (flow->facts.kind == NF_REHOME_FLOW_KIND_TERMINATED ||
	    flow->facts.kind == NF_REHOME_FLOW_KIND_LOCAL)
		return true;
	in = rehome_route_iif(rn->net, family, &key->saddr);
	if (!in)
		return false;
	/* What leads back by a default route has none on the inside now. A
	 * device that only once had a default route may well be inside.
	 */
	wan = rehome_wan_find(&rn->wans, in->ifindex);
	if (wan && rehome_wan_state(wan, family) != NF_REHOME_WAN_STATE_DOWN)
		return false;
	key->iif = in->ifindex;
	remember(&flow->input, in);
	return true;
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
		remember(&flow->owner, dev);
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

	remember(&flow->egress, path.dev);
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

/* A source that is the router's own chooses its address anew when it sends. */
static void own_of(struct rehome_flow *flow, const struct rehome_wan *owner,
		   u64 now)
{
	const struct nf_conntrack_tuple *orig =
		&flow->ct->tuplehash[IP_CT_DIR_ORIGINAL].tuple;
	struct rehome_facts *f = &flow->facts;

	f->own = nf_inet_addr_cmp(&orig->src.u3, &flow->goal.addr);
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

/* A policy of IPsec may take an untranslated flow out of NAT's sight, and what
 * is shown to the rule set went past these policies.
 */
static bool ipsec_policies(const struct net *net)
{
#ifdef CONFIG_XFRM
	return READ_ONCE(net->xfrm.policy_count[XFRM_POLICY_OUT]);
#else
	return false;
#endif
}

/* More of the mark may be restored than what tells WANs apart. */
static void whole_mark(struct rehome_net *rn, const struct rehome_flow *flow,
		       struct rehome_doubt *doubt)
{
	struct rehome_key key = flow->key;
	struct rehome_path path;

	key.mark = rehome_entry_mark(flow->ct);
	if (key.mark == flow->key.mark)
		return;
	path = rehome_route(rn->net, &key, &flow->goal);
	doubt->explained |= path.on_path;
	doubt->other_egress |= path.dev &&
			       path.dev->ifindex != flow->egress.ifindex;
}

static void doubts_of(struct rehome_net *rn, struct rehome_flow *flow,
		      const struct rehome_selectors *sel)
{
	struct rehome_doubt doubt = rehome_route_doubt(rn->net, &flow->key,
						       &flow->goal, sel);
	struct rehome_facts *f = &flow->facts;

	whole_mark(rn, flow, &doubt);
	flow->explained = doubt.explained;
	f->proven = !doubt.explained && !flow->wrong;
	f->doubtful = doubt.other_egress || (doubt.other_input && !flow->right);
	if (f->xlat == NF_REHOME_XLAT_NONE &&
	    (f->doubtful || ipsec_policies(rn->net)))
		f->proven = false;
}

/**
 * rehome_flow_init - start to look at a flow
 * @rn: the namespace
 * @flow: the flow
 * @ct: its entry; the caller holds a reference
 * @class: index of its class
 */
void rehome_flow_init(struct rehome_net *rn, struct rehome_flow *flow,
		      struct nf_conn *ct, int class)
{
	const struct nf_conntrack_tuple *orig =
		&ct->tuplehash[IP_CT_DIR_ORIGINAL].tuple;
	u64 src = siphash(&orig->src, sizeof(orig->src), &rn->key);

	/* The manipulable half and the rest, without the direction. */
	*flow = (struct rehome_flow){ .ct = ct, .class = class };
	flow->hash = src ^ siphash(&orig->dst.u3, sizeof(orig->dst.u3),
				   &rn->key) ^
		     siphash_2u32(ntohs(orig->dst.u.all),
				  orig->dst.protonum, &rn->key);
}

static const struct rehome_selectors *selectors_of(const struct rehome_net *rn,
						   u8 family)
{
	return &rn->selectors[family == NFPROTO_IPV6];
}

/**
 * rehome_flow_profile - the kind of flow, as far as lookups tell kinds apart
 * @rn: the namespace
 * @flow: the flow; its key is known
 *
 * Return: its packet as routing sees it, with what counts of its mark.
 */
struct rehome_key rehome_flow_profile(const struct rehome_net *rn,
				      const struct rehome_flow *flow)
{
	struct rehome_key key = flow->key;

	key.mark &= selectors_of(rn, key.family)->mask;
	return key;
}

static void profile_of(struct rehome_net *rn, struct rehome_flow *flow)
{
	struct rehome_key key = rehome_flow_profile(rn, flow);
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
	const struct rehome_selectors *sel = selectors_of(rn, family);
	const struct rehome_wan *owner;

	*f = (struct rehome_facts){
		.mode = rn->params.mode,
		.action = rn->classes[flow->class].action,
		.excluded = rehome_entry_excluded(flow->ct),
		.xlat = rehome_entry_xlat(flow->ct),
		.kind = kind_of(rn, flow->ct, family),
		.inside = rehome_addr_private(family, &orig->src.u3),
		.proven = true,
	};
	flow->goal.addr = replies_matter(flow) ?
			  orig->dst.u3 : rehome_entry_mapping(flow->ct)->dst.u3;
	owner = owner_of(rn, flow, family);
	if (!key_of(rn, flow, family))
		return;
	egress_of(rn, flow);
	anew_of(rn, flow, owner, sel);
	profile_of(rn, flow);
	f->damped = rehome_damp_flow(&rn->damp, flow->hash, rn->params.hold,
				     now, &flow->until);
	if (replies_matter(flow))
		return;
	own_of(flow, owner, now);
	rehome_alt_gather(rn, flow, owner, now);
	displaced_of(rn, flow);
	if (!f->on_path)
		doubts_of(rn, flow, sel);
}
