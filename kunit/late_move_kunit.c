// SPDX-License-Identifier: GPL-2.0
/* Which mappings are old ones, while flows move and come back. */
#include <net/netfilter/nf_conntrack_core.h>
#include "late_replies.h"

TEST_FAMILY_PARAM();

static void failback_is_no_move(struct kunit *test)
{
	struct nf_conn *there = mapped(test, TEST_WAN1, NEW_PORT);
	struct nf_conn *back = mapped(test, TEST_WAN0, TEST_PORT);
	struct test_packet p = reply(test);
	struct sk_buff *skb;

	move(test);
	rehome_late_moved(rn, back, test_reply(there));
	KUNIT_EXPECT_EQ(test, 1, rn->late.count);
	/* What comes to where it is again is not late, */
	expect_untouched(test, &p);
	/* but what comes to where it was. */
	p.dst = TEST_WAN1;
	p.dport = NEW_PORT;
	skb = test_skb(test, &p);
	receive(test, skb);
	KUNIT_EXPECT_TRUE(test, goes_to(skb, TEST_WAN0, TEST_PORT));
	KUNIT_EXPECT_TRUE(test, test_sums_are_right(skb));
}

static void move_that_changed_nothing(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct nf_conn *ct = test_entry(test, &f);
	struct test_packet p = reply(test);

	rehome_late_begin(rn, ct, true);
	rehome_late_moved(rn, ct, test_reply(ct));
	KUNIT_EXPECT_EQ(test, 0, rn->late.count);
	expect_untouched(test, &p);
}

/* Between its two entries a flow has the old one still, which is in no table. */
static void reply_amid_a_move(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct test_packet p = reply(test), other = reply(test);
	enum ip_conntrack_info ctinfo;
	struct sk_buff *skb;
	struct nf_conn *old;

	other.sport++;
	move(test);
	old = test_entry(test, &f);
	rehome_late_begin(rn, old, false);
	KUNIT_EXPECT_EQ(test, NF_DROP, verdict_on(test_skb(test, &p)));
	rehome_late_begin(rn, old, true);
	KUNIT_EXPECT_EQ(test, 1, rn->late.count);
	nf_ct_delete(old, 0, 0);
	skb = test_skb(test, &p);
	receive(test, skb);
	KUNIT_EXPECT_PTR_EQ(test, old, nf_ct_get(skb, &ctinfo));
	KUNIT_EXPECT_EQ(test, IP_CT_ESTABLISHED_REPLY, ctinfo);
	KUNIT_EXPECT_TRUE(test, goes_to(skb, TEST_WAN0, TEST_PORT));
	nf_reset_ct(skb);
	expect_untouched(test, &other);
	move(test);
	KUNIT_EXPECT_EQ(test, 1, rn->late.count);
	expect_sent_on(test, &p);
}

/* What the rule set does not want tracked is not for us, either. */
static void untracked_reply(struct kunit *test)
{
	struct test_packet p = reply(test);
	struct sk_buff *skb = test_skb(test, &p);

	move(test);
	nf_ct_set(skb, NULL, IP_CT_UNTRACKED);
	receive(test, skb);
	KUNIT_EXPECT_TRUE(test, goes_to(skb, TEST_WAN0, TEST_PORT));
}

/* The flow came back to it without a move, or another one has it now. */
static void mapping_that_is_in_use(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test)), other = {
		.family = f.family,
		.src = TEST_FAR, .sport = TEST_PORT,
		.dst = TEST_WAN0, .dport = TEST_PORT,
	};
	struct test_packet p = reply(test);
	struct nf_conn *ct;

	move(test);
	/* One that the reply would be the first packet of is none that has it. */
	ct = test_entry(test, &other);
	expect_sent_on(test, &p);
	nf_ct_delete(ct, 0, 0);
	test_entry(test, &f);
	expect_untouched(test, &p);
	KUNIT_EXPECT_EQ(test, 0, rn->late.count);
}

static void moved_again_is_known_once(struct kunit *test)
{
	struct test_packet p = reply(test);
	u64 delay;

	move(test);
	move(test);
	KUNIT_EXPECT_EQ(test, 1, rn->late.count);
	expect_sent_on(test, &p);
	KUNIT_EXPECT_TRUE(test, rehome_late_due(&rn->late, &delay));
	KUNIT_EXPECT_EQ(test, 1, rn->late.count);
	rehome_late_exit(&rn->late);
	KUNIT_EXPECT_FALSE(test, rehome_late_due(&rn->late, &delay));
	KUNIT_EXPECT_EQ(test, 0, rn->late.count);
	expect_untouched(test, &p);
}

/* With a third WAN: what comes to the first goes to where the flow is now. */
static void moved_on_to_the_next(struct kunit *test)
{
	struct nf_conn *second = mapped(test, TEST_WAN1, NEW_PORT);
	struct nf_conn *third = mapped(test, TEST_FAR2, NEW_PORT + 1);
	struct test_packet p = reply(test);
	struct sk_buff *skb = test_skb(test, &p);

	move(test);
	rehome_late_moved(rn, third, test_reply(second));
	receive(test, skb);
	KUNIT_EXPECT_TRUE(test, goes_to(skb, TEST_FAR2, NEW_PORT + 1));
	KUNIT_EXPECT_TRUE(test, test_sums_are_right(skb));
}

static void old_mappings_have_an_end(struct kunit *test)
{
	struct nf_conn *new = mapped(test, TEST_WAN1, NEW_PORT);
	struct nf_conntrack_tuple old =
		*test_reply(mapped(test, TEST_WAN0, TEST_PORT));
	struct test_packet p = reply(test);
	int i;

	for (i = 0; i <= REHOME_LATE_MAX; i++) {
		old.dst.u.all = htons(1000 + i);
		rehome_late_moved(rn, new, &old);
	}
	KUNIT_EXPECT_EQ(test, REHOME_LATE_MAX, rn->late.count);
	p.dport = 1000;
	expect_sent_on(test, &p);
	p.dport = 1000 + REHOME_LATE_MAX - 1;
	expect_sent_on(test, &p);
	p.dport = 1000 + REHOME_LATE_MAX;
	expect_untouched(test, &p);
}

static struct kunit_case late_move_cases[] = {
	KUNIT_CASE_PARAM(failback_is_no_move, family_gen_params),
	KUNIT_CASE_PARAM(move_that_changed_nothing, family_gen_params),
	KUNIT_CASE_PARAM(reply_amid_a_move, family_gen_params),
	KUNIT_CASE_PARAM(untracked_reply, family_gen_params),
	KUNIT_CASE_PARAM(mapping_that_is_in_use, family_gen_params),
	KUNIT_CASE_PARAM(moved_again_is_known_once, family_gen_params),
	KUNIT_CASE_PARAM(moved_on_to_the_next, family_gen_params),
	KUNIT_CASE_PARAM(old_mappings_have_an_end, family_gen_params),
	{}
};

static struct kunit_suite late_move_suite = {
	.name = "nf_rehome_late_move",
	.init = late_init,
	.exit = test_entries_exit,
	.test_cases = late_move_cases,
};

kunit_test_suite(late_move_suite);

TEST_IMPORT_NS;
MODULE_DESCRIPTION("KUnit suite of old mappings");
MODULE_LICENSE("GPL");
