// SPDX-License-Identifier: GPL-2.0
/* Which mappings are old ones, while flows move and come back. */
#include <linux/delay.h>
#include "late_replies.h"

TEST_FAMILY_PARAM();

static void failback_is_no_move(struct kunit *test)
{
	struct nf_conn *back = move_to(test, move(test), TEST_WAN0, TEST_PORT);
	struct test_packet p = reply(test);
	struct sk_buff *skb;
	struct came with;

	/* What comes to where it is again is not late, */
	expect_untouched(test, &p);
	/* but what comes to where it was. */
	p.dst = TEST_WAN1;
	p.dport = NEW_PORT;
	skb = test_skb(test, &p);
	with = receive(test, skb);
	KUNIT_EXPECT_PTR_EQ(test, back, with.ct);
	KUNIT_EXPECT_TRUE(test, goes_to(skb, TEST_WAN0, TEST_PORT));
	KUNIT_EXPECT_TRUE(test, test_sums_are_right(skb));
}

/* As of a socket that is bound to a WAN's address. */
static void move_of_an_untranslated_flow(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct test_packet p = reply(test);
	struct nf_conn *old, *new;

	f.src = TEST_WAN0;
	f.map = 0;
	old = test_entry(test, &f);
	rehome_late_begin(rn, old, true);
	nf_ct_delete(old, 0, 0);
	f.map = TEST_WAN1;
	f.map_port = NEW_PORT;
	new = test_entry(test, &f);
	rehome_late_moved(rn, new, test_reply(old));
	expect_sent_on(test, &p);
}

static void move_that_changed_nothing(struct kunit *test)
{
	struct nf_conn *ct = mapped(test, TEST_WAN0, TEST_PORT);
	struct test_packet p = reply(test);

	move_to(test, ct, TEST_WAN0, TEST_PORT);
	KUNIT_EXPECT_EQ(test, 0, rn->late.count);
	expect_untouched(test, &p);
}

/* Between its two entries a flow has the old one still, which is in no table. */
static void reply_amid_a_move(struct kunit *test)
{
	struct nf_conn *old = mapped(test, TEST_WAN0, TEST_PORT);
	struct test_packet p = reply(test), other = reply(test);
	struct sk_buff *skb = test_skb(test, &p);
	struct came with;

	other.sport++;
	rehome_late_begin(rn, old, false);
	nf_ct_delete(old, 0, 0);
	conntrack_looks(test, skb);
	KUNIT_EXPECT_EQ(test, NF_DROP, verdict_on(skb, &with));
	rehome_late_begin(rn, old, true);
	KUNIT_EXPECT_EQ(test, 1, rn->late.count);
	skb = test_skb(test, &p);
	with = receive(test, skb);
	KUNIT_EXPECT_PTR_EQ(test, old, with.ct);
	KUNIT_EXPECT_EQ(test, IP_CT_ESTABLISHED_REPLY, with.ctinfo);
	KUNIT_EXPECT_TRUE(test, goes_to(skb, TEST_WAN0, TEST_PORT));
	expect_untouched(test, &other);
	mapped(test, TEST_WAN1, NEW_PORT);
	expect_sent_on(test, &p);
}

/* The packet that was to move it was dropped, and a later one began it anew: nobody
 * told of its new mapping.
 */
static void move_that_came_to_nothing(struct kunit *test)
{
	struct nf_conn *old = mapped(test, TEST_WAN0, TEST_PORT);
	struct test_packet p = reply(test);
	u64 delay;

	rehome_late_begin(rn, old, true);
	nf_ct_delete(old, 0, 0);
	/* Longer than an old entry is held. */
	msleep(300);
	expect_untouched(test, &p);
	KUNIT_EXPECT_TRUE(test, rehome_late_due(&rn->late, &delay));
	rcu_barrier();
	/* Ours is the only one. */
	KUNIT_EXPECT_EQ(test, 1, refcount_read(&old->ct_general.use));
	mapped(test, TEST_WAN1, NEW_PORT);
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
	struct test_flow other = {
		.family = test_family(test),
		.src = TEST_FAR, .sport = TEST_PORT,
		.dst = TEST_WAN0, .dport = TEST_PORT,
	};
	struct nf_conn *ct = test_entry_new(test, &other), *moved;
	struct test_packet p = reply(test);

	moved = move(test);
	/* One that the reply would be the first packet of is none that has it. */
	ct->status &= ~(IPS_SEEN_REPLY | IPS_ASSURED);
	test_entry_insert(test, ct);
	expect_sent_on(test, &p);
	nf_ct_delete(ct, 0, 0);
	nf_ct_delete(moved, 0, 0);
	mapped(test, TEST_WAN0, TEST_PORT);
	expect_untouched(test, &p);
}

