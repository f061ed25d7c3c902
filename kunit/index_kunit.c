// SPDX-License-Identifier: GPL-2.0
/* The index of flows: what it records, what it drops, and how big it gets. */
#include <linux/nf_rehome.h>
#include <linux/slab.h>
#include <linux/timekeeping.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/netfilter/nf_conntrack_core.h>
#include "helpers.h"
#include "record.h"
#include "scan.h"

TEST_FAMILY_PARAM();

static struct rehome_index *ix;

static int init(struct kunit *test)
{
	int err = test_entries_init(test);

	if (err)
		return err;
	ix = kunit_kzalloc(test, sizeof(*ix), GFP_KERNEL);
	if (!ix)
		return -ENOMEM;
	rehome_index_setup(ix);
	return rehome_index_start(ix);
}

static void exit_index(struct kunit *test)
{
	if (ix && ix->on)
		rehome_index_stop(ix);
	test_entries_exit(test);
}

static const struct rehome_first seen = {
	.iif = 7, .oif = 8, .mark = 0x1ff, .ct_mark = 0x100, .dscp = 46,
	.signature = NF_REHOME_SIGNATURE_DISCO, .seen = true,
};

static struct nf_conn *flow(struct kunit *test, u8 family, u16 sport)
{
	struct test_flow f = test_overlay(family);
	struct nf_conn *ct;

	f.sport = sport;
	f.map_port = sport;
	ct = test_entry(test, &f);
	clear_bit(IPS_SEEN_REPLY_BIT, &ct->status);
	return ct;
}

static struct nf_conn *noted(struct kunit *test, u8 family, u16 sport)
{
	struct nf_conn *ct = flow(test, family, sport);

	rehome_record_note(ix, ct, &seen);
	return ct;
}

/* As if it had been recorded long ago. */
static void age(const struct nf_conn *ct)
{
	struct rehome_index_key key;

	rehome_index_key_of(&key, ct);
	rehome_index_lookup(ix, &key)->born = ktime_get_seconds() - 2;
}

/* Ends a flow behind the index's back. */
static void end(const struct nf_conn *ct)
{
	age(ct);
	nf_ct_delete((struct nf_conn *)ct, 0, 0);
}

static bool has(const struct nf_conn *ct)
{
	struct rehome_index_key key;

	rehome_index_key_of(&key, ct);
	return rehome_index_lookup(ix, &key);
}

static unsigned int scan_all(struct kunit *test)
{
	struct rehome_scan *scan = rehome_scan_begin(ix);
	unsigned int n = 0;
	struct nf_conn *ct;

	KUNIT_ASSERT_NOT_NULL(test, scan);
	while (!rehome_scan_done(scan)) {
		ct = rehome_scan_next(ix, &init_net, scan);
		if (!ct)
			continue;
		n++;
		nf_ct_put(ct);
	}
	rehome_scan_end(ix, scan);
	return n;
}

static void what_is_noted_is_found(struct kunit *test)
{
	struct nf_conn *ct = noted(test, test_family(test), 1000);
	struct rehome_first first;

	KUNIT_EXPECT_TRUE(test, rehome_record_find(ix, ct, &first));
	KUNIT_EXPECT_EQ(test, 7, first.iif);
	KUNIT_EXPECT_EQ(test, 8, first.oif);
	KUNIT_EXPECT_EQ(test, 0x1ff, first.mark);
	KUNIT_EXPECT_EQ(test, 0x100, first.ct_mark);
	KUNIT_EXPECT_EQ(test, 46, first.dscp);
	KUNIT_EXPECT_EQ(test, NF_REHOME_SIGNATURE_DISCO, first.signature);
	KUNIT_EXPECT_TRUE(test, first.seen);
	KUNIT_EXPECT_EQ(test, 1, ix->flows);
	KUNIT_EXPECT_EQ(test, 1, ix->count.observed);
}

static void another_flow_is_not_found(struct kunit *test)
{
	struct nf_conn *other = flow(test, test_family(test), 1001);
	struct rehome_first first = seen;

	noted(test, test_family(test), 1000);
	KUNIT_EXPECT_FALSE(test, rehome_record_find(ix, other, &first));
	KUNIT_EXPECT_FALSE(test, first.seen);
	KUNIT_EXPECT_EQ(test, 0, first.signature);
}

