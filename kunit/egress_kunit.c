// SPDX-License-Identifier: GPL-2.0
/* Where a routed packet leaves: the device, and the next hop of its route. */
#include <net/ip6_route.h>
#include <net/route.h>
#include "devices.h"
#include "egress.h"
#include "packets.h"

TEST_FAMILY_PARAM();

/* A device with a network; hosts of the private one are behind next hops in it. */
static int network(struct kunit *test)
{
	const struct test_address a = {
		.family = test_family(test), .host = TEST_WAN0,
		.prefix = test_family(test) == NFPROTO_IPV4 ? 24 : 64,
	};
	int ifindex = test_dev(test, "kunit-wan0");

	test_address_add(test, ifindex, &a);
	return ifindex;
}

static void behind(struct kunit *test, int ifindex, u8 host, u8 hop)
{
	const struct test_route r = {
		.family = test_family(test), .oif = ifindex, .host = host,
		.via = hop,
	};

	test_route_add(test, &r);
}

static struct dst_entry *route(u8 family, u8 host)
{
	union nf_inet_addr to = test_addr(family, host);
	struct flowi4 fl4 = { .daddr = to.ip };
	struct flowi6 fl6 = { .daddr = to.in6 };
	struct rtable *rt;

	if (family == NFPROTO_IPV6)
		return ip6_route_output(&init_net, NULL, &fl6);
	rt = ip_route_output_key(&init_net, &fl4);
	return IS_ERR(rt) ? NULL : &rt->dst;
}

static struct rehome_egress egress(struct kunit *test, u8 host)
{
	const struct test_packet p = {
		.family = test_family(test), .src = TEST_WAN0, .dst = host,
	};
	struct sk_buff *skb = test_skb(test, &p);
	struct dst_entry *dst = route(p.family, host);
	struct rehome_egress e;

	KUNIT_ASSERT_NOT_NULL(test, dst);
	KUNIT_ASSERT_EQ(test, 0, dst->error);
	skb_dst_set(skb, dst);
	e = rehome_egress_of(skb, dst->dev, p.family);
	/* A device that is to go waits for it. */
	skb_dst_drop(skb);
	return e;
}

static void on_link(struct kunit *test)
{
	int ifindex = network(test);
	struct rehome_egress e = egress(test, TEST_FAR);

	KUNIT_EXPECT_EQ(test, ifindex, e.ifindex);
	KUNIT_EXPECT_EQ(test, REHOME_HOP_NONE, e.hop);
}

static void by_a_next_hop(struct kunit *test)
{
	int ifindex = network(test);
	struct rehome_egress a, same, b;

	behind(test, ifindex, TEST_PRIVATE, TEST_FAR);
	behind(test, ifindex, TEST_PRIVATE + 1, TEST_FAR);
	behind(test, ifindex, TEST_PRIVATE + 2, TEST_FAR2);
	a = egress(test, TEST_PRIVATE);
	same = egress(test, TEST_PRIVATE + 1);
	b = egress(test, TEST_PRIVATE + 2);
	KUNIT_EXPECT_EQ(test, ifindex, a.ifindex);
	KUNIT_EXPECT_NE(test, REHOME_HOP_NONE, a.hop);
	KUNIT_EXPECT_NE(test, REHOME_HOP_ANY, a.hop);
	KUNIT_EXPECT_NE(test, REHOME_HOP_XFRM, a.hop);
	/* Whoever is behind it. */
	KUNIT_EXPECT_TRUE(test, rehome_egress_equal(&a, &same));
	KUNIT_EXPECT_EQ(test, a.ifindex, b.ifindex);
	KUNIT_EXPECT_FALSE(test, rehome_egress_equal(&a, &b));
	if (test_family(test) == NFPROTO_IPV4)
		KUNIT_EXPECT_EQ(test, (__force u32)test_addr(NFPROTO_IPV4,
							     TEST_FAR).ip,
				a.hop);
}

/* The device that it leaves by may be another than its route says, as in a VRF. */
static void device_of_the_hook(struct kunit *test)
{
	const struct test_packet p = {
		.family = test_family(test), .src = TEST_WAN0, .dst = TEST_FAR,
	};
	struct sk_buff *skb = test_skb(test, &p);
	struct rehome_egress e;

	/* And nobody knows the next hop of one that was not routed. */
	e = rehome_egress_of(skb, init_net.loopback_dev, p.family);
	KUNIT_EXPECT_EQ(test, init_net.loopback_dev->ifindex, e.ifindex);
	KUNIT_EXPECT_EQ(test, REHOME_HOP_ANY, e.hop);
}

static struct kunit_case egress_cases[] = {
	KUNIT_CASE_PARAM(on_link, family_gen_params),
	KUNIT_CASE_PARAM(by_a_next_hop, family_gen_params),
	KUNIT_CASE_PARAM(device_of_the_hook, family_gen_params),
	{}
};

static struct kunit_suite egress_suite = {
	.name = "nf_rehome_egress",
	.test_cases = egress_cases,
};

kunit_test_suite(egress_suite);

TEST_IMPORT_NS;
MODULE_DESCRIPTION("KUnit suite of where packets leave");
MODULE_LICENSE("GPL");