/* It came back on another processor right behind conntrack's look. */
static void mapping_that_is_back(struct kunit *test)
{
	struct test_packet p = reply(test);
	struct sk_buff *skb = test_skb(test, &p);
	struct nf_conn *ct;
	struct came with;

	conntrack_looks(test, skb);
	ct = mapped(test, TEST_WAN0, TEST_PORT);
	KUNIT_EXPECT_EQ(test, NF_ACCEPT, verdict_on(skb, &with));
	KUNIT_EXPECT_PTR_EQ(test, ct, with.ct);
	KUNIT_EXPECT_EQ(test, IP_CT_ESTABLISHED_REPLY, with.ctinfo);
	KUNIT_EXPECT_TRUE(test, goes_to(skb, TEST_WAN0, TEST_PORT));
	KUNIT_EXPECT_EQ(test, 0, atomic64_read(&rn->stats.late));
}

/* A flow that ended has no late replies. */
static void flow_that_ended(struct kunit *test)
{
	struct test_packet p = reply(test);

	nf_ct_delete(move(test), 0, 0);
	expect_untouched(test, &p);
}

static void moved_again_is_known_once(struct kunit *test)
{
	struct test_packet p = reply(test);
	u64 delay;

	nf_ct_delete(move(test), 0, 0);
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
	struct test_packet p = reply(test);
	struct sk_buff *skb = test_skb(test, &p);

	move_to(test, move(test), TEST_FAR2, NEW_PORT + 1);
	receive(test, skb);
	KUNIT_EXPECT_TRUE(test, goes_to(skb, TEST_FAR2, NEW_PORT + 1));
	KUNIT_EXPECT_TRUE(test, test_sums_are_right(skb));
}

static void old_mappings_have_an_end(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct nf_conn *old = test_entry_new(test, &f);
	struct test_packet p = reply(test);
	int i;

	mapped(test, TEST_WAN1, NEW_PORT);
	for (i = 0; i <= REHOME_LATE_MAX; i++) {
		old->tuplehash[IP_CT_DIR_REPLY].tuple.dst.u.all = htons(1000 + i);
		rehome_late_begin(rn, old, false);
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
	KUNIT_CASE_PARAM(move_of_an_untranslated_flow, family_gen_params),
	KUNIT_CASE_PARAM(move_that_changed_nothing, family_gen_params),
	KUNIT_CASE_PARAM(reply_amid_a_move, family_gen_params),
	KUNIT_CASE_PARAM(move_that_came_to_nothing, family_gen_params),
	KUNIT_CASE_PARAM(untracked_reply, family_gen_params),
	KUNIT_CASE_PARAM(mapping_that_is_in_use, family_gen_params),
	KUNIT_CASE_PARAM(mapping_that_is_back, family_gen_params),
	KUNIT_CASE_PARAM(flow_that_ended, family_gen_params),
	KUNIT_CASE_PARAM(moved_again_is_known_once, family_gen_params),
	KUNIT_CASE_PARAM(moved_on_to_the_next, family_gen_params),
	KUNIT_CASE_PARAM(old_mappings_have_an_end, family_gen_params),
	{}
};

static struct kunit_suite late_move_suite = {
	.name = "nf_rehome_late_move",
	.init = late_init,
	.exit = late_exit,
	.test_cases = late_move_cases,
};

kunit_test_suite(late_move_suite);

TEST_IMPORT_NS;
MODULE_DESCRIPTION("KUnit suite of old mappings");
MODULE_LICENSE("GPL");
