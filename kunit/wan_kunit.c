// SPDX-License-Identifier: GPL-2.0
/* What is known of a WAN, and its state. See discover_kunit.c for how it
 * gets known.
 */
#include "helpers.h"
#include "wan.h"

struct state_case {
	const char *desc;
	bool link;
	struct rehome_wan_family has;
	bool named;
	bool found;
	enum nf_rehome_wan_state want;
	enum nf_rehome_wan_state told;	/* when it is said to be dead */
};

#define UP		NF_REHOME_WAN_STATE_UP
#define DOWN		NF_REHOME_WAN_STATE_DOWN
#define UNHEALTHY	NF_REHOME_WAN_STATE_UNHEALTHY

static const struct state_case states[] = {
	{ "all there", true, { true, true }, false, true, UP, UNHEALTHY },
	{ "all there, named", true, { true, true }, true, true, UP, UNHEALTHY },
	{ "no link", false, { true, true }, false, true, DOWN, DOWN },
	{ "no default route any more",
	  true, { false, true }, false, true, DOWN, UNHEALTHY },
	{ "no default route any more, named",
	  true, { false, true }, true, true, DOWN, UNHEALTHY },
	{ "never a default route, named",
	  true, { false, true }, true, false, UP, UNHEALTHY },
	{ "never a default route, named, no link",
	  false, { false, true }, true, false, DOWN, DOWN },
	{ "never a default route, named, no address",
	  true, { false, false }, true, false, DOWN, DOWN },
	{ "never a default route, only told",
	  true, { false, true }, false, false, DOWN, UNHEALTHY },
	{ "no address", true, { true, false }, false, true, DOWN, DOWN },
	{ "nothing", false, { false, false }, false, false, DOWN, DOWN },
};

KUNIT_ARRAY_PARAM_DESC(state, states, desc);

static struct rehome_wan wan_of(const struct state_case *c, u8 family)
{
	struct rehome_wan wan = {
		.link = c->link, .named = c->named, .found = c->found,
	};

	if (family == NFPROTO_IPV4)
		wan.inet = c->has;
	else
		wan.inet6 = c->has;
	return wan;
}

static void state_of_a_wan(struct kunit *test)
{
	const struct state_case *c = test->param_value;
	struct rehome_wan four = wan_of(c, NFPROTO_IPV4);
	struct rehome_wan six = wan_of(c, NFPROTO_IPV6);

	KUNIT_EXPECT_EQ(test, c->want, rehome_wan_state(&four, NFPROTO_IPV4));
	KUNIT_EXPECT_EQ(test, c->want, rehome_wan_state(&six, NFPROTO_IPV6));
	/* The other family gives nothing. */
	KUNIT_EXPECT_EQ(test, DOWN, rehome_wan_state(&four, NFPROTO_IPV6));
	KUNIT_EXPECT_EQ(test, DOWN, rehome_wan_state(&six, NFPROTO_IPV4));
	/* But one is enough. */
	KUNIT_EXPECT_EQ(test, c->want, rehome_wan_best(&four));
	KUNIT_EXPECT_EQ(test, c->want, rehome_wan_best(&six));
}

/* Said to be dead: what lives is unhealthy, what is down stays down. And what is said
 * of one family is not said of the other.
 */
static void told_unhealthy(struct kunit *test)
{
	const struct state_case *c = test->param_value;
	struct rehome_wan four = wan_of(c, NFPROTO_IPV4);
	struct rehome_wan six = wan_of(c, NFPROTO_IPV6);

	rehome_health_tell(&four.health, "", REHOME_SAID_INET6, "");
	rehome_health_tell(&six.health, "", REHOME_SAID_INET, "");
	KUNIT_EXPECT_EQ(test, c->want, rehome_wan_state(&four, NFPROTO_IPV4));
	KUNIT_EXPECT_EQ(test, c->want, rehome_wan_state(&six, NFPROTO_IPV6));
	rehome_health_tell(&four.health, "", REHOME_SAID_INET, "");
	rehome_health_tell(&six.health, "", REHOME_SAID_INET6, "");
	KUNIT_EXPECT_EQ(test, c->told, rehome_wan_state(&four, NFPROTO_IPV4));
	KUNIT_EXPECT_EQ(test, c->told, rehome_wan_state(&six, NFPROTO_IPV6));
	KUNIT_EXPECT_EQ(test, c->told, rehome_wan_best(&four));
	KUNIT_EXPECT_EQ(test, c->told, rehome_wan_best(&six));
	rehome_health_forget(&four.health);
	rehome_health_forget(&six.health);
}

static struct rehome_wan *name(struct kunit *test, struct rehome_wans *ws,
			       const char *name)
{
	struct rehome_wan *wan = rehome_wan_keep(ws, name);

	KUNIT_ASSERT_NOT_NULL(test, wan);
	KUNIT_EXPECT_STREQ(test, name, wan->name);
	return wan;
}

