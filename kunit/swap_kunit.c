// SPDX-License-Identifier: GPL-2.0
/* One entry in the place of another, and the end of one. See carry_kunit.c
 * for what goes from one to the other.
 */
#include <net/netfilter/nf_conntrack_core.h>
#include "act.h"
#include "helpers.h"

TEST_FAMILY_PARAM();

/* What shall take the place of @old, with the same port on the second WAN. */
static struct nf_conn *successor(struct kunit *test, struct nf_conn *old)
{
	struct nf_conn *new = test_prepare(test, old);

	KUNIT_ASSERT_NOT_NULL(test, new);
	KUNIT_ASSERT_EQ(test, 0, test_bind(new, TEST_WAN1, TEST_PORT, 0));
	return new;
}

static void swap_replaces_the_entry(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct nf_conn *old = test_entry(test, &f), *new;

	new = test_move(test, old, TEST_WAN1);

	KUNIT_EXPECT_PTR_EQ(test, new, test_find(test, new, test_orig(old)));
	KUNIT_EXPECT_PTR_EQ(test, new, test_find(test, new, test_reply(new)));
	KUNIT_EXPECT_NULL(test, test_find(test, new, test_reply(old)));
	KUNIT_EXPECT_TRUE(test, nf_ct_is_dying(old));
	KUNIT_EXPECT_FALSE(test, nf_ct_is_dying(new));
	KUNIT_EXPECT_TRUE(test, nf_ct_is_confirmed(new));
}

static void swap_balances_references(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct nf_conn *old = test_entry(test, &f), *new;

	new = test_move(test, old, TEST_WAN1);

	/* The table's and ours; of the old one, ours only. */
	KUNIT_EXPECT_EQ(test, 2, refcount_read(&new->ct_general.use));
	KUNIT_EXPECT_EQ(test, 1, refcount_read(&old->ct_general.use));
	test_entry_forget(test, old);
	nf_ct_put(old);
	KUNIT_EXPECT_EQ(test, 1, test_entries_more(test));
}

#ifdef CONFIG_NF_CONNTRACK_MARK
/* Mark and mapping move together, the mark as it is at that moment. */
static void swap_rewrites_bits_of_the_mark(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct nf_conn *old = test_entry(test, &f), *new;

	new = successor(test, old);
	WRITE_ONCE(old->mark, 0x70155);
	KUNIT_ASSERT_EQ(test, 0, test_swap_marked(test, old, new, 0x200,
						  0x3f00));

	KUNIT_EXPECT_EQ(test, 0x70255, new->mark);
	KUNIT_EXPECT_EQ(test, 0x70155, old->mark);
}
#endif

/* A failback is a failover. */
static void swap_there_and_back(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct nf_conn *old = test_entry(test, &f), *there, *back;

	there = test_move(test, old, TEST_WAN1);
	back = test_move(test, there, TEST_WAN0);

	KUNIT_EXPECT_TRUE(test, nf_ct_tuple_equal(test_reply(old),
						  test_reply(back)));
	KUNIT_EXPECT_PTR_EQ(test, back, test_find(test, back,
						  test_orig(back)));
	KUNIT_EXPECT_PTR_EQ(test, back, test_find(test, back,
						  test_reply(back)));
	KUNIT_EXPECT_NULL(test, test_find(test, back, test_reply(there)));
}

static void swap_of_a_dying_entry(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct nf_conn *old = test_entry(test, &f), *new;

	new = successor(test, old);
	nf_ct_delete(old, 0, 0);

	KUNIT_EXPECT_EQ(test, -ESTALE, test_swap(test, old, new));

	/* Whoever ended the flow meant it. */
	KUNIT_EXPECT_NULL(test, test_find(test, old, test_orig(old)));
	KUNIT_EXPECT_EQ(test, 1, test_entries_more(test));
	KUNIT_EXPECT_EQ(test, 1, refcount_read(&old->ct_general.use));
}

static void swap_of_an_expired_entry(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct nf_conn *old = test_entry(test, &f), *new;

	new = successor(test, old);
	WRITE_ONCE(old->timeout, nfct_time_stamp - HZ);

	KUNIT_EXPECT_EQ(test, -ESTALE, test_swap(test, old, new));

	KUNIT_EXPECT_NULL(test, test_find(test, old, test_orig(old)));
	KUNIT_EXPECT_EQ(test, 1, test_entries_more(test));
}

/* A packet of another flow takes the mapping in the instant of the swap. */
static void swap_loses_the_race(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test)), other = f;
	struct nf_conn *old = test_entry(test, &f), *new, *rival;

	new = successor(test, old);
	other.src = TEST_LAN2;
	other.map = TEST_WAN1;
	rival = test_entry(test, &other);

	KUNIT_EXPECT_EQ(test, -EEXIST, test_swap(test, old, new));

	KUNIT_EXPECT_PTR_EQ(test, rival, test_find(test, rival,
						   test_reply(rival)));
	KUNIT_EXPECT_EQ(test, 2, refcount_read(&rival->ct_general.use));
	KUNIT_EXPECT_NULL(test, test_find(test, old, test_orig(old)));
	KUNIT_EXPECT_TRUE(test, nf_ct_is_dying(old));
	KUNIT_EXPECT_EQ(test, 1, refcount_read(&old->ct_general.use));
	KUNIT_EXPECT_EQ(test, 2, test_entries_more(test));
}

static void expire_ends_the_entry(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct nf_conn *ct = test_entry(test, &f);

	KUNIT_EXPECT_TRUE(test, rehome_act_expire(ct));

	KUNIT_EXPECT_TRUE(test, nf_ct_is_dying(ct));
	KUNIT_EXPECT_NULL(test, test_find(test, ct, test_orig(ct)));
	KUNIT_EXPECT_NULL(test, test_find(test, ct, test_reply(ct)));
	KUNIT_EXPECT_EQ(test, 1, refcount_read(&ct->ct_general.use));
}

static void expire_comes_second(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct nf_conn *ct = test_entry(test, &f);

	nf_ct_delete(ct, 0, 0);

	KUNIT_EXPECT_FALSE(test, rehome_act_expire(ct));
	KUNIT_EXPECT_EQ(test, 1, refcount_read(&ct->ct_general.use));
}

static struct kunit_case swap_cases[] = {
	KUNIT_CASE_PARAM(swap_replaces_the_entry, family_gen_params),
	KUNIT_CASE_PARAM(swap_balances_references, family_gen_params),
#ifdef CONFIG_NF_CONNTRACK_MARK
	KUNIT_CASE_PARAM(swap_rewrites_bits_of_the_mark, family_gen_params),
#endif
	KUNIT_CASE_PARAM(swap_there_and_back, family_gen_params),
	KUNIT_CASE_PARAM(swap_of_a_dying_entry, family_gen_params),
	KUNIT_CASE_PARAM(swap_of_an_expired_entry, family_gen_params),
	KUNIT_CASE_PARAM(swap_loses_the_race, family_gen_params),
	KUNIT_CASE_PARAM(expire_ends_the_entry, family_gen_params),
	KUNIT_CASE_PARAM(expire_comes_second, family_gen_params),
	{}
};

static struct kunit_suite swap_suite = {
	.name = "nf_rehome_swap",
	.init = test_entries_init,
	.exit = test_entries_exit,
	.test_cases = swap_cases,
};

kunit_test_suite(swap_suite);

TEST_IMPORT_NS;
MODULE_DESCRIPTION("KUnit suite of carrying out a move");
MODULE_LICENSE("GPL");
