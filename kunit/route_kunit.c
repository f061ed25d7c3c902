// SPDX-License-Identifier: GPL-2.0
/* The route of a packet that is judged: held, or copied if another processor has let
 * it go meanwhile.
 */
#include <linux/sched.h>
#include <net/ip6_route.h>
#include <net/lwtunnel.h>
#include <net/route.h>
#include "compat.h"
#include "devices.h"
#include "packets.h"
#include "route.h"

TEST_FAMILY_PARAM();

#define FLAGS		(RTCF_DOREDIRECT | RTCF_NOTIFY)
#define IIF		77
#define PMTU		1400
/* More than routes could drop, so that it is never freed. */
#define REFS		8

/* The device of the case that runs, and what its IPv4 routes are encapsulated by, with a
 * reference of each beside ours.
 */
static struct {
	struct net_device *dev;
	struct lwtunnel_state lwt;
} route;

static int route_init(struct kunit *test)
{
	int ifindex = test_dev(test, "kunit-wan0");

	route.dev = dev_get_by_index(&init_net, ifindex);
	/* Nobody else deletes it. */
	dev_put(route.dev);
	route.lwt = (struct lwtunnel_state){};
	atomic_set(&route.lwt.refcnt, REFS);
	return 0;
}

/* What routes hold goes with RCU. */
static void route_exit(struct kunit *test)
{
	rcu_barrier();
	KUNIT_EXPECT_EQ(test, REFS, atomic_read(&route.lwt.refcnt));
}

static int input(struct sk_buff *skb)
{
	return 0;
}

static int output(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	return 0;
}

/**
 * struct hop - parameter of cases that run for each sort of next hop
 * @desc: name of the parameter
 * @family: of its address: AF_INET, AF_INET6, or 0 for none
 * @noxfrm: no IPsec policy applies to what goes there
 */
struct hop {
	const char *desc;
	u8 family;
	bool noxfrm;
};

static const struct hop hops[] = {
	{ "on link", 0, true },
	{ "IPv4", AF_INET, false },
	{ "IPv6", AF_INET6, true },
};

