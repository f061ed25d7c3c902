// SPDX-License-Identifier: GPL-2.0
/* What becomes of WANs while devices, addresses and routes come and go. How they
 * are found is in discover_defaults_kunit.c.
 */
#include <linux/rtnetlink.h>
#include "discovered.h"

TEST_FAMILY_PARAM();

static bool known(struct kunit *test, u8 host)
{
	union nf_inet_addr addr = test_addr(test_family(test), host);
	const struct wans *w = test->priv;
	bool is;

	rcu_read_lock();
	is = rehome_view_addr(rehome_view_get(w->rn), test_family(test), &addr);
	rcu_read_unlock();
	return is;
}

static void route_removed(struct kunit *test)
{
	struct wans *w = test->priv;
	struct test_route r = uplink(test, w->wan0, TEST_WAN0);

	test_route_add(test, &r);
	expect_up(test, w->wan0);
	test_route_del(test, &r);

	expect_down(test, w->wan0);
	KUNIT_EXPECT_TRUE(test, look(test, w->wan0)->link);
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

	test_route_add(test, &r);
	expect_up(test, w->wan0);
	test_addr_del(test, w->wan0, r.family, TEST_WAN0);

	expect_down(test, w->wan0);
	KUNIT_EXPECT_TRUE(test, known(test, TEST_WAN0));
}

static void address_of_another_device(struct kunit *test)
{
	struct wans *w = test->priv;
	struct test_route r = uplink(test, w->wan0, TEST_WAN0);

	uplink(test, w->wan1, TEST_WAN1);
	test_route_add(test, &r);
	look(test, w->wan0);

	/* Only those of WANs are remembered. */
	KUNIT_EXPECT_FALSE(test, known(test, TEST_WAN1));
}

static void device_gone(struct kunit *test)
{
	struct wans *w = test->priv;
	struct test_route r = uplink(test, w->wan0, TEST_WAN0);

	test_route_add(test, &r);
	expect_up(test, w->wan0);
	test_dev_del(w->wan0);

	KUNIT_EXPECT_NULL(test, look(test, w->wan0));
	KUNIT_EXPECT_FALSE(test, rehome_wans_maybe(&w->rn->wans, w->wan0));
	KUNIT_EXPECT_TRUE(test, list_empty(&w->rn->wans.list));
}

/* Whoever was expired in one state of a WAN may be so in the next. */
static void epoch_tells_states_apart(struct kunit *test)
{
	struct wans *w = test->priv;
	struct test_route r = uplink(test, w->wan0, TEST_WAN0);
	u32 epoch;

	test_route_add(test, &r);
	expect_up(test, w->wan0);
	epoch = look(test, w->wan0)->epoch;
	KUNIT_EXPECT_NE(test, 0, epoch);
	KUNIT_EXPECT_EQ(test, epoch, look(test, w->wan0)->epoch);
	test_dev_carrier(w->wan0, false);
	KUNIT_EXPECT_GT(test, look(test, w->wan0)->epoch, epoch);
	epoch = look(test, w->wan0)->epoch;
	test_dev_carrier(w->wan0, true);
	KUNIT_EXPECT_GT(test, look(test, w->wan0)->epoch, epoch);
}

static struct rehome_wan *name(struct kunit *test, const char *name)
{
	struct wans *w = test->priv;
	struct rehome_wan *wan = rehome_wan_keep(&w->rn->wans, name);

	KUNIT_ASSERT_NOT_NULL(test, wan);
	wan->named = true;
	return wan;
}

/* Full tables have no default route, so a WAN that was named needs none; but when
 * it had one, it is down without.
 */
static void named_device_without_default_route(struct kunit *test)
{
	struct wans *w = test->priv;
	struct rehome_wan *wan = name(test, "kunit-wan0");
	struct test_route r = uplink(test, w->wan0, TEST_WAN0);

	expect_up(test, w->wan0);
	KUNIT_EXPECT_PTR_EQ(test, wan, look(test, w->wan0));
	KUNIT_EXPECT_TRUE(test, known(test, TEST_WAN0));
	test_route_add(test, &r);
	expect_up(test, w->wan0);
	test_route_del(test, &r);
	expect_down(test, w->wan0);
}

static void named_device_is_forgotten(struct kunit *test)
{
	struct wans *w = test->priv;

	uplink(test, w->wan0, TEST_WAN0);
	name(test, "kunit-wan0");
	expect_up(test, w->wan0);
	/* Nothing else made it a WAN. */
	rehome_wan_forget(&w->rn->wans, name(test, "kunit-wan0"));
	KUNIT_EXPECT_NULL(test, look(test, w->wan0));
	KUNIT_EXPECT_TRUE(test, list_empty(&w->rn->wans.list));
}

