// SPDX-License-Identifier: GPL-2.0
/* Going through the index of flows, while they come, go and are answered. */
#include <linux/nf_rehome.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/netfilter/nf_conntrack_core.h>
#include "records.h"

TEST_FAMILY_PARAM();

static struct nf_conn *next(struct rehome_scan *scan)
{
	return rehome_scan_next(test_index, &init_net, scan);
}

static void answer(struct nf_conn *ct)
{
	set_bit(IPS_SEEN_REPLY_BIT, &ct->status);
	rehome_record_lives(test_index, ct);
}

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
	KUNIT_EXPECT_EQ(test, 13, test_index->count_answered);
	KUNIT_EXPECT_EQ(test, i, test_scan_all(test));
	KUNIT_EXPECT_EQ(test, i, test_index->flows);
}

static void scan_goes_on_behind_a_batch(struct kunit *test)
{
	const unsigned int n = 3 * REHOME_SCAN_BATCH + 1;
	struct rehome_scan *scan;

	test_records(test, n);
	scan = rehome_scan_begin(test_index);
	KUNIT_ASSERT_NOT_NULL(test, scan);
	while (!rehome_scan_done(scan))
		KUNIT_EXPECT_NULL(test, next(scan));
	KUNIT_EXPECT_EQ(test, n, scan->seen);
	rehome_scan_end(test_index, scan);
}

/* What comes while it runs must not keep it running. */
static void scan_comes_to_an_end(struct kunit *test)
{
	struct rehome_scan *scan;

	test_records(test, REHOME_SCAN_BATCH);
	scan = rehome_scan_begin(test_index);
	KUNIT_ASSERT_NOT_NULL(test, scan);
	next(scan);
	test_noted(test, NFPROTO_IPV4, 1000);
	KUNIT_EXPECT_NULL(test, next(scan));
	KUNIT_EXPECT_TRUE(test, rehome_scan_done(scan));
	KUNIT_EXPECT_EQ(test, REHOME_SCAN_BATCH, scan->seen);
	rehome_scan_end(test_index, scan);
}

/* The last of the list is answered before the scan comes there. */
static void scan_follows_to_the_other_list(struct kunit *test)
{
	struct nf_conn *last, *found = NULL;
	struct rehome_scan *scan;

	test_records(test, 2 * REHOME_SCAN_BATCH);
	last = test_noted(test, test_family(test), 1000);
	scan = rehome_scan_begin(test_index);
	KUNIT_ASSERT_NOT_NULL(test, scan);
	KUNIT_EXPECT_NULL(test, next(scan));
	answer(last);
	while (!rehome_scan_done(scan) && !found)
		found = next(scan);
	KUNIT_EXPECT_PTR_EQ(test, last, found);
	if (found)
		nf_ct_put(found);
	rehome_scan_end(test_index, scan);
}

/* Others are answered, and there and then, while a scan is anywhere. */
static void scan_misses_none_that_is_answered(struct kunit *test)
{
	static struct nf_conn *flows[2 * REHOME_SCAN_BATCH + 20];
	static bool seen[ARRAY_SIZE(flows)];
	const int n = ARRAY_SIZE(flows);
	struct rehome_scan *scan;
	struct nf_conn *ct;
	int i, stride, step;

	memset(seen, 0, sizeof(seen));
	for (i = 0; i < n; i++)
		flows[i] = test_noted(test, test_family(test), 1000 + i);
	for (stride = 1; stride < 40; stride += 7) {
		memset(seen, 0, sizeof(seen));
		step = 0;
		scan = rehome_scan_begin(test_index);
		KUNIT_ASSERT_NOT_NULL(test, scan);
		while (!rehome_scan_done(scan)) {
			ct = next(scan);
			if (!ct)
				continue;
			for (i = 0; i < n; i++)
				seen[i] |= flows[i] == ct;
			nf_ct_put(ct);
			/* From the end, from the middle, and what it just gave. */
			answer(flows[n - 1 - step * stride % n]);
			if (step % 3 == 0)
				answer(flows[(n / 2 + step) % n]);
			step++;
		}
		rehome_scan_end(test_index, scan);
		for (i = 0; i < n; i++)
			KUNIT_EXPECT_TRUE_MSG(test, seen[i], "stride %d: %d",
					      stride, i);
		/* All of them begin anew, without an answer. */
		for (i = 0; i < n; i++) {
			clear_bit(IPS_SEEN_REPLY_BIT, &flows[i]->status);
			rehome_record_note(test_index, flows[i], &test_first);
		}
		KUNIT_EXPECT_EQ(test, 0, test_index->count_answered);
	}
}

