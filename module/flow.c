// SPDX-License-Identifier: GPL-2.0
/* From a conntrack entry to the facts that the decision looks at. */
#include <linux/export.h>
#include <linux/netdevice.h>
#include <linux/xfrm.h>
#include <net/netfilter/nf_conntrack_extend.h>
#include <net/netfilter/nf_conntrack_helper.h>
#include <net/netfilter/nf_conntrack_timeout.h>
#include <net/netfilter/nf_conntrack_zones.h>
#include <net/netfilter/nf_nat.h>
#include "act.h"
#include "addr.h"
#include "class.h"
#include "compat.h"
#include "flow.h"
#include "netns.h"
#include "wan.h"

/**
 * rehome_flow_class - is an entry a flow of interest?
 * @ct: the entry
 *
 * Context: any; called under a conntrack bucket lock.
 * Return: index of its class, or -1.
 */
int rehome_flow_class(const struct nf_conn *ct)
{
	if (test_bit(IPS_TEMPLATE_BIT, &ct->status) ||
	    !test_bit(IPS_CONFIRMED_BIT, &ct->status) ||
	    test_bit(IPS_DYING_BIT, &ct->status))
		return -1;
	return rehome_class_match(&ct->tuplehash[IP_CT_DIR_ORIGINAL].tuple,
				  &ct->tuplehash[IP_CT_DIR_REPLY].tuple);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_flow_class);

/**
 * rehome_flow_excluded - does conntrack hold what cannot be carried?
 * @ct: the entry
 *
 * Return: true for helpers, expectations, sequence adjustment, timeout
 * policies, entries of Open vSwitch or tc, and foreign zones.
 */
bool rehome_flow_excluded(const struct nf_conn *ct)
{
	const unsigned long odd = IPS_EXPECTED | IPS_SEQ_ADJUST |
				  IPS_FIXED_TIMEOUT | IPS_HELPER |
				  IPS_NAT_CLASH | IPS_UNTRACKED;

	if (READ_ONCE(ct->status) & odd || ct->master || nfct_help(ct))
		return true;
#ifdef CONFIG_NF_CONNTRACK_TIMEOUT
	if (nf_ct_ext_exist(ct, NF_CT_EXT_TIMEOUT))
		return true;
#endif
#if IS_ENABLED(CONFIG_NET_ACT_CT)
	if (nf_ct_ext_exist(ct, NF_CT_EXT_ACT_CT))
		return true;
#endif
	return !nf_ct_zone_equal_any(ct, &nf_ct_zone_dflt);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_flow_excluded);

static enum nf_rehome_xlat xlat_of(const struct nf_conn *ct)
{
	if (!(READ_ONCE(ct->status) & IPS_SRC_NAT))
		return NF_REHOME_XLAT_NONE;
	return rehome_masq_index(ct) ? NF_REHOME_XLAT_MASQUERADE :
				       NF_REHOME_XLAT_SNAT;
}

static enum nf_rehome_flow_kind kind_of(struct rehome_net *rn,
					const struct nf_conn *ct, u8 family)
{
	const struct nf_conntrack_tuple *orig =
		&ct->tuplehash[IP_CT_DIR_ORIGINAL].tuple;
	bool dnat = READ_ONCE(ct->status) & IPS_DST_NAT;

	if (rehome_addr_dev(rn->net, family, &orig->src.u3))
		return NF_REHOME_FLOW_KIND_LOCAL;
	if (rehome_addr_dev(rn->net, family, &orig->dst.u3))
		return dnat ? NF_REHOME_FLOW_KIND_INBOUND :
			      NF_REHOME_FLOW_KIND_TERMINATED;
	if (rehome_addrs_known(&rn->addrs, family, &orig->dst.u3))
		return dnat ? NF_REHOME_FLOW_KIND_INBOUND :
			      NF_REHOME_FLOW_KIND_TERMINATED;
	return NF_REHOME_FLOW_KIND_OUTBOUND;
}

/* Outbound, the packets that matter are those of the original direction;
 * else, the replies.
 */
static bool key_of(struct rehome_net *rn, struct rehome_flow *flow, u8 family)
{
	const struct nf_conntrack_tuple *orig =
		&flow->ct->tuplehash[IP_CT_DIR_ORIGINAL].tuple;
	const struct nf_conntrack_tuple *reply =
		&flow->ct->tuplehash[IP_CT_DIR_REPLY].tuple;
	struct rehome_key *key = &flow->key;
	const struct rehome_wan *wan;
	const struct net_device *in;

	*key = (struct rehome_key){
		.family = family,
		.proto = orig->dst.protonum,
		.mark = READ_ONCE(flow->ct->mark),
		.iif = LOOPBACK_IFINDEX,
	};
	if (flow->facts.kind == NF_REHOME_FLOW_KIND_OUTBOUND) {
		key->saddr = orig->src.u3;
		key->sport = orig->src.u.all;
		key->daddr = reply->src.u3;
		key->dport = reply->src.u.all;
	} else {
		key->saddr = reply->src.u3;
		key->sport = reply->src.u.all;
		key->daddr = orig->src.u3;
		key->dport = orig->src.u.all;
	}
	if (flow->facts.kind == NF_REHOME_FLOW_KIND_TERMINATED)
		return true;
	in = rehome_route_iif(rn->net, family, &key->saddr);
	if (!in)
		return false;
	/* What leads back by a default route has none on the inside now. A
	 * device that only once had a default route may well be inside.
	 */
	wan = rehome_wan_find(&rn->wans, in->ifindex);
	if (wan && rehome_wan_state(wan, family) == NF_REHOME_WAN_STATE_UP)
		return false;
	key->iif = in->ifindex;
	return true;
}

