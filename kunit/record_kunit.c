// SPDX-License-Identifier: GPL-2.0
/* What is recorded of a flow. For how often it may move see record_damp_kunit.c. */
#include <linux/jiffies.h>
#include <linux/nf_rehome.h>
#include <linux/slab.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/netfilter/nf_conntrack_core.h>
#include "damp.h"
#include "move.h"
#include "records.h"

TEST_FAMILY_PARAM();

static bool is(struct kunit *test, const struct nf_conn *ct, int flag)
{
	struct rehome_record r = test_record(test, ct);

	return rehome_record_is(&r, flag);
}

static void noted(struct kunit *test)
{
	struct nf_conn *ct = test_noted(test, test_family(test), 1000);
	struct rehome_record r;

	KUNIT_ASSERT_TRUE(test, rehome_record_read(test_index, ct, &r));
	KUNIT_EXPECT_PTR_EQ(test, ct, r.ct);
	KUNIT_EXPECT_TRUE(test, rehome_egress_equal(&test_first.egress,
						    &r.chosen));
	KUNIT_EXPECT_EQ(test, 0, r.also.ifindex);
	KUNIT_EXPECT_EQ(test, 0, r.left.ifindex);
	KUNIT_EXPECT_EQ(test, test_first.rules, r.rules);
	KUNIT_EXPECT_EQ(test, NF_REHOME_SIGNATURE_DISCO, r.signature);
	KUNIT_EXPECT_EQ(test, BIT(REHOME_RECORD_FIRST) |
			      BIT(REHOME_RECORD_OUTBOUND), r.flags);
	KUNIT_EXPECT_EQ(test, 1, test_index->count.observed);
	KUNIT_EXPECT_EQ(test, 0, test_index->count.adopted);
}

static void kind_by_the_first_packet(struct kunit *test)
{
	struct nf_conn *ct = test_silent(test, test_family(test), 1000);
	struct rehome_first first = test_first;

	first.inbound = true;
	rehome_record_note(test_index, ct, &first);
	KUNIT_EXPECT_TRUE(test, is(test, ct, REHOME_RECORD_INBOUND));
	KUNIT_EXPECT_FALSE(test, is(test, ct, REHOME_RECORD_OUTBOUND));
	KUNIT_EXPECT_FALSE(test, is(test, ct, REHOME_RECORD_ENDS));

	/* It ends here by TPROXY or REDIRECT: neither. */
	first.inbound = false;
	first.ends = true;
	rehome_record_note(test_index, ct, &first);
	KUNIT_EXPECT_FALSE(test, is(test, ct, REHOME_RECORD_INBOUND));
	KUNIT_EXPECT_FALSE(test, is(test, ct, REHOME_RECORD_OUTBOUND));
	KUNIT_EXPECT_TRUE(test, is(test, ct, REHOME_RECORD_ENDS));
}

static void kind_found_out_later(struct kunit *test)
{
	struct nf_conn *ct = test_silent(test, test_family(test), 1000);

	rehome_record_adopt(test_index, ct);
	KUNIT_EXPECT_EQ(test, 0, test_record(test, ct).flags);
	rehome_record_kind(test_index, ct, true);
	KUNIT_EXPECT_EQ(test, BIT(REHOME_RECORD_OUTBOUND),
			test_record(test, ct).flags);
	rehome_record_kind(test_index, ct, false);
	KUNIT_EXPECT_EQ(test, BIT(REHOME_RECORD_INBOUND),
			test_record(test, ct).flags);
}

static void adopted_once(struct kunit *test)
{
	struct nf_conn *ct = test_silent(test, test_family(test), 1000);
	struct rehome_record r;

	KUNIT_EXPECT_TRUE(test, rehome_record_adopt(test_index, ct));
	KUNIT_EXPECT_FALSE(test, rehome_record_adopt(test_index, ct));
	KUNIT_ASSERT_TRUE(test, rehome_record_read(test_index, ct, &r));
	KUNIT_EXPECT_EQ(test, 0, r.flags);
	KUNIT_EXPECT_EQ(test, 0, r.chosen.ifindex);
	KUNIT_EXPECT_EQ(test, REHOME_HOP_ANY, r.chosen.hop);
	KUNIT_EXPECT_EQ(test, 1, test_index->count.adopted);
	KUNIT_EXPECT_EQ(test, 0, test_index->count.observed);
}

static void adoption_leaves_what_was_seen(struct kunit *test)
{
	struct nf_conn *ct = test_noted(test, test_family(test), 1000);

	KUNIT_EXPECT_FALSE(test, rehome_record_adopt(test_index, ct));
	KUNIT_EXPECT_TRUE(test, is(test, ct, REHOME_RECORD_FIRST));
	KUNIT_EXPECT_EQ(test, 8, test_record(test, ct).chosen.ifindex);
}