static void hop_desc(const struct hop *h, char *desc)
{
	strscpy(desc, h->desc, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(hop, hops, hop_desc);

/* Nothing of it is as it is by itself. */
static struct dst_entry *route4(struct kunit *test, const struct hop *h)
{
	struct rtable *rt = rehome_rt_alloc(route.dev, FLAGS, RTN_BROADCAST,
					    h->noxfrm);

	KUNIT_ASSERT_NOT_NULL(test, rt);
	rt->rt_is_input = 1;
	rt->rt_iif = IIF;
	rt->rt_pmtu = PMTU;
	rt->rt_mtu_locked = 1;
	rt->rt_gw_family = h->family;
	if (h->family == AF_INET)
		rt->rt_gw4 = test_addr(NFPROTO_IPV4, TEST_FAR).ip;
	else if (h->family == AF_INET6)
		rt->rt_gw6 = test_addr(NFPROTO_IPV6, TEST_FAR).in6;
	rt->dst.input = input;
	rt->dst.output = output;
	rt->dst.error = -EHOSTUNREACH;
	rt->dst.lwtstate = lwtstate_get(&route.lwt);
	return &rt->dst;
}

/* With one reference, that of whoever has it in a cache. */
static struct dst_entry *route_of(struct kunit *test, u8 family)
{
	struct rt6_info *rt;

	if (family == NFPROTO_IPV4)
		return route4(test, &hops[1]);
	rt = ip6_dst_alloc(&init_net, route.dev, 0);
	KUNIT_ASSERT_NOT_NULL(test, rt);
	return &rt->dst;
}

static struct sk_buff *packet(struct kunit *test, u8 family)
{
	const struct test_packet p = {
		.family = family, .src = TEST_LAN, .dst = TEST_FAR,
	};

	return test_skb(test, &p);
}

/* Under RCU. */
static void hold(struct sk_buff *skb, u8 family)
{
	const struct nf_hook_state state = {
		.hook = NF_INET_POST_ROUTING,
		.pf = family,
		.out = route.dev,
		.net = &init_net,
	};

	rehome_route_hold(skb, &state);
}

/* May another one hold it still? NAT asks the same. */
static bool is_held(struct dst_entry *dst)
{
	bool held = dst_hold_safe(dst);

	if (held)
		dst_release(dst);
	return held;
}

/* What a packet has of its route when the cache has it no more. */
struct has {
	bool same;
	bool noref;
	bool held;
	/* When the packet is gone. */
	bool left;
};

static struct has has(struct sk_buff *skb, struct dst_entry *dst)
{
	struct has h = {
		.same = skb_dst(skb) == dst,
		.noref = skb_dst_is_noref(skb),
		.held = is_held(dst),
	};

	skb_dst_drop(skb);
	h.left = is_held(dst);
	/* Else its device would wait for it. */
	if (h.left)
		dst_release(dst);
	return h;
}

/* The packet has it, with a reference, and lets it go at its end. */
static void expect_held(struct kunit *test, struct has h)
{
	KUNIT_EXPECT_TRUE(test, h.same);
	KUNIT_EXPECT_FALSE(test, h.noref);
	KUNIT_EXPECT_TRUE(test, h.held);
	KUNIT_EXPECT_FALSE(test, h.left);
}

static void route_that_lives(struct kunit *test)
{
	u8 family = test_family(test);
	struct dst_entry *dst = route_of(test, family);
	struct sk_buff *skb = packet(test, family);
	struct has h;

	rcu_read_lock();
	skb_dst_set_noref(skb, dst);
	hold(skb, family);
	dst_release(dst);
	h = has(skb, dst);
	rcu_read_unlock();
	expect_held(test, h);
}

/* That of a packet of the router itself. */
static void route_that_is_held(struct kunit *test)
{
	u8 family = test_family(test);
	struct dst_entry *dst = route_of(test, family);
	struct sk_buff *skb = packet(test, family);
	struct has h;

	rcu_read_lock();
	skb_dst_set(skb, dst);
	hold(skb, family);
	h = has(skb, dst);
	rcu_read_unlock();
	expect_held(test, h);
}

static void no_route(struct kunit *test)
{
	struct sk_buff *skb = packet(test, test_family(test));

	rcu_read_lock();
	hold(skb, test_family(test));
	rcu_read_unlock();
	KUNIT_EXPECT_EQ(test, 0, skb->_skb_refdst);
}

static void expect_copied(struct kunit *test, const struct rtable *rt,
			  const struct hop *h)
{
	const union nf_inet_addr far = test_addr(NFPROTO_IPV4, TEST_FAR),
				 far6 = test_addr(NFPROTO_IPV6, TEST_FAR);

	KUNIT_EXPECT_EQ(test, FLAGS, rt->rt_flags);
	KUNIT_EXPECT_EQ(test, RTN_BROADCAST, rt->rt_type);
	KUNIT_EXPECT_EQ(test, 1, rt->rt_is_input);
	KUNIT_EXPECT_EQ(test, IIF, rt->rt_iif);
	KUNIT_EXPECT_TRUE(test, rt->rt_pmtu == PMTU);
	KUNIT_EXPECT_TRUE(test, rt->rt_mtu_locked);
	KUNIT_EXPECT_EQ(test, h->family, rt->rt_gw_family);
	if (h->family == AF_INET)
		KUNIT_EXPECT_TRUE(test, rt->rt_gw4 == far.ip);
	else if (h->family == AF_INET6)
		KUNIT_EXPECT_TRUE(test, ipv6_addr_equal(&rt->rt_gw6, &far6.in6));
}

/* Released while the packet was on its way: it gets another one, which is the same. */
static void released_route_is_copied(struct kunit *test)
{
	const struct hop *h = test->param_value;
	struct dst_entry *dst = route4(test, h), *copy;
	struct sk_buff *skb = packet(test, NFPROTO_IPV4);
	bool left;

	rcu_read_lock();
	skb_dst_set_noref(skb, dst);
	dst_release(dst);
	hold(skb, NFPROTO_IPV4);
	copy = skb_dst(skb);
	left = copy == dst;
	rcu_read_unlock();
	KUNIT_ASSERT_FALSE(test, left);
	KUNIT_ASSERT_NOT_NULL(test, copy);
	KUNIT_ASSERT_FALSE(test, skb_dst_is_noref(skb));
	rcu_barrier();
	/* That of the copy. */
	KUNIT_EXPECT_EQ(test, REFS + 1, atomic_read(&route.lwt.refcnt));
	KUNIT_EXPECT_PTR_EQ(test, &route.lwt, copy->lwtstate);
	KUNIT_EXPECT_PTR_EQ(test, route.dev, copy->dev);
	KUNIT_EXPECT_PTR_EQ(test, copy, copy->ops->check(copy, 0));
	KUNIT_EXPECT_EQ(test, h->noxfrm ? DST_NOXFRM : 0, copy->flags);
	KUNIT_EXPECT_EQ(test, -EHOSTUNREACH, copy->error);
	KUNIT_EXPECT_TRUE(test, copy->input == input);
	KUNIT_EXPECT_TRUE(test, copy->output == output);
	expect_copied(test, container_of(copy, struct rtable, dst), h);
	rcu_read_lock();
	KUNIT_EXPECT_TRUE(test, is_held(copy));
	skb_dst_drop(skb);
	left = is_held(copy);
	rcu_read_unlock();
	KUNIT_EXPECT_FALSE(test, left);
}

/* Of a route that was deleted: what it discards is discarded still, and the device is
 * that of the hook.
 */
static void deleted_route_is_copied(struct kunit *test)
{
	struct dst_entry *dst = route_of(test, NFPROTO_IPV4);
	struct sk_buff *skb = packet(test, NFPROTO_IPV4);

	rcu_read_lock();
	skb_dst_set_noref(skb, dst);
	dst_dev_put(dst);
	dst_release(dst);
	hold(skb, NFPROTO_IPV4);
	rcu_read_unlock();
	KUNIT_ASSERT_FALSE(test, skb_dst_is_noref(skb));
	KUNIT_EXPECT_PTR_EQ(test, route.dev, skb_dst(skb)->dev);
	KUNIT_EXPECT_TRUE(test, skb_dst(skb)->output == dst_discard_out);
	skb_dst_drop(skb);
}

/* It is no IPv4 route, and can be read until the packet has left. */
static void released_ipv6_route_is_left(struct kunit *test)
{
	struct dst_entry *dst = route_of(test, NFPROTO_IPV6);
	struct sk_buff *skb = packet(test, NFPROTO_IPV6);
	struct has h;

	rcu_read_lock();
	skb_dst_set_noref(skb, dst);
	dst_release(dst);
	hold(skb, NFPROTO_IPV6);
	h = has(skb, dst);
	rcu_read_unlock();
	KUNIT_EXPECT_TRUE(test, h.same);
	KUNIT_EXPECT_TRUE(test, h.noref);
	KUNIT_EXPECT_FALSE(test, h.held);
}

/* Then NAT drops the packet, as it would without us. */
static void no_memory_for_a_copy(struct kunit *test)
{
#if IS_ENABLED(CONFIG_FAILSLAB)
	struct dst_entry *dst = route_of(test, NFPROTO_IPV4);
	struct sk_buff *skb = packet(test, NFPROTO_IPV4);
	unsigned int failures;
	struct has h;

	rcu_read_lock();
	skb_dst_set_noref(skb, dst);
	dst_release(dst);
	current->fail_nth = 1;
	hold(skb, NFPROTO_IPV4);
	failures = !current->fail_nth;
	current->fail_nth = 0;
	h = has(skb, dst);
	rcu_read_unlock();
	KUNIT_EXPECT_EQ(test, 1, failures);
	KUNIT_EXPECT_TRUE(test, h.same);
	KUNIT_EXPECT_TRUE(test, h.noref);
#else
	kunit_skip(test, "allocations cannot be made to fail");
#endif
}

static struct kunit_case route_cases[] = {
	KUNIT_CASE_PARAM(route_that_lives, family_gen_params),
	KUNIT_CASE_PARAM(route_that_is_held, family_gen_params),
	KUNIT_CASE_PARAM(no_route, family_gen_params),
	KUNIT_CASE_PARAM(released_route_is_copied, hop_gen_params),
	KUNIT_CASE(deleted_route_is_copied),
	KUNIT_CASE(released_ipv6_route_is_left),
	KUNIT_CASE(no_memory_for_a_copy),
	{}
};

static struct kunit_suite route_suite = {
	.name = "nf_rehome_route",
	.init = route_init,
	.exit = route_exit,
	.test_cases = route_cases,
};

kunit_test_suite(route_suite);

TEST_IMPORT_NS;
MODULE_DESCRIPTION("KUnit suite of the routes of packets");
MODULE_LICENSE("GPL");