/* User space must not fill the memory with names. */
static void names_have_an_end(struct kunit *test)
{
	struct rehome_wan *wan, *last = NULL;
	struct rehome_wans ws;
	char buf[IFNAMSIZ];
	int i;

	rehome_wans_init(&ws);
	for (i = 0; i < REHOME_WANS_NAMED_MAX; i++) {
		snprintf(buf, sizeof(buf), "wan%d", i);
		KUNIT_EXPECT_FALSE(test, rehome_wans_full(&ws, buf));
		last = name(test, &ws, buf);
		/* Health that was told is a name to be kept as well. */
		if (i % 2)
			last->named = true;
		else
			rehome_health_tell(&last->health, "", REHOME_SAID_INET, "");
	}
	KUNIT_EXPECT_TRUE(test, rehome_wans_full(&ws, "one-more"));
	/* One that is known is not one more. */
	KUNIT_EXPECT_FALSE(test, rehome_wans_full(&ws, "wan0"));
	KUNIT_EXPECT_FALSE(test, rehome_wans_full(&ws, buf));
	KUNIT_EXPECT_PTR_EQ(test, last, name(test, &ws, buf));

	/* Those that were found are not kept by their names. */
	wan = rehome_wan_by_name(&ws, "wan7");
	KUNIT_ASSERT_NOT_NULL(test, wan);
	wan->ifindex = 7;
	rehome_wan_forget(&ws, wan);
	KUNIT_EXPECT_PTR_EQ(test, wan, rehome_wan_by_name(&ws, "wan7"));
	KUNIT_EXPECT_FALSE(test, rehome_wans_full(&ws, "one-more"));
	name(test, &ws, "one-more")->named = true;
	KUNIT_EXPECT_TRUE(test, rehome_wans_full(&ws, "and-more"));
	rehome_wans_exit(&ws);
	KUNIT_EXPECT_TRUE(test, list_empty(&ws.list));
}

static void forgotten(struct kunit *test)
{
	struct rehome_wan *there, *gone;
	struct rehome_wans ws;

	rehome_wans_init(&ws);
	there = name(test, &ws, "there");
	there->ifindex = 2;
	there->named = true;
	rehome_health_tell(&there->health, "", REHOME_SAID_INET, "");
	there->conf = (struct rehome_wan_conf){
		.mark = 1, .mask = 3, .priority = 4, .metered = true,
	};
	gone = name(test, &ws, "gone");
	gone->named = true;

	rehome_wan_forget(&ws, there);
	KUNIT_EXPECT_PTR_EQ(test, there, rehome_wan_by_name(&ws, "there"));
	KUNIT_EXPECT_FALSE(test, there->named);
	KUNIT_EXPECT_EQ(test, 0, rehome_health_ill(&there->health));
	KUNIT_EXPECT_EQ(test, 0, there->conf.mark);
	KUNIT_EXPECT_EQ(test, 0, there->conf.mask);
	KUNIT_EXPECT_EQ(test, 0, there->conf.priority);
	KUNIT_EXPECT_FALSE(test, there->conf.metered);
	/* Without a device nothing is left of it. */
	rehome_wan_forget(&ws, gone);
	KUNIT_EXPECT_NULL(test, rehome_wan_by_name(&ws, "gone"));
	rehome_wans_exit(&ws);
}

/* A change of any of them is seen. */
static void facts_of_a_wan_differ(struct kunit *test)
{
	unsigned int seen[256];
	int i, j;

	for (i = 0; i < ARRAY_SIZE(seen); i++) {
		struct rehome_wan wan = {
			.link = i & 1,
			.inet = { i & 2, i & 4 },
			.inet6 = { i & 8, i & 16 },
			.ifindex = i & 32,
		};

		if (i >> 6)
			rehome_health_tell(&wan.health, "", i >> 6, "");
		seen[i] = rehome_wan_facts(&wan);
		rehome_health_forget(&wan.health);
		KUNIT_EXPECT_NE(test, 0, seen[i]);
		for (j = 0; j < i; j++)
			KUNIT_EXPECT_NE(test, seen[i], seen[j]);
	}
}

static void wan_by_its_index(struct kunit *test)
{
	struct rehome_wan a = { .ifindex = 2 }, b = { .ifindex = 66 };
	struct rehome_wan named = { .name = "not-there", .named = true };
	struct rehome_wans ws;

	rehome_wans_init(&ws);
	list_add(&named.list, &ws.list);
	/* That it has no device makes it none of index 0. */
	KUNIT_EXPECT_NULL(test, rehome_wan_find(&ws, 0));
	list_add(&a.list, &ws.list);
	list_add(&b.list, &ws.list);

	KUNIT_EXPECT_PTR_EQ(test, &a, rehome_wan_find(&ws, 2));
	KUNIT_EXPECT_PTR_EQ(test, &b, rehome_wan_find(&ws, 66));
	KUNIT_EXPECT_NULL(test, rehome_wan_find(&ws, 3));
}

/* Read by notifiers and packets, which may look once too often, never once too
 * rarely.
 */
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
	KUNIT_CASE(names_have_an_end),
	KUNIT_CASE(forgotten),
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
