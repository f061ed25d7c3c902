// SPDX-License-Identifier: GPL-2.0
/* From a real entry, real devices and what is recorded to the facts of a flow. For
 * flows from outside and what is remembered see facts_record_kunit.c.
 */
#include "flow_facts.h"

TEST_FAMILY_PARAM();

static void flow_of_its_wan(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct rehome_flow flow;

	f.masq_index = facts.wan0;
	flow = gathered(test, test_entry(test, &f), facts.wan0);
	KUNIT_EXPECT_EQ(test, NF_REHOME_FLOW_KIND_OUTBOUND, flow.facts.kind);
	KUNIT_EXPECT_EQ(test, NF_REHOME_XLAT_MASQUERADE, flow.facts.xlat);
	KUNIT_EXPECT_EQ(test, NF_REHOME_ORIGIN_MASQUERADE, flow.facts.origin);
	KUNIT_EXPECT_EQ(test, facts.wan0, flow.chosen.ifindex);
	KUNIT_EXPECT_EQ(test, REHOME_HOP_ANY, flow.chosen.hop);
	expect_owner(test, &flow, NF_REHOME_OWNER_WAN, facts.wan0);
	KUNIT_EXPECT_EQ(test, NF_REHOME_WAN_STATE_UP, flow.facts.owner_state);
	KUNIT_EXPECT_TRUE(test, flow.facts.seen);
	KUNIT_EXPECT_TRUE(test, flow.facts.at_home);
	KUNIT_EXPECT_TRUE(test, flow.facts.out_wan);
	KUNIT_EXPECT_FALSE(test, flow.facts.elsewhere);
	KUNIT_EXPECT_FALSE(test, flow.facts.other_hop);
	KUNIT_EXPECT_FALSE(test, flow.facts.tunnelled);
	KUNIT_EXPECT_FALSE(test, flow.facts.inside);
	KUNIT_EXPECT_FALSE(test, flow.facts.excluded);
	KUNIT_EXPECT_FALSE(test, flow.facts.displaced);
	KUNIT_EXPECT_TRUE(test, flow.facts.other_up);
	KUNIT_EXPECT_EQ(test, NF_REHOME_MODE_RENAT, flow.facts.mode);
	KUNIT_EXPECT_EQ(test, NF_REHOME_ACTION_RENAT, flow.facts.action);
}

static void flow_that_left_elsewhere(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct rehome_flow flow;
	struct nf_conn *ct;

	f.masq_index = facts.wan0;
	ct = test_entry(test, &f);
	flow = gathered(test, ct, facts.wan1);
	KUNIT_EXPECT_TRUE(test, flow.facts.elsewhere);
	KUNIT_EXPECT_FALSE(test, flow.facts.at_home);
	KUNIT_EXPECT_TRUE(test, flow.facts.out_wan);
	expect_owner(test, &flow, NF_REHOME_OWNER_WAN, facts.wan0);
	flow = gathered(test, ct, facts.lan);
	KUNIT_EXPECT_TRUE(test, flow.facts.elsewhere);
	KUNIT_EXPECT_FALSE(test, flow.facts.out_wan);
	/* A device that is gone before the packet was looked at. */
	flow = gathered(test, ct, 0x7ffffff);
	KUNIT_EXPECT_TRUE(test, flow.facts.elsewhere);
	KUNIT_EXPECT_FALSE(test, flow.facts.at_home);
}

/* Both WANs have it, as with an address that moves along. But the kernel itself
 * ends what was masqueraded for another device.
 */
static void flow_at_home_on_both(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct nf_conn *ct = test_entry(test, &f);
	struct rehome_flow flow;

	test_addr_add(test, facts.wan1, f.family, TEST_WAN0);
	show();
	note(ct, facts.wan0, REHOME_HOP_ANY);
	flow = gathered(test, ct, facts.wan1);
	KUNIT_EXPECT_TRUE(test, flow.facts.elsewhere);
	KUNIT_EXPECT_TRUE(test, flow.facts.at_home);
	expect_owner(test, &flow, NF_REHOME_OWNER_WAN, facts.wan1);
	flow = gathered(test, ct, facts.lan);
	expect_owner(test, &flow, NF_REHOME_OWNER_WAN, facts.wan0);
	f.sport++;
	f.map_port++;
	f.masq_index = facts.wan0;
	flow = gathered(test, test_entry(test, &f), facts.wan1);
	KUNIT_EXPECT_TRUE(test, flow.facts.elsewhere);
	KUNIT_EXPECT_FALSE(test, flow.facts.at_home);
}

