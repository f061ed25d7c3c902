// SPDX-License-Identifier: GPL-2.0
/* Behind the chains of NAT: a flow's new entry is confirmed, and what the rule set said
 * of it is recorded and counted.
 */
#include <net/netfilter/nf_nat.h>
#include "judged.h"

TEST_FAMILY_PARAM();

#define NEW_PORT	50000

/* An address of a pool may be that of both WANs: back again, it need not ask. */
static void same_mapping_again(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct nf_conn *ct;
	struct sk_buff *skb;

	f.map = TEST_FAR2;
	ct = test_entry(test, &f);
	note(ct, facts.wan0, REHOME_HOP_ANY);
	skb = packet_of(test, ct);
	leaves(test, skb, facts.wan1);
	ct = mapped(test, skb, TEST_FAR2, TEST_PORT);
	expect_counted(test, 1, 0, 0, 0);
	KUNIT_EXPECT_EQ(test, 1, counted(NF_REHOME_REASON_SAME_MAPPING)->keep);
	KUNIT_EXPECT_EQ(test, facts.wan1, record_of(test, ct).chosen.ifindex);
	KUNIT_EXPECT_EQ(test, facts.wan0, record_of(test, ct).also.ifindex);
	KUNIT_EXPECT_EQ(test, 0, facts.rn->failovers.now.renat);
	KUNIT_EXPECT_EQ(test, 0, facts.rn->late.count);
	leaves_with(test, packet_of(test, ct), facts.wan0);
	KUNIT_EXPECT_EQ(test, 2, counted(NF_REHOME_REASON_SAME_MAPPING)->keep);
}

static void other_port(struct kunit *test)
{
	struct sk_buff *skb = packet_of(test, flow(test));

	leaves(test, skb, facts.wan1);
	mapped(test, skb, TEST_WAN1, NEW_PORT);
	expect_counted(test, 0, 1, 0, 0);
	KUNIT_EXPECT_EQ(test, 1, failed(NF_REHOME_FAILURE_PORT_CHANGED));
}

/* Conntrack confirms it where it always does. */
static void entry_that_is_not_ours(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct nf_conn *ct = test_entry_new(test, &f);
	struct sk_buff *skb = packet_of(test, flow(test));

	nf_reset_ct(skb);
	skb->_nfct = (unsigned long)ct | IP_CT_NEW;
	KUNIT_EXPECT_EQ(test, NF_ACCEPT, behind_nat(skb));
	skb->_nfct = 0;
	KUNIT_EXPECT_FALSE(test, nf_ct_is_confirmed(ct));
}

/* A packet that came in between has made the same entry. */
static void entry_that_was_quicker(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct sk_buff *skb = packet_of(test, flow(test));
	struct nf_conn *other;

	leaves(test, skb, facts.wan1);
	test_translate(test, skb, TEST_WAN1, TEST_PORT);
	f.map = TEST_WAN1;
	other = test_entry(test, &f);
	KUNIT_EXPECT_EQ(test, NF_ACCEPT, behind_nat(skb));
	KUNIT_EXPECT_PTR_EQ(test, other, test_entry_of(test, skb));
	KUNIT_EXPECT_EQ(test, 1, failed(NF_REHOME_FAILURE_REPLACED));
	expect_counted(test, 0, 0, 0, 0);
}

/* As if it had been ended between the hooks, with all that are of its address. */
static void entry_that_cannot_be_confirmed(struct kunit *test)
{
	struct sk_buff *skb = packet_of(test, flow(test));

	leaves(test, skb, facts.wan1);
	test_translate(test, skb, TEST_WAN1, TEST_PORT);
	set_bit(IPS_DYING_BIT, &has(skb)->status);
	KUNIT_EXPECT_EQ(test, NF_DROP, behind_nat(skb));
	test_entry_of(test, skb);
	KUNIT_EXPECT_EQ(test, 1, failed(NF_REHOME_FAILURE_REPLACED));
	expect_counted(test, 0, 0, 0, 0);
}

/* Between the hooks of one packet, another one of the same old entry comes to the
 * first: the flow has but one entry that is ours.
 */
static void entry_that_was_overtaken(struct kunit *test)
{
	struct nf_conn *old = flow(test), *new;
	struct sk_buff *first = packet_of(test, old), *second = packet_of(test, old);

	leaves(test, first, facts.wan1);
	leaves(test, second, facts.wan1);
	KUNIT_ASSERT_PTR_NE(test, has(first), has(second));
	KUNIT_EXPECT_EQ(test, 0xbeef, has(second)->mark);
	test_translate(test, first, TEST_WAN1, TEST_PORT);
	KUNIT_EXPECT_EQ(test, NF_ACCEPT, behind_nat(first));
	KUNIT_EXPECT_FALSE(test, nf_ct_is_confirmed(has(first)));
	new = mapped(test, second, TEST_WAN1, TEST_PORT);
	KUNIT_EXPECT_TRUE(test, nf_ct_is_confirmed(new));
	test_entry_of(test, first);
	expect_counted(test, 0, 1, 0, 0);
}

/* Masquerading took that of the other WAN: until something changes, no packet need ask
 * again.
 */
static void address_for_want_of_one(struct kunit *test)
{
	struct sk_buff *skb = packet_of(test, flow(test));
	struct nf_conn_nat *nat;
	struct nf_conn *ct;

	test_addr_del(test, facts.wan1, test_family(test), TEST_WAN1);
	show();
	leaves(test, skb, facts.wan1);
	KUNIT_EXPECT_NE(test, GEN, record_of(test, has(skb)).gen);
	nat = nf_ct_nat_ext_add(has(skb));
	KUNIT_ASSERT_NOT_NULL(test, nat);
	nat->masq_index = facts.wan1;
	ct = mapped(test, skb, TEST_WAN0, TEST_PORT);
	KUNIT_EXPECT_EQ(test, GEN, record_of(test, ct).gen);
	KUNIT_EXPECT_EQ(test, facts.wan1, record_of(test, ct).left.ifindex);
}

static struct kunit_case moved_cases[] = {
	KUNIT_CASE_PARAM(same_mapping_again, family_gen_params),
	KUNIT_CASE_PARAM(other_port, family_gen_params),
	KUNIT_CASE_PARAM(entry_that_is_not_ours, family_gen_params),
	KUNIT_CASE_PARAM(entry_that_was_quicker, family_gen_params),
	KUNIT_CASE_PARAM(entry_that_cannot_be_confirmed, family_gen_params),
	KUNIT_CASE_PARAM(entry_that_was_overtaken, family_gen_params),
	KUNIT_CASE_PARAM(address_for_want_of_one, family_gen_params),
	{}
};

static struct kunit_suite moved_suite = {
	.name = "nf_rehome_moved",
	.init = judged_init,
	.exit = judged_exit,
	.test_cases = moved_cases,
};

kunit_test_suite(moved_suite);

TEST_IMPORT_NS;
MODULE_DESCRIPTION("KUnit suite of flows that moved");
MODULE_LICENSE("GPL");
