// SPDX-License-Identifier: GPL-2.0
/* What packets are shown of the WANs. */
#include "nets.h"
#include "view.h"

TEST_FAMILY_PARAM();

static int view_init(struct kunit *test)
{
	test->priv = test_net(test);
	return 0;
}

/* As the last case that looked at it left it; no packet has it any more. */
static const struct rehome_view *view(struct kunit *test)
{
	const struct rehome_view *v;

	rcu_read_lock();
	v = rehome_view_get(test->priv);
	rcu_read_unlock();
	KUNIT_ASSERT_NOT_NULL(test, v);
	return v;
}

static const struct rehome_view_addr *addr(struct kunit *test, u8 family, u8 host)
{
	union nf_inet_addr a = test_addr(family, host);

	return rehome_view_addr(view(test), family, &a);
}

static void remember(struct kunit *test, u8 family, u8 host, int ifindex)
{
	struct rehome_net *rn = test->priv;
	struct rehome_addr *a = kzalloc(sizeof(*a), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, a);
	a->addr = test_addr(family, host);
	a->family = family;
	a->ifindex = ifindex;
	/* Freed with all others. */
	list_add(&a->list, &rn->addrs.list);
	rn->addrs.count++;
}

/* Packets may come before the first look. */
static void nothing_yet(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, 0, view(test)->mask);
	KUNIT_EXPECT_NULL(test, rehome_view_wan(view(test), 2));
	KUNIT_EXPECT_NULL(test, rehome_view_wan(view(test), 0));
	KUNIT_EXPECT_NULL(test, addr(test, NFPROTO_IPV4, TEST_WAN0));
	KUNIT_EXPECT_NULL(test, addr(test, NFPROTO_IPV6, TEST_WAN0));
}

static void wan_as_it_is(struct kunit *test)
{
	struct rehome_net *rn = test->priv;
	struct rehome_wan *wan = test_wan(test, rn, "wan0", 2);
	const struct rehome_view_wan *v;

	wan->inet6.ready = false;
	wan->conf.mark = 0x100;
	wan->conf.mask = 0xf00;
	wan->epoch = 77;
	test_net_show(test, rn);
	v = rehome_view_wan(view(test), 2);
	KUNIT_ASSERT_NOT_NULL(test, v);
	KUNIT_EXPECT_STREQ(test, "wan0", v->name);
	KUNIT_EXPECT_EQ(test, NF_REHOME_WAN_STATE_UP,
			v->state[rehome_family_index(NFPROTO_IPV4)]);
	KUNIT_EXPECT_EQ(test, NF_REHOME_WAN_STATE_DOWN,
			v->state[rehome_family_index(NFPROTO_IPV6)]);
	KUNIT_EXPECT_EQ(test, 0x100, v->mark.value);
	KUNIT_EXPECT_EQ(test, 0xf00, v->mark.mask);
	KUNIT_EXPECT_EQ(test, 77, v->epoch);
	KUNIT_EXPECT_NULL(test, rehome_view_wan(view(test), 3));
}

static void view_never_changes(struct kunit *test)
{
	struct rehome_net *rn = test->priv;
	struct rehome_wan *wan = test_wan(test, rn, "wan0", 2);
	const struct rehome_view *before;

	test_net_show(test, rn);
	before = view(test);
	wan->link = false;
	KUNIT_EXPECT_EQ(test, NF_REHOME_WAN_STATE_UP,
			rehome_view_wan(view(test), 2)->state[0]);
	rcu_read_lock();
	wan->ifindex = 0;
	KUNIT_EXPECT_NOT_NULL(test, rehome_view_wan(before, 2));
	rcu_read_unlock();
	test_net_show(test, rn);
	KUNIT_EXPECT_PTR_NE(test, before, view(test));
	/* One without a device is there, but none of index 0. */
	KUNIT_EXPECT_EQ(test, 1, view(test)->wan_count);
	KUNIT_EXPECT_EQ(test, NF_REHOME_WAN_STATE_DOWN,
			view(test)->wans[0].state[0]);
	KUNIT_EXPECT_NULL(test, rehome_view_wan(view(test), 0));
	KUNIT_EXPECT_NULL(test, rehome_view_wan(view(test), 2));
}