/* Masquerading found no address there, and took that of the first WAN. */
static void address_for_want_of_one(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct nf_conn *ct;

	f.masq_index = facts.wan1;
	ct = test_entry(test, &f);
	KUNIT_EXPECT_TRUE(test, gathered(test, ct, facts.wan1).facts.misplaced);
	KUNIT_EXPECT_FALSE(test, gathered(test, ct, facts.wan0).facts.misplaced);
	f.sport++;
	f.map = TEST_WAN1;
	ct = test_entry(test, &f);
	KUNIT_EXPECT_FALSE(test, gathered(test, ct, facts.wan1).facts.misplaced);
}

static void origin_of_a_fixed_mapping(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct rehome_flow flow = gathered(test, test_entry(test, &f), 0);

	KUNIT_EXPECT_EQ(test, NF_REHOME_XLAT_SNAT, flow.facts.xlat);
	KUNIT_EXPECT_EQ(test, NF_REHOME_ORIGIN_OWNER, flow.facts.origin);
	KUNIT_EXPECT_EQ(test, facts.wan0, flow.chosen.ifindex);
	KUNIT_EXPECT_FALSE(test, flow.facts.seen);
	expect_owner(test, &flow, NF_REHOME_OWNER_WAN, facts.wan0);
}

static void address_that_is_gone(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct rehome_flow flow;

	test_addr_del(test, facts.wan0, f.family, TEST_WAN0);
	show();
	flow = gathered(test, test_entry(test, &f), facts.wan1);
	expect_owner(test, &flow, NF_REHOME_OWNER_GONE, facts.wan0);
	KUNIT_EXPECT_EQ(test, NF_REHOME_ORIGIN_OWNER, flow.facts.origin);
	KUNIT_EXPECT_TRUE(test, flow.facts.elsewhere);
	KUNIT_EXPECT_FALSE(test, flow.facts.at_home);
	KUNIT_EXPECT_EQ(test, NF_REHOME_WAN_STATE_DOWN, flow.facts.owner_state);
}

/* A pool that is routed here was never on a device. */
static void address_of_a_pool(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct rehome_flow flow;
	struct nf_conn *ct;

	f.map = TEST_FAR2;
	ct = test_entry(test, &f);
	flow = gathered(test, ct, facts.wan1);
	expect_owner(test, &flow, NF_REHOME_OWNER_UNKNOWN, 0);
	KUNIT_EXPECT_EQ(test, NF_REHOME_ORIGIN_NONE, flow.facts.origin);
	KUNIT_EXPECT_FALSE(test, flow.facts.elsewhere);
	/* But whoever saw the first packet knows whose it is. */
	note(ct, facts.wan0, 9);
	flow = gathered(test, ct, facts.wan1);
	KUNIT_EXPECT_EQ(test, NF_REHOME_ORIGIN_FIRST_PACKET, flow.facts.origin);
	KUNIT_EXPECT_EQ(test, facts.wan0, flow.chosen.ifindex);
	KUNIT_EXPECT_TRUE(test, flow.facts.elsewhere);
	expect_owner(test, &flow, NF_REHOME_OWNER_WAN, facts.wan0);
}

static void address_that_was_told(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct rehome_wan *wan = rehome_wan_find(&facts.rn->wans, facts.wan1);
	struct rehome_flow flow;
	struct nf_conn *ct;

	wan->conf.snat = test_addr(NFPROTO_IPV4, TEST_FAR2);
	wan->conf.snat6 = test_addr(NFPROTO_IPV6, TEST_FAR2);
	show();
	f.map = TEST_FAR2;
	ct = test_entry(test, &f);
	flow = gathered(test, ct, facts.wan1);
	expect_owner(test, &flow, NF_REHOME_OWNER_WAN, facts.wan1);
	KUNIT_EXPECT_TRUE(test, flow.facts.at_home);
	flow = gathered(test, ct, facts.wan0);
	expect_owner(test, &flow, NF_REHOME_OWNER_WAN, facts.wan1);
	KUNIT_EXPECT_FALSE(test, flow.facts.at_home);
	KUNIT_EXPECT_TRUE(test, flow.facts.elsewhere);
}