/* None is missing, so this one came from no packet. */
static void injected_into_a_complete_index(struct kunit *test)
{
	struct nf_conn *ct = test_silent(test, test_family(test), 1000);
	struct nf_conn *other;

	test_index->complete = true;
	KUNIT_EXPECT_TRUE(test, rehome_record_adopt(test_index, ct));
	KUNIT_EXPECT_TRUE(test, is(test, ct, REHOME_RECORD_INJECTED));
	/* Instead of one that was noted as well. */
	other = test_noted(test, test_family(test), 1001);
	nf_ct_delete(other, 0, 0);
	other = test_silent(test, test_family(test), 1001);
	KUNIT_EXPECT_TRUE(test, rehome_record_adopt(test_index, other));
	KUNIT_EXPECT_TRUE(test, is(test, other, REHOME_RECORD_INJECTED));
	/* But what a packet begins is of that packet. */
	rehome_record_note(test_index, ct, &test_first);
	KUNIT_EXPECT_FALSE(test, is(test, ct, REHOME_RECORD_INJECTED));
}

/* Who speaks on a tuple is known, but not where that entry's packets went. */
static void another_entry_is_renewed(struct kunit *test)
{
	struct nf_conn *ct = test_noted(test, test_family(test), 1000);
	struct rehome_egress left = { .ifindex = 3, .hop = 4 };
	struct rehome_record r;

	test_judged(test_index, ct, &left, 17);
	rehome_record_away(test_index, ct, 0x100);
	nf_ct_delete(ct, 0, 0);
	ct = test_silent(test, test_family(test), 1000);
	KUNIT_EXPECT_FALSE(test, rehome_record_read(test_index, ct, &r));
	KUNIT_EXPECT_EQ(test, 0, r.flags);
	KUNIT_EXPECT_EQ(test, REHOME_TOKENS, r.tokens);
	KUNIT_EXPECT_EQ(test, REHOME_HOP_ANY, r.chosen.hop);

	KUNIT_EXPECT_TRUE(test, rehome_record_adopt(test_index, ct));
	KUNIT_ASSERT_TRUE(test, rehome_record_read(test_index, ct, &r));
	KUNIT_EXPECT_EQ(test, 0, r.flags);
	KUNIT_EXPECT_EQ(test, 0, r.chosen.ifindex);
	KUNIT_EXPECT_EQ(test, REHOME_HOP_ANY, r.chosen.hop);
	KUNIT_EXPECT_EQ(test, 0, r.left.ifindex);
	KUNIT_EXPECT_NE(test, 17, r.gen);
	KUNIT_EXPECT_EQ(test, NF_REHOME_SIGNATURE_DISCO, r.signature);
	KUNIT_EXPECT_EQ(test, 1, test_index->flows);
}

/* What was done to it outlives the entry; where it went does not. */
static void noted_anew(struct kunit *test)
{
	struct nf_conn *ct = test_noted(test, test_family(test), 1000);
	const struct rehome_first first = {
		.egress = { .ifindex = 3, .hop = 4 }, .rules = 6,
	};
	struct rehome_record r;

	spin_lock_bh(&test_index->lock);
	rehome_damp_spend(rehome_index_lookup(test_index, ct), HZ);
	spin_unlock_bh(&test_index->lock);
	rehome_record_expired(test_index, ct, 77);
	rehome_record_away(test_index, ct, 0x100);
	nf_ct_delete(ct, 0, 0);
	ct = test_silent(test, test_family(test), 1000);
	rehome_record_note(test_index, ct, &first);

	KUNIT_ASSERT_TRUE(test, rehome_record_read(test_index, ct, &r));
	KUNIT_EXPECT_EQ(test, 3, r.chosen.ifindex);
	KUNIT_EXPECT_EQ(test, 6, r.rules);
	KUNIT_EXPECT_EQ(test, 77, r.epoch);
	KUNIT_EXPECT_EQ(test, REHOME_TOKENS - 1, r.tokens);
	KUNIT_EXPECT_EQ(test, NF_REHOME_SIGNATURE_DISCO, r.signature);
	KUNIT_EXPECT_FALSE(test, rehome_record_is(&r, REHOME_RECORD_AWAY));
	KUNIT_EXPECT_EQ(test, 1, test_index->flows);
}

