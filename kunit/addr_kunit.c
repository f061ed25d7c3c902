// SPDX-License-Identifier: GPL-2.0
/* Who holds an address, where it is at home, and who held it. */
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include "addr.h"
#include "devices.h"
#include "egress.h"

TEST_FAMILY_PARAM();

struct addrs {
	struct rehome_addrs as;
	int dev;
	int other;
};

static int addr_init(struct kunit *test)
{
	struct addrs *a = kunit_kzalloc(test, sizeof(*a), GFP_KERNEL);

	test->priv = a;
	if (!a)
		return -ENOMEM;
	rehome_addrs_init(&a->as);
	a->dev = test_dev(test, "kunit-wan0");
	a->other = test_dev(test, "kunit-wan1");
	return 0;
}

static void addr_exit(struct kunit *test)
{
	struct addrs *a = test->priv;

	if (a)
		rehome_addrs_exit(&a->as);
}

static bool on(int ifindex, u8 family, u8 host)
{
	union nf_inet_addr addr = test_addr(family, host);
	bool is;

	rcu_read_lock();
	is = rehome_addr_on(dev_get_by_index_rcu(&init_net, ifindex), family,
			    &addr);
	rcu_read_unlock();
	return is;
}

static bool ready(int ifindex, u8 family)
{
	bool is;

	rcu_read_lock();
	is = rehome_addr_ready(dev_get_by_index_rcu(&init_net, ifindex), family);
	rcu_read_unlock();
	return is;
}

static int holder(u8 family, u8 host)
{
	union nf_inet_addr addr = test_addr(family, host);
	const struct net_device *dev;
	int ifindex;

	rcu_read_lock();
	dev = rehome_addr_dev(&init_net, family, &addr);
	ifindex = dev ? dev->ifindex : 0;
	rcu_read_unlock();
	return ifindex;
}

static bool home(int ifindex, u8 family, u8 host, u32 hop)
{
	union nf_inet_addr addr = test_addr(family, host);
	bool is;

	rcu_read_lock();
	is = rehome_addr_at_home(dev_get_by_index_rcu(&init_net, ifindex),
				 family, &addr, hop);
	rcu_read_unlock();
	return is;
}

static void address_on_a_device(struct kunit *test)
{
	struct addrs *a = test->priv;
	u8 family = test_family(test);

	KUNIT_EXPECT_FALSE(test, ready(a->dev, family));
	KUNIT_EXPECT_EQ(test, 0, holder(family, TEST_WAN0));
	test_addr_add(test, a->dev, family, TEST_WAN0);
	KUNIT_EXPECT_TRUE(test, ready(a->dev, family));
	KUNIT_EXPECT_FALSE(test, ready(a->other, family));
	KUNIT_EXPECT_TRUE(test, on(a->dev, family, TEST_WAN0));
	KUNIT_EXPECT_FALSE(test, on(a->other, family, TEST_WAN0));
	KUNIT_EXPECT_FALSE(test, on(a->dev, family, TEST_WAN1));
	KUNIT_EXPECT_EQ(test, a->dev, holder(family, TEST_WAN0));
	/* Of the other family it has none but those of its link. */
	KUNIT_EXPECT_FALSE(test, ready(a->dev, family == NFPROTO_IPV4 ?
					       NFPROTO_IPV6 : NFPROTO_IPV4));
	test_addr_del(test, a->dev, family, TEST_WAN0);
	KUNIT_EXPECT_FALSE(test, ready(a->dev, family));
	KUNIT_EXPECT_EQ(test, 0, holder(family, TEST_WAN0));
}

static void address_of_a_link_only(struct kunit *test)
{
	const struct test_address link = {
		.family = NFPROTO_IPV4, .host = TEST_WAN0, .prefix = 32,
		.scope = RT_SCOPE_LINK,
	};
	struct addrs *a = test->priv;

	test_address_add(test, a->dev, &link);
	KUNIT_EXPECT_FALSE(test, ready(a->dev, NFPROTO_IPV4));
	KUNIT_EXPECT_FALSE(test, on(a->dev, NFPROTO_IPV4, TEST_WAN0));
	test_addr_add(test, a->dev, NFPROTO_IPV4, TEST_WAN1);
	KUNIT_EXPECT_TRUE(test, ready(a->dev, NFPROTO_IPV4));
}

/* Hosts 1 and 2 are of one network, 5 and 6 of the next, 9 of none. */
static u32 hop(u8 host)
{
	return (__force u32)test_addr(NFPROTO_IPV4, host).ip;
}

static void put(struct kunit *test, int ifindex, u8 host, u8 prefix)
{
	const struct test_address a = {
		.family = NFPROTO_IPV4, .host = host, .prefix = prefix,
	};

	test_address_add(test, ifindex, &a);
}

