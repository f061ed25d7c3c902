// SPDX-License-Identifier: GPL-2.0
/* What is noted of a flow at its first packet. The observer is among the chains of NAT
 * of the initial namespace meanwhile, and packets are given to their hooks.
 */
#include <net/netfilter/nf_nat.h>
#include "observed.h"

TEST_FAMILY_PARAM();

static void where_it_left(struct kunit *test)
{
	struct test_flow f = beginning(test);

	update(3, true);
	expect_noted(test, begins(test, &f, facts.lan, facts.wan1), facts.wan1,
		     OUTBOUND);
	/* From one provider to the other: that is the way of this flow. */
	f.sport++;
	expect_noted(test, begins(test, &f, facts.wan0, facts.wan1), facts.wan1,
		     OUTBOUND);
	/* Of the router itself. */
	f.sport++;
	f.src = TEST_WAN0;
	expect_noted(test, begins(test, &f, 0, facts.wan0), facts.wan0, OUTBOUND);
	KUNIT_EXPECT_EQ(test, 3, facts.rn->index.count.observed);
}

/* Both are of the time when it began. */
static void what_else_it_tells(struct kunit *test)
{
	static const u8 disco[122] = { 'T', 'S', 0xf0, 0x9f, 0x92, 0xac };
	struct test_flow f = beginning(test);
	struct nf_conn *ct = test_entry_new(test, &f);
	struct rehome_record r;

	update(3, true);
	atomic_set(&facts.rn->ruleset.gen, 5);
	see(test, packet(test, &f, disco), ct, IP_CT_NEW, NF_INET_POST_ROUTING,
	    facts.lan, facts.wan0);
	atomic_set(&facts.rn->ruleset.gen, 6);
	r = record_of(test, ct);
	KUNIT_EXPECT_EQ(test, NF_REHOME_SIGNATURE_DISCO, r.signature);
	KUNIT_EXPECT_EQ(test, 5, r.rules);
	f.sport++;
	r = record_of(test, begins(test, &f, facts.lan, facts.wan0));
	KUNIT_EXPECT_EQ(test, NF_REHOME_SIGNATURE_NONE, r.signature);
	KUNIT_EXPECT_EQ(test, 6, r.rules);
}

/* Its answers have to leave where it came in. */
static void port_that_is_forwarded(struct kunit *test)
{
	struct test_flow f = beginning(test);

	update(3, true);
	f.src = TEST_FAR;
	f.dst = TEST_WAN0;
	f.to = TEST_LAN;
	f.to_port = TEST_PORT;
	expect_noted(test, begins(test, &f, facts.wan0, facts.lan), facts.wan0,
		     INBOUND);
	/* From inside, it belongs where it leaves. */
	f.src = TEST_PRIVATE;
	expect_noted(test, begins(test, &f, facts.lan, facts.wan1), facts.wan1,
		     OUTBOUND);
}

static void what_ends_at_the_router(struct kunit *test)
{
	struct test_flow f = beginning(test);

	update(3, true);
	f.src = TEST_FAR;
	f.dst = TEST_WAN0;
	expect_noted(test, begins(test, &f, facts.wan0, 0), facts.wan0, INBOUND);
	/* By the other one, for the address of this one. */
	f.sport++;
	expect_noted(test, begins(test, &f, facts.wan1, 0), facts.wan1, INBOUND);
}

/* By TPROXY or REDIRECT; wherever it was sent, it will not leave. */
static void what_is_taken_from_its_way(struct kunit *test)
{
	struct test_flow f = beginning(test);

	update(3, true);
	expect_noted(test, begins(test, &f, facts.lan, 0), facts.lan, ENDS);
	f.sport++;
	expect_noted(test, begins(test, &f, facts.wan0, 0), facts.wan0,
		     ENDS | INBOUND);
}

/* Whoever asks the router for a name, from inside. */
static void clients_of_the_router(struct kunit *test)
{
	struct test_flow f = beginning(test);

	update(3, true);
	f.dst = TEST_LAN2;
	begins(test, &f, facts.lan, 0);
	f.dst = TEST_WAN0;
	begins(test, &f, facts.lan, 0);
	expect_not_noted(test);
}

static void what_is_no_first_packet_of_udp(struct kunit *test)
{
	struct test_flow f = beginning(test);

	update(3, true);
	/* Of a helper's connection, which is expected by another one. */
	see(test, packet(test, &f, NULL), test_entry_new(test, &f), IP_CT_RELATED,
	    NF_INET_POST_ROUTING, facts.lan, facts.wan0);
	see(test, packet(test, &f, NULL), NULL, IP_CT_NEW, NF_INET_POST_ROUTING,
	    facts.lan, facts.wan0);
	f.proto = IPPROTO_UDPLITE;
	begins(test, &f, facts.lan, facts.wan0);
	f.proto = IPPROTO_TCP;
	begins(test, &f, facts.lan, facts.wan0);
	expect_not_noted(test);
}

