/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_KUNIT_JUDGED_H
#define _REHOME_KUNIT_JUDGED_H

#include <net/netfilter/nf_conntrack_core.h>
#include "flow_facts.h"
#include "judge.h"
#include "moved.h"
#include "packets.h"

#define GEN		9

static inline int judged_init(struct kunit *test)
{
	int err;

	facts.rn = NULL;
	err = facts_init(test);
	if (!err)
		atomic_set(&facts.rn->gen, GEN);
	return err;
}

/* What waits for late replies holds the entries that it had. */
static inline void judged_exit(struct kunit *test)
{
	if (facts.rn)
		rehome_late_exit(&facts.rn->late);
	test_entries_exit(test);
}

/* A flow whose first packet left by the first WAN. */
static inline struct nf_conn *flow(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct nf_conn *ct = test_entry(test, &f);

	WRITE_ONCE(ct->mark, 0xbeef);
	note(ct, facts.wan0, REHOME_HOP_ANY);
	return ct;
}

/* To a server of the inside, by an address of the first WAN. */
static inline struct test_flow forwarded(const struct kunit *test)
{
	return (struct test_flow){
		.family = test_family(test), .src = TEST_FAR, .sport = TEST_PORT,
		.dst = TEST_WAN0, .dport = TEST_PORT,
		.to = TEST_LAN, .to_port = TEST_PORT,
	};
}

/* The address is gone after its first packet. */
static inline void loses_its_address(struct kunit *test, const struct nf_conn *ct)
{
	const struct rehome_first first = {
		.egress = { .ifindex = facts.wan0, .hop = REHOME_HOP_ANY },
		.inbound = true,
	};

	rehome_record_note(&facts.rn->index, ct, &first);
	test_addr_del(test, facts.wan0, test_family(test), TEST_WAN0);
	show();
}

static inline struct sk_buff *packet_of(struct kunit *test, struct nf_conn *ct)
{
	return test_skb_of(test, ct, IP_CT_ESTABLISHED);
}

static inline struct nf_conn *has(const struct sk_buff *skb)
{
	enum ip_conntrack_info ctinfo;

	return nf_ct_get(skb, &ctinfo);
}

static inline unsigned int verdict_on(struct kunit *test, struct sk_buff *skb,
				      int ifindex)
{
	const struct rehome_egress left = {
		.ifindex = ifindex, .hop = REHOME_HOP_ANY,
	};
	struct nf_hook_state state = {
		.hook = NF_INET_POST_ROUTING,
		.pf = test_family(test),
		.net = &init_net,
	};
	unsigned int verdict;

	rcu_read_lock();
	state.out = dev_get_by_index_rcu(&init_net, ifindex);
	verdict = rehome_judge(facts.rn, skb, &state, &left, GEN);
	rcu_read_unlock();
	return verdict;
}

static inline void leaves(struct kunit *test, struct sk_buff *skb, int ifindex)
{
	KUNIT_EXPECT_EQ(test, NF_ACCEPT, verdict_on(test, skb, ifindex));
}

/* It leaves, and keeps the entry that it has, which is let go. */
static inline void leaves_with(struct kunit *test, struct sk_buff *skb, int ifindex)
{
	struct nf_conn *ct = has(skb);

	leaves(test, skb, ifindex);
	KUNIT_EXPECT_PTR_EQ(test, ct, test_entry_of(test, skb));
}

static inline unsigned int behind_nat(struct sk_buff *skb)
{
	unsigned int verdict;

	rcu_read_lock();
	verdict = rehome_moved_packet(facts.rn, skb);
	rcu_read_unlock();
	return verdict;
}

/* The rule set gives it a mapping. */
static inline struct nf_conn *mapped(struct kunit *test, struct sk_buff *skb,
				     u8 host, u16 port)
{
	test_translate(test, skb, host, port);
	KUNIT_EXPECT_EQ(test, NF_ACCEPT, behind_nat(skb));
	return test_entry_of(test, skb);
}

static inline struct rehome_record record_of(struct kunit *test,
					     const struct nf_conn *ct)
{
	struct rehome_record r;

	KUNIT_EXPECT_TRUE(test, rehome_record_read(&facts.rn->index, ct, &r));
	return r;
}

static inline void expect_counted(struct kunit *test, u64 keep, u64 renat,
				  u64 expire, u64 report)
{
	const struct rehome_count total = rehome_stats_total(&facts.rn->stats);

	KUNIT_EXPECT_EQ(test, keep, total.keep);
	KUNIT_EXPECT_EQ(test, renat, total.renat);
	KUNIT_EXPECT_EQ(test, expire, total.expire);
	KUNIT_EXPECT_EQ(test, report, total.report);
}

static inline const struct rehome_count *counted(enum nf_rehome_reason reason)
{
	return &facts.rn->stats.reasons[reason];
}

static inline u64 failed(enum nf_rehome_failure kind)
{
	return facts.rn->stats.failures[kind];
}

#endif