static void expect_anywhere(struct kunit *test, int ifindex, u8 host)
{
	KUNIT_EXPECT_TRUE(test, home(ifindex, NFPROTO_IPV4, host,
				     REHOME_HOP_NONE));
	KUNIT_EXPECT_TRUE(test, home(ifindex, NFPROTO_IPV4, host,
				     REHOME_HOP_ANY));
	KUNIT_EXPECT_TRUE(test, home(ifindex, NFPROTO_IPV4, host,
				     REHOME_HOP_XFRM));
	/* A hop that belongs to nobody is good for all. */
	KUNIT_EXPECT_TRUE(test, home(ifindex, NFPROTO_IPV4, host, hop(9)));
}

static void home_in_one_network(struct kunit *test)
{
	struct addrs *a = test->priv;

	put(test, a->dev, 1, 30);
	expect_anywhere(test, a->dev, 1);
	KUNIT_EXPECT_TRUE(test, home(a->dev, NFPROTO_IPV4, 1, hop(2)));
	KUNIT_EXPECT_TRUE(test, home(a->dev, NFPROTO_IPV4, 1, hop(6)));
	/* Not on it, not at home, whatever the hop. */
	KUNIT_EXPECT_FALSE(test, home(a->dev, NFPROTO_IPV4, 2, hop(2)));
	KUNIT_EXPECT_FALSE(test, home(a->other, NFPROTO_IPV4, 1, hop(2)));
	KUNIT_EXPECT_FALSE(test, home(a->other, NFPROTO_IPV4, 1,
				      REHOME_HOP_ANY));
}

/* Two providers in one segment. */
static void home_in_two_networks(struct kunit *test)
{
	struct addrs *a = test->priv;

	put(test, a->dev, 1, 30);
	put(test, a->dev, 5, 30);
	expect_anywhere(test, a->dev, 1);
	expect_anywhere(test, a->dev, 5);
	KUNIT_EXPECT_TRUE(test, home(a->dev, NFPROTO_IPV4, 1, hop(2)));
	KUNIT_EXPECT_FALSE(test, home(a->dev, NFPROTO_IPV4, 1, hop(6)));
	KUNIT_EXPECT_TRUE(test, home(a->dev, NFPROTO_IPV4, 5, hop(6)));
	KUNIT_EXPECT_FALSE(test, home(a->dev, NFPROTO_IPV4, 5, hop(2)));
}

static void home_of_a_second_address(struct kunit *test)
{
	struct addrs *a = test->priv;

	put(test, a->dev, 1, 29);
	put(test, a->dev, 2, 29);
	put(test, a->dev, 9, 29);
	KUNIT_EXPECT_TRUE(test, home(a->dev, NFPROTO_IPV4, 1, hop(6)));
	KUNIT_EXPECT_TRUE(test, home(a->dev, NFPROTO_IPV4, 2, hop(6)));
	KUNIT_EXPECT_FALSE(test, home(a->dev, NFPROTO_IPV4, 9, hop(6)));
	KUNIT_EXPECT_FALSE(test, home(a->dev, NFPROTO_IPV4, 2, hop(10)));
}

/* Its hops are known by their hash, and belong to no network of an address. */
static void home_in_ipv6(struct kunit *test)
{
	struct addrs *a = test->priv;

	test_addr_add(test, a->dev, NFPROTO_IPV6, TEST_WAN0);
	test_addr_add(test, a->dev, NFPROTO_IPV6, TEST_WAN1);
	KUNIT_EXPECT_TRUE(test, home(a->dev, NFPROTO_IPV6, TEST_WAN0, 12345));
	KUNIT_EXPECT_TRUE(test, home(a->dev, NFPROTO_IPV6, TEST_WAN1, 54321));
	KUNIT_EXPECT_FALSE(test, home(a->other, NFPROTO_IPV6, TEST_WAN1, 54321));
}

struct private_case {
	const char *desc;
	u8 family;
	u32 first;
	bool private;
};

static const struct private_case privates[] = {
	{ "10.0.0.0", NFPROTO_IPV4, 0x0a000000, true },
	{ "10.255.255.255", NFPROTO_IPV4, 0x0affffff, true },
	{ "9.255.255.255", NFPROTO_IPV4, 0x09ffffff },
	{ "11.0.0.0", NFPROTO_IPV4, 0x0b000000 },
	{ "172.15.255.255", NFPROTO_IPV4, 0xac0fffff },
	{ "172.16.0.0", NFPROTO_IPV4, 0xac100000, true },
	{ "172.31.255.255", NFPROTO_IPV4, 0xac1fffff, true },
	{ "172.32.0.0", NFPROTO_IPV4, 0xac200000 },
	{ "192.168.0.0", NFPROTO_IPV4, 0xc0a80000, true },
	{ "192.169.0.0", NFPROTO_IPV4, 0xc0a90000 },
	{ "100.63.255.255", NFPROTO_IPV4, 0x643fffff },
	{ "100.64.0.0", NFPROTO_IPV4, 0x64400000, true },
	{ "100.127.255.255", NFPROTO_IPV4, 0x647fffff, true },
	{ "100.128.0.0", NFPROTO_IPV4, 0x64800000 },
	{ "198.51.100.1", NFPROTO_IPV4, 0xc6336401 },
	{ "fc00::", NFPROTO_IPV6, 0xfc000000, true },
	{ "fdff::", NFPROTO_IPV6, 0xfdff0000, true },
	{ "fe00::", NFPROTO_IPV6, 0xfe000000 },
	{ "fbff::", NFPROTO_IPV6, 0xfbff0000 },
	{ "2001:db8::", NFPROTO_IPV6, 0x20010db8 },
};