static void another_zone_is_another_flow(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct nf_conn *ct = test_entry(test, &f);
	struct rehome_first first;

	rehome_record_note(ix, ct, &seen);
	f.zone = 5;
	ct = test_entry(test, &f);
	KUNIT_EXPECT_FALSE(test, rehome_record_find(ix, ct, &first));
	rehome_record_note(ix, ct, &seen);
	KUNIT_EXPECT_EQ(test, 2, ix->flows);
	KUNIT_EXPECT_EQ(test, 2, scan_all(test));
}

/* Who speaks on a tuple is known, but not what the first packet was. */
static void another_entry_was_not_seen(struct kunit *test)
{
	struct nf_conn *ct = noted(test, test_family(test), 1000);
	struct rehome_first first;

	nf_ct_delete(ct, 0, 0);
	ct = flow(test, test_family(test), 1000);
	KUNIT_EXPECT_TRUE(test, rehome_record_find(ix, ct, &first));
	KUNIT_EXPECT_FALSE(test, first.seen);
	KUNIT_EXPECT_EQ(test, NF_REHOME_SIGNATURE_DISCO, first.signature);
	KUNIT_EXPECT_EQ(test, 1, ix->flows);
}

static void noted_anew_is_seen_anew(struct kunit *test)
{
	struct nf_conn *ct = noted(test, test_family(test), 1000);
	struct rehome_first first;

	set_bit(IPS_SEEN_REPLY_BIT, &ct->status);
	KUNIT_EXPECT_EQ(test, 1, scan_all(test));
	nf_ct_delete(ct, 0, 0);
	ct = noted(test, test_family(test), 1000);
	KUNIT_EXPECT_TRUE(test, rehome_record_find(ix, ct, &first));
	KUNIT_EXPECT_TRUE(test, first.seen);
	KUNIT_EXPECT_EQ(test, 1, ix->flows);
	KUNIT_EXPECT_TRUE(test, list_empty(&ix->answered));
}

static void a_moved_flow_stays_known(struct kunit *test)
{
	struct nf_conn *old = noted(test, test_family(test), 1000), *new;
	const struct rehome_mark bits = { 0x200, 0xf00 };
	struct rehome_first first;

	new = test_move(test, old, TEST_WAN1);
	rehome_record_moved(ix, old, new, bits);
	KUNIT_EXPECT_TRUE(test, rehome_record_find(ix, new, &first));
	KUNIT_EXPECT_TRUE(test, first.seen);
	KUNIT_EXPECT_EQ(test, 0x2ff, first.mark);
	KUNIT_EXPECT_EQ(test, 0x200, first.ct_mark);
}

static void adopted_once(struct kunit *test)
{
	struct nf_conn *ct = flow(test, test_family(test), 1000);
	struct rehome_first first;

	KUNIT_EXPECT_TRUE(test, rehome_record_adopt(ix, ct));
	KUNIT_EXPECT_FALSE(test, rehome_record_adopt(ix, ct));
	KUNIT_EXPECT_TRUE(test, rehome_record_find(ix, ct, &first));
	KUNIT_EXPECT_FALSE(test, first.seen);
	KUNIT_EXPECT_EQ(test, 1, ix->count.adopted);
	KUNIT_EXPECT_EQ(test, 1, ix->flows);
}

static void adoption_leaves_what_was_seen(struct kunit *test)
{
	struct nf_conn *ct = noted(test, test_family(test), 1000);
	struct rehome_first first;

	KUNIT_EXPECT_FALSE(test, rehome_record_adopt(ix, ct));
	KUNIT_EXPECT_TRUE(test, rehome_record_find(ix, ct, &first));
	KUNIT_EXPECT_TRUE(test, first.seen);
}

