// SPDX-License-Identifier: GPL-2.0
/* A packet of TCP is judged, from a real entry and real devices: what is left alone. For
 * what its sender gets see reset_kunit.c.
 */
#include "connected.h"
#include "tcp.h"

TEST_FAMILY_PARAM();

static void connection_that_fits(struct kunit *test)
{
	struct nf_conn *ct = connection(test);

	judged(test, data_of(test, ct), facts.wan0, NF_ACCEPT);
	expect_untouched(test, ct);
	expect_counted(test, 1, 0, 0, 0);
	KUNIT_EXPECT_EQ(test, 1, counted(NF_REHOME_REASON_FITS)->keep);
	KUNIT_EXPECT_EQ(test, GEN, record_of(test, ct).gen);
}

static void report_changes_nothing(struct kunit *test)
{
	struct nf_conn *ct = connection(test);

	facts.rn->params.mode = NF_REHOME_MODE_REPORT;
	judged(test, data_of(test, ct), facts.wan1, NF_ACCEPT);
	expect_untouched(test, ct);
	expect_counted(test, 0, 0, 0, 1);
}

/* Routes may come back, and it would survive that; its next packet asks again. */
static void routes_that_just_change(struct kunit *test)
{
	struct nf_conn *ct = connection(test);

	facts.rn->window.trigger = jiffies;
	facts.rn->window.burst = ktime_get_ns();
	judged(test, data_of(test, ct), facts.wan1, NF_ACCEPT);
	expect_untouched(test, ct);
	KUNIT_EXPECT_EQ(test, 1, counted(NF_REHOME_REASON_NOT_PROVEN)->keep);
	KUNIT_EXPECT_EQ(test, GEN - 1, record_of(test, ct).gen);
	/* They have done so for a while. */
	facts.rn->window.burst = ktime_get_ns() - 2 * NSEC_PER_SEC;
	judged(test, data_of(test, ct), facts.wan1, NF_DROP);
	KUNIT_EXPECT_TRUE(test, nf_ct_is_dying(ct));
	KUNIT_EXPECT_EQ(test, 1, caught.sent);
}

/* Masquerading would end it at that packet. */
static void masqueraded_while_routes_change(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct nf_conn *ct;

	f.masq_index = facts.wan0;
	ct = connection_of(test, f);
	facts.rn->window.trigger = jiffies;
	facts.rn->window.burst = ktime_get_ns();
	judged(test, data_of(test, ct), facts.wan1, NF_DROP);
	expect_untouched(test, ct);
	judged(test, data_of(test, ct), facts.wan0, NF_ACCEPT);
	expect_untouched(test, ct);
	/* What is only reported is left to it. */
	facts.rn->params.mode = NF_REHOME_MODE_REPORT;
	judged(test, data_of(test, ct), facts.wan1, NF_ACCEPT);
	expect_untouched(test, ct);
	facts.rn->params.mode = NF_REHOME_MODE_RENAT;
	facts.rn->window.trigger = jiffies - HZ;
	judged(test, data_of(test, ct), facts.wan1, NF_DROP);
	KUNIT_EXPECT_TRUE(test, nf_ct_is_dying(ct));
	KUNIT_EXPECT_EQ(test, 1, caught.sent);
}

/* An address that no WAN has or had may work by each of them. */
static void address_of_a_pool(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct nf_conn *ct;

	f.map = TEST_FAR2;
	ct = connection_of(test, f);
	judged(test, data_of(test, ct), facts.wan1, NF_ACCEPT);
	expect_untouched(test, ct);
	KUNIT_EXPECT_EQ(test, 1, counted(NF_REHOME_REASON_NOT_PROVEN)->keep);
}

static void leaves_to_the_inside(struct kunit *test)
{
	struct nf_conn *ct = connection(test);

	judged(test, data_of(test, ct), facts.lan, NF_ACCEPT);
	expect_untouched(test, ct);
	KUNIT_EXPECT_EQ(test, 1, counted(NF_REHOME_REASON_NOT_PROVEN)->keep);
}

