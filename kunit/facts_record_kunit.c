// SPDX-License-Identifier: GPL-2.0
/* Where a flow comes from, what is remembered of it, and what may be done, among its
 * facts.
 */
#include <linux/jiffies.h>
#include <net/netfilter/nf_conntrack_l4proto.h>
#include "flow_facts.h"
#include "records.h"

TEST_FAMILY_PARAM();

/* To a port of the first WAN, and on to a host inside. */
static struct test_flow forwarded(const struct kunit *test)
{
	return (struct test_flow){
		.family = test_family(test),
		.src = TEST_FAR, .sport = TEST_PORT,
		.dst = TEST_WAN0, .dport = TEST_PORT,
		.to = TEST_LAN, .to_port = TEST_PORT,
	};
}

static void flow_from_outside(struct kunit *test)
{
	struct test_flow f = forwarded(test);
	struct nf_conn *ct = test_entry(test, &f);
	struct rehome_flow flow;

	flow = gathered(test, ct, facts.wan0);
	KUNIT_EXPECT_EQ(test, NF_REHOME_FLOW_KIND_INBOUND, flow.facts.kind);
	KUNIT_EXPECT_TRUE(test, rehome_flow_from_outside(&flow));
	KUNIT_EXPECT_EQ(test, NF_REHOME_ORIGIN_OWNER, flow.facts.origin);
	expect_owner(test, &flow, NF_REHOME_OWNER_WAN, facts.wan0);
	KUNIT_EXPECT_TRUE(test, flow.facts.at_home);
	/* That it is forwarded is no obstacle: it is never moved. */
	KUNIT_EXPECT_FALSE(test, flow.facts.excluded);
	flow = gathered(test, ct, facts.wan1);
	KUNIT_EXPECT_TRUE(test, flow.facts.elsewhere);
	KUNIT_EXPECT_FALSE(test, flow.facts.at_home);
	/* The address that it came to is what counts, and where it came in. */
	test_addr_del(test, facts.wan0, f.family, TEST_WAN0);
	show();
	flow = gathered(test, ct, facts.wan1);
	KUNIT_EXPECT_EQ(test, NF_REHOME_FLOW_KIND_INBOUND, flow.facts.kind);
	expect_owner(test, &flow, NF_REHOME_OWNER_GONE, facts.wan0);
}

static void flow_that_ends_here(struct kunit *test)
{
	struct test_flow f = forwarded(test);
	struct rehome_flow flow;

	f.to = 0;
	flow = gathered(test, test_entry(test, &f), facts.wan0);
	KUNIT_EXPECT_EQ(test, NF_REHOME_FLOW_KIND_TERMINATED, flow.facts.kind);
	KUNIT_EXPECT_TRUE(test, rehome_flow_from_outside(&flow));
	expect_owner(test, &flow, NF_REHOME_OWNER_WAN, facts.wan0);
}

/* To an address that is on no device: only its first packet tells. */
static void flow_from_outside_to_a_pool(struct kunit *test)
{
	struct rehome_first first = {
		.egress = { .ifindex = facts.wan0, .hop = REHOME_HOP_ANY },
		.inbound = true,
	};
	struct test_flow f = forwarded(test);
	struct rehome_flow flow;
	struct nf_conn *ct;

	f.dst = TEST_FAR2;
	ct = test_entry(test, &f);
	KUNIT_EXPECT_EQ(test, NF_REHOME_FLOW_KIND_OUTBOUND,
			gathered(test, ct, 0).facts.kind);
	rehome_record_note(&facts.rn->index, ct, &first);
	flow = gathered(test, ct, facts.wan1);
	KUNIT_EXPECT_EQ(test, NF_REHOME_FLOW_KIND_INBOUND, flow.facts.kind);
	KUNIT_EXPECT_EQ(test, NF_REHOME_ORIGIN_FIRST_PACKET, flow.facts.origin);
	KUNIT_EXPECT_TRUE(test, flow.facts.elsewhere);
	expect_owner(test, &flow, NF_REHOME_OWNER_WAN, facts.wan0);
}

