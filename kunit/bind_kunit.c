// SPDX-License-Identifier: GPL-2.0
/* Which mapping a prepared entry can have. */
#include <linux/sched.h>
#include <net/netfilter/nf_conntrack_core.h>
#include <net/netfilter/nf_nat.h>
#include "helpers.h"

#define IFINDEX	7

TEST_FAMILY_PARAM();

/* Somebody else's flow to the same place, with that outside port on the
 * second WAN.
 */
static struct test_flow rival(u8 family, u16 map_port)
{
	struct test_flow f = test_overlay(family);

	f.src = TEST_LAN2;
	f.map = TEST_WAN1;
	f.map_port = map_port;
	return f;
}

static void expect_mapping(struct kunit *test, const struct nf_conn *ct,
			   u8 host, u16 port)
{
	union nf_inet_addr addr = test_addr(nf_ct_l3num(ct), host);

	KUNIT_EXPECT_TRUE(test, nf_inet_addr_cmp(&test_reply(ct)->dst.u3,
						 &addr));
	KUNIT_EXPECT_EQ(test, port, ntohs(test_reply(ct)->dst.u.all));
}

static void bind_keeps_the_port(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct nf_conn *ct = test_prepare(test, test_entry(test, &f));

	KUNIT_ASSERT_NOT_NULL(test, ct);
	KUNIT_EXPECT_EQ(test, 0, test_bind(ct, TEST_WAN1, TEST_PORT, 0));

	expect_mapping(test, ct, TEST_WAN1, TEST_PORT);
	KUNIT_EXPECT_EQ(test, IPS_SRC_NAT | IPS_NAT_DONE_MASK, ct->status);
	KUNIT_EXPECT_NULL(test, nfct_nat(ct));
}

static void bind_keeps_an_outside_port(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct nf_conn *ct;

	f.map_port = 1025;
	ct = test_prepare(test, test_entry(test, &f));

	KUNIT_ASSERT_NOT_NULL(test, ct);
	KUNIT_EXPECT_EQ(test, 0, test_bind(ct, TEST_WAN1, 1025, 0));
	expect_mapping(test, ct, TEST_WAN1, 1025);
}

static void bind_masquerades(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct nf_conn *ct = test_prepare(test, test_entry(test, &f));

	KUNIT_ASSERT_NOT_NULL(test, ct);
	KUNIT_EXPECT_EQ(test, 0, test_bind(ct, TEST_WAN1, TEST_PORT, IFINDEX));

	KUNIT_ASSERT_NOT_NULL(test, nfct_nat(ct));
	KUNIT_EXPECT_EQ(test, IFINDEX, nfct_nat(ct)->masq_index);
	expect_mapping(test, ct, TEST_WAN1, TEST_PORT);
}

static void bind_to_a_taken_port(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct test_flow other = rival(f.family, TEST_PORT);
	struct nf_conn *ct;

	test_entry(test, &other);
	ct = test_prepare(test, test_entry(test, &f));
	KUNIT_ASSERT_NOT_NULL(test, ct);

	KUNIT_EXPECT_EQ(test, -EADDRINUSE,
			test_bind(ct, TEST_WAN1, TEST_PORT, 0));

	/* Not bound, so another port may be tried. */
	KUNIT_EXPECT_FALSE(test, ct->status & IPS_SRC_NAT_DONE);
	KUNIT_EXPECT_EQ(test, 0, test_bind(ct, TEST_WAN1, TEST_PORT + 1, 0));
	expect_mapping(test, ct, TEST_WAN1, TEST_PORT + 1);
}

static void bind_to_a_port_taken_elsewhere(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct test_flow far = rival(f.family, TEST_PORT);
	struct test_flow zone = rival(f.family, TEST_PORT);
	struct nf_conn *ct;

	far.dst = TEST_FAR2;
	zone.zone = 5;
	test_entry(test, &far);
	test_entry(test, &zone);
	ct = test_prepare(test, test_entry(test, &f));

	KUNIT_ASSERT_NOT_NULL(test, ct);
	KUNIT_EXPECT_EQ(test, 0, test_bind(ct, TEST_WAN1, TEST_PORT, 0));
	expect_mapping(test, ct, TEST_WAN1, TEST_PORT);
}

static void bind_to_the_port_of_an_expired_flow(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct test_flow other = rival(f.family, TEST_PORT);
	struct nf_conn *gone = test_entry(test, &other), *ct;

	WRITE_ONCE(gone->timeout, nfct_time_stamp - HZ);
	ct = test_prepare(test, test_entry(test, &f));

	KUNIT_ASSERT_NOT_NULL(test, ct);
	KUNIT_EXPECT_EQ(test, 0, test_bind(ct, TEST_WAN1, TEST_PORT, 0));
}

static void bind_without_memory(struct kunit *test)
{
#ifdef CONFIG_FAILSLAB
	struct test_flow f = test_overlay(test_family(test));
	struct nf_conn *ct;
	int err;

	f.bare = true;
	ct = test_prepare(test, test_entry(test, &f));
	KUNIT_ASSERT_NOT_NULL(test, ct);

	current->fail_nth = 1;
	err = test_bind(ct, TEST_WAN1, TEST_PORT, IFINDEX);
	current->fail_nth = 0;

	KUNIT_EXPECT_EQ(test, -ENOMEM, err);
	KUNIT_EXPECT_FALSE(test, ct->status & IPS_SRC_NAT_DONE);
#else
	kunit_skip(test, "needs CONFIG_FAILSLAB");
#endif
}

static struct kunit_case bind_cases[] = {
	KUNIT_CASE_PARAM(bind_keeps_the_port, family_gen_params),
	KUNIT_CASE_PARAM(bind_keeps_an_outside_port, family_gen_params),
	KUNIT_CASE_PARAM(bind_masquerades, family_gen_params),
	KUNIT_CASE_PARAM(bind_to_a_taken_port, family_gen_params),
	KUNIT_CASE_PARAM(bind_to_a_port_taken_elsewhere, family_gen_params),
	KUNIT_CASE_PARAM(bind_to_the_port_of_an_expired_flow,
			 family_gen_params),
	KUNIT_CASE_PARAM(bind_without_memory, family_gen_params),
	{}
};

static struct kunit_suite bind_suite = {
	.name = "nf_rehome_bind",
	.init = test_entries_init,
	.exit = test_entries_exit,
	.test_cases = bind_cases,
};

kunit_test_suite(bind_suite);

TEST_IMPORT_NS;
MODULE_DESCRIPTION("KUnit suite of the mapping of a move");
MODULE_LICENSE("GPL");
