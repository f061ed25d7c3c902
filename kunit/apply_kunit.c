// SPDX-License-Identifier: GPL-2.0
/* What is done about a flow without a packet of it, and what is counted and recorded. */
#include "apply.h"
#include "facts.h"
#include "flow.h"
#include "indexed.h"
#include "nets.h"
#include "record.h"

TEST_FAMILY_PARAM();

/* Devices that need not be there. */
#define FROM	7
#define TO	8
#define EPOCH	77

static struct rehome_net *rn;

static int apply_init(struct kunit *test)
{
	int err = test_entries_init(test);

	if (err)
		return err;
	rn = test_net(test);
	return 0;
}

/* A flow whose first packet was seen to leave by its WAN. */
static struct nf_conn *noted(struct kunit *test)
{
	static const struct rehome_first first = {
		.egress = { .ifindex = FROM, .hop = REHOME_HOP_ANY },
	};
	struct test_flow f = test_overlay(test_family(test));
	struct nf_conn *ct = test_entry(test, &f);

	WRITE_ONCE(ct->mark, 0x70155);
	rehome_record_note(&rn->index, ct, &first);
	return ct;
}

/* As a pass has looked at it. */
static struct rehome_flow flow_of(struct nf_conn *ct)
{
	struct rehome_flow flow;

	rehome_facts_init(rn, &flow, ct);
	flow.owner = FROM;
	flow.left.ifindex = TO;
	flow.epoch = EPOCH;
	flow.bits = (struct rehome_mark){ .value = 0x200, .mask = 0xff00 };
	return flow;
}

static void apply(const struct rehome_flow *flow, enum nf_rehome_verdict verdict,
		  bool report)
{
	const struct rehome_decision d = {
		.verdict = verdict,
		.reason = NF_REHOME_REASON_WAN_DOWN,
		.report = report,
		.at_once = true,
	};

	rcu_read_lock();
	rehome_apply(rn, flow, d);
	rcu_read_unlock();
}

static struct rehome_record record_of(struct kunit *test, const struct nf_conn *ct)
{
	struct rehome_record r;

	KUNIT_EXPECT_TRUE(test, rehome_record_read(&rn->index, ct, &r));
	return r;
}

static void expect_counted(struct kunit *test, u64 expire, u64 report)
{
	const struct rehome_count total = rehome_stats_total(&rn->stats);
	const struct rehome_count *of =
		&rn->stats.reasons[NF_REHOME_REASON_WAN_DOWN];

	KUNIT_EXPECT_EQ(test, expire, of->expire);
	KUNIT_EXPECT_EQ(test, report, of->report);
	KUNIT_EXPECT_EQ(test, expire, total.expire);
	KUNIT_EXPECT_EQ(test, report, total.report);
	KUNIT_EXPECT_EQ(test, 0, total.renat);
	KUNIT_EXPECT_EQ(test, 0, total.keep);
	KUNIT_EXPECT_EQ(test, expire, rn->failovers.now.expire);
	KUNIT_EXPECT_EQ(test, report, rn->failovers.now.report);
	KUNIT_EXPECT_EQ(test, 0, rn->failovers.now.renat);
	KUNIT_EXPECT_EQ(test, expire,
			rehome_stats_device(&rn->stats, FROM).expired);
}

static void expire_ends_the_entry(struct kunit *test)
{
	struct nf_conn *ct = noted(test);
	struct rehome_flow flow = flow_of(ct);

	apply(&flow, NF_REHOME_VERDICT_EXPIRE, false);
	KUNIT_EXPECT_TRUE(test, nf_ct_is_dying(ct));
	KUNIT_EXPECT_NULL(test, test_find(test, ct, test_orig(ct)));
	KUNIT_EXPECT_EQ(test, 1, refcount_read(&ct->ct_general.use));
	expect_counted(test, 1, 0);
	KUNIT_EXPECT_EQ(test, 1, flow.class->count->now.expire);
	KUNIT_EXPECT_EQ(test, FROM, rn->failovers.now.from);
	KUNIT_EXPECT_EQ(test, TO, rn->failovers.now.to);
	/* Nothing else was done to it. */
	KUNIT_EXPECT_EQ(test, 0x70155, ct->mark);
}

