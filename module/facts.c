// SPDX-License-Identifier: GPL-2.0
/* From a conntrack entry, what is recorded of it, and a packet, to the facts
 * that the decision looks at.
 */
#include <linux/hash.h>
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/netdevice.h>
#include <net/netfilter/nf_conntrack_core.h>
#include "addr.h"
#include "class.h"
#include "compat.h"
#include "damp.h"
#include "entry.h"
#include "facts.h"
#include "flow.h"
#include "indexed.h"
#include "pernet.h"
#include "record.h"
#include "ruleset.h"
#include "steer.h"
#include "view.h"

static const struct nf_conntrack_tuple *orig_of(const struct nf_conn *ct)
{
	return &ct->tuplehash[IP_CT_DIR_ORIGINAL].tuple;
}

/* The address whose place tells whether the flow fits. */
static const union nf_inet_addr *address_of(const struct rehome_flow *flow)
{
	return rehome_flow_from_outside(flow) ?
	       &orig_of(flow->ct)->dst.u3 :
	       &rehome_entry_mapping(flow->ct)->dst.u3;
}

static bool flow_is_ours(struct rehome_net *rn, const struct rehome_view *view,
			 u8 family, const union nf_inet_addr *addr)
{
	return rehome_addr_dev(rn->net, family, addr) ||
	       rehome_view_addr(view, family, addr);
}

static enum nf_rehome_flow_kind flow_kind_of(struct rehome_net *rn,
					     const struct rehome_view *view,
					     const struct rehome_flow *flow)
{
	const struct nf_conntrack_tuple *orig = orig_of(flow->ct);
	bool dnat = READ_ONCE(flow->ct->status) & IPS_DST_NAT;

	if (flow_is_ours(rn, view, flow->family, &orig->src.u3))
		return NF_REHOME_FLOW_KIND_LOCAL;
	if (rehome_record_is(&flow->record, REHOME_RECORD_INBOUND) ||
	    flow_is_ours(rn, view, flow->family, &orig->dst.u3))
		return dnat ? NF_REHOME_FLOW_KIND_INBOUND :
			      NF_REHOME_FLOW_KIND_TERMINATED;
	return NF_REHOME_FLOW_KIND_OUTBOUND;
}

/* Of a flow whose first packet was seen, the index knows where it went; else
 * masquerading noted it, or the address belongs to some WAN.
 */
static void origin_of(struct rehome_flow *flow, const struct rehome_view *view)
{
	struct rehome_facts *f = &flow->facts;
	const struct rehome_view_wan *wan;

	flow->chosen.hop = REHOME_HOP_ANY;
	if (rehome_record_is(&flow->record, REHOME_RECORD_FIRST)) {
		f->origin = NF_REHOME_ORIGIN_FIRST_PACKET;
		flow->chosen = flow->record.chosen;
		return;
	}
	if (!rehome_flow_from_outside(flow))
		flow->chosen.ifindex = rehome_entry_masq_index(flow->ct);
	if (flow->chosen.ifindex) {
		f->origin = NF_REHOME_ORIGIN_MASQUERADE;
		return;
	}
	wan = rehome_view_wan(view, flow->owner);
	if (wan) {
		f->origin = NF_REHOME_ORIGIN_OWNER;
		flow->chosen.ifindex = wan->ifindex;
	}
}

/* Who holds the address, or did? */
static void owner_of(struct rehome_net *rn, struct rehome_flow *flow,
		     const struct rehome_view *view)
{
	const union nf_inet_addr *addr = address_of(flow);
	struct rehome_facts *f = &flow->facts;
	const struct rehome_view_addr *known;
	const struct net_device *dev;

	dev = rehome_addr_dev(rn->net, flow->family, addr);
	known = rehome_view_addr(view, flow->family, addr);
	f->owner = NF_REHOME_OWNER_UNKNOWN;
	if (known && known->told) {
		f->owner = NF_REHOME_OWNER_WAN;
		flow->owner = known->ifindex;
	} else if (dev) {
		f->owner = rehome_view_wan(view, dev->ifindex) ?
			   NF_REHOME_OWNER_WAN : NF_REHOME_OWNER_LOCAL;
		flow->owner = dev->ifindex;
	} else if (known) {
		f->owner = NF_REHOME_OWNER_GONE;
		flow->owner = known->ifindex;
	}
}

/* Is the mapping's address surely of another place than where the packet left? What was
 * never seen on the device of a WAN, as a pool, or a prefix that is translated to, may be
 * announced on each of them, also if it was told to be one's.
 */
static bool is_foreign(struct rehome_net *rn, const struct rehome_flow *flow,
		       const struct rehome_view *view)
{
	const union nf_inet_addr *addr = address_of(flow);
	const struct rehome_facts *f = &flow->facts;
	const struct net_device *dev, *left;
	const struct rehome_view_addr *known;

	left = dev_get_by_index_rcu(rn->net, flow->left.ifindex);
	if (!left || !f->out_wan || f->at_home || f->tunnelled ||
	    rehome_addr_on(left, flow->family, addr))
		return false;
	dev = rehome_addr_dev(rn->net, flow->family, addr);
	if (dev)
		return rehome_view_wan(view, dev->ifindex);
	/* A socket of the router cannot send from what no device has: a host has got it. */
	if (!rehome_flow_from_outside(flow) && f->xlat == NF_REHOME_XLAT_NONE)
		return false;
	known = rehome_view_addr(view, flow->family, addr);
	return known && !known->told;
}

