// SPDX-License-Identifier: GPL-2.0
/* The hosts that run an overlay: remembered for a while, in a table that never grows. */
#include <linux/timekeeping.h>
#include "helpers.h"
#include "hosts.h"

TEST_FAMILY_PARAM();

static struct rehome_hosts hosts;

static int hosts_init(struct kunit *test)
{
	hosts = (struct rehome_hosts){};
	return 0;
}

static void hosts_exit(struct kunit *test)
{
	rehome_hosts_exit(&hosts);
}

static bool has(struct kunit *test, u8 host)
{
	const union nf_inet_addr addr = test_addr(test_family(test), host);

	return rehome_hosts_has(&hosts, test_family(test), &addr);
}

static void add(struct kunit *test, u8 host)
{
	const union nf_inet_addr addr = test_addr(test_family(test), host);

	rehome_hosts_add(&hosts, test_family(test), &addr);
}

/* As if all that there are had been seen so many seconds before. */
static void age(unsigned int seconds)
{
	int i;

	for (i = 0; i < REHOME_HOSTS; i++)
		if (hosts.table[i].id)
			hosts.table[i].seen -= seconds;
}

static void nobody_asked(struct kunit *test)
{
	add(test, TEST_LAN);
	KUNIT_EXPECT_FALSE(test, has(test, TEST_LAN));
	KUNIT_EXPECT_NULL(test, hosts.table);
}

static void host_that_is_seen(struct kunit *test)
{
	const struct rehome_host *table;

	KUNIT_ASSERT_EQ(test, 0, rehome_hosts_start(&hosts));
	KUNIT_EXPECT_FALSE(test, has(test, TEST_LAN));
	add(test, TEST_LAN);
	KUNIT_EXPECT_TRUE(test, has(test, TEST_LAN));
	KUNIT_EXPECT_FALSE(test, has(test, TEST_LAN2));
	KUNIT_EXPECT_FALSE(test, has(test, TEST_PRIVATE));
	/* Whoever asks again finds what there was. */
	table = hosts.table;
	KUNIT_ASSERT_EQ(test, 0, rehome_hosts_start(&hosts));
	KUNIT_EXPECT_PTR_EQ(test, table, (const struct rehome_host *)hosts.table);
	KUNIT_EXPECT_TRUE(test, has(test, TEST_LAN));
}

static void host_that_is_silent(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, 0, rehome_hosts_start(&hosts));
	add(test, TEST_LAN);
	age(299);
	KUNIT_EXPECT_TRUE(test, has(test, TEST_LAN));
	age(3);
	KUNIT_EXPECT_FALSE(test, has(test, TEST_LAN));
	add(test, TEST_LAN);
	KUNIT_EXPECT_TRUE(test, has(test, TEST_LAN));
	age(299);
	add(test, TEST_LAN);
	age(299);
	KUNIT_EXPECT_TRUE(test, has(test, TEST_LAN));
}

static void number(union nf_inet_addr *addr, u8 family, u32 i)
{
	*addr = test_addr(family, TEST_PRIVATE);
	addr->all[family == NFPROTO_IPV4 ? 0 : 2] ^= (__force u32)htonl(i + 1);
}

/* Somebody makes up hosts: those before are forgotten, and no memory is taken. */
static void more_hosts_than_places(struct kunit *test)
{
	u8 family = test_family(test);
	union nf_inet_addr addr;
	int i, left = 0;

	KUNIT_ASSERT_EQ(test, 0, rehome_hosts_start(&hosts));
	for (i = 0; i < 10 * REHOME_HOSTS; i++) {
		number(&addr, family, i);
		rehome_hosts_add(&hosts, family, &addr);
		KUNIT_EXPECT_TRUE(test, rehome_hosts_has(&hosts, family, &addr));
	}
	for (i = 0; i < 10 * REHOME_HOSTS; i++) {
		number(&addr, family, i);
		left += rehome_hosts_has(&hosts, family, &addr);
	}
	KUNIT_EXPECT_LE(test, left, REHOME_HOSTS);
	KUNIT_EXPECT_GT(test, left, REHOME_HOSTS / 2);
}

/* It is the one that was seen longest ago that goes. */
static void oldest_goes_first(struct kunit *test)
{
	u8 family = test_family(test);
	union nf_inet_addr addr;
	int i, kept = 0;

	KUNIT_ASSERT_EQ(test, 0, rehome_hosts_start(&hosts));
	for (i = 0; i < 4 * REHOME_HOSTS; i++) {
		number(&addr, family, i);
		rehome_hosts_add(&hosts, family, &addr);
	}
	age(100);
	for (i = 0; i < 16; i++)
		add(test, i);
	for (i = 0; i < 16; i++)
		kept += has(test, i);
	KUNIT_EXPECT_EQ(test, 16, kept);
}

static struct kunit_case hosts_cases[] = {
	KUNIT_CASE_PARAM(nobody_asked, family_gen_params),
	KUNIT_CASE_PARAM(host_that_is_seen, family_gen_params),
	KUNIT_CASE_PARAM(host_that_is_silent, family_gen_params),
	KUNIT_CASE_PARAM(more_hosts_than_places, family_gen_params),
	KUNIT_CASE_PARAM(oldest_goes_first, family_gen_params),
	{}
};

static struct kunit_suite hosts_suite = {
	.name = "nf_rehome_hosts",
	.init = hosts_init,
	.exit = hosts_exit,
	.test_cases = hosts_cases,
};

kunit_test_suite(hosts_suite);

TEST_IMPORT_NS;
MODULE_DESCRIPTION("KUnit suite of hosts that run an overlay");
MODULE_LICENSE("GPL");
