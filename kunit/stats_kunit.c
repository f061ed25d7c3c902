// SPDX-License-Identifier: GPL-2.0
/* What is counted, and for whom. */
#include "nets.h"
#include "stats.h"

static int stats_init(struct kunit *test)
{
	struct rehome_stats *s = kunit_kzalloc(test, sizeof(*s), GFP_KERNEL);

	test->priv = s;
	if (!s)
		return -ENOMEM;
	rehome_stats_init(s);
	return 0;
}

static void moved(struct rehome_stats *s, int from, int to)
{
	rehome_stats_renat(s, NULL, NF_REHOME_REASON_EGRESS_MOVED, from, to);
}

static void expect_device(struct kunit *test, int ifindex, u64 from, u64 to,
			  u64 expired)
{
	struct rehome_device_count c = rehome_stats_device(test->priv, ifindex);

	KUNIT_EXPECT_EQ_MSG(test, from, c.moved_from, "from %d", ifindex);
	KUNIT_EXPECT_EQ_MSG(test, to, c.moved_to, "to %d", ifindex);
	KUNIT_EXPECT_EQ_MSG(test, expired, c.expired, "of %d", ifindex);
}

static void expect_total(struct kunit *test, u64 keep, u64 renat, u64 expire,
			 u64 report)
{
	struct rehome_count c = rehome_stats_total(test->priv);

	KUNIT_EXPECT_EQ(test, keep, c.keep);
	KUNIT_EXPECT_EQ(test, renat, c.renat);
	KUNIT_EXPECT_EQ(test, expire, c.expire);
	KUNIT_EXPECT_EQ(test, report, c.report);
}

static void by_reason_and_class(struct kunit *test)
{
	struct rehome_classes *cs = test_classes(test, NULL, 0);
	struct rehome_class **at = cs->at, *last = at[cs->count - 1];
	struct rehome_stats *s = test->priv;

	expect_total(test, 0, 0, 0, 0);
	rehome_stats_keep(s, NF_REHOME_REASON_DAMPED);
	rehome_stats_renat(s, at[2], NF_REHOME_REASON_EGRESS_MOVED, 7, 8);
	rehome_stats_renat(s, at[3], NF_REHOME_REASON_ADDR_GONE, 7, 8);
	rehome_stats_expire(s, at[2], NF_REHOME_REASON_EGRESS_MOVED, 7);
	rehome_stats_report(s, last, NF_REHOME_REASON_MAX);
	expect_total(test, 1, 2, 1, 1);
	KUNIT_EXPECT_EQ(test, 1, s->reasons[NF_REHOME_REASON_DAMPED].keep);
	KUNIT_EXPECT_EQ(test, 1, s->reasons[NF_REHOME_REASON_ADDR_GONE].renat);
	KUNIT_EXPECT_EQ(test, 1,
			s->reasons[NF_REHOME_REASON_EGRESS_MOVED].renat);
	KUNIT_EXPECT_EQ(test, 1,
			s->reasons[NF_REHOME_REASON_EGRESS_MOVED].expire);
	KUNIT_EXPECT_EQ(test, 1, s->reasons[NF_REHOME_REASON_MAX].report);
	KUNIT_EXPECT_EQ(test, 1, rehome_stats_class(s, at[2]).renat);
	KUNIT_EXPECT_EQ(test, 1, rehome_stats_class(s, at[2]).expire);
	KUNIT_EXPECT_EQ(test, 1, rehome_stats_class(s, at[3]).renat);
	KUNIT_EXPECT_EQ(test, 0, rehome_stats_class(s, at[3]).expire);
	KUNIT_EXPECT_EQ(test, 1, rehome_stats_class(s, last).report);
}

static void by_device(struct kunit *test)
{
	struct rehome_stats *s = test->priv;

	moved(s, 7, 8);
	moved(s, 7, 9);
	moved(s, 8, 7);
	rehome_stats_expire(s, NULL, NF_REHOME_REASON_WAN_DOWN, 9);
	expect_device(test, 7, 2, 1, 0);
	expect_device(test, 8, 1, 1, 0);
	expect_device(test, 9, 0, 1, 1);
	expect_device(test, 10, 0, 0, 0);
}

/* Where from need not be known. */
static void by_no_device(struct kunit *test)
{
	struct rehome_stats *s = test->priv;

	moved(s, 0, 8);
	moved(s, -1, 8);
	rehome_stats_expire(s, NULL, NF_REHOME_REASON_WAN_DOWN, 0);
	expect_total(test, 0, 2, 1, 0);
	expect_device(test, 8, 0, 2, 0);
	expect_device(test, 0, 0, 0, 0);
	KUNIT_EXPECT_EQ(test, 0, rehome_stats_device(s, 0).ifindex);
	KUNIT_EXPECT_EQ(test, 8, s->devices[0].ifindex);
	KUNIT_EXPECT_EQ(test, 0, s->devices[1].ifindex);
}

