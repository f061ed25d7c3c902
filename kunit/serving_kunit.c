// SPDX-License-Identifier: GPL-2.0
/* Which WAN serves a family, among real devices and routes, and since when. */
#include <linux/rtnetlink.h>
#include <net/netlink.h>
#include "discovered.h"
#include "netlink_put.h"

#define TABLE	1234

TEST_FAMILY_PARAM();

static const struct rehome_wan_family *family_of(const struct rehome_wan *wan, u8 family)
{
	return family == NFPROTO_IPV4 ? &wan->inet : &wan->inet6;
}

/* The device that serves, as it is known now; never two of them. */
static int known(struct kunit *test, u8 family)
{
	struct wans *w = test->priv;
	struct rehome_wan *wan;
	int by = 0;

	list_for_each_entry(wan, &w->rn->wans.list, list) {
		if (!family_of(wan, family)->serves)
			continue;
		KUNIT_EXPECT_EQ(test, 0, by);
		by = wan->ifindex;
	}
	return by;
}

static int serving(struct kunit *test)
{
	look(test, 0);
	return known(test, test_family(test));
}

static u64 since(struct kunit *test)
{
	struct wans *w = test->priv;

	return test_family(test) == NFPROTO_IPV4 ? w->rn->wans.since4 : w->rn->wans.since6;
}

/* Both WANs are up, and routes lead to the first one. */
static void both_up(struct kunit *test, struct test_route *r0, struct test_route *r1)
{
	struct wans *w = test->priv;

	*r0 = uplink(test, w->wan0, TEST_WAN0);
	*r1 = uplink(test, w->wan1, TEST_WAN1);
	r0->metric = 100;
	r1->metric = 200;
	test_route_add(test, r0);
	test_route_add(test, r1);
	KUNIT_EXPECT_EQ(test, w->wan0, serving(test));
}

static struct rehome_wan *wan_of(struct kunit *test, int ifindex)
{
	struct wans *w = test->priv;
	struct rehome_wan *wan = rehome_wan_find(&w->rn->wans, ifindex);

	KUNIT_ASSERT_NOT_NULL(test, wan);
	return wan;
}

static void route_removed(struct kunit *test)
{
	struct wans *w = test->priv;
	struct test_route r0, r1;

	both_up(test, &r0, &r1);
	test_route_del(test, &r0);
	KUNIT_EXPECT_EQ(test, w->wan1, serving(test));
	test_route_add(test, &r0);
	KUNIT_EXPECT_EQ(test, w->wan0, serving(test));
}

/* The route still leads there. */
static void carrier_lost(struct kunit *test)
{
	struct wans *w = test->priv;
	struct test_route r0, r1;

	both_up(test, &r0, &r1);
	test_dev_carrier(w->wan0, false);
	KUNIT_EXPECT_EQ(test, w->wan1, serving(test));
	test_dev_carrier(w->wan1, false);
	KUNIT_EXPECT_EQ(test, 0, serving(test));
	test_dev_carrier(w->wan0, true);
	KUNIT_EXPECT_EQ(test, w->wan0, serving(test));
}

static void told_unhealthy(struct kunit *test)
{
	u8 said = test_family(test) == NFPROTO_IPV4 ? REHOME_SAID_INET : REHOME_SAID_INET6;
	struct wans *w = test->priv;
	struct test_route r0, r1;

	both_up(test, &r0, &r1);
	/* Of the other family this says nothing. */
	rehome_health_tell(&wan_of(test, w->wan0)->health, "", REHOME_SAID_BOTH & ~said, "");
	KUNIT_EXPECT_EQ(test, w->wan0, serving(test));
	rehome_health_tell(&wan_of(test, w->wan0)->health, "", said, "");
	KUNIT_EXPECT_EQ(test, w->wan1, serving(test));
}

static void device_gone(struct kunit *test)
{
	struct wans *w = test->priv;
	struct test_route r0, r1;

	both_up(test, &r0, &r1);
	test_dev_del(w->wan0);
	KUNIT_EXPECT_EQ(test, w->wan1, serving(test));
	test_dev_del(w->wan1);
	KUNIT_EXPECT_EQ(test, 0, serving(test));
}

