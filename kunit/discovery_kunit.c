// SPDX-License-Identifier: GPL-2.0
/* How the WANs are found among real devices and routes. */
#include <linux/rtnetlink.h>
#include "devices.h"
#include "helpers.h"
#include "netns.h"
#include "wan.h"

#define TABLE	1234

TEST_FAMILY_PARAM();

/* The devices of a case, and what the module would know of them. */
struct wans {
	struct rehome_net rn;
	int wan0;
	int wan1;
};

static int discovery_init(struct kunit *test)
{
	struct wans *w = kunit_kzalloc(test, sizeof(*w), GFP_KERNEL);

	if (!w)
		return -ENOMEM;
	test->priv = w;
	w->rn.net = &init_net;
	rehome_wans_init(&w->rn.wans);
	rehome_addrs_init(&w->rn.addrs);
	w->wan0 = test_dev(test, "kunit-wan0");
	w->wan1 = test_dev(test, "kunit-wan1");
	return 0;
}

static void discovery_exit(struct kunit *test)
{
	struct wans *w = test->priv;

	if (!w)
		return;
	rehome_wans_exit(&w->rn.wans);
	rehome_addrs_exit(&w->rn.addrs);
}

/* Device @oif, with an address, and a default route through it. */
static struct test_route uplink(struct kunit *test, int oif, u8 host)
{
	test_addr_add(test, oif, test_family(test), host);
	return (struct test_route){ .family = test_family(test), .oif = oif };
}

static const struct rehome_wan *look(struct kunit *test, int ifindex)
{
	struct wans *w = test->priv;

	rehome_wans_refresh(&w->rn);
	return rehome_wan_find(&w->rn.wans, ifindex);
}

static void expect_state(struct kunit *test, int ifindex,
			 enum nf_rehome_wan_state state)
{
	const struct rehome_wan *wan = look(test, ifindex);

	KUNIT_ASSERT_NOT_NULL(test, wan);
	KUNIT_EXPECT_EQ(test, state, rehome_wan_state(wan, test_family(test)));
}

#define expect_up(test, ifindex) \
	expect_state(test, ifindex, NF_REHOME_WAN_STATE_UP)
#define expect_down(test, ifindex) \
	expect_state(test, ifindex, NF_REHOME_WAN_STATE_DOWN)

static void device_without_default_route(struct kunit *test)
{
	struct wans *w = test->priv;
	struct test_route r = uplink(test, w->wan0, TEST_WAN0);

	r.host = TEST_FAR;
	test_route_add(test, &r);

	KUNIT_EXPECT_NULL(test, look(test, w->wan0));
	KUNIT_EXPECT_FALSE(test, rehome_wans_maybe(&w->rn.wans, w->wan0));
}

