// SPDX-License-Identifier: GPL-2.0
/* The index of flows: what it records, what it drops, and how big it gets. */
#include <linux/nf_rehome.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/netfilter/nf_conntrack_core.h>
#include "records.h"

TEST_FAMILY_PARAM();

static void what_is_noted_is_found(struct kunit *test)
{
	struct nf_conn *ct = test_noted(test, test_family(test), 1000);
	struct rehome_first first;

	KUNIT_EXPECT_TRUE(test, rehome_record_find(test_index, ct, &first));
	KUNIT_EXPECT_EQ(test, 7, first.iif);
	KUNIT_EXPECT_EQ(test, 8, first.oif);
	KUNIT_EXPECT_EQ(test, 0x1ff, first.mark);
	KUNIT_EXPECT_EQ(test, 0x100, first.ct_mark);
	KUNIT_EXPECT_EQ(test, 46, first.dscp);
	KUNIT_EXPECT_EQ(test, NF_REHOME_SIGNATURE_DISCO, first.signature);
	KUNIT_EXPECT_TRUE(test, first.seen);
	KUNIT_EXPECT_EQ(test, 1, test_index->flows);
	KUNIT_EXPECT_EQ(test, 1, test_index->count.observed);
}

static void another_flow_is_not_found(struct kunit *test)
{
	struct nf_conn *other = test_silent(test, test_family(test), 1001);
	struct rehome_first first = test_first;

	test_noted(test, test_family(test), 1000);
	KUNIT_EXPECT_FALSE(test, rehome_record_find(test_index, other, &first));
	KUNIT_EXPECT_FALSE(test, first.seen);
	KUNIT_EXPECT_EQ(test, 0, first.signature);
}

static void another_zone_is_another_flow(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct nf_conn *ct = test_entry(test, &f);
	struct rehome_first first;

	rehome_record_note(test_index, ct, &test_first);
	f.zone = 5;
	ct = test_entry(test, &f);
	KUNIT_EXPECT_FALSE(test, rehome_record_find(test_index, ct, &first));
	rehome_record_note(test_index, ct, &test_first);
	KUNIT_EXPECT_EQ(test, 2, test_index->flows);
	KUNIT_EXPECT_EQ(test, 2, test_scan_all(test));
}

/* Who speaks on a tuple is known, but not what the first packet was. */
static void another_entry_was_not_seen(struct kunit *test)
{
	struct nf_conn *ct = test_noted(test, test_family(test), 1000);
	struct rehome_first first;

	nf_ct_delete(ct, 0, 0);
	ct = test_silent(test, test_family(test), 1000);
	KUNIT_EXPECT_TRUE(test, rehome_record_find(test_index, ct, &first));
	KUNIT_EXPECT_FALSE(test, first.seen);
	KUNIT_EXPECT_EQ(test, NF_REHOME_SIGNATURE_DISCO, first.signature);
	KUNIT_EXPECT_EQ(test, 1, test_index->flows);
}

static void noted_anew_is_seen_anew(struct kunit *test)
{
	struct nf_conn *ct = test_noted(test, test_family(test), 1000);
	struct rehome_first first;

	set_bit(IPS_SEEN_REPLY_BIT, &ct->status);
	KUNIT_EXPECT_EQ(test, 1, test_scan_all(test));
	nf_ct_delete(ct, 0, 0);
	ct = test_noted(test, test_family(test), 1000);
	KUNIT_EXPECT_TRUE(test, rehome_record_find(test_index, ct, &first));
	KUNIT_EXPECT_TRUE(test, first.seen);
	KUNIT_EXPECT_EQ(test, 1, test_index->flows);
	KUNIT_EXPECT_TRUE(test, list_empty(&test_index->answered));
}

static void a_moved_flow_stays_known(struct kunit *test)
{
	struct nf_conn *old = test_noted(test, test_family(test), 1000), *new;
	const struct rehome_mark bits = { 0x200, 0xf00 };
	struct rehome_first first;

	new = test_move(test, old, TEST_WAN1);
	rehome_record_moved(test_index, old, new, bits);
	KUNIT_EXPECT_TRUE(test, rehome_record_find(test_index, new, &first));
	KUNIT_EXPECT_TRUE(test, first.seen);
	KUNIT_EXPECT_EQ(test, 0x2ff, first.mark);
	KUNIT_EXPECT_EQ(test, 0x200, first.ct_mark);
}

static void adopted_once(struct kunit *test)
{
	struct nf_conn *ct = test_silent(test, test_family(test), 1000);
	struct rehome_first first;

	KUNIT_EXPECT_TRUE(test, rehome_record_adopt(test_index, ct));
	KUNIT_EXPECT_FALSE(test, rehome_record_adopt(test_index, ct));
	KUNIT_EXPECT_TRUE(test, rehome_record_find(test_index, ct, &first));
	KUNIT_EXPECT_FALSE(test, first.seen);
	KUNIT_EXPECT_EQ(test, 1, test_index->count.adopted);
	KUNIT_EXPECT_EQ(test, 1, test_index->flows);
}

static void adoption_leaves_what_was_seen(struct kunit *test)
{
	struct nf_conn *ct = test_noted(test, test_family(test), 1000);
	struct rehome_first first;

	KUNIT_EXPECT_FALSE(test, rehome_record_adopt(test_index, ct));
	KUNIT_EXPECT_TRUE(test, rehome_record_find(test_index, ct, &first));
	KUNIT_EXPECT_TRUE(test, first.seen);
}