/* Scripts change routes and addresses by taking the old one away first, and TCP sends a
 * lost packet again after 200 ms or more. But what changes all the time never settles.
 */
#define SETTLED		(HZ / 5)

static bool is_unsettled(const struct rehome_net *rn)
{
	return time_before(jiffies, READ_ONCE(rn->window.trigger) + SETTLED) &&
	       ktime_get_ns() - READ_ONCE(rn->window.burst) < NSEC_PER_SEC;
}

static bool holds(const struct rehome_net *rn, const struct rehome_flow *flow,
		  int ifindex)
{
	const struct net_device *dev = dev_get_by_index_rcu(rn->net, ifindex);

	return dev && rehome_addr_on(dev, flow->family, address_of(flow));
}

/* A flow belongs to the WAN where its packets leave, if it is at home there; else to
 * the one that its mapping was chosen for, if that holds the address, as another
 * one may, too, or if none does, as with a pool; else to whoever holds the address.
 */
static void belongs_to(struct rehome_net *rn, struct rehome_flow *flow,
		       const struct rehome_view *view)
{
	const struct rehome_view_wan *wan = NULL;
	struct rehome_facts *f = &flow->facts;

	if (f->seen && f->at_home)
		wan = rehome_view_wan(view, flow->left.ifindex);
	else if (f->owner == NF_REHOME_OWNER_UNKNOWN ||
		 holds(rn, flow, flow->chosen.ifindex))
		wan = rehome_view_wan(view, flow->chosen.ifindex);
	if (wan) {
		f->owner = NF_REHOME_OWNER_WAN;
		flow->owner = wan->ifindex;
	}
	wan = rehome_view_wan(view, flow->owner);
	f->owner_state = wan ? wan->state[rehome_family_index(flow->family)] :
			       NF_REHOME_WAN_STATE_UP;
	/* That it is down may be out of date; what was told is not. And where a packet
	 * just left is not down.
	 */
	f->owner_ill = f->owner_state == NF_REHOME_WAN_STATE_UNHEALTHY ||
		       (f->owner_state == NF_REHOME_WAN_STATE_DOWN &&
			READ_ONCE(view->gen) == (u32)atomic_read(&rn->gen) &&
			!(f->seen && flow->left.ifindex == flow->owner));
	/* Until the WANs were looked at, the next packet asks again. */
	f->unsure = !f->owner_ill &&
		    f->owner_state == NF_REHOME_WAN_STATE_DOWN &&
		    READ_ONCE(view->gen) != (u32)atomic_read(&rn->gen);
	/* Both in one number, and never 0. */
	flow->epoch = ((wan ? wan->epoch : 0) * GOLDEN_RATIO_32 +
		       rehome_ruleset_gen(rn)) << 1 | 1;
}

/* Packets of the flow came since the trigger, and none was seen to leave: they go
 * nowhere.
 */
static bool insists(const struct rehome_net *rn, const struct rehome_flow *flow)
{
	unsigned long since = jiffies - READ_ONCE(rn->window.trigger);

	return !flow->facts.tcp && !flow->facts.seen && READ_ONCE(rn->window.on) &&
	       since > HZ / 2 && rehome_entry_silence(flow->ct) + HZ / 4 < since;
}

/* Where did the packet leave, and does the mapping belong there? */
static void place_of(struct rehome_net *rn, struct rehome_flow *flow,
		     const struct rehome_view *view)
{
	const struct rehome_egress *left = &flow->left, *chosen = &flow->chosen;
	const union nf_inet_addr *addr = address_of(flow);
	struct rehome_facts *f = &flow->facts;
	const struct rehome_view_addr *known;
	const struct net_device *dev;

	f->tunnelled = left->hop == REHOME_HOP_XFRM;
	f->out_wan = rehome_view_wan(view, left->ifindex);
	f->elsewhere = chosen->ifindex && chosen->ifindex != left->ifindex;
	f->other_hop = !f->elsewhere && chosen->ifindex &&
		       chosen->hop != REHOME_HOP_ANY &&
		       left->hop != REHOME_HOP_ANY && chosen->hop != left->hop;
	/* Into a tunnel or out of it: the address says nothing. */
	if (f->other_hop && (f->tunnelled || chosen->hop == REHOME_HOP_XFRM))
		return;
	dev = dev_get_by_index_rcu(rn->net, left->ifindex);
	known = rehome_view_addr(view, flow->family, addr);
	f->at_home = (known && known->told &&
		      known->ifindex == left->ifindex) ||
		     (dev && rehome_addr_at_home(dev, flow->family, addr,
						 left->hop));
	/* The kernel ends a masqueraded flow that leaves by another device. */
	if (!rehome_flow_from_outside(flow) &&
	    rehome_entry_masq_index(flow->ct) &&
	    rehome_entry_masq_index(flow->ct) != left->ifindex)
		f->at_home = false;
	f->misplaced = !f->at_home && f->owner == NF_REHOME_OWNER_WAN &&
		       rehome_entry_masq_index(flow->ct) == left->ifindex;
	/* nf_nat_masquerade_ipv6() chooses by the device alone. */
	if (f->at_home && f->other_hop && flow->family == NFPROTO_IPV6 &&
	    f->xlat == NF_REHOME_XLAT_SNAT)
		f->at_home = false;
}

