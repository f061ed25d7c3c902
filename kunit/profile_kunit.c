// SPDX-License-Identifier: GPL-2.0
/* How far lookups are trusted, after looks at a network at rest. */
#include "helpers.h"
#include "profile.h"
#include "route.h"

#define FLOW	0x1234567890abcdefULL
#define FLOW2	0xfedcba0987654321ULL

static int profile_init(struct kunit *test)
{
	test->priv = kunit_kzalloc(test, sizeof(struct rehome_profiles),
				   GFP_KERNEL);
	return test->priv ? 0 : -ENOMEM;
}

static void profile_exit(struct kunit *test)
{
	if (test->priv)
		rehome_profiles_exit(test->priv);
}

static struct rehome_key key(int iif, u32 mark)
{
	return (struct rehome_key){
		.family = NFPROTO_IPV4, .iif = iif, .mark = mark,
	};
}

/* A pass at rest that finds one flow. */
static bool rest(struct kunit *test, u64 hash, bool fits)
{
	struct rehome_key k = key(2, 0);
	bool wrong;

	rehome_profiles_begin(test->priv);
	wrong = rehome_profile_rest(test->priv, &k, hash, fits, 1);
	rehome_profiles_end(test->priv, true);
	return wrong;
}

/* A pass after an event that finds one flow which does not fit. */
static void event(struct kunit *test, u64 hash)
{
	struct rehome_key k = key(2, 0);

	rehome_profiles_begin(test->priv);
	rehome_profile_event(test->priv, &k, hash);
	rehome_profiles_end(test->priv, false);
}

static void expect(struct kunit *test, u32 right, u32 wrong)
{
	struct rehome_key k = key(2, 0);
	const struct rehome_profile *p = rehome_profile_find(test->priv, &k);

	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_EQ(test, right, p->right);
	KUNIT_EXPECT_EQ(test, wrong, p->wrong);
}

static void unknown_at_first(struct kunit *test)
{
	struct rehome_key k = key(2, 0);

	KUNIT_EXPECT_NULL(test, rehome_profile_find(test->priv, &k));
}

static void flow_that_fits_proves_it_right(struct kunit *test)
{
	KUNIT_EXPECT_FALSE(test, rest(test, FLOW, true));
	expect(test, 1, 0);
}

static void new_flow_that_does_not_fit_proves_it_wrong(struct kunit *test)
{
	KUNIT_EXPECT_TRUE(test, rest(test, FLOW, false));
	expect(test, 0, 1);
}

static void stuck_flow_proves_nothing(struct kunit *test)
{
	event(test, FLOW);
	KUNIT_EXPECT_FALSE(test, rest(test, FLOW, false));
	KUNIT_EXPECT_TRUE(test, rest(test, FLOW2, false));
	/* Once more: what was stuck then is stuck now. */
	KUNIT_EXPECT_FALSE(test, rest(test, FLOW, false));
}

/* The flow that proved it wrong does so as long as it lives, whatever events
 * there are.
 */
static void wrong_stays_wrong(struct kunit *test)
{
	KUNIT_EXPECT_TRUE(test, rest(test, FLOW, false));
	event(test, FLOW);
	KUNIT_EXPECT_TRUE(test, rest(test, FLOW, false));
	expect(test, 0, 1);
}

static void wrong_no_more(struct kunit *test)
{
	rest(test, FLOW, false);
	rest(test, FLOW2, true);
	expect(test, 1, 0);
	/* Now an event is to blame again. */
	event(test, FLOW);
	KUNIT_EXPECT_FALSE(test, rest(test, FLOW, false));
}

static void no_flow_no_news(struct kunit *test)
{
	rest(test, FLOW, false);
	rehome_profiles_begin(test->priv);
	rehome_profiles_end(test->priv, true);
	expect(test, 0, 1);
}

static void broken_off_look_counts_nothing(struct kunit *test)
{
	struct rehome_key k = key(2, 0);

	rest(test, FLOW, true);
	rehome_profiles_begin(test->priv);
	rehome_profile_rest(test->priv, &k, FLOW2, false, 2);
	/* No end: an event came. */
	expect(test, 1, 0);
	rest(test, FLOW, true);
	expect(test, 1, 0);
}

static void profiles_are_apart(struct kunit *test)
{
	struct rehome_key other[] = { key(3, 0), key(2, 1), key(2, 0) };
	int i;

	other[2].family = NFPROTO_IPV6;
	rest(test, FLOW, false);
	for (i = 0; i < ARRAY_SIZE(other); i++)
		KUNIT_EXPECT_NULL(test, rehome_profile_find(test->priv,
							    &other[i]));
}

static void oldest_gives_way(struct kunit *test)
{
	struct rehome_key first = key(1000, 0), second = key(1001, 0);
	int i;

	rehome_profiles_begin(test->priv);
	for (i = 0; i < REHOME_PROFILES; i++) {
		struct rehome_key k = key(1000 + i, 0);

		rehome_profile_rest(test->priv, &k, FLOW, true, 1 + i);
	}
	/* Used again, it is the oldest no more. */
	rehome_profile_rest(test->priv, &first, FLOW, true, 1 + i);
	first.mark = 1;
	rehome_profile_rest(test->priv, &first, FLOW, true, 2 + i);
	first.mark = 0;

	KUNIT_EXPECT_NOT_NULL(test, rehome_profile_find(test->priv, &first));
	KUNIT_EXPECT_NULL(test, rehome_profile_find(test->priv, &second));
}

static struct kunit_case profile_cases[] = {
	KUNIT_CASE(unknown_at_first),
	KUNIT_CASE(flow_that_fits_proves_it_right),
	KUNIT_CASE(new_flow_that_does_not_fit_proves_it_wrong),
	KUNIT_CASE(stuck_flow_proves_nothing),
	KUNIT_CASE(wrong_stays_wrong),
	KUNIT_CASE(wrong_no_more),
	KUNIT_CASE(no_flow_no_news),
	KUNIT_CASE(broken_off_look_counts_nothing),
	KUNIT_CASE(profiles_are_apart),
	KUNIT_CASE(oldest_gives_way),
	{}
};

static struct kunit_suite profile_suite = {
	.name = "nf_rehome_profile",
	.init = profile_init,
	.exit = profile_exit,
	.test_cases = profile_cases,
};

kunit_test_suite(profile_suite);

TEST_IMPORT_NS;
MODULE_DESCRIPTION("KUnit suite of the trust in lookups");
MODULE_LICENSE("GPL");
