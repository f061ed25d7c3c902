// SPDX-License-Identifier: GPL-2.0
/* What is noted of a connection of TCP at its first packet, and of whom. */
#include "classes.h"
#include "observed.h"

TEST_FAMILY_PARAM();

/* For which somebody asked. */
static void connection_that_begins(struct kunit *test)
{
	struct test_flow f = beginning(test);

	update(3, true);
	f.proto = IPPROTO_TCP;
	test_class_active(test, test_net_classes(facts.rn), "tcp",
			  true);
	expect_noted(test, begins(test, &f, facts.lan, facts.wan0), facts.wan0,
		     OUTBOUND);
}

/* Of a relay, if the host was seen to run what it relays, from inside. */
static void relay_of_an_overlay(struct kunit *test)
{
	struct test_flow f = beginning(test), overlay = beginning(test);

	update(3, true);
	KUNIT_ASSERT_EQ(test, 0, rehome_hosts_start(&facts.rn->hosts));
	test_class_active(test, test_net_classes(facts.rn), "derp",
			  true);
	f.proto = IPPROTO_TCP;
	f.dport = 443;
	begins(test, &f, facts.lan, facts.wan0);
	expect_not_noted(test);
	overlay.sport = TEST_PORT;
	begins(test, &overlay, facts.lan, facts.wan0);
	KUNIT_EXPECT_EQ(test, 1, facts.rn->index.count.observed);
	f.sport++;
	expect_noted(test, begins(test, &f, facts.lan, facts.wan0), facts.wan0,
		     OUTBOUND);
	KUNIT_EXPECT_EQ(test, 2, facts.rn->index.count.observed);
	/* What comes in from a WAN tells of no host of the inside. */
	f.src = TEST_FAR2;
	overlay.src = TEST_FAR2;
	overlay.dst = TEST_WAN0;
	overlay.to = TEST_LAN;
	overlay.to_port = TEST_PORT;
	begins(test, &overlay, facts.wan0, facts.lan);
	KUNIT_EXPECT_EQ(test, 3, facts.rn->index.count.observed);
	begins(test, &f, facts.lan, facts.wan0);
	KUNIT_EXPECT_EQ(test, 3, facts.rn->index.count.observed);
}

static struct kunit_case observer_tcp_cases[] = {
	KUNIT_CASE_PARAM(connection_that_begins, family_gen_params),
	KUNIT_CASE_PARAM(relay_of_an_overlay, family_gen_params),
	{}
};

static struct kunit_suite observer_tcp_suite = {
	.name = "nf_rehome_observer_tcp",
	.init = observer_init,
	.exit = test_entries_exit,
	.test_cases = observer_tcp_cases,
};

kunit_test_suite(observer_tcp_suite);

TEST_IMPORT_NS;
MODULE_DESCRIPTION("KUnit suite of connections that begin");
MODULE_LICENSE("GPL");