static void found_device_outlives_its_name(struct kunit *test)
{
	struct wans *w = test->priv;
	struct test_route r = uplink(test, w->wan0, TEST_WAN0);

	test_route_add(test, &r);
	expect_up(test, w->wan0);
	rehome_wan_forget(&w->rn->wans, name(test, "kunit-wan0"));
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
	KUNIT_EXPECT_PTR_EQ(test, wan, rehome_wan_by_name(&w->rn->wans,
							  "kunit-wan0"));
	KUNIT_EXPECT_EQ(test, 0, wan->ifindex);
	KUNIT_EXPECT_EQ(test, NF_REHOME_WAN_STATE_DOWN, rehome_wan_best(wan));

	w->wan0 = test_dev(test, "kunit-wan0");
	KUNIT_ASSERT_NE(test, old, w->wan0);
	r = uplink(test, w->wan0, TEST_WAN0);
	test_route_add(test, &r);
	expect_up(test, w->wan0);
	KUNIT_EXPECT_PTR_EQ(test, wan, look(test, w->wan0));
	KUNIT_EXPECT_TRUE(test, rehome_wans_maybe(&w->rn->wans, w->wan0));
}

static u64 moved_from(struct kunit *test, int ifindex)
{
	struct wans *w = test->priv;

	return rehome_stats_device(&w->rn->stats, ifindex).moved_from;
}

/* What was counted for a WAN goes with its name. */
static void counted_for_a_wan(struct kunit *test)
{
	struct wans *w = test->priv;
	struct test_route r = uplink(test, w->wan0, TEST_WAN0);
	int old = w->wan0;

	test_route_add(test, &r);
	name(test, "kunit-wan0");
	expect_up(test, w->wan0);
	rehome_stats_renat(&w->rn->stats, NULL, NF_REHOME_REASON_FITS, old, 0);
	test_dev_del(old);
	w->wan0 = test_dev(test, "kunit-wan0");
	look(test, 0);
	KUNIT_EXPECT_EQ(test, 0, moved_from(test, old));
	KUNIT_EXPECT_EQ(test, 1, moved_from(test, w->wan0));
}

/* Else the places of those that come and go are taken for good. */
static void counted_for_a_wan_that_is_gone(struct kunit *test)
{
	struct wans *w = test->priv;
	struct test_route r = uplink(test, w->wan0, TEST_WAN0);

	test_route_add(test, &r);
	expect_up(test, w->wan0);
	rehome_stats_renat(&w->rn->stats, NULL, NF_REHOME_REASON_FITS, w->wan0, 0);
	test_dev_del(w->wan0);
	KUNIT_EXPECT_NULL(test, look(test, w->wan0));
	KUNIT_EXPECT_EQ(test, 0, moved_from(test, w->wan0));
}

/* Who told of its health need not know that its device is gone for a while. */
static void told_health_outlives_the_device(struct kunit *test)
{
	struct wans *w = test->priv;
	struct test_route r = uplink(test, w->wan0, TEST_WAN0);
	struct rehome_wan *wan;

	test_route_add(test, &r);
	expect_up(test, w->wan0);
	wan = rehome_wan_find(&w->rn->wans, w->wan0);
	rehome_health_tell(&wan->health, "", REHOME_SAID_BOTH, "");
	expect_state(test, w->wan0, NF_REHOME_WAN_STATE_UNHEALTHY);
	test_dev_del(w->wan0);
	look(test, 0);
	KUNIT_EXPECT_PTR_EQ(test, wan, rehome_wan_by_name(&w->rn->wans,
							  "kunit-wan0"));
	w->wan0 = test_dev(test, "kunit-wan0");
	r = uplink(test, w->wan0, TEST_WAN0);
	test_route_add(test, &r);
	expect_state(test, w->wan0, NF_REHOME_WAN_STATE_UNHEALTHY);
	KUNIT_EXPECT_PTR_EQ(test, wan, look(test, w->wan0));
}

static struct kunit_case discovery_cases[] = {
	KUNIT_CASE_PARAM(route_removed, family_gen_params),
	KUNIT_CASE_PARAM(carrier_lost, family_gen_params),
	KUNIT_CASE_PARAM(device_set_down, family_gen_params),
	KUNIT_CASE_PARAM(address_removed, family_gen_params),
	KUNIT_CASE_PARAM(address_of_another_device, family_gen_params),
	KUNIT_CASE_PARAM(device_gone, family_gen_params),
	KUNIT_CASE_PARAM(epoch_tells_states_apart, family_gen_params),
	KUNIT_CASE_PARAM(named_device_without_default_route, family_gen_params),
	KUNIT_CASE_PARAM(named_device_is_forgotten, family_gen_params),
	KUNIT_CASE_PARAM(found_device_outlives_its_name, family_gen_params),
	KUNIT_CASE_PARAM(named_device_under_a_new_index, family_gen_params),
	KUNIT_CASE_PARAM(counted_for_a_wan, family_gen_params),
	KUNIT_CASE_PARAM(counted_for_a_wan_that_is_gone, family_gen_params),
	KUNIT_CASE_PARAM(told_health_outlives_the_device, family_gen_params),
	{}
};

static struct kunit_suite discovery_suite = {
	.name = "nf_rehome_discover",
	.init = discovered_init,
	.test_cases = discovery_cases,
};

kunit_test_suite(discovery_suite);

TEST_IMPORT_NS;
MODULE_DESCRIPTION("KUnit suite of what becomes of the WANs");
MODULE_LICENSE("GPL");