/* So that it is not done again for what is the case now, nor too often. */
static void expire_is_recorded(struct kunit *test)
{
	struct nf_conn *ct = noted(test);
	struct rehome_flow flow = flow_of(ct);
	struct rehome_record r = record_of(test, ct);

	KUNIT_EXPECT_EQ(test, 0, r.epoch);
	KUNIT_EXPECT_EQ(test, REHOME_TOKENS, r.tokens);
	apply(&flow, NF_REHOME_VERDICT_EXPIRE, false);
	r = record_of(test, ct);
	KUNIT_EXPECT_EQ(test, EPOCH, r.epoch);
	KUNIT_EXPECT_EQ(test, REHOME_TOKENS - 1, r.tokens);
	KUNIT_EXPECT_FALSE(test, rehome_record_is(&r, REHOME_RECORD_AWAY));
}

static void set_tokens(struct kunit *test, const struct nf_conn *ct, u8 tokens)
{
	struct rehome_record *r;

	spin_lock_bh(&rn->index.lock);
	r = rehome_index_lookup(&rn->index, ct);
	if (r) {
		r->tokens = tokens;
		r->moved = jiffies;
	}
	spin_unlock_bh(&rn->index.lock);
	KUNIT_ASSERT_NOT_NULL(test, r);
}

/* Damped or not is for the decision to say; there is none to be spent. */
static void expire_without_a_token(struct kunit *test)
{
	struct nf_conn *ct = noted(test);
	struct rehome_flow flow = flow_of(ct);

	set_tokens(test, ct, 0);
	apply(&flow, NF_REHOME_VERDICT_EXPIRE, false);
	expect_counted(test, 1, 0);
	KUNIT_EXPECT_EQ(test, 0, record_of(test, ct).tokens);
}

/* It ended and began anew since it was looked at. */
static void expire_takes_no_token_of_another(struct kunit *test)
{
	struct nf_conn *ct = noted(test);
	struct rehome_flow flow = flow_of(ct);

	nf_ct_delete(ct, 0, 0);
	ct = noted(test);
	apply(&flow, NF_REHOME_VERDICT_EXPIRE, false);
	KUNIT_EXPECT_EQ(test, REHOME_TOKENS, record_of(test, ct).tokens);
	KUNIT_EXPECT_FALSE(test, nf_ct_is_dying(ct));
}

static void expire_of_what_is_not_recorded(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct nf_conn *ct = test_entry(test, &f);
	struct rehome_flow flow = flow_of(ct);

	apply(&flow, NF_REHOME_VERDICT_EXPIRE, false);
	KUNIT_EXPECT_TRUE(test, nf_ct_is_dying(ct));
	expect_counted(test, 1, 0);
	KUNIT_EXPECT_EQ(test, 0, rn->index.flows);
}

/* The kernel itself, or a packet on another processor, was quicker. */
static void expire_that_comes_late(struct kunit *test)
{
	struct nf_conn *ct = noted(test);
	struct rehome_flow flow = flow_of(ct);

	nf_ct_delete(ct, 0, 0);
	apply(&flow, NF_REHOME_VERDICT_EXPIRE, false);
	expect_counted(test, 0, 0);
	KUNIT_EXPECT_EQ(test, 1,
			rn->stats.failures[NF_REHOME_FAILURE_LOST_RACE]);
	KUNIT_EXPECT_EQ(test, 0, rn->failovers.now.last);
}

static void report_does_nothing(struct kunit *test)
{
	struct nf_conn *ct = noted(test);
	struct rehome_flow flow = flow_of(ct);
	struct rehome_record before = record_of(test, ct), after;

	apply(&flow, NF_REHOME_VERDICT_EXPIRE, true);
	expect_counted(test, 0, 1);
	apply(&flow, NF_REHOME_VERDICT_RENAT, true);
	expect_counted(test, 0, 2);
	KUNIT_EXPECT_EQ(test, 2, flow.class->count->now.report);
	KUNIT_EXPECT_EQ(test, FROM, rn->failovers.now.from);
	KUNIT_EXPECT_EQ(test, TO, rn->failovers.now.to);
	KUNIT_EXPECT_PTR_EQ(test, ct, test_find(test, ct, test_orig(ct)));
	KUNIT_EXPECT_FALSE(test, nf_ct_is_dying(ct));
	KUNIT_EXPECT_EQ(test, 0x70155, ct->mark);
	after = record_of(test, ct);
	KUNIT_EXPECT_MEMEQ(test, &before, &after, sizeof(before));
}