static void address_of_the_lan(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct rehome_flow flow;

	f.map = TEST_LAN2;
	flow = gathered(test, test_entry(test, &f), facts.wan0);
	expect_owner(test, &flow, NF_REHOME_OWNER_LOCAL, facts.lan);
	KUNIT_EXPECT_EQ(test, NF_REHOME_ORIGIN_NONE, flow.facts.origin);
	KUNIT_EXPECT_EQ(test, NF_REHOME_WAN_STATE_UP, flow.facts.owner_state);
}

static void state_of_its_wan(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct rehome_wan *wan = rehome_wan_find(&facts.rn->wans, facts.wan0);
	struct rehome_flow flow;
	struct nf_conn *ct = test_entry(test, &f);
	u32 epoch = gathered(test, ct, 0).epoch;

	KUNIT_EXPECT_NE(test, 0, epoch);
	KUNIT_EXPECT_FALSE(test, gathered(test, ct, 0).facts.owner_ill);
	/* As the command does it. */
	rehome_health_tell(&wan->health, "", REHOME_SAID_BOTH, "");
	wan->epoch = ++facts.rn->wans.epoch;
	show();
	flow = gathered(test, ct, facts.wan0);
	KUNIT_EXPECT_EQ(test, NF_REHOME_WAN_STATE_UNHEALTHY,
			flow.facts.owner_state);
	KUNIT_EXPECT_TRUE(test, flow.facts.owner_ill);
	KUNIT_EXPECT_NE(test, epoch, flow.epoch);
	epoch = flow.epoch;
	test_dev_carrier(facts.wan0, false);
	show();
	flow = gathered(test, ct, facts.wan1);
	KUNIT_EXPECT_EQ(test, NF_REHOME_WAN_STATE_DOWN, flow.facts.owner_state);
	KUNIT_EXPECT_NE(test, epoch, flow.epoch);
	epoch = flow.epoch;
	KUNIT_EXPECT_TRUE(test, flow.facts.owner_ill);
	KUNIT_EXPECT_TRUE(test, gathered(test, ct, 0).facts.owner_ill);
	/* Where a packet just left is not down, nor for sure what was, once. */
	KUNIT_EXPECT_FALSE(test, gathered(test, ct, facts.wan0).facts.owner_ill);
	atomic_inc(&facts.rn->gen);
	KUNIT_EXPECT_FALSE(test, gathered(test, ct, 0).facts.owner_ill);
	/* Other rules are another matter as well. */
	atomic_inc(&facts.rn->ruleset.gen);
	KUNIT_EXPECT_NE(test, epoch, gathered(test, ct, 0).epoch);
}

static void next_hops(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct rehome_flow flow;
	struct nf_conn *ct;

	f.masq_index = facts.wan0;
	ct = test_entry(test, &f);
	/* Nobody saw the first packet's. */
	KUNIT_EXPECT_FALSE(test, at_hop(test, ct, 12).facts.other_hop);
	note(ct, facts.wan0, 9);
	KUNIT_EXPECT_FALSE(test, at_hop(test, ct, 9).facts.other_hop);
	KUNIT_EXPECT_FALSE(test, at_hop(test, ct, REHOME_HOP_ANY).facts.other_hop);
	flow = at_hop(test, ct, 12);
	KUNIT_EXPECT_TRUE(test, flow.facts.other_hop);
	KUNIT_EXPECT_TRUE(test, flow.facts.at_home);
	KUNIT_EXPECT_FALSE(test, flow.facts.elsewhere);
	/* By another device, the hop says nothing. */
	flow = gathered(test, ct, facts.wan1);
	KUNIT_EXPECT_FALSE(test, flow.facts.other_hop);
}

/* In IPv6 a fixed mapping was chosen for a next hop as well. */
static void next_hops_of_a_fixed_mapping(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct nf_conn *ct = test_entry(test, &f);
	struct rehome_flow flow;

	note(ct, facts.wan0, 9);
	flow = at_hop(test, ct, 12);
	KUNIT_EXPECT_TRUE(test, flow.facts.other_hop);
	KUNIT_EXPECT_EQ(test, f.family == NFPROTO_IPV4, flow.facts.at_home);
	KUNIT_EXPECT_TRUE(test, at_hop(test, ct, 9).facts.at_home);
}

