// SPDX-License-Identifier: GPL-2.0
/* What is known of a WAN, and its state. See discovery_kunit.c for how it
 * gets known.
 */
#include "helpers.h"
#include "wan.h"

struct state_case {
	const char *desc;
	bool link;
	struct rehome_wan_family has;
	bool usable;
	enum nf_rehome_wan_state want;
};

static const struct state_case states[] = {
	{ "all there", true, { true, true }, true, NF_REHOME_WAN_STATE_UP },
	{ "no link", false, { true, true }, false, NF_REHOME_WAN_STATE_DOWN },
	{ "no default route", true, { false, true }, true,
	  NF_REHOME_WAN_STATE_DOWN },
	{ "no address", true, { true, false }, false,
	  NF_REHOME_WAN_STATE_DOWN },
	{ "nothing", false, { false, false }, false,
	  NF_REHOME_WAN_STATE_DOWN },
};

KUNIT_ARRAY_PARAM_DESC(state, states, desc);

static void state_of_a_wan(struct kunit *test)
{
	const struct state_case *c = test->param_value;
	struct rehome_wan four = { .link = c->link, .inet = c->has };
	struct rehome_wan six = { .link = c->link, .inet6 = c->has };

	KUNIT_EXPECT_EQ(test, c->want, rehome_wan_state(&four, NFPROTO_IPV4));
	KUNIT_EXPECT_EQ(test, c->usable,
			rehome_wan_usable(&four, NFPROTO_IPV4));
	KUNIT_EXPECT_EQ(test, c->want, rehome_wan_state(&six, NFPROTO_IPV6));
	KUNIT_EXPECT_EQ(test, c->usable,
			rehome_wan_usable(&six, NFPROTO_IPV6));
	/* The other family gives nothing. */
	KUNIT_EXPECT_EQ(test, NF_REHOME_WAN_STATE_DOWN,
			rehome_wan_state(&four, NFPROTO_IPV6));
	KUNIT_EXPECT_FALSE(test, rehome_wan_usable(&six, NFPROTO_IPV4));
	/* But one is enough. */
	KUNIT_EXPECT_EQ(test, c->want, rehome_wan_best(&four));
	KUNIT_EXPECT_EQ(test, c->want, rehome_wan_best(&six));
}

/* Said to be dead: what lives is unhealthy, what is down stays down. */
static void told_unhealthy(struct kunit *test)
{
	const struct state_case *c = test->param_value;
	struct rehome_wan wan = {
		.link = c->link, .inet = c->has, .told = true,
	};

	KUNIT_EXPECT_FALSE(test, rehome_wan_usable(&wan, NFPROTO_IPV4));
	KUNIT_EXPECT_EQ(test, c->usable ? NF_REHOME_WAN_STATE_UNHEALTHY :
					  NF_REHOME_WAN_STATE_DOWN,
			rehome_wan_state(&wan, NFPROTO_IPV4));
	KUNIT_EXPECT_EQ(test, rehome_wan_state(&wan, NFPROTO_IPV4),
			rehome_wan_best(&wan));
}

static void marks_of_wans(struct kunit *test)
{
	struct rehome_wan a = { .ifindex = 2, .conf = { 0x100, 0x3f00 } };
	struct rehome_wan b = { .ifindex = 3, .conf = { 0x1, 0x1 } };
	struct rehome_wan c = { .ifindex = 4 };
	struct rehome_wans ws;

	rehome_wans_init(&ws);
	KUNIT_EXPECT_EQ(test, 0, rehome_wans_mask(&ws));
	list_add(&c.list, &ws.list);
	KUNIT_EXPECT_EQ(test, 0, rehome_wans_mask(&ws));
	list_add(&a.list, &ws.list);
	list_add(&b.list, &ws.list);
	KUNIT_EXPECT_EQ(test, 0x3f01, rehome_wans_mask(&ws));
}

static void wan_by_its_snat_address(struct kunit *test)
{
	union nf_inet_addr v4 = test_addr(NFPROTO_IPV4, TEST_WAN0);
	union nf_inet_addr v6 = test_addr(NFPROTO_IPV6, TEST_WAN0);
	struct rehome_wan a = { .ifindex = 2, .conf.snat = v4 };
	struct rehome_wan b = { .ifindex = 3, .conf.snat6 = v6 };
	const union nf_inet_addr none = {};
	struct rehome_wans ws;

	rehome_wans_init(&ws);
	list_add(&a.list, &ws.list);
	list_add(&b.list, &ws.list);

	KUNIT_EXPECT_PTR_EQ(test, &a, rehome_wan_by_snat(&ws, NFPROTO_IPV4, &v4));
	KUNIT_EXPECT_PTR_EQ(test, &b, rehome_wan_by_snat(&ws, NFPROTO_IPV6, &v6));
	/* Having none is no address. */
	KUNIT_EXPECT_NULL(test, rehome_wan_by_snat(&ws, NFPROTO_IPV4, &none));
	KUNIT_EXPECT_NULL(test, rehome_wan_by_snat(&ws, NFPROTO_IPV6, &none));
	KUNIT_EXPECT_NULL(test, rehome_wan_by_snat(&ws, NFPROTO_IPV6, &v4));
}