/* An entry that we made for a flow is not the flow's first. */
static void a_move_is_not_noted(struct kunit *test)
{
	struct nf_conn *old = test_noted(test, test_family(test), 1000), *new;
	const struct rehome_first first = { .egress = { .ifindex = 3 } };
	struct rehome_move *move = kzalloc(sizeof(*move), GFP_KERNEL);
	struct rehome_record *r, copy;

	KUNIT_ASSERT_NOT_NULL(test, move);
	nf_ct_delete(old, 0, 0);
	new = test_silent(test, test_family(test), 1000);
	move->ct = new;
	spin_lock_bh(&test_index->lock);
	r = rehome_index_lookup(test_index, new);
	/* Freed with the record. */
	r->move = move;
	spin_unlock_bh(&test_index->lock);

	rehome_record_note(test_index, new, &first);
	KUNIT_EXPECT_FALSE(test, rehome_record_adopt(test_index, new));
	KUNIT_EXPECT_EQ(test, 8, test_record(test, new).chosen.ifindex);
	KUNIT_EXPECT_PTR_EQ(test, old, test_record(test, new).ct);
	KUNIT_EXPECT_EQ(test, 1, test_index->count.observed);
	KUNIT_EXPECT_EQ(test, 0, test_index->count.adopted);
	/* A copy is nobody's to free. */
	KUNIT_EXPECT_TRUE(test, rehome_record_read(test_index, old, &copy));
	KUNIT_EXPECT_NULL(test, copy.move);
	/* And any other entry is one of a new flow. */
	nf_ct_delete(new, 0, 0);
	move->ct = old;
	rehome_record_note(test_index, new, &first);
	KUNIT_EXPECT_EQ(test, 3, test_record(test, new).chosen.ifindex);
}

static void judged(struct kunit *test)
{
	struct nf_conn *ct = test_noted(test, test_family(test), 1000);
	struct nf_conn *other = test_silent(test, test_family(test), 1001);
	struct rehome_egress left = { .ifindex = 3, .hop = 4 };
	struct rehome_record r;

	test_judged(test_index, ct, &left, 17);
	r = test_record(test, ct);
	KUNIT_EXPECT_TRUE(test, rehome_egress_equal(&left, &r.left));
	KUNIT_EXPECT_EQ(test, 17, r.gen);
	KUNIT_EXPECT_LE(test, (u32)jiffies - r.last, 10U * HZ);
	/* One that came in says that it lives, and no more. */
	test_judged(test_index, ct, NULL, 18);
	r = test_record(test, ct);
	KUNIT_EXPECT_EQ(test, 17, r.gen);
	KUNIT_EXPECT_EQ(test, 3, r.left.ifindex);
	/* Of a flow that is not there, or another entry, nothing is kept. */
	test_judged(test_index, other, &left, 17);
	KUNIT_EXPECT_FALSE(test, test_has(other));
	nf_ct_delete(ct, 0, 0);
	ct = test_silent(test, test_family(test), 1000);
	left.ifindex = 5;
	test_judged(test_index, ct, &left, 19);
	KUNIT_EXPECT_EQ(test, 3, test_record(test, ct).left.ifindex);
}

/* What comes back after it was expired is asked about ever less often. */
static void expired_again_and_again(struct kunit *test)
{
	struct nf_conn *ct = test_noted(test, test_family(test), 1000);
	int i;

	KUNIT_EXPECT_EQ(test, 1, test_record(test, ct).asks);
	for (i = 1; i <= 300; i++) {
		rehome_record_expired(test_index, ct, 77);
		rehome_record_note(test_index, ct, &test_first);
		KUNIT_EXPECT_EQ(test, min(i, U8_MAX),
				test_record(test, ct).asks);
	}
	/* Another state of its WAN or of the rules is another matter. */
	rehome_record_expired(test_index, ct, 78);
	KUNIT_EXPECT_EQ(test, 1, test_record(test, ct).asks);
	KUNIT_EXPECT_EQ(test, 78, test_record(test, ct).epoch);
}

static void recognized_once(struct kunit *test)
{
	struct nf_conn *ct = test_silent(test, test_family(test), 1000);

	rehome_record_adopt(test_index, ct);
	rehome_record_recognized(test_index, ct, NF_REHOME_SIGNATURE_NONE);
	KUNIT_EXPECT_EQ(test, 0, test_record(test, ct).signature);
	rehome_record_recognized(test_index, ct, NF_REHOME_SIGNATURE_STUN);
	rehome_record_recognized(test_index, ct, NF_REHOME_SIGNATURE_QUIC);
	KUNIT_EXPECT_EQ(test, NF_REHOME_SIGNATURE_STUN,
			test_record(test, ct).signature);
}

/* It may go on from one WAN to the next; home is where it began. */
static void away_and_home(struct kunit *test)
{
	struct nf_conn *ct = test_noted(test, test_family(test), 1000);

	rehome_record_away(test_index, ct, 0x100);
	rehome_record_drains(test_index, ct, 12345);
	KUNIT_EXPECT_TRUE(test, is(test, ct, REHOME_RECORD_AWAY));
	KUNIT_EXPECT_EQ(test, 12345, test_record(test, ct).until);
	rehome_record_away(test_index, ct, 0x200);
	KUNIT_EXPECT_EQ(test, 0x100, test_record(test, ct).home);
	/* The time that it may take is set anew. */
	KUNIT_EXPECT_EQ(test, 0, test_record(test, ct).until);
	rehome_record_drains(test_index, ct, 12345);
	rehome_record_home(test_index, ct);
	KUNIT_EXPECT_FALSE(test, is(test, ct, REHOME_RECORD_AWAY));
	KUNIT_EXPECT_EQ(test, 0, test_record(test, ct).until);
	rehome_record_away(test_index, ct, 0x200);
	KUNIT_EXPECT_EQ(test, 0x200, test_record(test, ct).home);
}