static void tunnels(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct nf_conn *ct = test_entry(test, &f);
	struct rehome_flow flow;

	note(ct, facts.wan0, REHOME_HOP_XFRM);
	flow = at_hop(test, ct, REHOME_HOP_XFRM);
	KUNIT_EXPECT_TRUE(test, flow.facts.tunnelled);
	KUNIT_EXPECT_FALSE(test, flow.facts.other_hop);
	/* Out of it: that the device has the address says nothing. */
	flow = at_hop(test, ct, 9);
	KUNIT_EXPECT_FALSE(test, flow.facts.tunnelled);
	KUNIT_EXPECT_TRUE(test, flow.facts.other_hop);
	KUNIT_EXPECT_FALSE(test, flow.facts.at_home);
	note(ct, facts.wan0, 9);
	flow = at_hop(test, ct, REHOME_HOP_XFRM);
	KUNIT_EXPECT_TRUE(test, flow.facts.tunnelled);
	KUNIT_EXPECT_TRUE(test, flow.facts.other_hop);
	KUNIT_EXPECT_FALSE(test, flow.facts.at_home);
}

static void untranslated(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct rehome_flow flow;

	f.src = TEST_PRIVATE;
	f.map = 0;
	flow = gathered(test, test_entry(test, &f), facts.wan0);
	KUNIT_EXPECT_EQ(test, NF_REHOME_XLAT_NONE, flow.facts.xlat);
	KUNIT_EXPECT_TRUE(test, flow.facts.inside);
	KUNIT_EXPECT_FALSE(test, flow.facts.at_home);
	KUNIT_EXPECT_FALSE(test, flow.facts.translates);
	expect_owner(test, &flow, NF_REHOME_OWNER_UNKNOWN, 0);
}

/* That of its family. */
static void rule_set_that_translates(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct nf_conn *ct = test_entry(test, &f);
	u8 its = f.family == NFPROTO_IPV4 ? 1 : 2;

	facts.rn->ruleset.sources = its;
	KUNIT_EXPECT_TRUE(test, gathered(test, ct, 0).facts.translates);
	facts.rn->ruleset.sources = 3 - its;
	KUNIT_EXPECT_FALSE(test, gathered(test, ct, 0).facts.translates);
}

static struct kunit_case flow_cases[] = {
	KUNIT_CASE_PARAM(flow_of_its_wan, family_gen_params),
	KUNIT_CASE_PARAM(flow_that_left_elsewhere, family_gen_params),
	KUNIT_CASE_PARAM(flow_at_home_on_both, family_gen_params),
	KUNIT_CASE_PARAM(address_for_want_of_one, family_gen_params),
	KUNIT_CASE_PARAM(origin_of_a_fixed_mapping, family_gen_params),
	KUNIT_CASE_PARAM(address_that_is_gone, family_gen_params),
	KUNIT_CASE_PARAM(address_of_a_pool, family_gen_params),
	KUNIT_CASE_PARAM(address_that_was_told, family_gen_params),
	KUNIT_CASE_PARAM(address_of_the_lan, family_gen_params),
	KUNIT_CASE_PARAM(state_of_its_wan, family_gen_params),
	KUNIT_CASE_PARAM(next_hops, family_gen_params),
	KUNIT_CASE_PARAM(next_hops_of_a_fixed_mapping, family_gen_params),
	KUNIT_CASE_PARAM(tunnels, family_gen_params),
	KUNIT_CASE_PARAM(untranslated, family_gen_params),
	KUNIT_CASE_PARAM(rule_set_that_translates, family_gen_params),
	{}
};

static struct kunit_suite flow_suite = {
	.name = "nf_rehome_facts",
	.init = facts_init,
	.exit = test_entries_exit,
	.test_cases = flow_cases,
};

kunit_test_suite(flow_suite);

TEST_IMPORT_NS;
MODULE_DESCRIPTION("KUnit suite of the facts of a flow");
MODULE_LICENSE("GPL");
