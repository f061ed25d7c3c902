/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_KUNIT_FLOW_FACTS_H
#define _REHOME_KUNIT_FLOW_FACTS_H

#include "devices.h"
#include "facts.h"
#include "flow.h"
#include "nets.h"
#include "record.h"

/* Two WANs that were named, with an address of each family, and a LAN. */
static struct {
	struct rehome_net *rn;
	int wan0;
	int wan1;
	int lan;
} facts;

static inline void show(void)
{
	test_net_refresh(facts.rn);
}

static inline int facts_wan(struct kunit *test, const char *name, u8 host)
{
	struct rehome_wan *wan = rehome_wan_keep(&facts.rn->wans, name);
	int ifindex = test_dev(test, name);

	KUNIT_ASSERT_NOT_NULL(test, wan);
	wan->named = true;
	test_addr_add(test, ifindex, NFPROTO_IPV4, host);
	test_addr_add(test, ifindex, NFPROTO_IPV6, host);
	return ifindex;
}

static inline int facts_init(struct kunit *test)
{
	int err = test_entries_init(test);

	if (err)
		return err;
	facts.rn = test_net(test);
	facts.wan0 = facts_wan(test, "kunit-wan0", TEST_WAN0);
	facts.wan1 = facts_wan(test, "kunit-wan1", TEST_WAN1);
	facts.lan = test_dev(test, "kunit-lan");
	test_addr_add(test, facts.lan, NFPROTO_IPV4, TEST_LAN2);
	test_addr_add(test, facts.lan, NFPROTO_IPV6, TEST_LAN2);
	show();
	return 0;
}

static inline struct rehome_flow gathered_by(struct kunit *test,
					     struct nf_conn *ct,
					     const struct rehome_egress *left)
{
	struct rehome_flow flow;

	rehome_facts_init(facts.rn, &flow, ct);
	KUNIT_ASSERT_NOT_NULL(test, flow.class);
	rcu_read_lock();
	rehome_facts_gather(facts.rn, &flow, left);
	rcu_read_unlock();
	return flow;
}

/* What is known when a packet leaves by a device; 0 is none at hand. */
static inline struct rehome_flow gathered(struct kunit *test, struct nf_conn *ct,
					  int ifindex)
{
	const struct rehome_egress left = {
		.ifindex = ifindex, .hop = REHOME_HOP_ANY,
	};

	return gathered_by(test, ct, ifindex ? &left : NULL);
}

/* And when it leaves by the first WAN and a next hop. */
static inline struct rehome_flow at_hop(struct kunit *test, struct nf_conn *ct,
					u32 hop)
{
	const struct rehome_egress left = {
		.ifindex = facts.wan0, .hop = hop,
	};

	return gathered_by(test, ct, &left);
}

static inline void note(const struct nf_conn *ct, int ifindex, u32 hop)
{
	const struct rehome_first first = {
		.egress = { .ifindex = ifindex, .hop = hop },
	};

	rehome_record_note(&facts.rn->index, ct, &first);
}

static inline void expect_owner(struct kunit *test,
				const struct rehome_flow *flow,
				enum nf_rehome_owner owner, int ifindex)
{
	KUNIT_EXPECT_EQ(test, owner, flow->facts.owner);
	KUNIT_EXPECT_EQ(test, ifindex, flow->owner);
}

#endif