/* As tunnels do it: what leaves goes by the halves. */
static void default_in_halves(struct kunit *test)
{
	struct wans *w = test->priv;
	struct test_route r0, r1;

	both_up(test, &r0, &r1);
	r1.halves = 1;
	test_route_add(test, &r1);
	KUNIT_EXPECT_EQ(test, w->wan1, serving(test));
}

/* Routes change their metrics: no WAN changes its state, and no flow is judged anew. */
static void only_preference_changes(struct kunit *test)
{
	struct wans *w = test->priv;
	struct test_route r0, r1, worse;
	u32 epoch, epoch0, epoch1;
	int gen;

	both_up(test, &r0, &r1);
	epoch = w->rn->wans.epoch;
	epoch0 = wan_of(test, w->wan0)->epoch;
	epoch1 = wan_of(test, w->wan1)->epoch;
	gen = atomic_read(&w->rn->gen);
	worse = r0;
	worse.metric = 300;
	test_route_add(test, &worse);
	test_route_del(test, &r0);
	KUNIT_EXPECT_EQ(test, w->wan1, serving(test));
	KUNIT_EXPECT_EQ(test, epoch, w->rn->wans.epoch);
	KUNIT_EXPECT_EQ(test, epoch0, wan_of(test, w->wan0)->epoch);
	KUNIT_EXPECT_EQ(test, epoch1, wan_of(test, w->wan1)->epoch);
	KUNIT_EXPECT_EQ(test, gen, atomic_read(&w->rn->gen));
}

/* No packet leaves without a mark; then flows are led to the preferred WAN. */
static void marks_lead_all(struct kunit *test)
{
	struct wans *w = test->priv;
	struct test_route r0, r1;
	struct rehome_wan *wan0, *wan1;

	both_up(test, &r0, &r1);
	test_route_del(test, &r0);
	test_route_del(test, &r1);
	r0.table = TABLE;
	r1.table = TABLE;
	test_route_add(test, &r0);
	test_route_add(test, &r1);
	look(test, 0);
	wan0 = wan_of(test, w->wan0);
	wan1 = wan_of(test, w->wan1);
	wan0->conf.priority = 2;
	wan1->conf.priority = 1;
	KUNIT_EXPECT_EQ(test, w->wan1, serving(test));
	wan1->conf.metered = true;
	KUNIT_EXPECT_EQ(test, w->wan0, serving(test));
	wan0->conf.metered = true;
	KUNIT_EXPECT_EQ(test, w->wan1, serving(test));
	/* Nobody leads packets to one that is not up. */
	test_dev_carrier(w->wan1, false);
	KUNIT_EXPECT_EQ(test, w->wan0, serving(test));
}

/* As a last resort, so that nothing leaks where no WAN is left. */
static void default_to_nowhere(struct kunit *test)
{
	struct wans *w = test->priv;
	struct test_route r0, r1, none = {
		.family = test_family(test), .type = RTN_UNREACHABLE, .metric = 500,
	};

	both_up(test, &r0, &r1);
	test_route_add(test, &none);
	KUNIT_EXPECT_EQ(test, w->wan0, serving(test));
	test_route_del(test, &r0);
	KUNIT_EXPECT_EQ(test, w->wan1, serving(test));
	test_route_del(test, &r1);
	KUNIT_EXPECT_EQ(test, 0, serving(test));
}

/* A route of one family says nothing of the other. */
static void families_apart(struct kunit *test)
{
	u8 other = test_family(test) == NFPROTO_IPV4 ? NFPROTO_IPV6 : NFPROTO_IPV4;
	struct wans *w = test->priv;
	struct test_route r0, r1, of_other = { .family = other };

	both_up(test, &r0, &r1);
	KUNIT_EXPECT_EQ(test, 0, known(test, other));
	test_addr_add(test, w->wan1, other, TEST_WAN1);
	of_other.oif = w->wan1;
	test_route_add(test, &of_other);
	KUNIT_EXPECT_EQ(test, w->wan0, serving(test));
	KUNIT_EXPECT_EQ(test, w->wan1, known(test, other));
}