static void displaced_of(struct rehome_net *rn, struct rehome_flow *flow)
{
	const struct nf_conntrack_tuple *orig = orig_of(flow->ct);
	struct nf_conntrack_tuple want = *rehome_entry_mapping(flow->ct);

	if (!flow->class->conf.keep_port ||
	    flow->facts.xlat == NF_REHOME_XLAT_NONE ||
	    want.dst.u.all == orig->src.u.all)
		return;
	want.dst.u.all = orig->src.u.all;
	flow->facts.displaced = !nf_conntrack_tuple_taken(&want, flow->ct);
}

static void remembered(struct rehome_net *rn, struct rehome_flow *flow)
{
	const struct rehome_record *r = &flow->record;
	struct rehome_facts *f = &flow->facts;

	f->rules_changed = rehome_ruleset_may_differ(rn, r);
	f->was_natted = rehome_record_is(r, REHOME_RECORD_WAS_NATTED);
	f->injected = rehome_record_is(r, REHOME_RECORD_INJECTED);
	f->stalled = rehome_record_is(r, REHOME_RECORD_STALLED);
	f->same_mapping = r->also.ifindex &&
			  (rehome_egress_equal(&r->chosen, &flow->left) ||
			   rehome_egress_equal(&r->also, &flow->left));
	/* A masqueraded mapping was chosen for one device, never for two. */
	if (rehome_entry_masq_index(flow->ct) &&
	    rehome_entry_masq_index(flow->ct) != flow->left.ifindex)
		f->same_mapping = false;
	f->damped = rehome_damp_holds(r, rehome_net_hold(rn));
	f->recycled = r->epoch == flow->epoch &&
		      !rehome_ruleset_may_differ(rn, r);
	f->insists = insists(rn, flow);
}

/**
 * rehome_facts_init - start to look at a flow
 * @rn: the namespace
 * @flow: the flow
 * @ct: its entry; the caller holds a reference
 *
 * Context: any but hard interrupts.
 */
void rehome_facts_init(struct rehome_net *rn, struct rehome_flow *flow,
		       struct nf_conn *ct)
{
	*flow = (struct rehome_flow){
		.ct = ct,
		.family = nf_ct_l3num(ct),
	};
	flow->known = rehome_record_read(&rn->index, ct, &flow->record);
	flow->class = rehome_entry_class(rehome_net_classes(rn), ct,
					 flow->record.signature);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_facts_init);

/**
 * rehome_facts_gather - gather the facts of a flow
 * @rn: the namespace
 * @flow: the flow, initialized, of a class; the rest is filled in
 * @left: where the packet at hand leaves; NULL to take what the last one that
 *	was judged since the last trigger did
 *
 * Context: RCU.
 */
void rehome_facts_gather(struct rehome_net *rn, struct rehome_flow *flow,
			 const struct rehome_egress *left)
{
	const struct rehome_view *view = rehome_view_get(rn);
	struct rehome_facts *f = &flow->facts;

	*f = (struct rehome_facts){
		.mode = READ_ONCE(rn->params.mode),
		.action = flow->class->conf.action,
		.excluded = rehome_entry_excluded(flow->ct),
		.xlat = rehome_entry_xlat(flow->ct),
		.inside = rehome_addr_private(flow->family,
					      &orig_of(flow->ct)->src.u3),
		.translates = rehome_ruleset_translates(rn, flow->family),
		.offloaded = test_bit(IPS_OFFLOAD_BIT, &flow->ct->status),
		.tcp = nf_ct_protonum(flow->ct) == IPPROTO_TCP,
	};
	f->kind = flow_kind_of(rn, view, flow);
	owner_of(rn, flow, view);
	origin_of(flow, view);
	if (left) {
		f->seen = true;
		flow->left = *left;
	} else if (flow->record.left.ifindex &&
		   flow->record.gen == (u32)atomic_read(&rn->gen)) {
		f->seen = true;
		flow->left = flow->record.left;
	}
	if (f->seen) {
		place_of(rn, flow, view);
		f->foreign = is_foreign(rn, flow, view);
		f->unsettled = is_unsettled(rn);
	}
	belongs_to(rn, flow, view);
	remembered(rn, flow);
	if (rehome_flow_from_outside(flow))
		return;
	/* The packet that asks is no longer the original tuple. */
	f->excluded |= !f->tcp && READ_ONCE(flow->ct->status) & IPS_DST_NAT;
	rehome_steer(rn, flow, view);
	if (f->seen && f->at_home)
		displaced_of(rn, flow);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_facts_gather);