/* What the rule set says ends the round, and the rest is not asked. */
static unsigned int chain(void *priv, struct sk_buff *skb,
			  const struct nf_hook_state *state)
{
	enum ip_conntrack_info ctinfo;

	return nf_nat_alloc_null_binding(nf_ct_get(skb, &ctinfo), state->hook);
}

static const struct nf_hook_ops chain_ops = {
	.hook = chain,
	.pf = NFPROTO_INET,
	.hooknum = NF_INET_POST_ROUTING,
	.priority = INT_MIN + 2,
};

static void before_all_chains(struct kunit *test)
{
	struct test_flow f = beginning(test);

	KUNIT_ASSERT_EQ(test, 0, nf_nat_inet_register_fn(&init_net, &chain_ops));
	update(3, true);
	begins(test, &f, facts.lan, facts.wan0);
	nf_nat_inet_unregister_fn(&init_net, &chain_ops);
	KUNIT_EXPECT_EQ(test, 1, facts.rn->index.count.observed);
}

static void only_where_there_is_nat(struct kunit *test)
{
	bool v6 = test_family(test) == NFPROTO_IPV6;
	struct test_flow f = beginning(test);
	u8 its = v6 ? 2 : 1;

	KUNIT_EXPECT_TRUE(test, update(3 - its, true));
	KUNIT_EXPECT_FALSE(test, facts.rn->observed[v6]);
	begins(test, &f, facts.lan, facts.wan0);
	expect_not_noted(test);
	KUNIT_EXPECT_TRUE(test, update(3, true));
	KUNIT_EXPECT_TRUE(test, facts.rn->observed[v6]);
	KUNIT_EXPECT_FALSE(test, update(3, true));
	f.sport++;
	begins(test, &f, facts.lan, facts.wan0);
	KUNIT_EXPECT_EQ(test, 1, facts.rn->index.count.observed);
	KUNIT_EXPECT_TRUE(test, update(3, false));
	f.sport++;
	begins(test, &f, facts.lan, facts.wan0);
	KUNIT_EXPECT_EQ(test, 1, facts.rn->index.count.observed);
}

/* A rule set that is loaded anew finds the flows that there were. */
static void index_begins_with_it(struct kunit *test)
{
	rehome_index_stop(&facts.rn->index);
	KUNIT_EXPECT_FALSE(test, update(3, false));
	KUNIT_EXPECT_FALSE(test, facts.rn->index.on);
	/* Even if no chain was joined: flows may have been missed. */
	KUNIT_EXPECT_TRUE(test, update(0, true));
	KUNIT_EXPECT_TRUE(test, facts.rn->index.on);
	update(3, true);
	update(3, false);
	KUNIT_EXPECT_TRUE(test, facts.rn->index.on);
}

static void namespace_that_ends(struct kunit *test)
{
	update(3, true);
	set_bit(REHOME_NET_DEAD, &facts.rn->flags);
	leave(NULL);
	KUNIT_EXPECT_FALSE(test, facts.rn->observed[0] || facts.rn->observed[1]);
	KUNIT_EXPECT_FALSE(test, update(3, true));
	KUNIT_EXPECT_FALSE(test, facts.rn->observed[0] || facts.rn->observed[1]);
}

static struct kunit_case observer_cases[] = {
	KUNIT_CASE_PARAM(where_it_left, family_gen_params),
	KUNIT_CASE_PARAM(what_else_it_tells, family_gen_params),
	KUNIT_CASE_PARAM(port_that_is_forwarded, family_gen_params),
	KUNIT_CASE_PARAM(what_ends_at_the_router, family_gen_params),
	KUNIT_CASE_PARAM(what_is_taken_from_its_way, family_gen_params),
	KUNIT_CASE_PARAM(clients_of_the_router, family_gen_params),
	KUNIT_CASE_PARAM(what_is_no_first_packet_of_udp, family_gen_params),
	KUNIT_CASE_PARAM(before_all_chains, family_gen_params),
	KUNIT_CASE_PARAM(only_where_there_is_nat, family_gen_params),
	KUNIT_CASE(index_begins_with_it),
	KUNIT_CASE(namespace_that_ends),
	{}
};

static struct kunit_suite observer_suite = {
	.name = "nf_rehome_observer",
	.init = observer_init,
	.exit = test_entries_exit,
	.test_cases = observer_cases,
};

kunit_test_suite(observer_suite);

TEST_IMPORT_NS;
MODULE_DESCRIPTION("KUnit suite of the observer of first packets");
MODULE_LICENSE("GPL");