static void nothing_when_stopped(struct kunit *test)
{
	struct nf_conn *ct = noted(test, test_family(test), 1000);
	struct rehome_scan *scan = rehome_scan_begin(ix);
	struct rehome_first first;

	rehome_index_stop(ix);
	KUNIT_EXPECT_EQ(test, 0, ix->flows);
	KUNIT_EXPECT_NULL(test, rehome_scan_begin(ix));
	KUNIT_EXPECT_FALSE(test, rehome_record_find(ix, ct, &first));
	rehome_record_note(ix, ct, &seen);
	KUNIT_EXPECT_TRUE(test, rehome_record_adopt(ix, ct));
	KUNIT_EXPECT_EQ(test, 0, ix->flows);
	KUNIT_EXPECT_EQ(test, 0, rehome_index_bytes(ix));
	/* A place in it leads nowhere, and can be left. */
	KUNIT_EXPECT_NULL(test, rehome_scan_next(ix, &init_net, scan));
	KUNIT_EXPECT_TRUE(test, rehome_scan_done(scan));
	rehome_scan_end(ix, scan);
}

static void scan_finds_each_once(struct kunit *test)
{
	int i;

	for (i = 0; i < 20; i++) {
		struct nf_conn *ct = noted(test, test_family(test), 1000 + i);

		if (i % 3)
			set_bit(IPS_SEEN_REPLY_BIT, &ct->status);
	}
	/* The first scan moves those that were answered to another list. */
	KUNIT_EXPECT_EQ(test, i, scan_all(test));
	KUNIT_EXPECT_EQ(test, i, scan_all(test));
	KUNIT_EXPECT_EQ(test, i, ix->flows);
}

/* Flows without an entry. */
static void add_records(struct kunit *test, unsigned int n)
{
	struct rehome_index_key key = {};
	u32 i;

	for (i = 0; i < n; i++) {
		key.tuple.src.u3.ip = htonl(i);
		spin_lock_bh(&ix->lock);
		KUNIT_EXPECT_NOT_NULL(test, rehome_index_add(ix, &init_net,
							     &key));
		spin_unlock_bh(&ix->lock);
	}
}

static void scan_goes_on_behind_a_batch(struct kunit *test)
{
	const unsigned int n = 3 * REHOME_SCAN_BATCH + 1;
	struct rehome_scan *scan;

	add_records(test, n);
	scan = rehome_scan_begin(ix);
	while (!rehome_scan_done(scan))
		KUNIT_EXPECT_NULL(test, rehome_scan_next(ix, &init_net, scan));
	KUNIT_EXPECT_EQ(test, n, scan->seen);
	rehome_scan_end(ix, scan);
}

/* What comes while it runs must not keep it running. */
static void scan_comes_to_an_end(struct kunit *test)
{
	struct rehome_scan *scan;

	add_records(test, REHOME_SCAN_BATCH);
	scan = rehome_scan_begin(ix);
	rehome_scan_next(ix, &init_net, scan);
	noted(test, NFPROTO_IPV4, 1000);
	KUNIT_EXPECT_NULL(test, rehome_scan_next(ix, &init_net, scan));
	KUNIT_EXPECT_TRUE(test, rehome_scan_done(scan));
	KUNIT_EXPECT_EQ(test, REHOME_SCAN_BATCH, scan->seen);
	rehome_scan_end(ix, scan);
}

static void scan_drops_what_ended(struct kunit *test)
{
	struct nf_conn *ct = noted(test, test_family(test), 1000);

	noted(test, test_family(test), 1001);
	end(ct);
	KUNIT_EXPECT_EQ(test, 1, scan_all(test));
	KUNIT_EXPECT_EQ(test, 1, ix->flows);
	KUNIT_EXPECT_EQ(test, 1, ix->count.gone);
}

/* Between the NAT hooks and the end of the last one, it is in no table. */
static void scan_leaves_what_has_just_begun(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct nf_conn *ct = test_entry_new(test, &f);

	rehome_record_note(ix, ct, &seen);
	KUNIT_EXPECT_EQ(test, 0, scan_all(test));
	KUNIT_EXPECT_EQ(test, 1, ix->flows);
	test_entry_insert(test, ct);
	KUNIT_EXPECT_EQ(test, 1, scan_all(test));
}

static void scan_gives_the_same_again(struct kunit *test)
{
	struct nf_conn *ct = noted(test, test_family(test), 1000), *found;
	struct rehome_scan *scan = rehome_scan_begin(ix);

	found = rehome_scan_next(ix, &init_net, scan);
	KUNIT_EXPECT_PTR_EQ(test, ct, found);
	nf_ct_put(found);
	rehome_scan_again(scan);
	found = rehome_scan_next(ix, &init_net, scan);
	KUNIT_EXPECT_PTR_EQ(test, ct, found);
	nf_ct_put(found);
	KUNIT_EXPECT_EQ(test, 1, scan->seen);
	rehome_scan_end(ix, scan);
}

