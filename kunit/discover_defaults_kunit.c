// SPDX-License-Identifier: GPL-2.0
/* Which devices carry a default route, among real devices and routes. What becomes
 * of them then is in discover_kunit.c.
 */
#include <linux/rtnetlink.h>
#include "discovered.h"

#define TABLE	1234

TEST_FAMILY_PARAM();

static void device_without_default_route(struct kunit *test)
{
	struct wans *w = test->priv;
	struct test_route r = uplink(test, w->wan0, TEST_WAN0);

	r.host = TEST_FAR;
	test_route_add(test, &r);

	KUNIT_EXPECT_NULL(test, look(test, w->wan0));
	KUNIT_EXPECT_FALSE(test, rehome_wans_maybe(&w->rn->wans, w->wan0));
}

static void default_route_makes_a_wan(struct kunit *test)
{
	struct wans *w = test->priv;
	struct test_route r = uplink(test, w->wan0, TEST_WAN0);

	test_route_add(test, &r);

	expect_up(test, w->wan0);
	KUNIT_EXPECT_STREQ(test, "kunit-wan0", look(test, w->wan0)->name);
	KUNIT_EXPECT_TRUE(test, rehome_wans_maybe(&w->rn->wans, w->wan0));
	KUNIT_EXPECT_NULL(test, look(test, w->wan1));
}

static void route_of_a_worse_metric(struct kunit *test)
{
	struct wans *w = test->priv;
	struct test_route r0 = uplink(test, w->wan0, TEST_WAN0);
	struct test_route r1 = uplink(test, w->wan1, TEST_WAN1);

	r0.metric = 100;
	r1.metric = 200;
	test_route_add(test, &r0);
	test_route_add(test, &r1);

	expect_up(test, w->wan0);
	expect_up(test, w->wan1);
}

static void route_in_another_table(struct kunit *test)
{
	struct wans *w = test->priv;
	struct test_route r = uplink(test, w->wan1, TEST_WAN1);

	r.table = TABLE;
	test_route_add(test, &r);

	expect_up(test, w->wan1);
	KUNIT_EXPECT_NULL(test, look(test, w->wan0));
}

static void route_in_halves(struct kunit *test)
{
	struct wans *w = test->priv;
	struct test_route r0 = uplink(test, w->wan0, TEST_WAN0), r1 = r0;

	/* As tunnels do it, so as not to replace the default. */
	r0.halves = 1;
	r1.halves = 2;
	test_route_add(test, &r0);
	test_route_add(test, &r1);

	expect_up(test, w->wan0);
}

static void multipath_route(struct kunit *test)
{
	struct wans *w = test->priv;
	struct test_route r = uplink(test, w->wan0, TEST_WAN0);

	uplink(test, w->wan1, TEST_WAN1);
	r.oif2 = w->wan1;
	test_route_add(test, &r);

	expect_up(test, w->wan0);
	expect_up(test, w->wan1);
}

static void unreachable_default(struct kunit *test)
{
	struct wans *w = test->priv;
	struct test_route r = {
		.family = test_family(test),
		.type = RTN_UNREACHABLE,
		.metric = 1,
	};

	test_route_add(test, &r);

	look(test, 0);
	KUNIT_EXPECT_TRUE(test, list_empty(&w->rn->wans.list));
}

static void unreachable_default_behind_a_wan(struct kunit *test)
{
	struct test_route none = {
		.family = test_family(test),
		.type = RTN_UNREACHABLE,
		.metric = 9999,
	};
	struct wans *w = test->priv;
	struct test_route r = uplink(test, w->wan0, TEST_WAN0);

	r.metric = 100;
	test_route_add(test, &none);
	test_route_add(test, &r);

	expect_up(test, w->wan0);
	KUNIT_EXPECT_NULL(test, look(test, w->wan1));
}

/* To what nobody routes to there may be routes all the same. */
static void bogons_are_null_routed(struct kunit *test)
{
	static const struct { u32 net; u8 plen; } bogons[] = {
		{ 0x00000000, 8 }, { 0x0a000000, 8 }, { 0x64400000, 10 },
		{ 0xe0000000, 4 }, { 0xf0000000, 4 },
	};
	static const u8 types[] = {
		RTN_BLACKHOLE, RTN_UNREACHABLE, RTN_PROHIBIT,
	};
	struct wans *w = test->priv;
	struct test_route r = {
		.family = NFPROTO_IPV4, .oif = w->wan0, .metric = 100,
	};
	int i;

	test_addr_add(test, w->wan0, NFPROTO_IPV4, TEST_WAN0);
	test_route_add(test, &r);
	for (i = 0; i < ARRAY_SIZE(bogons); i++) {
		const struct test_route none = {
			.family = NFPROTO_IPV4,
			.type = types[i % ARRAY_SIZE(types)],
			.net = bogons[i].net,
			.plen = bogons[i].plen,
		};

		test_route_add(test, &none);
	}
	KUNIT_EXPECT_NOT_NULL(test, look(test, w->wan0));
	KUNIT_EXPECT_NULL(test, look(test, w->wan1));
	/* Nor is a route to one half of the rest taken for the default. */
	r = (struct test_route){
		.family = NFPROTO_IPV4, .oif = w->wan1,
		.net = 0x40000000, .plen = 2,
	};
	test_route_add(test, &r);
	KUNIT_EXPECT_NOT_NULL(test, look(test, w->wan0));
	KUNIT_EXPECT_NULL(test, look(test, w->wan1));
}