static void mask_of_all(struct kunit *test)
{
	struct rehome_net *rn = test->priv;

	test_wan(test, rn, "wan0", 2)->conf.mask = 0x3f00;
	test_wan(test, rn, "wan1", 3)->conf.mask = 0x1;
	test_wan(test, rn, "wan2", 4);
	test_net_show(test, rn);
	KUNIT_EXPECT_EQ(test, 0x3f01, view(test)->mask);
}

static u64 rank(struct kunit *test, int ifindex)
{
	const struct rehome_view_wan *v = rehome_view_wan(view(test), ifindex);

	KUNIT_ASSERT_NOT_NULL(test, v);
	return v->rank;
}

static void metered_come_last(struct kunit *test)
{
	struct rehome_net *rn = test->priv;

	test_wan(test, rn, "wan0", 2)->conf.priority = 10;
	test_wan(test, rn, "wan1", 3)->conf.priority = U32_MAX;
	test_wan(test, rn, "wan2", 4)->conf.metered = true;
	test_wan(test, rn, "wan3", 5)->conf.metered = true;
	test_wan(test, rn, "wan3", 5)->conf.priority = 1;
	test_net_show(test, rn);
	KUNIT_EXPECT_LT(test, rank(test, 2), rank(test, 3));
	KUNIT_EXPECT_LT(test, rank(test, 3), rank(test, 4));
	KUNIT_EXPECT_LT(test, rank(test, 4), rank(test, 5));
}

static void address_that_was_seen(struct kunit *test)
{
	struct rehome_net *rn = test->priv;
	u8 family = test_family(test);
	const struct rehome_view_addr *a;

	test_wan(test, rn, "wan0", 2);
	remember(test, family, TEST_WAN0, 2);
	/* Of a WAN that is no more as well. */
	remember(test, family, TEST_WAN1, 3);
	test_net_show(test, rn);
	a = addr(test, family, TEST_WAN0);
	KUNIT_ASSERT_NOT_NULL(test, a);
	KUNIT_EXPECT_EQ(test, 2, a->ifindex);
	KUNIT_EXPECT_FALSE(test, a->told);
	a = addr(test, family, TEST_WAN1);
	KUNIT_ASSERT_NOT_NULL(test, a);
	KUNIT_EXPECT_EQ(test, 3, a->ifindex);
	KUNIT_EXPECT_NULL(test, addr(test, family, TEST_FAR));
	KUNIT_EXPECT_NULL(test, addr(test, family == NFPROTO_IPV4 ?
					   NFPROTO_IPV6 : NFPROTO_IPV4,
				     TEST_WAN0));
}

/* It was set for a WAN, and holds for sure. */
static void address_that_was_told(struct kunit *test)
{
	struct rehome_net *rn = test->priv;
	u8 family = test_family(test);
	const struct rehome_view_addr *a;
	const union nf_inet_addr none = {};
	struct rehome_wan *wan;

	wan = test_wan(test, rn, "wan0", 2);
	wan->conf.snat = test_addr(NFPROTO_IPV4, TEST_WAN0);
	wan->conf.snat6 = test_addr(NFPROTO_IPV6, TEST_WAN0);
	test_wan(test, rn, "wan1", 3);
	remember(test, family, TEST_WAN0, 3);
	test_net_show(test, rn);
	a = addr(test, family, TEST_WAN0);
	KUNIT_ASSERT_NOT_NULL(test, a);
	KUNIT_EXPECT_TRUE(test, a->told);
	KUNIT_EXPECT_EQ(test, 2, a->ifindex);
	/* That none was set for the other is no address. */
	KUNIT_EXPECT_NULL(test, rehome_view_addr(view(test), family, &none));
	KUNIT_EXPECT_EQ(test, 3, view(test)->addr_count);
}

static struct kunit_case view_cases[] = {
	KUNIT_CASE(nothing_yet),
	KUNIT_CASE(wan_as_it_is),
	KUNIT_CASE(view_never_changes),
	KUNIT_CASE(mask_of_all),
	KUNIT_CASE(metered_come_last),
	KUNIT_CASE_PARAM(address_that_was_seen, family_gen_params),
	KUNIT_CASE_PARAM(address_that_was_told, family_gen_params),
	{}
};

static struct kunit_suite view_suite = {
	.name = "nf_rehome_view",
	.init = view_init,
	.test_cases = view_cases,
};

kunit_test_suite(view_suite);

TEST_IMPORT_NS;
MODULE_DESCRIPTION("KUnit suite of what packets see of the WANs");
MODULE_LICENSE("GPL");