static void scan_drops_what_ended(struct kunit *test)
{
	struct nf_conn *ct = test_noted(test, test_family(test), 1000);

	test_noted(test, test_family(test), 1001);
	test_end(ct);
	KUNIT_EXPECT_EQ(test, 1, test_scan_all(test));
	KUNIT_EXPECT_EQ(test, 1, test_index->flows);
	KUNIT_EXPECT_EQ(test, 1, test_index->count.gone);
	KUNIT_EXPECT_FALSE(test, test_has(ct));
}

/* That it was expired is remembered for as long as it may begin anew. */
static void scan_leaves_what_was_expired(struct kunit *test)
{
	struct nf_conn *ct = test_noted(test, test_family(test), 1000);

	test_age(ct, 1000);
	rehome_record_expired(test_index, ct, 77);
	nf_ct_delete(ct, 0, 0);
	KUNIT_EXPECT_EQ(test, 0, test_scan_all(test));
	KUNIT_EXPECT_TRUE(test, test_has(ct));
	test_age(ct, 119);
	KUNIT_EXPECT_EQ(test, 0, test_scan_all(test));
	KUNIT_EXPECT_TRUE(test, test_has(ct));
	KUNIT_EXPECT_EQ(test, 77, test_record(test, ct).epoch);
	test_age(ct, 121);
	KUNIT_EXPECT_EQ(test, 0, test_scan_all(test));
	KUNIT_EXPECT_FALSE(test, test_has(ct));
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
	struct nf_conn *ct = test_noted(test, test_family(test), 1000), *found;
	struct rehome_scan *scan = rehome_scan_begin(test_index);

	KUNIT_ASSERT_NOT_NULL(test, scan);
	found = next(scan);
	KUNIT_EXPECT_PTR_EQ(test, ct, found);
	nf_ct_put(found);
	rehome_scan_again(scan);
	found = next(scan);
	KUNIT_EXPECT_PTR_EQ(test, ct, found);
	nf_ct_put(found);
	KUNIT_EXPECT_EQ(test, 1, scan->seen);
	rehome_scan_end(test_index, scan);
}

static void two_scans_do_not_meet(struct kunit *test)
{
	struct rehome_scan *other = rehome_scan_begin(test_index);
	int i;

	KUNIT_ASSERT_NOT_NULL(test, other);
	for (i = 0; i < 3; i++)
		answer(test_noted(test, test_family(test), 1000 + i));
	test_noted(test, test_family(test), 2000);
	KUNIT_EXPECT_EQ(test, 4, test_scan_all(test));
	/* The other one began when there was none but those of later. */
	while (!rehome_scan_done(other)) {
		struct nf_conn *ct = next(other);

		if (ct)
			nf_ct_put(ct);
	}
	KUNIT_EXPECT_EQ(test, 3, other->seen);
	rehome_scan_end(test_index, other);
}

/* A place in it leads nowhere, and can be left. */
static void scan_of_a_stopped_index(struct kunit *test)
{
	struct rehome_scan *scan;

	test_noted(test, test_family(test), 1000);
	scan = rehome_scan_begin(test_index);
	KUNIT_ASSERT_NOT_NULL(test, scan);
	rehome_index_stop(test_index);
	KUNIT_EXPECT_NULL(test, rehome_scan_begin(test_index));
	KUNIT_EXPECT_NULL(test, next(scan));
	KUNIT_EXPECT_TRUE(test, rehome_scan_done(scan));
	KUNIT_EXPECT_EQ(test, 0, scan->seen);
	rehome_scan_end(test_index, scan);
	/* As if it had never begun. */
	rehome_scan_end(test_index, NULL);
}

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(scan_finds_each_once, family_gen_params),
	KUNIT_CASE(scan_goes_on_behind_a_batch),
	KUNIT_CASE(scan_comes_to_an_end),
	KUNIT_CASE_PARAM(scan_follows_to_the_other_list, family_gen_params),
	KUNIT_CASE_PARAM(scan_misses_none_that_is_answered, family_gen_params),
	KUNIT_CASE_PARAM(scan_drops_what_ended, family_gen_params),
	KUNIT_CASE_PARAM(scan_leaves_what_was_expired, family_gen_params),
	KUNIT_CASE_PARAM(scan_leaves_what_has_just_begun, family_gen_params),
	KUNIT_CASE_PARAM(scan_gives_the_same_again, family_gen_params),
	KUNIT_CASE_PARAM(two_scans_do_not_meet, family_gen_params),
	KUNIT_CASE_PARAM(scan_of_a_stopped_index, family_gen_params),
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