KUNIT_ARRAY_PARAM_DESC(private, privates, desc);

static void private_or_not(struct kunit *test)
{
	const struct private_case *c = test->param_value;
	const union nf_inet_addr addr = { .ip = htonl(c->first) };

	KUNIT_EXPECT_EQ(test, c->private,
			rehome_addr_private(c->family, &addr));
}

static void learn(struct kunit *test, int ifindex)
{
	struct addrs *a = test->priv;

	rcu_read_lock();
	rehome_addrs_learn(&a->as, dev_get_by_index_rcu(&init_net, ifindex));
	rcu_read_unlock();
}

static const struct rehome_addr *known(struct kunit *test, u8 family, u8 host)
{
	union nf_inet_addr addr = test_addr(family, host);
	struct addrs *a = test->priv;
	const struct rehome_addr *at;

	list_for_each_entry(at, &a->as.list, list)
		if (at->family == family && nf_inet_addr_cmp(&at->addr, &addr))
			return at;
	return NULL;
}

static void what_was_held_is_known(struct kunit *test)
{
	struct addrs *a = test->priv;
	u8 family = test_family(test);

	test_addr_add(test, a->dev, family, TEST_WAN0);
	learn(test, a->dev);
	learn(test, a->dev);
	KUNIT_EXPECT_EQ(test, 1, a->as.count);
	test_addr_del(test, a->dev, family, TEST_WAN0);
	learn(test, a->dev);
	KUNIT_ASSERT_NOT_NULL(test, known(test, family, TEST_WAN0));
	KUNIT_EXPECT_EQ(test, a->dev, known(test, family, TEST_WAN0)->ifindex);
	KUNIT_EXPECT_NULL(test, known(test, family, TEST_WAN1));
	/* Whoever had it last. */
	test_addr_add(test, a->other, family, TEST_WAN0);
	learn(test, a->other);
	KUNIT_EXPECT_EQ(test, a->other,
			known(test, family, TEST_WAN0)->ifindex);
	KUNIT_EXPECT_EQ(test, 1, a->as.count);
}

static void the_oldest_is_forgotten(struct kunit *test)
{
	struct addrs *a = test->priv;
	u8 family = test_family(test);
	int i;

	for (i = 1; i <= REHOME_ADDRS_MAX; i++) {
		test_addr_add(test, a->dev, family, i);
		learn(test, a->dev);
		if (i > 1)
			test_addr_del(test, a->dev, family, i);
	}
	KUNIT_EXPECT_EQ(test, REHOME_ADDRS_MAX, a->as.count);
	test_addr_add(test, a->other, family, i);
	learn(test, a->other);
	/* The first one is still there, and was seen just now. */
	KUNIT_EXPECT_EQ(test, REHOME_ADDRS_MAX, a->as.count);
	KUNIT_EXPECT_NOT_NULL(test, known(test, family, i));
	KUNIT_EXPECT_NOT_NULL(test, known(test, family, 1));
	KUNIT_EXPECT_NULL(test, known(test, family, 2));
	KUNIT_EXPECT_NOT_NULL(test, known(test, family, 3));
}

static struct kunit_case addr_cases[] = {
	KUNIT_CASE_PARAM(address_on_a_device, family_gen_params),
	KUNIT_CASE(address_of_a_link_only),
	KUNIT_CASE(home_in_one_network),
	KUNIT_CASE(home_in_two_networks),
	KUNIT_CASE(home_of_a_second_address),
	KUNIT_CASE(home_in_ipv6),
	KUNIT_CASE_PARAM(private_or_not, private_gen_params),
	KUNIT_CASE_PARAM(what_was_held_is_known, family_gen_params),
	KUNIT_CASE_PARAM(the_oldest_is_forgotten, family_gen_params),
	{}
};

static struct kunit_suite addr_suite = {
	.name = "nf_rehome_addr",
	.init = addr_init,
	.exit = addr_exit,
	.test_cases = addr_cases,
};

kunit_test_suite(addr_suite);

TEST_IMPORT_NS;
MODULE_DESCRIPTION("KUnit suite of addresses");
MODULE_LICENSE("GPL");