static void flow_of_the_router(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct rehome_flow flow;
	struct nf_conn *ct;

	f.src = TEST_WAN0;
	f.map = 0;
	ct = test_entry(test, &f);
	flow = gathered(test, ct, facts.wan0);
	KUNIT_EXPECT_EQ(test, NF_REHOME_FLOW_KIND_LOCAL, flow.facts.kind);
	KUNIT_EXPECT_FALSE(test, rehome_flow_from_outside(&flow));
	KUNIT_EXPECT_TRUE(test, flow.facts.at_home);
	/* Also when it has lost the address since. */
	test_addr_del(test, facts.wan0, f.family, TEST_WAN0);
	show();
	flow = gathered(test, ct, facts.wan1);
	KUNIT_EXPECT_EQ(test, NF_REHOME_FLOW_KIND_LOCAL, flow.facts.kind);
	expect_owner(test, &flow, NF_REHOME_OWNER_GONE, facts.wan0);
}

/* The packet that is to ask the rule set is not the original one any more. */
static void destination_that_was_translated(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));

	f.to = TEST_FAR2;
	f.to_port = TEST_PORT;
	KUNIT_EXPECT_TRUE(test, gathered(test, test_entry(test, &f),
					 facts.wan1).facts.excluded);
}

/* What an earlier packet did counts until something happens. */
static void seen_since_the_last_trigger(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	const struct rehome_egress left = { .ifindex = facts.wan1, .hop = 9 };
	struct nf_conn *ct = test_entry(test, &f);
	struct rehome_net *rn = facts.rn;
	struct rehome_flow flow;

	note(ct, facts.wan0, 9);
	KUNIT_EXPECT_FALSE(test, gathered(test, ct, 0).facts.seen);
	test_judged(&rn->index, ct, &left, atomic_read(&rn->gen));
	flow = gathered(test, ct, 0);
	KUNIT_EXPECT_TRUE(test, flow.facts.seen);
	KUNIT_EXPECT_TRUE(test, flow.facts.elsewhere);
	KUNIT_EXPECT_EQ(test, facts.wan1, flow.left.ifindex);
	atomic_inc(&rn->gen);
	flow = gathered(test, ct, 0);
	KUNIT_EXPECT_FALSE(test, flow.facts.seen);
	KUNIT_EXPECT_FALSE(test, flow.facts.elsewhere);
	KUNIT_EXPECT_FALSE(test, flow.facts.out_wan);
	/* A packet at hand counts in any case. */
	KUNIT_EXPECT_TRUE(test, gathered(test, ct, facts.wan0).facts.seen);
}

static struct rehome_record *record(struct kunit *test, const struct nf_conn *ct)
{
	struct rehome_record *r;

	rcu_read_lock();
	r = rehome_index_find(&facts.rn->index, ct);
	rcu_read_unlock();
	KUNIT_ASSERT_NOT_NULL(test, r);
	return r;
}

static void same_mapping_for_a_pair(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct nf_conn *ct = test_entry(test, &f);
	struct rehome_record *r;

	note(ct, facts.wan0, 9);
	KUNIT_EXPECT_FALSE(test, at_hop(test, ct, 9).facts.same_mapping);
	r = record(test, ct);
	r->also = (struct rehome_egress){ facts.wan1, REHOME_HOP_ANY };
	KUNIT_EXPECT_TRUE(test, at_hop(test, ct, 9).facts.same_mapping);
	KUNIT_EXPECT_TRUE(test, gathered(test, ct,
					 facts.wan1).facts.same_mapping);
	/* Of others nobody has asked. */
	KUNIT_EXPECT_FALSE(test, gathered(test, ct,
					  facts.lan).facts.same_mapping);
	KUNIT_EXPECT_FALSE(test, at_hop(test, ct, 12).facts.same_mapping);
}