static void remember(struct rehome_dev *to, const struct net_device *dev)
{
	to->ifindex = dev ? dev->ifindex : 0;
	strscpy(to->name, dev ? dev->name : "", sizeof(to->name));
}

static void owner_of(struct rehome_net *rn, struct rehome_flow *flow,
		     const union nf_inet_addr *addr)
{
	struct rehome_facts *f = &flow->facts;
	const struct rehome_wan *wan;
	const struct net_device *dev;

	dev = rehome_addr_dev(rn->net, flow->key.family, addr);
	remember(&flow->owner, dev);
	if (!dev) {
		f->owner = rehome_addrs_known(&rn->addrs, flow->key.family,
					      addr) ? REHOME_OWNER_GONE :
						      REHOME_OWNER_UNKNOWN;
		return;
	}
	wan = rehome_wan_find(&rn->wans, dev->ifindex);
	if (!wan) {
		f->owner = REHOME_OWNER_LOCAL;
		return;
	}
	f->owner = REHOME_OWNER_WAN;
	f->owner_state = rehome_wan_state(wan, flow->key.family);
	f->owner_link = wan->link;
}

static void egress_of(struct rehome_net *rn, struct rehome_flow *flow,
		      const union nf_inet_addr *addr)
{
	struct rehome_path path = rehome_route(rn->net, &flow->key, addr);
	struct rehome_facts *f = &flow->facts;
	const struct rehome_wan *wan;

	remember(&flow->egress, path.dev);
	f->on_path = path.on_path ||
		     (path.dev && path.dev->ifindex == flow->owner.ifindex);
	if (!path.dev)
		return;
	wan = rehome_wan_find(&rn->wans, path.dev->ifindex);
	if (wan) {
		f->egress = REHOME_EGRESS_WAN;
		f->egress_usable = rehome_wan_usable(wan, flow->key.family);
	} else {
		f->egress = REHOME_EGRESS_OTHER;
		f->egress_usable = netif_running(path.dev) &&
				   netif_carrier_ok(path.dev);
	}
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

static void doubts_of(struct rehome_net *rn, struct rehome_flow *flow,
		      const union nf_inet_addr *addr,
		      const struct rehome_marks *marks)
{
	struct rehome_doubt doubt = rehome_route_doubt(rn->net, &flow->key,
						       addr, marks);
	struct rehome_facts *f = &flow->facts;

	f->proven = !doubt.explained;
	f->doubtful = doubt.other_egress;
	if (f->xlat == NF_REHOME_XLAT_NONE &&
	    (doubt.other_egress || ipsec_policies(rn->net)))
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

/**
 * rehome_flow_gather - gather the facts of a flow
 * @rn: the namespace
 * @flow: ct, class and hash are set; the rest is filled in
 * @marks: marks that rules ask for, IPv4's and IPv6's
 * @now: the clock, in nanoseconds
 *
 * Context: the namespace's mutex and RCU.
 */
void rehome_flow_gather(struct rehome_net *rn, struct rehome_flow *flow,
			const struct rehome_marks marks[2], u64 now)
{
	const struct nf_conntrack_tuple *orig =
		&flow->ct->tuplehash[IP_CT_DIR_ORIGINAL].tuple;
	struct rehome_facts *f = &flow->facts;
	const union nf_inet_addr *addr;
	u8 family = nf_ct_l3num(flow->ct);

	*f = (struct rehome_facts){
		.mode = rn->params.mode,
		.action = rehome_classes[flow->class].action,
		.excluded = rehome_flow_excluded(flow->ct),
		.xlat = xlat_of(flow->ct),
		.kind = kind_of(rn, flow->ct, family),
		.inside = rehome_addr_private(family, &orig->src.u3),
	};
	remember(&flow->owner, NULL);
	remember(&flow->egress, NULL);
	addr = f->kind == NF_REHOME_FLOW_KIND_OUTBOUND ?
	       &rehome_flow_mapping(flow->ct)->dst.u3 : &orig->dst.u3;
	if (f->kind == NF_REHOME_FLOW_KIND_LOCAL) {
		flow->key.family = family;
		owner_of(rn, flow, addr);
		return;
	}
	if (!key_of(rn, flow, family)) {
		owner_of(rn, flow, addr);
		return;
	}
	owner_of(rn, flow, addr);
	egress_of(rn, flow, addr);
	f->proven = true;
	if (!f->on_path)
		doubts_of(rn, flow, addr, &marks[family == NFPROTO_IPV6]);
	f->damped = rehome_damp_flow(&rn->damp, flow->hash, rn->params.hold,
				     now, &flow->until);
}