static void default_route_makes_a_wan(struct kunit *test)
{
	struct wans *w = test->priv;
	struct test_route r = uplink(test, w->wan0, TEST_WAN0);

	test_route_add(test, &r);

	expect_up(test, w->wan0);
	KUNIT_EXPECT_STREQ(test, "kunit-wan0", look(test, w->wan0)->name);
	KUNIT_EXPECT_TRUE(test, rehome_wans_maybe(&w->rn.wans, w->wan0));
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
	KUNIT_EXPECT_TRUE(test, list_empty(&w->rn.wans.list));
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

static void route_removed(struct kunit *test)
{
	struct wans *w = test->priv;
	struct test_route r = uplink(test, w->wan0, TEST_WAN0);

	test_route_add(test, &r);
	expect_up(test, w->wan0);
	test_route_del(test, &r);

	expect_down(test, w->wan0);
	/* Flows may still be translated to it. */
	KUNIT_EXPECT_TRUE(test, rehome_wan_usable(look(test, w->wan0),
						  test_family(test)));
	test_route_add(test, &r);
	expect_up(test, w->wan0);
}

static void carrier_lost(struct kunit *test)
{
	struct wans *w = test->priv;
	struct test_route r = uplink(test, w->wan0, TEST_WAN0);

	test_route_add(test, &r);
	expect_up(test, w->wan0);
	test_dev_carrier(w->wan0, false);

	expect_down(test, w->wan0);
	test_dev_carrier(w->wan0, true);
	expect_up(test, w->wan0);
}

static void device_set_down(struct kunit *test)
{
	struct wans *w = test->priv;
	struct test_route r = uplink(test, w->wan0, TEST_WAN0);

	test_route_add(test, &r);
	expect_up(test, w->wan0);
	test_dev_set(test, w->wan0, false);

	expect_down(test, w->wan0);
	KUNIT_EXPECT_FALSE(test, look(test, w->wan0)->link);
}

static void address_removed(struct kunit *test)
{
	struct wans *w = test->priv;
	struct test_route r = uplink(test, w->wan0, TEST_WAN0);
	union nf_inet_addr addr = test_addr(r.family, TEST_WAN0);

	test_route_add(test, &r);
	expect_up(test, w->wan0);
	test_addr_del(test, w->wan0, r.family, TEST_WAN0);

	expect_down(test, w->wan0);
	KUNIT_EXPECT_TRUE(test, rehome_addrs_known(&w->rn.addrs, r.family,
						   &addr));
}

static void address_of_another_device(struct kunit *test)
{
	struct wans *w = test->priv;
	struct test_route r = uplink(test, w->wan0, TEST_WAN0);
	union nf_inet_addr addr = test_addr(r.family, TEST_WAN1);

	uplink(test, w->wan1, TEST_WAN1);
	test_route_add(test, &r);
	look(test, w->wan0);

	/* Only those of WANs are remembered. */
	KUNIT_EXPECT_FALSE(test, rehome_addrs_known(&w->rn.addrs, r.family,
						    &addr));
}

static void device_gone(struct kunit *test)
{
	struct wans *w = test->priv;
	struct test_route r = uplink(test, w->wan0, TEST_WAN0);

	test_route_add(test, &r);
	expect_up(test, w->wan0);
	test_dev_del(w->wan0);

	KUNIT_EXPECT_NULL(test, look(test, w->wan0));
	KUNIT_EXPECT_FALSE(test, rehome_wans_maybe(&w->rn.wans, w->wan0));
	KUNIT_EXPECT_TRUE(test, list_empty(&w->rn.wans.list));
}

static struct rehome_wan *name(struct kunit *test, const char *name)
{
	struct wans *w = test->priv;
	struct rehome_wan *wan = rehome_wan_keep(&w->rn.wans, name);

	KUNIT_ASSERT_NOT_NULL(test, wan);
	wan->named = true;
	return wan;
}

static void named_device_without_default_route(struct kunit *test)
{
	struct wans *w = test->priv;
	struct rehome_wan *wan = name(test, "kunit-wan0");

	uplink(test, w->wan0, TEST_WAN0);
	expect_down(test, w->wan0);
	KUNIT_EXPECT_PTR_EQ(test, wan, look(test, w->wan0));

	/* Nothing else made it a WAN. */
	rehome_wan_forget(&w->rn.wans, wan);
	KUNIT_EXPECT_NULL(test, look(test, w->wan0));
}

static void found_device_outlives_its_name(struct kunit *test)
{
	struct wans *w = test->priv;
	struct test_route r = uplink(test, w->wan0, TEST_WAN0);

	test_route_add(test, &r);
	expect_up(test, w->wan0);
	rehome_wan_forget(&w->rn.wans, name(test, "kunit-wan0"));
	expect_up(test, w->wan0);
	test_route_del(test, &r);
	expect_down(test, w->wan0);
}

/* As a PPPoE session does when it is dialed anew. */
static void named_device_under_a_new_index(struct kunit *test)
{
	struct wans *w = test->priv;
	struct test_route r = uplink(test, w->wan0, TEST_WAN0);
	struct rehome_wan *wan = name(test, "kunit-wan0");
	int old = w->wan0;

	test_route_add(test, &r);
	expect_up(test, old);
	test_dev_del(old);

	KUNIT_EXPECT_NULL(test, look(test, old));
	KUNIT_EXPECT_PTR_EQ(test, wan, rehome_wan_by_name(&w->rn.wans,
							  "kunit-wan0"));
	KUNIT_EXPECT_EQ(test, 0, wan->ifindex);
	KUNIT_EXPECT_EQ(test, NF_REHOME_WAN_STATE_DOWN, rehome_wan_best(wan));

	w->wan0 = test_dev(test, "kunit-wan0");
	KUNIT_ASSERT_NE(test, old, w->wan0);
	r = uplink(test, w->wan0, TEST_WAN0);
	test_route_add(test, &r);
	expect_up(test, w->wan0);
	KUNIT_EXPECT_PTR_EQ(test, wan, look(test, w->wan0));
	KUNIT_EXPECT_TRUE(test, rehome_wans_maybe(&w->rn.wans, w->wan0));
}

static struct kunit_case discovery_cases[] = {
	KUNIT_CASE_PARAM(device_without_default_route, family_gen_params),
	KUNIT_CASE_PARAM(default_route_makes_a_wan, family_gen_params),
	KUNIT_CASE_PARAM(route_of_a_worse_metric, family_gen_params),
	KUNIT_CASE_PARAM(route_in_another_table, family_gen_params),
	KUNIT_CASE_PARAM(route_in_halves, family_gen_params),
	KUNIT_CASE_PARAM(multipath_route, family_gen_params),
	KUNIT_CASE_PARAM(unreachable_default, family_gen_params),
	KUNIT_CASE_PARAM(unreachable_default_behind_a_wan, family_gen_params),
	KUNIT_CASE_PARAM(route_removed, family_gen_params),
	KUNIT_CASE_PARAM(carrier_lost, family_gen_params),
	KUNIT_CASE_PARAM(device_set_down, family_gen_params),
	KUNIT_CASE_PARAM(address_removed, family_gen_params),
	KUNIT_CASE_PARAM(address_of_another_device, family_gen_params),
	KUNIT_CASE_PARAM(device_gone, family_gen_params),
	KUNIT_CASE_PARAM(named_device_without_default_route,
			 family_gen_params),
	KUNIT_CASE_PARAM(found_device_outlives_its_name, family_gen_params),
	KUNIT_CASE_PARAM(named_device_under_a_new_index, family_gen_params),
	{}
};

static struct kunit_suite discovery_suite = {
	.name = "nf_rehome_discovery",
	.init = discovery_init,
	.exit = discovery_exit,
	.test_cases = discovery_cases,
};

kunit_test_suite(discovery_suite);

TEST_IMPORT_NS;
MODULE_DESCRIPTION("KUnit suite of finding the WANs");
MODULE_LICENSE("GPL");