/* User space must not fill the memory with names. */
static void names_have_an_end(struct kunit *test)
{
	struct rehome_wans ws;
	struct rehome_wan *wan;
	char name[IFNAMSIZ];
	int i;

	rehome_wans_init(&ws);
	for (i = 0; i < REHOME_WANS_NAMED_MAX; i++) {
		snprintf(name, sizeof(name), "wan%d", i);
		wan = rehome_wan_keep(&ws, name);
		KUNIT_ASSERT_NOT_NULL(test, wan);
		wan->named = true;
	}
	KUNIT_EXPECT_NULL(test, rehome_wan_keep(&ws, "one-more"));
	/* One that is known is not one more. */
	KUNIT_EXPECT_PTR_EQ(test, wan, rehome_wan_keep(&ws, name));

	rehome_wan_forget(&ws, wan);
	KUNIT_EXPECT_NULL(test, rehome_wan_by_name(&ws, name));
	KUNIT_EXPECT_NOT_NULL(test, rehome_wan_keep(&ws, "one-more"));
	rehome_wans_exit(&ws);
}

/* A change of any of them is told. */
static void facts_of_a_wan_differ(struct kunit *test)
{
	unsigned int seen[128];
	int i, j;

	for (i = 0; i < 128; i++) {
		struct rehome_wan wan = {
			.link = i & 1,
			.inet = { i & 2, i & 4 },
			.inet6 = { i & 8, i & 16 },
			.told = i & 32,
			.ifindex = i & 64,
		};

		seen[i] = rehome_wan_facts(&wan);
		KUNIT_EXPECT_NE(test, 0, seen[i]);
		for (j = 0; j < i; j++)
			KUNIT_EXPECT_NE(test, seen[i], seen[j]);
	}
}

static void wan_by_its_index(struct kunit *test)
{
	struct rehome_wan a = { .ifindex = 2 }, b = { .ifindex = 66 };
	struct rehome_wans ws;

	rehome_wans_init(&ws);
	KUNIT_EXPECT_NULL(test, rehome_wan_find(&ws, 0));
	list_add(&a.list, &ws.list);
	list_add(&b.list, &ws.list);

	KUNIT_EXPECT_PTR_EQ(test, &a, rehome_wan_find(&ws, 2));
	KUNIT_EXPECT_PTR_EQ(test, &b, rehome_wan_find(&ws, 66));
	KUNIT_EXPECT_NULL(test, rehome_wan_find(&ws, 3));
}

/* Read by notifiers, which may look once too often, never once too rarely. */
static void filter_of_indices(struct kunit *test)
{
	struct rehome_wans ws;
	int i;

	rehome_wans_init(&ws);
	for (i = 0; i < 200; i++)
		KUNIT_EXPECT_FALSE(test, rehome_wans_maybe(&ws, i));

	atomic64_set(&ws.filter, BIT_ULL(2) | BIT_ULL(63));

	KUNIT_EXPECT_TRUE(test, rehome_wans_maybe(&ws, 2));
	KUNIT_EXPECT_TRUE(test, rehome_wans_maybe(&ws, 63));
	KUNIT_EXPECT_TRUE(test, rehome_wans_maybe(&ws, 64 + 2));
	KUNIT_EXPECT_FALSE(test, rehome_wans_maybe(&ws, 3));
}

static struct kunit_case wan_cases[] = {
	KUNIT_CASE_PARAM(state_of_a_wan, state_gen_params),
	KUNIT_CASE_PARAM(told_unhealthy, state_gen_params),
	KUNIT_CASE(marks_of_wans),
	KUNIT_CASE(wan_by_its_snat_address),
	KUNIT_CASE(names_have_an_end),
	KUNIT_CASE(facts_of_a_wan_differ),
	KUNIT_CASE(wan_by_its_index),
	KUNIT_CASE(filter_of_indices),
	{}
};

static struct kunit_suite wan_suite = {
	.name = "nf_rehome_wan",
	.test_cases = wan_cases,
};

kunit_test_suite(wan_suite);

TEST_IMPORT_NS;
MODULE_DESCRIPTION("KUnit suite of the WANs");
MODULE_LICENSE("GPL");