/* That begins when it changes, also to none; looking changes nothing. */
static void since_when(struct kunit *test)
{
	struct wans *w = test->priv;
	struct test_route r0, r1;
	u64 before;

	KUNIT_EXPECT_EQ(test, 0, since(test));
	KUNIT_EXPECT_EQ(test, 0, serving(test));
	before = since(test);
	KUNIT_EXPECT_NE(test, 0, before);
	KUNIT_EXPECT_EQ(test, 0, serving(test));
	KUNIT_EXPECT_EQ(test, before, since(test));
	both_up(test, &r0, &r1);
	KUNIT_EXPECT_GT(test, since(test), before);
	before = since(test);
	/* One that does not serve comes and goes. */
	test_route_del(test, &r1);
	KUNIT_EXPECT_EQ(test, w->wan0, serving(test));
	test_route_add(test, &r1);
	KUNIT_EXPECT_EQ(test, w->wan0, serving(test));
	KUNIT_EXPECT_EQ(test, before, since(test));
	test_route_del(test, &r0);
	KUNIT_EXPECT_EQ(test, w->wan1, serving(test));
	KUNIT_EXPECT_GT(test, since(test), before);
	before = since(test);
	test_route_del(test, &r1);
	KUNIT_EXPECT_EQ(test, 0, serving(test));
	KUNIT_EXPECT_GT(test, since(test), before);
}

static void show(struct kunit *test, const struct rehome_wan *wan)
{
	struct sk_buff *skb = nlmsg_new(NLMSG_GOODSIZE, GFP_KERNEL);
	struct wans *w = test->priv;

	KUNIT_ASSERT_NOT_NULL(test, skb);
	mutex_lock(&w->rn->mutex);
	KUNIT_EXPECT_EQ(test, 0, rehome_put_status(skb, w->rn));
	KUNIT_EXPECT_EQ(test, 0, rehome_put_wan(skb, w->rn, wan));
	mutex_unlock(&w->rn->mutex);
	kfree_skb(skb);
}

/* Who asks what serves is told what the last look found, and nothing moves by it. */
static void show_changes_nothing(struct kunit *test)
{
	struct wans *w = test->priv;
	struct rehome_wans ws;
	struct rehome_wan wan;
	struct test_route r0, r1;
	int gen, i;

	both_up(test, &r0, &r1);
	test_route_del(test, &r0);
	memcpy(&wan, wan_of(test, w->wan0), sizeof(wan));
	memcpy(&ws, &w->rn->wans, sizeof(ws));
	gen = atomic_read(&w->rn->gen);
	for (i = 0; i < 3; i++)
		show(test, wan_of(test, w->wan0));
	KUNIT_EXPECT_EQ(test, 0, memcmp(&wan, wan_of(test, w->wan0), sizeof(wan)));
	KUNIT_EXPECT_EQ(test, 0, memcmp(&ws, &w->rn->wans, sizeof(ws)));
	KUNIT_EXPECT_EQ(test, gen, atomic_read(&w->rn->gen));
	KUNIT_EXPECT_EQ(test, 0, atomic64_read(&w->rn->events));
	KUNIT_EXPECT_EQ(test, w->wan0, known(test, test_family(test)));
	KUNIT_EXPECT_EQ(test, w->wan1, serving(test));
}

static struct kunit_case serving_cases[] = {
	KUNIT_CASE_PARAM(route_removed, family_gen_params),
	KUNIT_CASE_PARAM(carrier_lost, family_gen_params),
	KUNIT_CASE_PARAM(told_unhealthy, family_gen_params),
	KUNIT_CASE_PARAM(device_gone, family_gen_params),
	KUNIT_CASE_PARAM(default_in_halves, family_gen_params),
	KUNIT_CASE_PARAM(only_preference_changes, family_gen_params),
	KUNIT_CASE_PARAM(marks_lead_all, family_gen_params),
	KUNIT_CASE_PARAM(default_to_nowhere, family_gen_params),
	KUNIT_CASE_PARAM(families_apart, family_gen_params),
	KUNIT_CASE_PARAM(since_when, family_gen_params),
	KUNIT_CASE_PARAM(show_changes_nothing, family_gen_params),
	{}
};

static struct kunit_suite serving_suite = {
	.name = "nf_rehome_serving",
	.init = discovered_init,
	.test_cases = serving_cases,
};

kunit_test_suite(serving_suite);

TEST_IMPORT_NS;
MODULE_DESCRIPTION("KUnit suite of the WAN that serves");
MODULE_LICENSE("GPL");
