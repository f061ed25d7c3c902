/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_KUNIT_OBSERVED_H
#define _REHOME_KUNIT_OBSERVED_H

#include <linux/netdevice.h>
#include "flow_facts.h"
#include "observer.h"
#include "packets.h"

/* Whose hooks are called, as the observer sees it. */
static struct net *net;

static inline bool update(u8 sources, bool wanted)
{
	bool changed;

	mutex_lock(&facts.rn->mutex);
	facts.rn->ruleset.sources = sources;
	changed = rehome_observer_update(facts.rn, wanted);
	mutex_unlock(&facts.rn->mutex);
	return changed;
}

static inline void leave(void *unused)
{
	mutex_lock(&facts.rn->mutex);
	rehome_observer_leave(facts.rn);
	mutex_unlock(&facts.rn->mutex);
	synchronize_net();
}

static inline int observer_init(struct kunit *test)
{
	int err = facts_init(test);

	if (err)
		return err;
	net = test_net_of(test, facts.rn);
	clear_bit(REHOME_NET_DEAD, &facts.rn->flags);
	return kunit_add_action(test, leave, NULL);
}

static inline const struct nf_hook_entries *hooks_of(u8 family, unsigned int hook)
{
	if (family == NFPROTO_IPV4)
		return rcu_dereference(init_net.nf.hooks_ipv4[hook]);
	return rcu_dereference(init_net.nf.hooks_ipv6[hook]);
}

/* A flow whose first packet is on its way. */
static inline struct test_flow beginning(struct kunit *test)
{
	return (struct test_flow){
		.family = test_family(test),
		.src = TEST_LAN, .sport = TEST_NO_PORT,
		.dst = TEST_FAR, .dport = TEST_NO_PORT,
		.asks = true,
	};
}

static inline struct sk_buff *packet(struct kunit *test, const struct test_flow *f,
				     const u8 *payload)
{
	const struct test_packet p = {
		.family = f->family, .src = f->src, .sport = f->sport,
		.dst = f->dst, .dport = f->dport, .payload = payload, .len = 122,
	};

	return test_skb(test, &p);
}

/* It comes to a hook, as a packet of @ct. Whatever becomes of it, it goes on. */
static inline void see(struct kunit *test, struct sk_buff *skb, struct nf_conn *ct,
		       enum ip_conntrack_info ctinfo, unsigned int hook, int in, int out)
{
	struct nf_hook_state state = {
		.hook = hook, .pf = test_family(test), .net = net,
	};
	const struct nf_hook_entries *e;
	int verdict = 1;

	/* An entry in no table has no reference to be given away. */
	skb->_nfct = (unsigned long)ct | ctinfo;
	rcu_read_lock();
	state.in = dev_get_by_index_rcu(&init_net, in);
	state.out = dev_get_by_index_rcu(&init_net, out);
	e = hooks_of(state.pf, hook);
	if (e)
		verdict = nf_hook_slow(skb, &state, e, 0);
	rcu_read_unlock();
	skb->_nfct = 0;
	KUNIT_EXPECT_EQ(test, 1, verdict);
}

/* In by one device, and out by another, or by none. */
static inline struct nf_conn *begins(struct kunit *test, const struct test_flow *f, int in,
				     int out)
{
	struct nf_conn *ct = test_entry_new(test, f);
	struct sk_buff *skb = packet(test, f, NULL);

	see(test, skb, ct, IP_CT_NEW, out ? NF_INET_POST_ROUTING : NF_INET_LOCAL_IN,
	    in, out);
	return ct;
}

static inline struct rehome_record record_of(struct kunit *test, const struct nf_conn *ct)
{
	struct rehome_record r;

	KUNIT_EXPECT_TRUE(test, rehome_record_read(&facts.rn->index, ct, &r));
	return r;
}

static inline void expect_noted(struct kunit *test, const struct nf_conn *ct, int ifindex,
				int flags)
{
	const int all = BIT(REHOME_RECORD_FIRST) | BIT(REHOME_RECORD_INBOUND) |
			BIT(REHOME_RECORD_OUTBOUND) | BIT(REHOME_RECORD_ENDS);
	struct rehome_record r = record_of(test, ct);

	KUNIT_EXPECT_EQ(test, ifindex, r.chosen.ifindex);
	KUNIT_EXPECT_EQ(test, REHOME_HOP_ANY, r.chosen.hop);
	KUNIT_EXPECT_EQ(test, BIT(REHOME_RECORD_FIRST) | flags, r.flags & all);
}

#define INBOUND		BIT(REHOME_RECORD_INBOUND)
#define OUTBOUND	BIT(REHOME_RECORD_OUTBOUND)
#define ENDS		BIT(REHOME_RECORD_ENDS)

static inline void expect_not_noted(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, 0, facts.rn->index.flows);
	KUNIT_EXPECT_EQ(test, 0, facts.rn->index.count.observed);
}

#endif
