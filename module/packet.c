// SPDX-License-Identifier: GPL-2.0
/* What is known of a flow's packets, as routing sees them: what its first one
 * showed, where that was seen; else what conntrack keeps, and guesses.
 */
#include <linux/netdevice.h>
#include <linux/xfrm.h>
#include "compat.h"
#include "flow.h"
#include "netns.h"
#include "packet.h"
#include "wan.h"

/* Of WireGuard's handshakes: HANDSHAKE_DSCP of drivers/net/wireguard/messages.h,
 * without the two bits of ECN.
 */
#define HANDSHAKE_DSCP	(0x88 >> 2)

/* The mark as the rule set would restore it: where the WANs have marks, their
 * bits; else all that rules may look at.
 */
static u32 restored(struct rehome_net *rn, u32 mark)
{
	return mark & (rehome_wans_mask(&rn->wans) ? : ~0U);
}

/* What was seen of the first packet holds for those that follow, unless the
 * connection mark got other bits that rules look at, or rules look at bits now
 * that may have been set after routing. Of a flow that began outside, it says
 * nothing about the packets that matter.
 */
static bool was_seen(struct rehome_net *rn, const struct rehome_flow *flow,
		     const struct rehome_selectors *sel)
{
	const struct rehome_first *first = &flow->first;
	u32 mask = rehome_wans_mask(&rn->wans);
	u32 changed = first->ct_mark ^ rehome_entry_mark(flow->ct);
	u32 late = first->mark & ~first->mask;

	return first->seen && !rehome_packet_replies(flow) &&
	       !((changed | late) & sel->mask & ~mask) &&
	       !(late && sel->overflow) &&
	       (flow->facts.kind == NF_REHOME_FLOW_KIND_LOCAL) ==
	       (first->iif == LOOPBACK_IFINDEX);
}

static void take_seen(struct rehome_net *rn, struct rehome_flow *flow)
{
	u32 mask = rehome_wans_mask(&rn->wans);

	flow->key.seen = true;
	flow->key.dscp = flow->first.dscp;
	flow->key.mark = (rehome_entry_mark(flow->ct) & mask) |
			 (flow->first.mark & ~mask);
}

/* The device that the packets that matter come in by. */
static const struct net_device *input_of(struct rehome_net *rn,
					 const struct rehome_flow *flow)
{
	const struct rehome_first *first = &flow->first;
	const struct net_device *in;

	in = dev_get_by_index_rcu(rn->net, rehome_packet_replies(flow) ?
				  first->oif : first->iif);
	if (first->seen && in && netif_running(in))
		return in;
	return rehome_route_iif(rn->net, flow->key.family, &flow->key.saddr);
}

/**
 * rehome_packet_key - what routing looks at of a flow's packets
 * @rn: the namespace
 * @flow: the flow; its kind is known, its key and input device are filled in
 * @family: NFPROTO_IPV4 or NFPROTO_IPV6
 *
 * Context: the namespace's mutex and RCU.
 * Return: false if nothing tells where they come in.
 */