/* What follows is counted when its next packet has moved it. */
static void mark_leads_away(struct kunit *test)
{
	struct nf_conn *ct = noted(test);
	struct rehome_flow flow = flow_of(ct);
	struct rehome_record r;

	apply(&flow, NF_REHOME_VERDICT_RENAT, false);
	KUNIT_EXPECT_EQ(test, 0x70255, ct->mark);
	KUNIT_EXPECT_FALSE(test, nf_ct_is_dying(ct));
	r = record_of(test, ct);
	KUNIT_EXPECT_TRUE(test, rehome_record_is(&r, REHOME_RECORD_AWAY));
	KUNIT_EXPECT_EQ(test, 0x100, r.home);
	KUNIT_EXPECT_EQ(test, 0, r.epoch);
	KUNIT_EXPECT_EQ(test, REHOME_TOKENS, r.tokens);
	expect_counted(test, 0, 0);
	KUNIT_EXPECT_EQ(test, 0, rn->failovers.now.last);
}

static void mark_leads_home(struct kunit *test)
{
	struct nf_conn *ct = noted(test);
	struct rehome_flow flow = flow_of(ct);
	struct rehome_record r;

	apply(&flow, NF_REHOME_VERDICT_RENAT, false);
	flow.facts.away = true;
	flow.bits.value = 0x100;
	apply(&flow, NF_REHOME_VERDICT_RENAT, false);
	KUNIT_EXPECT_EQ(test, 0x70155, ct->mark);
	r = record_of(test, ct);
	KUNIT_EXPECT_FALSE(test, rehome_record_is(&r, REHOME_RECORD_AWAY));
	expect_counted(test, 0, 0);
}

/* They are one message, as long as they go from one place to one other. */
static void flows_of_one_failover(struct kunit *test)
{
	struct rehome_flow flow = flow_of(noted(test));
	u64 first;

	apply(&flow, NF_REHOME_VERDICT_EXPIRE, true);
	first = rn->failovers.now.first;
	KUNIT_EXPECT_NE(test, 0, first);
	apply(&flow, NF_REHOME_VERDICT_EXPIRE, true);
	KUNIT_EXPECT_EQ(test, first, rn->failovers.now.first);
	KUNIT_EXPECT_GE(test, rn->failovers.now.last, first);
	KUNIT_EXPECT_EQ(test, FROM, rn->failovers.now.from);
	flow.owner = TO;
	apply(&flow, NF_REHOME_VERDICT_EXPIRE, true);
	KUNIT_EXPECT_EQ(test, -1, rn->failovers.now.from);
	KUNIT_EXPECT_EQ(test, TO, rn->failovers.now.to);
	flow.owner = FROM;
	apply(&flow, NF_REHOME_VERDICT_EXPIRE, true);
	KUNIT_EXPECT_EQ(test, -1, rn->failovers.now.from);
	KUNIT_EXPECT_EQ(test, 4, rn->failovers.now.report);
}

static struct kunit_case apply_cases[] = {
	KUNIT_CASE_PARAM(expire_ends_the_entry, family_gen_params),
	KUNIT_CASE_PARAM(expire_is_recorded, family_gen_params),
	KUNIT_CASE_PARAM(expire_without_a_token, family_gen_params),
	KUNIT_CASE_PARAM(expire_takes_no_token_of_another, family_gen_params),
	KUNIT_CASE_PARAM(expire_of_what_is_not_recorded, family_gen_params),
	KUNIT_CASE_PARAM(expire_that_comes_late, family_gen_params),
	KUNIT_CASE_PARAM(report_does_nothing, family_gen_params),
	KUNIT_CASE_PARAM(mark_leads_away, family_gen_params),
	KUNIT_CASE_PARAM(mark_leads_home, family_gen_params),
	KUNIT_CASE_PARAM(flows_of_one_failover, family_gen_params),
	{}
};

static struct kunit_suite apply_suite = {
	.name = "nf_rehome_apply",
	.init = apply_init,
	.exit = test_entries_exit,
	.test_cases = apply_cases,
};

kunit_test_suite(apply_suite);

TEST_IMPORT_NS;
MODULE_DESCRIPTION("KUnit suite of what needs no packet");
MODULE_LICENSE("GPL");