static void conntrack_counts_its_bytes(struct kunit *test)
{
	struct nf_conn *ct = connection(test);

	set_bit(IPS_SEQ_ADJUST_BIT, &ct->status);
	judged(test, data_of(test, ct), facts.wan1, NF_ACCEPT);
	clear_bit(IPS_SEQ_ADJUST_BIT, &ct->status);
	expect_untouched(test, ct);
	KUNIT_EXPECT_EQ(test, 1, counted(NF_REHOME_REASON_EXCLUDED)->keep);
}

/* For which nobody asked: no record is made of it. */
static void connection_of_no_class(struct kunit *test)
{
	struct nf_conn *ct = connection_with(test, test_overlay(test_family(test)));

	test_class_active(test, test_net_classes(facts.rn), "tcp",
			  false);
	judged(test, data_of(test, ct), facts.wan1, NF_ACCEPT);
	expect_untouched(test, ct);
	KUNIT_EXPECT_EQ(test, 0, facts.rn->index.flows);
	KUNIT_EXPECT_EQ(test, 0, atomic64_read(&facts.rn->stats.judged));
}

/* One that is older than the module, or than its class: it came from a packet. */
static void connection_that_was_not_known(struct kunit *test)
{
	struct nf_conn *ct = connection_with(test, test_overlay(test_family(test)));
	struct rehome_record r;

	facts.rn->index.complete = true;
	judged(test, data_of(test, ct), facts.wan0, NF_ACCEPT);
	expect_untouched(test, ct);
	r = record_of(test, ct);
	KUNIT_EXPECT_FALSE(test, rehome_record_is(&r, REHOME_RECORD_INJECTED));
	judged(test, data_of(test, ct), facts.wan1, NF_DROP);
	KUNIT_EXPECT_EQ(test, 1, caught.sent);
}

#define MARK(n)		((n) << 8)

/* Each WAN has its mark, and both can be used. */
static void give_marks(struct kunit *test)
{
	const int wans[] = { facts.wan0, facts.wan1 };
	struct rehome_wan *wan;
	int i;

	for (i = 0; i < ARRAY_SIZE(wans); i++) {
		wan = rehome_wan_find(&facts.rn->wans, wans[i]);
		wan->conf.mark = MARK(i + 1);
		wan->conf.mask = MARK(3);
	}
}

static struct nf_conn *pinned(struct kunit *test, bool told)
{
	struct rehome_wan *wan = rehome_wan_find(&facts.rn->wans, facts.wan0);
	struct nf_conn *ct = connection(test);

	give_marks(test);
	WRITE_ONCE(ct->mark, MARK(1));
	if (told)
		rehome_health_tell(&wan->health, "", REHOME_SAID_BOTH, "");
	show();
	return ct;
}

static void sends_by_its_wan(struct kunit *test, struct nf_conn *ct, int times)
{
	while (times--)
		judged(test, data_of(test, ct), facts.wan0, NF_ACCEPT);
	expect_untouched(test, ct);
	KUNIT_EXPECT_EQ(test, MARK(1), ct->mark);
}

/* Its mark keeps it on a WAN that is told ill, which may be wrong: as long as it gets
 * answers nothing happens to it, nor to its mark, and each of its packets is looked at.
 */
static void pinned_to_a_wan_told_ill(struct kunit *test)
{
	struct nf_conn *ct = pinned(test, true);
	int i;

	for (i = 0; i < 5; i++) {
		sends_by_its_wan(test, ct, 2);
		KUNIT_EXPECT_EQ(test, GEN - 1, record_of(test, ct).gen);
		rcu_read_lock();
		rehome_tcp_answered(facts.rn, ct);
		rcu_read_unlock();
	}
	KUNIT_EXPECT_EQ(test, 10, counted(NF_REHOME_REASON_WAN_UNHEALTHY)->keep);
	KUNIT_EXPECT_TRUE(test, facts.rn->window.waits);
	sends_by_its_wan(test, ct, 2);
	judged(test, data_of(test, ct), facts.wan0, NF_DROP);
	KUNIT_EXPECT_TRUE(test, nf_ct_is_dying(ct));
	KUNIT_EXPECT_EQ(test, 1, caught.sent);
	KUNIT_EXPECT_EQ(test, 1, counted(NF_REHOME_REASON_WAN_UNHEALTHY)->expire);
}