static noinline bool may_differ(struct kunit *test, struct nf_conn *ct)
{
	return gathered(test, ct, 0).facts.rules_changed;
}

static void rules_that_changed(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct nf_conn *ct = test_entry(test, &f);
	struct rehome_net *rn = facts.rn;
	struct rehome_record *r;

	note(ct, facts.wan0, 9);
	r = record(test, ct);
	r->rules = atomic_read(&rn->ruleset.gen);
	KUNIT_EXPECT_FALSE(test, may_differ(test, ct));
	atomic_inc(&rn->ruleset.gen);
	KUNIT_EXPECT_TRUE(test, may_differ(test, ct));
	r->rules = atomic_read(&rn->ruleset.gen);
	KUNIT_EXPECT_FALSE(test, may_differ(test, ct));
	/* Where they may without a word, it is asked about after a while. */
	rn->ruleset.silent = true;
	r->asks = 1;
	r->asked = (u32)jiffies;
	KUNIT_EXPECT_FALSE(test, may_differ(test, ct));
	r->asked = (u32)jiffies - 2 * HZ;
	KUNIT_EXPECT_TRUE(test, may_differ(test, ct));
	r->asks = 4;
	KUNIT_EXPECT_FALSE(test, may_differ(test, ct));
	r->asked = (u32)jiffies - 1000 * HZ;
	KUNIT_EXPECT_TRUE(test, may_differ(test, ct));
	r->asks = U8_MAX;
	KUNIT_EXPECT_FALSE(test, may_differ(test, ct));
}

static void what_was_done_before(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct nf_conn *ct = test_entry(test, &f);
	struct rehome_net *rn = facts.rn;
	struct rehome_record *r;
	struct rehome_flow flow;

	note(ct, facts.wan0, 9);
	flow = gathered(test, ct, 0);
	KUNIT_EXPECT_FALSE(test, flow.facts.was_natted);
	KUNIT_EXPECT_FALSE(test, flow.facts.injected);
	KUNIT_EXPECT_FALSE(test, flow.facts.damped);
	KUNIT_EXPECT_FALSE(test, flow.facts.recycled);
	r = record(test, ct);
	rehome_record_set(r, REHOME_RECORD_WAS_NATTED, true);
	rehome_record_set(r, REHOME_RECORD_INJECTED, true);
	r->tokens = 0;
	r->moved = (u32)jiffies;
	rehome_record_expired(&rn->index, ct, flow.epoch);
	flow = gathered(test, ct, 0);
	KUNIT_EXPECT_TRUE(test, flow.facts.was_natted);
	KUNIT_EXPECT_TRUE(test, flow.facts.injected);
	KUNIT_EXPECT_TRUE(test, flow.facts.damped);
	KUNIT_EXPECT_TRUE(test, flow.facts.recycled);
	rn->params.hold = 0;
	atomic_inc(&rn->ruleset.gen);
	flow = gathered(test, ct, 0);
	KUNIT_EXPECT_FALSE(test, flow.facts.damped);
	KUNIT_EXPECT_FALSE(test, flow.facts.recycled);
}

/* A class that asks for the port, and whether it is free. */
static void displaced_port(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test)), g;
	struct nf_conn *ct, *other;
	struct rehome_class *class = test_class_of(test, test_net_classes(facts.rn),
						   "tailscale");

	f.map_port = TEST_NO_PORT;
	ct = test_entry(test, &f);
	KUNIT_EXPECT_FALSE(test, gathered(test, ct, facts.wan0).facts.displaced);
	class->conf.keep_port = true;
	KUNIT_EXPECT_TRUE(test, gathered(test, ct, facts.wan0).facts.displaced);
	/* Where it is not at home, that is of no interest. */
	KUNIT_EXPECT_FALSE(test, gathered(test, ct, facts.wan1).facts.displaced);
	KUNIT_EXPECT_FALSE(test, gathered(test, ct, 0).facts.displaced);
	/* Another host has it. */
	g = test_overlay(f.family);
	g.src = TEST_FAR2;
	other = test_entry(test, &g);
	KUNIT_EXPECT_FALSE(test, gathered(test, ct, facts.wan0).facts.displaced);
	KUNIT_EXPECT_FALSE(test, gathered(test, other,
					  facts.wan0).facts.displaced);
	nf_ct_delete(other, 0, 0);
	KUNIT_EXPECT_TRUE(test, gathered(test, ct, facts.wan0).facts.displaced);
}