static void devices_have_an_end(struct kunit *test)
{
	struct rehome_stats *s = test->priv;
	int i;

	for (i = 1; i <= REHOME_STATS_DEVICES + 10; i++)
		moved(s, i, 1);
	expect_device(test, 1, 1, REHOME_STATS_DEVICES + 10, 0);
	expect_device(test, REHOME_STATS_DEVICES, 1, 0, 0);
	expect_device(test, REHOME_STATS_DEVICES + 1, 0, 0, 0);
	/* Only they are not counted apart. */
	expect_total(test, 0, REHOME_STATS_DEVICES + 10, 0, 0);
}

/* A WAN has another device, and is the same. */
static void another_number(struct kunit *test)
{
	struct rehome_stats *s = test->priv;

	moved(s, 7, 8);
	rehome_stats_renumber(s, 7, 17);
	expect_device(test, 7, 0, 0, 0);
	expect_device(test, 17, 1, 0, 0);
	moved(s, 17, 8);
	expect_device(test, 17, 2, 0, 0);
	expect_device(test, 8, 0, 2, 0);
	/* One that was not counted yet, and none at all. */
	rehome_stats_renumber(s, 99, 100);
	rehome_stats_renumber(s, 0, 101);
	expect_device(test, 100, 0, 0, 0);
	expect_device(test, 101, 0, 0, 0);
	KUNIT_EXPECT_EQ(test, 0, s->devices[2].ifindex);
}

static void forgotten_gives_its_place(struct kunit *test)
{
	struct rehome_stats *s = test->priv;
	int i;

	for (i = 1; i <= REHOME_STATS_DEVICES; i++)
		moved(s, i, 0);
	rehome_stats_renumber(s, REHOME_STATS_DEVICES, 0);
	expect_device(test, REHOME_STATS_DEVICES, 0, 0, 0);
	moved(s, 1000, 0);
	expect_device(test, 1000, 1, 0, 0);
	moved(s, REHOME_STATS_DEVICES, 0);
	expect_device(test, REHOME_STATS_DEVICES, 0, 0, 0);
}

/* A place that is free does not hide the one that a device has. */
static void place_that_was_freed(struct kunit *test)
{
	struct rehome_stats *s = test->priv;

	moved(s, 7, 0);
	moved(s, 8, 0);
	rehome_stats_renumber(s, 7, 0);
	moved(s, 8, 0);
	expect_device(test, 8, 2, 0, 0);
}

/* Packets found the new device before anybody said whose it is. */
static void another_number_that_is_counted(struct kunit *test)
{
	struct rehome_stats *s = test->priv;

	moved(s, 7, 0);
	moved(s, 17, 0);
	rehome_stats_renumber(s, 7, 17);
	moved(s, 17, 0);
	expect_device(test, 17, 3, 0, 0);
	expect_device(test, 7, 0, 0, 0);
}

static void failures(struct kunit *test)
{
	struct rehome_stats *s = test->priv;
	int i;

	for (i = 0; i < REHOME_FAILURES; i++)
		rehome_stats_failure(s, i);
	rehome_stats_failure(s, NF_REHOME_FAILURE_LOST_RACE);
	for (i = 0; i < REHOME_FAILURES; i++)
		KUNIT_EXPECT_EQ(test, 1 + (i == NF_REHOME_FAILURE_LOST_RACE),
				s->failures[i]);
	expect_total(test, 0, 0, 0, 0);
}

static struct kunit_case stats_cases[] = {
	KUNIT_CASE(by_reason_and_class),
	KUNIT_CASE(by_device),
	KUNIT_CASE(by_no_device),
	KUNIT_CASE(devices_have_an_end),
	KUNIT_CASE(another_number),
	KUNIT_CASE(forgotten_gives_its_place),
	KUNIT_CASE(place_that_was_freed),
	KUNIT_CASE(another_number_that_is_counted),
	KUNIT_CASE(failures),
	{}
};

static struct kunit_suite stats_suite = {
	.name = "nf_rehome_stats",
	.init = stats_init,
	.test_cases = stats_cases,
};

kunit_test_suite(stats_suite);

TEST_IMPORT_NS;
MODULE_DESCRIPTION("KUnit suite of the counters");
MODULE_LICENSE("GPL");
