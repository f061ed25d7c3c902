// SPDX-License-Identifier: GPL-2.0
/* When the address of a mapping is surely that of another WAN than a packet left by. */
#include "flow_facts.h"

TEST_FAMILY_PARAM();

static struct nf_conn *connection(struct kunit *test, struct test_flow f)
{
	struct nf_conn *ct;

	f.proto = IPPROTO_TCP;
	test_class_active(test, test_net_classes(facts.rn), "tcp",
			  true);
	ct = test_entry(test, &f);
	ct->proto.tcp.state = TCP_CONNTRACK_ESTABLISHED;
	return ct;
}

static bool foreign(struct kunit *test, struct nf_conn *ct, int ifindex)
{
	return gathered(test, ct, ifindex).facts.foreign;
}

static void address_of_one_wan(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct nf_conn *ct = connection(test, f);
	struct rehome_flow flow;

	flow = gathered(test, ct, facts.wan1);
	KUNIT_EXPECT_TRUE(test, flow.facts.tcp);
	KUNIT_EXPECT_TRUE(test, flow.facts.foreign);
	KUNIT_EXPECT_FALSE(test, foreign(test, ct, facts.wan0));
	/* To what is no WAN, to what is gone, and nowhere. */
	KUNIT_EXPECT_FALSE(test, foreign(test, ct, facts.lan));
	KUNIT_EXPECT_FALSE(test, foreign(test, ct, 0x7ffffff));
	KUNIT_EXPECT_FALSE(test, foreign(test, ct, 0));
	/* Of UDP the same is known. */
	f.sport++;
	flow = gathered(test, test_entry(test, &f), facts.wan1);
	KUNIT_EXPECT_FALSE(test, flow.facts.tcp);
	KUNIT_EXPECT_TRUE(test, flow.facts.foreign);
}

static void address_of_both(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct nf_conn *ct;

	test_addr_add(test, facts.wan1, f.family, TEST_WAN0);
	show();
	KUNIT_EXPECT_FALSE(test, foreign(test, connection(test, f), facts.wan1));
	/* The kernel ends it, and what it begins then has the same mapping. */
	f.sport++;
	f.map_port++;
	f.masq_index = facts.wan0;
	ct = connection(test, f);
	KUNIT_EXPECT_FALSE(test, gathered(test, ct, facts.wan1).facts.at_home);
	KUNIT_EXPECT_FALSE(test, foreign(test, ct, facts.wan1));
}

/* It was a WAN's, and is nobody's, or another's. */
static void address_that_is_gone(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct nf_conn *ct = connection(test, f);

	test_addr_del(test, facts.wan0, f.family, TEST_WAN0);
	show();
	KUNIT_EXPECT_TRUE(test, foreign(test, ct, facts.wan1));
	KUNIT_EXPECT_TRUE(test, foreign(test, ct, facts.wan0));
	KUNIT_EXPECT_FALSE(test, foreign(test, ct, facts.lan));
	test_addr_add(test, facts.lan, f.family, TEST_WAN0);
	show();
	KUNIT_EXPECT_FALSE(test, foreign(test, ct, facts.wan1));
}

/* No device ever had it, also if it is said to be a WAN's. */
static void address_of_a_pool(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct rehome_flow flow;
	struct rehome_wan *wan;
	struct nf_conn *ct;

	f.map = TEST_FAR2;
	ct = connection(test, f);
	KUNIT_EXPECT_FALSE(test, foreign(test, ct, facts.wan1));
	wan = rehome_wan_by_name(&facts.rn->wans, "kunit-wan0");
	KUNIT_ASSERT_NOT_NULL(test, wan);
	wan->conf.snat = test_addr(NFPROTO_IPV4, TEST_FAR2);
	wan->conf.snat6 = test_addr(NFPROTO_IPV6, TEST_FAR2);
	show();
	flow = gathered(test, ct, facts.wan1);
	expect_owner(test, &flow, NF_REHOME_OWNER_WAN, facts.wan0);
	KUNIT_EXPECT_FALSE(test, flow.facts.foreign);
}

/* The address is the host's own. That of the router's own client is a WAN's, as long as
 * it has that; afterwards it is that of a host.
 */
static void not_translated(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct nf_conn *ct;

	f.map = 0;
	KUNIT_EXPECT_FALSE(test, foreign(test, connection(test, f), facts.wan1));
	f.src = TEST_WAN0;
	ct = connection(test, f);
	KUNIT_EXPECT_TRUE(test, foreign(test, ct, facts.wan1));
	test_addr_del(test, facts.wan0, f.family, TEST_WAN0);
	show();
	KUNIT_EXPECT_FALSE(test, foreign(test, ct, facts.wan1));
	KUNIT_EXPECT_FALSE(test, foreign(test, ct, facts.wan0));
}

/* A policy of IPsec takes it, so the device says nothing. */
static void taken_by_a_policy(struct kunit *test)
{
	struct nf_conn *ct = connection(test, test_overlay(test_family(test)));
	const struct rehome_egress left = {
		.ifindex = facts.wan1, .hop = REHOME_HOP_XFRM,
	};

	KUNIT_EXPECT_FALSE(test, gathered_by(test, ct, &left).facts.foreign);
}

/* No rule set is asked, so a translated destination is no hindrance; and conntrack does
 * not tell since when one is silent.
 */
static void what_udp_alone_has(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct rehome_flow flow;

	f.to = TEST_FAR2;
	f.to_port = TEST_PORT;
	facts.rn->window.on = true;
	facts.rn->window.trigger = jiffies - 10 * HZ;
	flow = gathered(test, connection(test, f), 0);
	KUNIT_EXPECT_FALSE(test, flow.facts.excluded);
	KUNIT_EXPECT_FALSE(test, flow.facts.insists);
	flow = gathered(test, test_entry(test, &f), 0);
	KUNIT_EXPECT_TRUE(test, flow.facts.excluded);
}

static struct kunit_case facts_tcp_cases[] = {
	KUNIT_CASE_PARAM(address_of_one_wan, family_gen_params),
	KUNIT_CASE_PARAM(address_of_both, family_gen_params),
	KUNIT_CASE_PARAM(address_that_is_gone, family_gen_params),
	KUNIT_CASE_PARAM(address_of_a_pool, family_gen_params),
	KUNIT_CASE_PARAM(not_translated, family_gen_params),
	KUNIT_CASE_PARAM(taken_by_a_policy, family_gen_params),
	KUNIT_CASE_PARAM(what_udp_alone_has, family_gen_params),
	{}
};

static struct kunit_suite facts_tcp_suite = {
	.name = "nf_rehome_facts_tcp",
	.init = facts_init,
	.exit = test_entries_exit,
	.test_cases = facts_tcp_cases,
};

kunit_test_suite(facts_tcp_suite);

TEST_IMPORT_NS;
MODULE_DESCRIPTION("KUnit suite of the facts of connections");
MODULE_LICENSE("GPL");