/* Its packets came since the trigger, and none was seen to leave. */
static void packets_that_go_nowhere(struct kunit *test)
{
	const struct nf_udp_net *un = nf_udp_pernet(&init_net);
	struct test_flow f = test_overlay(test_family(test));
	struct nf_conn *ct = test_entry(test, &f);
	struct rehome_window *w = &facts.rn->window;
	unsigned int full = un->timeouts[UDP_CT_REPLIED];

	w->trigger = jiffies - 60 * HZ;
	WRITE_ONCE(ct->timeout, nfct_time_stamp + full - 5 * HZ);
	KUNIT_EXPECT_FALSE(test, gathered(test, ct, 0).facts.insists);
	w->on = true;
	KUNIT_EXPECT_TRUE(test, gathered(test, ct, 0).facts.insists);
	KUNIT_EXPECT_FALSE(test, gathered(test, ct, facts.wan0).facts.insists);
	/* Silent since then. */
	WRITE_ONCE(ct->timeout, nfct_time_stamp + full - 70 * HZ);
	KUNIT_EXPECT_FALSE(test, gathered(test, ct, 0).facts.insists);
	w->on = false;
}

static void ceilings(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct nf_conn *ct = test_entry(test, &f);
	struct rehome_flow flow;
	struct rehome_class *class = test_class_of(test, test_net_classes(facts.rn),
						   "tailscale");

	facts.rn->params.mode = NF_REHOME_MODE_REPORT;
	class->conf.action = NF_REHOME_ACTION_EXPIRE;
	flow = gathered(test, ct, 0);
	KUNIT_EXPECT_PTR_EQ(test, class, flow.class);
	KUNIT_EXPECT_EQ(test, NF_REHOME_MODE_REPORT, flow.facts.mode);
	KUNIT_EXPECT_EQ(test, NF_REHOME_ACTION_EXPIRE, flow.facts.action);
}

static struct kunit_case flow_record_cases[] = {
	KUNIT_CASE_PARAM(flow_from_outside, family_gen_params),
	KUNIT_CASE_PARAM(flow_that_ends_here, family_gen_params),
	KUNIT_CASE_PARAM(flow_from_outside_to_a_pool, family_gen_params),
	KUNIT_CASE_PARAM(flow_of_the_router, family_gen_params),
	KUNIT_CASE_PARAM(destination_that_was_translated, family_gen_params),
	KUNIT_CASE_PARAM(seen_since_the_last_trigger, family_gen_params),
	KUNIT_CASE_PARAM(same_mapping_for_a_pair, family_gen_params),
	KUNIT_CASE_PARAM(rules_that_changed, family_gen_params),
	KUNIT_CASE_PARAM(what_was_done_before, family_gen_params),
	KUNIT_CASE_PARAM(displaced_port, family_gen_params),
	KUNIT_CASE_PARAM(packets_that_go_nowhere, family_gen_params),
	KUNIT_CASE_PARAM(ceilings, family_gen_params),
	{}
};

static struct kunit_suite flow_record_suite = {
	.name = "nf_rehome_facts_record",
	.init = facts_init,
	.exit = test_entries_exit,
	.test_cases = flow_record_cases,
};

kunit_test_suite(flow_record_suite);

TEST_IMPORT_NS;
MODULE_DESCRIPTION("KUnit suite of what is remembered of a flow");
MODULE_LICENSE("GPL");
