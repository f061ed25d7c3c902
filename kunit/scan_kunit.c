// SPDX-License-Identifier: GPL-2.0
/* Going through the index of flows. */
#include <linux/nf_rehome.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/netfilter/nf_conntrack_core.h>
#include "records.h"

TEST_FAMILY_PARAM();

static void scan_finds_each_once(struct kunit *test)
{
	int i;

	for (i = 0; i < 20; i++) {
		struct nf_conn *ct = test_noted(test, test_family(test), 1000 + i);

		if (i % 3)
			set_bit(IPS_SEEN_REPLY_BIT, &ct->status);
	}
	/* The first scan moves those that were answered to another list. */
	KUNIT_EXPECT_EQ(test, i, test_scan_all(test));
	KUNIT_EXPECT_EQ(test, i, test_scan_all(test));
	KUNIT_EXPECT_EQ(test, i, test_index->flows);
}

static void scan_goes_on_behind_a_batch(struct kunit *test)
{
	struct rehome_first first;
	const unsigned int n = 3 * REHOME_SCAN_BATCH + 1;
	struct rehome_scan *scan;

	test_records(test, n);
	scan = rehome_scan_begin(test_index);
	while (!rehome_scan_done(scan))
		KUNIT_EXPECT_NULL(test, rehome_scan_next(test_index, &init_net, scan,
							 &first));
	KUNIT_EXPECT_EQ(test, n, scan->seen);
	rehome_scan_end(test_index, scan);
}

/* What comes while it runs must not keep it running. */
static void scan_comes_to_an_end(struct kunit *test)
{
	struct rehome_first first;
	struct rehome_scan *scan;

	test_records(test, REHOME_SCAN_BATCH);
	scan = rehome_scan_begin(test_index);
	rehome_scan_next(test_index, &init_net, scan, &first);
	test_noted(test, NFPROTO_IPV4, 1000);
	KUNIT_EXPECT_NULL(test, rehome_scan_next(test_index, &init_net, scan,
						 &first));
	KUNIT_EXPECT_TRUE(test, rehome_scan_done(scan));
	KUNIT_EXPECT_EQ(test, REHOME_SCAN_BATCH, scan->seen);
	rehome_scan_end(test_index, scan);
}

static void scan_drops_what_ended(struct kunit *test)
{
	struct nf_conn *ct = test_noted(test, test_family(test), 1000);

	test_noted(test, test_family(test), 1001);
	test_end(ct);
	KUNIT_EXPECT_EQ(test, 1, test_scan_all(test));
	KUNIT_EXPECT_EQ(test, 1, test_index->flows);
	KUNIT_EXPECT_EQ(test, 1, test_index->count.gone);
}

/* Between the NAT hooks and the end of the last one, it is in no table. */
static void scan_leaves_what_has_just_begun(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct nf_conn *ct = test_entry_new(test, &f);

	rehome_record_note(test_index, ct, &test_first);
	KUNIT_EXPECT_EQ(test, 0, test_scan_all(test));
	KUNIT_EXPECT_EQ(test, 1, test_index->flows);
	test_entry_insert(test, ct);
	KUNIT_EXPECT_EQ(test, 1, test_scan_all(test));
}

static void scan_gives_the_same_again(struct kunit *test)
{
	struct rehome_first first;
	struct nf_conn *ct = test_noted(test, test_family(test), 1000), *found;
	struct rehome_scan *scan = rehome_scan_begin(test_index);

	found = rehome_scan_next(test_index, &init_net, scan, &first);
	KUNIT_EXPECT_PTR_EQ(test, ct, found);
	nf_ct_put(found);
	rehome_scan_again(scan);
	found = rehome_scan_next(test_index, &init_net, scan, &first);
	KUNIT_EXPECT_PTR_EQ(test, ct, found);
	nf_ct_put(found);
	KUNIT_EXPECT_EQ(test, 1, scan->seen);
	rehome_scan_end(test_index, scan);
}

/* The first flow that a scan finds. */
static struct rehome_first scanned(struct kunit *test)
{
	struct rehome_scan *scan = rehome_scan_begin(test_index);
	struct rehome_first first;
	struct nf_conn *ct;

	ct = rehome_scan_next(test_index, &init_net, scan, &first);
	rehome_scan_end(test_index, scan);
	KUNIT_ASSERT_NOT_NULL(test, ct);
	nf_ct_put(ct);
	return first;
}

static void scan_tells_what_was_seen(struct kunit *test)
{
	struct nf_conn *ct = test_noted(test, test_family(test), 1000);

	KUNIT_EXPECT_TRUE(test, scanned(test).seen);
	KUNIT_EXPECT_EQ(test, 0x1ff, scanned(test).mark);
	nf_ct_delete(ct, 0, 0);
	test_silent(test, test_family(test), 1000);
	KUNIT_EXPECT_FALSE(test, scanned(test).seen);
	KUNIT_EXPECT_EQ(test, NF_REHOME_SIGNATURE_DISCO,
			scanned(test).signature);
}

static void two_scans_do_not_meet(struct kunit *test)
{
	struct rehome_scan *other = rehome_scan_begin(test_index);

	test_noted(test, test_family(test), 1000);
	KUNIT_EXPECT_EQ(test, 1, test_scan_all(test));
	rehome_scan_end(test_index, other);
}

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(scan_finds_each_once, family_gen_params),
	KUNIT_CASE(scan_goes_on_behind_a_batch),
	KUNIT_CASE(scan_comes_to_an_end),
	KUNIT_CASE_PARAM(scan_drops_what_ended, family_gen_params),
	KUNIT_CASE_PARAM(scan_leaves_what_has_just_begun, family_gen_params),
	KUNIT_CASE_PARAM(scan_gives_the_same_again, family_gen_params),
	KUNIT_CASE_PARAM(scan_tells_what_was_seen, family_gen_params),
	KUNIT_CASE_PARAM(two_scans_do_not_meet, family_gen_params),
	{}
};

static struct kunit_suite suite = {
	.name = "nf_rehome_scan",
	.init = test_index_init,
	.exit = test_index_exit,
	.test_cases = cases,
};

kunit_test_suite(suite);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("KUnit suite of scans of the index");
TEST_IMPORT_NS;