static void two_scans_do_not_meet(struct kunit *test)
{
	struct rehome_scan *other = rehome_scan_begin(ix);

	noted(test, test_family(test), 1000);
	KUNIT_EXPECT_EQ(test, 1, scan_all(test));
	rehome_scan_end(ix, other);
}

static void the_oldest_without_answer_makes_room(struct kunit *test)
{
	struct nf_conn *ct[4];
	int i;

	ix->max = 3;
	for (i = 0; i < 3; i++)
		ct[i] = noted(test, test_family(test), 1000 + i);
	set_bit(IPS_SEEN_REPLY_BIT, &ct[0]->status);
	ct[3] = noted(test, test_family(test), 1003);
	KUNIT_EXPECT_TRUE(test, has(ct[0]));
	KUNIT_EXPECT_FALSE(test, has(ct[1]));
	KUNIT_EXPECT_TRUE(test, has(ct[2]));
	KUNIT_EXPECT_TRUE(test, has(ct[3]));
	KUNIT_EXPECT_EQ(test, 3, ix->flows);
	KUNIT_EXPECT_EQ(test, 1, ix->count.evicted);
	KUNIT_EXPECT_EQ(test, 0, ix->count.refused);
}

static void what_ended_makes_room(struct kunit *test)
{
	struct nf_conn *ct[3];
	int i;

	ix->max = 2;
	for (i = 0; i < 2; i++)
		ct[i] = noted(test, test_family(test), 1000 + i);
	end(ct[0]);
	ct[2] = noted(test, test_family(test), 1002);
	KUNIT_EXPECT_TRUE(test, has(ct[1]));
	KUNIT_EXPECT_TRUE(test, has(ct[2]));
	KUNIT_EXPECT_EQ(test, 1, ix->count.gone);
	KUNIT_EXPECT_EQ(test, 0, ix->count.evicted);
}

static void answered_flows_give_no_room(struct kunit *test)
{
	struct nf_conn *ct[3];
	int i;

	ix->max = 2;
	for (i = 0; i < 2; i++) {
		ct[i] = noted(test, test_family(test), 1000 + i);
		set_bit(IPS_SEEN_REPLY_BIT, &ct[i]->status);
	}
	ct[2] = noted(test, test_family(test), 1002);
	KUNIT_EXPECT_TRUE(test, has(ct[0]));
	KUNIT_EXPECT_TRUE(test, has(ct[1]));
	KUNIT_EXPECT_FALSE(test, has(ct[2]));
	KUNIT_EXPECT_EQ(test, 1, ix->count.refused);
	KUNIT_EXPECT_EQ(test, 0, ix->count.evicted);
}

/* The promise: 128 bytes a flow, with all that it is found by. */
static void memory_of_a_flow(struct kunit *test)
{
	const unsigned int n = 20000;
	u64 bytes;

	add_records(test, n);
	bytes = rehome_index_bytes(ix);
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
	KUNIT_CASE_PARAM(scan_finds_each_once, family_gen_params),
	KUNIT_CASE(scan_goes_on_behind_a_batch),
	KUNIT_CASE(scan_comes_to_an_end),
	KUNIT_CASE_PARAM(scan_drops_what_ended, family_gen_params),
	KUNIT_CASE_PARAM(scan_leaves_what_has_just_begun, family_gen_params),
	KUNIT_CASE_PARAM(scan_gives_the_same_again, family_gen_params),
	KUNIT_CASE_PARAM(two_scans_do_not_meet, family_gen_params),
	KUNIT_CASE_PARAM(the_oldest_without_answer_makes_room,
			 family_gen_params),
	KUNIT_CASE_PARAM(what_ended_makes_room, family_gen_params),
	KUNIT_CASE_PARAM(answered_flows_give_no_room, family_gen_params),
	KUNIT_CASE(memory_of_a_flow),
	{}
};

static struct kunit_suite suite = {
	.name = "nf_rehome_index",
	.init = init,
	.exit = exit_index,
	.test_cases = cases,
};

kunit_test_suite(suite);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("KUnit tests of nf_rehome's index of flows");
TEST_IMPORT_NS;