bool rehome_packet_key(struct rehome_net *rn, struct rehome_flow *flow,
		       u8 family)
{
	const struct rehome_selectors *sel = rehome_packet_selectors(rn, family);
	const struct nf_conntrack_tuple *orig =
		&flow->ct->tuplehash[IP_CT_DIR_ORIGINAL].tuple;
	const struct nf_conntrack_tuple *reply =
		&flow->ct->tuplehash[IP_CT_DIR_REPLY].tuple;
	bool replies = rehome_packet_replies(flow);
	struct rehome_key *key = &flow->key;
	const struct rehome_wan *wan;
	const struct net_device *in;
	bool seen;

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
	seen = was_seen(rn, flow, sel);
	if (flow->facts.kind == NF_REHOME_FLOW_KIND_TERMINATED ||
	    flow->facts.kind == NF_REHOME_FLOW_KIND_LOCAL) {
		if (seen)
			take_seen(rn, flow);
		return true;
	}
	in = input_of(rn, flow);
	if (!in)
		return false;
	/* What leads back by a default route has none on the inside now. A
	 * device that only once had a default route may well be inside.
	 */
	wan = rehome_wan_find(&rn->wans, in->ifindex);
	if (wan && rehome_wan_state(wan, family) != NF_REHOME_WAN_STATE_DOWN)
		return false;
	key->iif = in->ifindex;
	/* Unless that device is no more. */
	if (seen && in->ifindex == flow->first.iif)
		take_seen(rn, flow);
	rehome_flow_remember(&flow->input, in);
	return true;
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

/* Takes into account where a packet that differs a bit would go. */
static void try(struct rehome_net *rn, const struct rehome_flow *flow,
		struct rehome_key key, struct rehome_doubt *doubt)
{
	struct rehome_path path = rehome_route(rn->net, &key, &flow->goal);

	doubt->explained |= path.on_path;
	doubt->other_egress |= path.dev &&
			       path.dev->ifindex != flow->egress.ifindex;
}

/* What even the first packet does not tell. */
static struct rehome_doubt seen_doubt(struct rehome_net *rn,
				      const struct rehome_flow *flow,
				      const struct rehome_selectors *sel)
{
	struct rehome_key key = flow->key;
	struct rehome_doubt doubt = {};
	const struct net_device *back;

	/* Nothing tells whose socket it is. */
	if (key.iif == LOOPBACK_IFINDEX && sel->users)
		return (struct rehome_doubt){ .explained = true,
					      .other_egress = true };
	/* WireGuard's handshakes are of another class than its data. */
	if (flow->first.signature == NF_REHOME_SIGNATURE_WIREGUARD) {
		key.dscp = key.dscp ? 0 : HANDSHAKE_DSCP;
		try(rn, flow, key, &doubt);
	}
	/* The host may have moved to another device. */
	if (key.iif != LOOPBACK_IFINDEX && sel->input_count) {
		back = rehome_route_iif(rn->net, key.family, &key.saddr);
		if (back && back->ifindex != key.iif) {
			key = flow->key;
			key.iif = back->ifindex;
			try(rn, flow, key, &doubt);
		}
	}
	return doubt;
}

static struct rehome_doubt guessed_doubt(struct rehome_net *rn,
					 const struct rehome_flow *flow,
					 const struct rehome_selectors *sel)
{
	struct rehome_doubt doubt = rehome_route_doubt(rn->net, &flow->key,
						       &flow->goal, sel);
	struct rehome_key key = flow->key;

	/* More of the mark may be restored than what tells WANs apart. */
	key.mark = rehome_entry_mark(flow->ct);
	if (key.mark != flow->key.mark)
		try(rn, flow, key, &doubt);
	return doubt;
}

/**
 * rehome_packet_doubt - could a flow's path be another one?
 * @rn: the namespace
 * @flow: the flow; its key and egress are known, facts are filled in
 *
 * Context: the namespace's mutex and RCU.
 */
void rehome_packet_doubt(struct rehome_net *rn, struct rehome_flow *flow)
{
	const struct rehome_selectors *sel =
		rehome_packet_selectors(rn, flow->key.family);
	struct rehome_doubt doubt = flow->key.seen ?
				    seen_doubt(rn, flow, sel) :
				    guessed_doubt(rn, flow, sel);
	struct rehome_facts *f = &flow->facts;

	flow->explained = doubt.explained;
	f->proven = !doubt.explained && !flow->wrong;
	f->doubtful = doubt.other_egress || (doubt.other_input && !flow->right);
	if (f->xlat == NF_REHOME_XLAT_NONE &&
	    (f->doubtful || ipsec_policies(rn->net)))
		f->proven = false;
}

/**
 * rehome_packet_profile - the kind of flow, as far as lookups tell kinds apart
 * @rn: the namespace
 * @flow: the flow; its key is known
 *
 * Return: its packet as routing sees it, with what counts of its mark.
 */
struct rehome_key rehome_packet_profile(const struct rehome_net *rn,
					const struct rehome_flow *flow)
{
	struct rehome_key key = flow->key;

	key.mark &= rehome_packet_selectors(rn, key.family)->mask;
	return key;
}