static void all_that_is_global(struct kunit *test)
{
	struct wans *w = test->priv;
	struct test_route r = {
		.family = NFPROTO_IPV6, .oif = w->wan0,
		.net = 0x20000000, .plen = 3,
	};

	test_addr_add(test, w->wan0, NFPROTO_IPV6, TEST_WAN0);
	test_route_add(test, &r);
	KUNIT_EXPECT_NOT_NULL(test, look(test, w->wan0));
	r = (struct test_route){
		.family = NFPROTO_IPV6, .oif = w->wan1,
		.net = 0x30000000, .plen = 4,
	};
	test_route_add(test, &r);
	KUNIT_EXPECT_NULL(test, look(test, w->wan1));
}

/* A device that somebody set down has no routes, whatever its other tables say. */
static void device_that_is_down(struct kunit *test)
{
	struct wans *w = test->priv;
	struct test_route r0 = uplink(test, w->wan0, TEST_WAN0);
	struct test_route r1 = uplink(test, w->wan1, TEST_WAN1);

	r1.metric = 200;
	test_route_add(test, &r0);
	test_route_add(test, &r1);
	test_dev_set(test, w->wan1, false);

	expect_up(test, w->wan0);
	KUNIT_EXPECT_NULL(test, look(test, w->wan1));
}

static unsigned int count(const struct rehome_net *rn)
{
	const struct rehome_wan *wan;
	unsigned int n = 0;

	list_for_each_entry(wan, &rn->wans.list, list)
		n++;
	return n;
}

/* More of them are no router's. */
static void found_wans_have_an_end(struct kunit *test)
{
	struct wans *w = test->priv;
	struct test_route r = { .family = NFPROTO_IPV4 };
	struct rehome_wan *wan;
	char name[IFNAMSIZ];
	int i;

	for (i = 0; i <= REHOME_WANS_FOUND_MAX; i++) {
		snprintf(name, sizeof(name), "kunit-many%d", i);
		r.oif = test_dev(test, name);
		r.metric = 100 + i;
		test_route_add(test, &r);
	}
	KUNIT_EXPECT_NULL(test, look(test, r.oif));
	KUNIT_EXPECT_EQ(test, REHOME_WANS_FOUND_MAX, count(w->rn));
	/* One that somebody asks for comes on top of them. */
	wan = rehome_wan_keep(&w->rn->wans, name);
	KUNIT_ASSERT_NOT_NULL(test, wan);
	wan->named = true;
	KUNIT_EXPECT_PTR_EQ(test, wan, look(test, r.oif));
	KUNIT_EXPECT_TRUE(test, wan->inet.has_default);
	KUNIT_EXPECT_EQ(test, REHOME_WANS_FOUND_MAX + 1, count(w->rn));
	look(test, 0);
	KUNIT_EXPECT_EQ(test, REHOME_WANS_FOUND_MAX + 1, count(w->rn));
}

static struct kunit_case defaults_cases[] = {
	KUNIT_CASE_PARAM(device_without_default_route, family_gen_params),
	KUNIT_CASE_PARAM(default_route_makes_a_wan, family_gen_params),
	KUNIT_CASE_PARAM(route_of_a_worse_metric, family_gen_params),
	KUNIT_CASE_PARAM(route_in_another_table, family_gen_params),
	KUNIT_CASE_PARAM(route_in_halves, family_gen_params),
	KUNIT_CASE_PARAM(multipath_route, family_gen_params),
	KUNIT_CASE_PARAM(unreachable_default, family_gen_params),
	KUNIT_CASE_PARAM(unreachable_default_behind_a_wan, family_gen_params),
	KUNIT_CASE(bogons_are_null_routed),
	KUNIT_CASE(all_that_is_global),
	KUNIT_CASE_PARAM(device_that_is_down, family_gen_params),
	KUNIT_CASE(found_wans_have_an_end),
	{}
};

static struct kunit_suite defaults_suite = {
	.name = "nf_rehome_discover_defaults",
	.init = discovered_init,
	.test_cases = defaults_cases,
};

kunit_test_suite(defaults_suite);

TEST_IMPORT_NS;
MODULE_DESCRIPTION("KUnit suite of finding default routes");
MODULE_LICENSE("GPL");