static void nothing_when_stopped(struct kunit *test)
{
	struct nf_conn *ct = test_noted(test, test_family(test), 1000);
	struct rehome_scan *scan = rehome_scan_begin(test_index);
	struct rehome_first first;

	rehome_index_stop(test_index);
	KUNIT_EXPECT_EQ(test, 0, test_index->flows);
	KUNIT_EXPECT_NULL(test, rehome_scan_begin(test_index));
	KUNIT_EXPECT_FALSE(test, rehome_record_find(test_index, ct, &first));
	rehome_record_note(test_index, ct, &test_first);
	KUNIT_EXPECT_TRUE(test, rehome_record_adopt(test_index, ct));
	KUNIT_EXPECT_EQ(test, 0, test_index->flows);
	KUNIT_EXPECT_EQ(test, 0, rehome_index_bytes(test_index));
	/* A place in it leads nowhere, and can be left. */
	KUNIT_EXPECT_NULL(test, rehome_scan_next(test_index, &init_net, scan,
						 &first));
	KUNIT_EXPECT_TRUE(test, rehome_scan_done(scan));
	rehome_scan_end(test_index, scan);
}

static void the_oldest_without_answer_makes_room(struct kunit *test)
{
	struct nf_conn *ct[4];
	int i;

	test_index->max = 3;
	for (i = 0; i < 3; i++)
		ct[i] = test_noted(test, test_family(test), 1000 + i);
	set_bit(IPS_SEEN_REPLY_BIT, &ct[0]->status);
	ct[3] = test_noted(test, test_family(test), 1003);
	KUNIT_EXPECT_TRUE(test, test_has(ct[0]));
	KUNIT_EXPECT_FALSE(test, test_has(ct[1]));
	KUNIT_EXPECT_TRUE(test, test_has(ct[2]));
	KUNIT_EXPECT_TRUE(test, test_has(ct[3]));
	KUNIT_EXPECT_EQ(test, 3, test_index->flows);
	KUNIT_EXPECT_EQ(test, 1, test_index->count.evicted);
	KUNIT_EXPECT_EQ(test, 0, test_index->count.refused);
}

static void what_ended_makes_room(struct kunit *test)
{
	struct nf_conn *ct[3];
	int i;

	test_index->max = 2;
	for (i = 0; i < 2; i++)
		ct[i] = test_noted(test, test_family(test), 1000 + i);
	test_end(ct[0]);
	ct[2] = test_noted(test, test_family(test), 1002);
	KUNIT_EXPECT_TRUE(test, test_has(ct[1]));
	KUNIT_EXPECT_TRUE(test, test_has(ct[2]));
	KUNIT_EXPECT_EQ(test, 1, test_index->count.gone);
	KUNIT_EXPECT_EQ(test, 0, test_index->count.evicted);
}

static void answered_flows_give_no_room(struct kunit *test)
{
	struct nf_conn *ct[3];
	int i;

	test_index->max = 2;
	for (i = 0; i < 2; i++) {
		ct[i] = test_noted(test, test_family(test), 1000 + i);
		set_bit(IPS_SEEN_REPLY_BIT, &ct[i]->status);
	}
	ct[2] = test_noted(test, test_family(test), 1002);
	KUNIT_EXPECT_TRUE(test, test_has(ct[0]));
	KUNIT_EXPECT_TRUE(test, test_has(ct[1]));
	KUNIT_EXPECT_FALSE(test, test_has(ct[2]));
	KUNIT_EXPECT_EQ(test, 1, test_index->count.refused);
	KUNIT_EXPECT_EQ(test, 0, test_index->count.evicted);
}

/* The promise: 128 bytes a flow, with all that it is found by. */
static void memory_of_a_flow(struct kunit *test)
{
	const unsigned int n = 100000;
	u64 bytes;

	test_records(test, n);
	bytes = rehome_index_bytes(test_index);
	kunit_info(test, "%u flows take %llu bytes, %llu each\n", n, bytes,
		   bytes / n);
	KUNIT_EXPECT_LE(test, bytes, 128ULL * n);
}

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(what_is_noted_is_found, family_gen_params),
	KUNIT_CASE_PARAM(another_flow_is_not_found, family_gen_params),
	KUNIT_CASE_PARAM(another_zone_is_another_flow, family_gen_params),
	KUNIT_CASE_PARAM(another_entry_was_not_seen, family_gen_params),
	KUNIT_CASE_PARAM(noted_anew_is_seen_anew, family_gen_params),
	KUNIT_CASE_PARAM(a_moved_flow_stays_known, family_gen_params),
	KUNIT_CASE_PARAM(adopted_once, family_gen_params),
	KUNIT_CASE_PARAM(adoption_leaves_what_was_seen, family_gen_params),
	KUNIT_CASE_PARAM(nothing_when_stopped, family_gen_params),
	KUNIT_CASE_PARAM(the_oldest_without_answer_makes_room,
			 family_gen_params),
	KUNIT_CASE_PARAM(what_ended_makes_room, family_gen_params),
	KUNIT_CASE_PARAM(answered_flows_give_no_room, family_gen_params),
	KUNIT_CASE(memory_of_a_flow),
	{}
};

static struct kunit_suite suite = {
	.name = "nf_rehome_index",
	.init = test_index_init,
	.exit = test_index_exit,
	.test_cases = cases,
};

kunit_test_suite(suite);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("KUnit suite of the index of flows");
TEST_IMPORT_NS;
