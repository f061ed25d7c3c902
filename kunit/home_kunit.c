// SPDX-License-Identifier: GPL-2.0
/* Flows that are away from home, and bits of marks. */
#include "helpers.h"
#include "home.h"

#define FLOW	0x1234567890abcdefULL

static const struct rehome_mark home = { 0x100, 0x3f00 };
static const struct rehome_mark away = { 0x200, 0x3f00 };

static int home_init(struct kunit *test)
{
	test->priv = kunit_kzalloc(test, sizeof(struct rehome_homes),
				   GFP_KERNEL);
	return test->priv ? 0 : -ENOMEM;
}

static void home_exit(struct kunit *test)
{
	if (test->priv)
		rehome_homes_exit(test->priv);
}

static void bits_of_a_mark(struct kunit *test)
{
	struct rehome_mark none = {};

	KUNIT_EXPECT_EQ(test, 0xf02ff,
			rehome_mark_apply(0xf01ff, away));
	KUNIT_EXPECT_EQ(test, 0xf01ff, rehome_mark_apply(0xf01ff, none));
	/* Bits beyond the mask are none of ours. */
	none.value = ~0;
	KUNIT_EXPECT_EQ(test, 0xf01ff, rehome_mark_apply(0xf01ff, none));
}

static void nobody_is_away_at_first(struct kunit *test)
{
	KUNIT_EXPECT_NULL(test, rehome_home_find(test->priv, FLOW, 0x200));
	rehome_home_back(test->priv, FLOW);
}

static void flow_that_left(struct kunit *test)
{
	struct rehome_home *h;

	rehome_home_left(test->priv, FLOW, "wan1", home, away);
	h = rehome_home_find(test->priv, FLOW, 0xf0200);

	KUNIT_ASSERT_NOT_NULL(test, h);
	KUNIT_EXPECT_STREQ(test, "wan1", h->name);
	KUNIT_EXPECT_EQ(test, home.value, h->home.value);
	KUNIT_EXPECT_EQ(test, home.mask, h->home.mask);
	KUNIT_EXPECT_EQ(test, 0, h->until);
}

static void another_flow_did_not(struct kunit *test)
{
	rehome_home_left(test->priv, FLOW, "wan1", home, away);

	KUNIT_EXPECT_NULL(test, rehome_home_find(test->priv, FLOW + 1, 0x200));
	KUNIT_EXPECT_NULL(test, rehome_home_find(test->priv,
						 FLOW + REHOME_HOMES, 0x200));
}

/* The rule set, or the user, gave it another mark since. */
static void marked_by_somebody_else(struct kunit *test)
{
	rehome_home_left(test->priv, FLOW, "wan1", home, away);

	KUNIT_EXPECT_NULL(test, rehome_home_find(test->priv, FLOW, 0x300));
	KUNIT_EXPECT_NULL(test, rehome_home_find(test->priv, FLOW, 0x100));
	KUNIT_EXPECT_NULL(test, rehome_home_find(test->priv, FLOW, 0));
}

static void flow_that_is_back(struct kunit *test)
{
	rehome_home_left(test->priv, FLOW, "wan1", home, away);
	rehome_home_back(test->priv, FLOW);

	KUNIT_EXPECT_NULL(test, rehome_home_find(test->priv, FLOW, 0x200));
}

static void flow_that_moves_on_keeps_its_home(struct kunit *test)
{
	struct rehome_mark third = { 0x300, 0x3f00 };
	struct rehome_home *h;

	rehome_home_left(test->priv, FLOW, "wan1", home, away);
	h = rehome_home_find(test->priv, FLOW, 0x200);
	KUNIT_ASSERT_NOT_NULL(test, h);
	h->until = 5;
	rehome_home_left(test->priv, FLOW, "wan2", away, third);
	h = rehome_home_find(test->priv, FLOW, 0x300);

	KUNIT_ASSERT_NOT_NULL(test, h);
	KUNIT_EXPECT_STREQ(test, "wan1", h->name);
	KUNIT_EXPECT_EQ(test, home.value, h->home.value);
	KUNIT_EXPECT_EQ(test, 0, h->until);
}

static void later_flow_takes_the_slot(struct kunit *test)
{
	u64 other = FLOW + REHOME_HOMES;

	rehome_home_left(test->priv, FLOW, "wan1", home, away);
	rehome_home_left(test->priv, other, "wan3", home, away);

	KUNIT_EXPECT_NULL(test, rehome_home_find(test->priv, FLOW, 0x200));
	KUNIT_EXPECT_NOT_NULL(test, rehome_home_find(test->priv, other, 0x200));
	/* The flow that was forgotten comes back, which is not this one. */
	rehome_home_back(test->priv, FLOW);
	KUNIT_EXPECT_NOT_NULL(test, rehome_home_find(test->priv, other, 0x200));
}

static struct kunit_case home_cases[] = {
	KUNIT_CASE(bits_of_a_mark),
	KUNIT_CASE(nobody_is_away_at_first),
	KUNIT_CASE(flow_that_left),
	KUNIT_CASE(another_flow_did_not),
	KUNIT_CASE(marked_by_somebody_else),
	KUNIT_CASE(flow_that_is_back),
	KUNIT_CASE(flow_that_moves_on_keeps_its_home),
	KUNIT_CASE(later_flow_takes_the_slot),
	{}
};

static struct kunit_suite home_suite = {
	.name = "nf_rehome_home",
	.init = home_init,
	.exit = home_exit,
	.test_cases = home_cases,
};

kunit_test_suite(home_suite);

TEST_IMPORT_NS;
MODULE_DESCRIPTION("KUnit suite of flows away from home");
MODULE_LICENSE("GPL");