static void no_answer_is_only_reported(struct kunit *test)
{
	struct nf_conn *ct = pinned(test, true);
	struct rehome_record r;

	facts.rn->params.mode = NF_REHOME_MODE_REPORT;
	sends_by_its_wan(test, ct, 3);
	expect_counted(test, 2, 0, 0, 1);
	r = record_of(test, ct);
	KUNIT_EXPECT_TRUE(test, rehome_record_is(&r, REHOME_RECORD_STALLED));
	KUNIT_EXPECT_TRUE(test, gathered(test, ct, 0).facts.stalled);
}

/* What only acknowledges is repeated by who lives. */
static void acknowledges_only(struct kunit *test)
{
	struct nf_conn *ct = pinned(test, true);
	int i;

	for (i = 0; i < 5; i++)
		judged(test, test_tcp_of(test, ct, IP_CT_ESTABLISHED, TCPHDR_ACK, 0,
					 facts.lan), facts.wan0, NF_ACCEPT);
	expect_untouched(test, ct);
}

/* Its answers take the fast path. */
static void no_answer_is_seen_if_offloaded(struct kunit *test)
{
	struct nf_conn *ct = pinned(test, true);

	sends_by_its_wan(test, ct, 2);
	set_bit(IPS_OFFLOAD_BIT, &ct->status);
	sends_by_its_wan(test, ct, 5);
	clear_bit(IPS_OFFLOAD_BIT, &ct->status);
	sends_by_its_wan(test, ct, 2);
}

/* By a WAN that is up, that is the far end's matter. */
static void no_answer_by_a_wan_that_is_up(struct kunit *test)
{
	struct nf_conn *ct = pinned(test, false);

	sends_by_its_wan(test, ct, 9);
	KUNIT_EXPECT_EQ(test, GEN, record_of(test, ct).gen);
	KUNIT_EXPECT_FALSE(test, facts.rn->window.waits);
}

static struct kunit_case judge_tcp_cases[] = {
	KUNIT_CASE_PARAM(connection_that_fits, family_gen_params),
	KUNIT_CASE_PARAM(report_changes_nothing, family_gen_params),
	KUNIT_CASE_PARAM(routes_that_just_change, family_gen_params),
	KUNIT_CASE_PARAM(masqueraded_while_routes_change, family_gen_params),
	KUNIT_CASE_PARAM(address_of_a_pool, family_gen_params),
	KUNIT_CASE_PARAM(leaves_to_the_inside, family_gen_params),
	KUNIT_CASE_PARAM(conntrack_counts_its_bytes, family_gen_params),
	KUNIT_CASE_PARAM(connection_of_no_class, family_gen_params),
	KUNIT_CASE_PARAM(connection_that_was_not_known, family_gen_params),
	KUNIT_CASE_PARAM(pinned_to_a_wan_told_ill, family_gen_params),
	KUNIT_CASE_PARAM(no_answer_is_only_reported, family_gen_params),
	KUNIT_CASE_PARAM(acknowledges_only, family_gen_params),
	KUNIT_CASE_PARAM(no_answer_is_seen_if_offloaded, family_gen_params),
	KUNIT_CASE_PARAM(no_answer_by_a_wan_that_is_up, family_gen_params),
	{}
};

static struct kunit_suite judge_tcp_suite = {
	.name = "nf_rehome_judge_tcp",
	.init = judge_tcp_init,
	.exit = judged_exit,
	.test_cases = judge_tcp_cases,
};

kunit_test_suite(judge_tcp_suite);

TEST_IMPORT_NS;
MODULE_DESCRIPTION("KUnit suite of packets of TCP that are judged");
MODULE_LICENSE("GPL");