/* What a sender sends, and which of it for the third time without an answer. */
static void sent_too_often(struct kunit *test)
{
	static const struct {
		u32 seq;
		u32 end;
		bool answered;
		bool stalled;
	} packets[] = {
		/* Again and again, and new data in between. */
		{ 0, 100 }, { 100, 200 }, { 0, 100 }, { 200, 300 },
		{ 0, 300, .stalled = true }, { 300, 400 }, { 0, 400, .stalled = true },
		/* Something comes back, and what was the third time is the first. */
		{ 0, 400, true }, { 0, 400 }, { 0, 400, .stalled = true },
		/* The last of it first, then all. */
		{ 400, 500, true }, { 500, 600 }, { 500, 600 }, { 400, 600 },
		{ 400, 600, .stalled = true },
		/* One gap after the other. */
		{ 600, 700, true }, { 700, 900 }, { 600, 700 }, { 700, 800 },
		{ 800, 900 }, { 600, 700 }, { 700, 800 },
	};
	u32 from[] = { 1000, 0x7fffff00, 0xffffff00, 0xfffffe00 };
	struct nf_conn *ct = test_noted(test, test_family(test), 1000);
	int i, j;

	for (i = 0; i < ARRAY_SIZE(from); i++) {
		for (j = 0; j < ARRAY_SIZE(packets); j++) {
			if (!j || packets[j].answered)
				rehome_record_answered(test_index, ct);
			KUNIT_EXPECT_EQ_MSG(test, packets[j].stalled,
					    rehome_record_sent(test_index, ct,
							       from[i] + packets[j].seq,
							       from[i] + packets[j].end),
					    "packet %d from %u", j, from[i]);
			KUNIT_EXPECT_EQ(test, packets[j].stalled,
					is(test, ct, REHOME_RECORD_STALLED));
		}
	}
	rehome_record_answered(test_index, ct);
	KUNIT_EXPECT_FALSE(test, is(test, ct, REHOME_RECORD_STALLED));
}

/* Another connection of the same ports. */
static void sent_by_another_one(struct kunit *test)
{
	struct nf_conn *ct = test_noted(test, test_family(test), 1000);
	int i;

	for (i = 0; i < 3; i++)
		rehome_record_sent(test_index, ct, 5, 6);
	KUNIT_EXPECT_TRUE(test, is(test, ct, REHOME_RECORD_STALLED));
	rehome_record_note(test_index, ct, &test_first);
	KUNIT_EXPECT_FALSE(test, is(test, ct, REHOME_RECORD_STALLED));
	KUNIT_EXPECT_FALSE(test, rehome_record_sent(test_index, ct, 5, 6));
	KUNIT_EXPECT_FALSE(test, rehome_record_sent(test_index, ct, 5, 6));
}

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(noted, family_gen_params),
	KUNIT_CASE_PARAM(kind_by_the_first_packet, family_gen_params),
	KUNIT_CASE_PARAM(kind_found_out_later, family_gen_params),
	KUNIT_CASE_PARAM(adopted_once, family_gen_params),
	KUNIT_CASE_PARAM(adoption_leaves_what_was_seen, family_gen_params),
	KUNIT_CASE_PARAM(injected_into_a_complete_index, family_gen_params),
	KUNIT_CASE_PARAM(another_entry_is_renewed, family_gen_params),
	KUNIT_CASE_PARAM(noted_anew, family_gen_params),
	KUNIT_CASE_PARAM(a_move_is_not_noted, family_gen_params),
	KUNIT_CASE_PARAM(judged, family_gen_params),
	KUNIT_CASE_PARAM(expired_again_and_again, family_gen_params),
	KUNIT_CASE_PARAM(recognized_once, family_gen_params),
	KUNIT_CASE_PARAM(away_and_home, family_gen_params),
	KUNIT_CASE_PARAM(sent_too_often, family_gen_params),
	KUNIT_CASE_PARAM(sent_by_another_one, family_gen_params),
	{}
};

static struct kunit_suite suite = {
	.name = "nf_rehome_record",
	.init = test_index_init,
	.exit = test_index_exit,
	.test_cases = cases,
};

kunit_test_suite(suite);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("KUnit suite of what is recorded of a flow");
TEST_IMPORT_NS;
