// SPDX-License-Identifier: GPL-2.0
/* Flows that are away from home, and bits of marks. */
#include "helpers.h"
#include "home.h"

#define FLOW	0x1234567890abcdefULL
#define ID	77

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

static struct rehome_home record(u64 key, u32 id, const char *name)
{
	struct rehome_home h = {
		.key = key, .id = id, .home = home, .away = away,
	};

	strscpy(h.name, name, sizeof(h.name));
	return h;
}

static void leave(struct kunit *test, u64 key, u32 id, const char *name)
{
	struct rehome_home h = record(key, id, name);

	rehome_home_left(test->priv, NULL, &h);
}

static void nobody_is_away_at_first(struct kunit *test)
{
	KUNIT_EXPECT_NULL(test, rehome_home_find(test->priv, FLOW, ID, 0x200));
	rehome_home_back(test->priv, FLOW);
}

static void flow_that_left(struct kunit *test)
{
	struct rehome_home *h;

	leave(test, FLOW, ID, "wan1");
	h = rehome_home_find(test->priv, FLOW, ID, 0xf0200);

	KUNIT_ASSERT_NOT_NULL(test, h);
	KUNIT_EXPECT_STREQ(test, "wan1", h->name);
	KUNIT_EXPECT_EQ(test, home.value, h->home.value);
	KUNIT_EXPECT_EQ(test, home.mask, h->home.mask);
	KUNIT_EXPECT_EQ(test, 0, h->until);
}

/* Overlays use the same ports again and again. */
static void another_flow_did_not(struct kunit *test)
{
	leave(test, FLOW, ID, "wan1");

	KUNIT_EXPECT_NULL(test, rehome_home_find(test->priv, FLOW, ID + 1,
						 0x200));
	KUNIT_EXPECT_NULL(test, rehome_home_find(test->priv, FLOW + 1, ID,
						 0x200));
	KUNIT_EXPECT_NULL(test, rehome_home_find(test->priv,
						 FLOW + REHOME_HOMES, ID,
						 0x200));
}

/* The rule set, or the user, gave it another mark since. */
static void marked_by_somebody_else(struct kunit *test)
{
	leave(test, FLOW, ID, "wan1");

	KUNIT_EXPECT_NULL(test, rehome_home_find(test->priv, FLOW, ID, 0x300));
	KUNIT_EXPECT_NULL(test, rehome_home_find(test->priv, FLOW, ID, 0x100));
	KUNIT_EXPECT_NULL(test, rehome_home_find(test->priv, FLOW, ID, 0));
}

static void flow_that_is_back(struct kunit *test)
{
	leave(test, FLOW, ID, "wan1");
	rehome_home_back(test->priv, FLOW);

	KUNIT_EXPECT_NULL(test, rehome_home_find(test->priv, FLOW, ID, 0x200));
}

static void flow_that_moves_on_keeps_its_home(struct kunit *test)
{
	struct rehome_home next = record(FLOW, ID + 1, "wan2");
	struct rehome_home *h;

	leave(test, FLOW, ID, "wan1");
	h = rehome_home_find(test->priv, FLOW, ID, 0x200);
	KUNIT_ASSERT_NOT_NULL(test, h);
	h->until = 5;
	next.away.value = 0x300;
	rehome_home_left(test->priv, h, &next);
	h = rehome_home_find(test->priv, FLOW, ID + 1, 0x300);

	KUNIT_ASSERT_NOT_NULL(test, h);
	KUNIT_EXPECT_STREQ(test, "wan1", h->name);
	KUNIT_EXPECT_EQ(test, home.value, h->home.value);
	KUNIT_EXPECT_EQ(test, 0, h->until);
	KUNIT_EXPECT_NULL(test, rehome_home_find(test->priv, FLOW, ID, 0x300));
}

/* What was remembered of a flow that is no more is not its successor's. */
static void later_flow_has_its_own_home(struct kunit *test)
{
	struct rehome_home *h;

	leave(test, FLOW, ID, "wan1");
	leave(test, FLOW, ID + 1, "wan3");
	h = rehome_home_find(test->priv, FLOW, ID + 1, 0x200);

	KUNIT_ASSERT_NOT_NULL(test, h);
	KUNIT_EXPECT_STREQ(test, "wan3", h->name);
}

static void flows_of_one_set(struct kunit *test)
{
	unsigned int i, known = 0;

	for (i = 0; i <= REHOME_HOME_WAYS; i++)
		leave(test, FLOW + (u64)i * REHOME_HOMES, ID, "wan1");
	for (i = 0; i <= REHOME_HOME_WAYS; i++)
		known += !!rehome_home_find(test->priv, FLOW + (u64)i * REHOME_HOMES,
					    ID, 0x200);

	/* All that fit, the last one among them. */
	KUNIT_EXPECT_EQ(test, REHOME_HOME_WAYS, known);
	i--;
	KUNIT_EXPECT_NOT_NULL(test,
			      rehome_home_find(test->priv,
					       FLOW + (u64)i * REHOME_HOMES, ID,
					       0x200));
}

static struct kunit_case home_cases[] = {
	KUNIT_CASE(bits_of_a_mark),
	KUNIT_CASE(nobody_is_away_at_first),
	KUNIT_CASE(flow_that_left),
	KUNIT_CASE(another_flow_did_not),
	KUNIT_CASE(marked_by_somebody_else),
	KUNIT_CASE(flow_that_is_back),
	KUNIT_CASE(flow_that_moves_on_keeps_its_home),
	KUNIT_CASE(later_flow_has_its_own_home),
	KUNIT_CASE(flows_of_one_set),
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
