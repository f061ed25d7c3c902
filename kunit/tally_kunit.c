// SPDX-License-Identifier: GPL-2.0
/* Counters are told, and set to zero, and none is lost in between. */
#include <linux/string.h>
#include "nets.h"
#include "tally.h"

#define EVENTS	1000
#define PASSES	2000
#define COUNT	1	/* of each byte */

static struct rehome_net *rn;

static int tally_init(struct kunit *test)
{
	rn = test_net(test);
	test->priv = kunit_kzalloc(test, sizeof(struct rehome_tally),
				   GFP_KERNEL);
	return test->priv ? 0 : -ENOMEM;
}

/* From the first counter to the last one: a counter added there is one of these. */
static void *counters(struct rehome_stats *s)
{
	return &s->judged;
}

static const size_t counters_size =
	sizeof(struct rehome_stats) - offsetof(struct rehome_stats, judged);

/* Every counter that there is, of all devices. */
static void count_all(void)
{
	struct rehome_classes *cs = test_net_classes(rn);
	struct rehome_index_count *c = &rn->index.count;
	int i;

	atomic64_set(&rn->events, EVENTS);
	rn->passes = PASSES;
	memset(counters(&rn->stats), COUNT, counters_size);
	for (i = 0; i < cs->count; i++)
		memset(&cs->at[i]->count->now, COUNT, sizeof(cs->at[i]->count->now));
	memset(c, COUNT, sizeof(*c));
	for (i = 0; i < REHOME_STATS_DEVICES; i++)
		rn->stats.devices[i].ifindex = i + 1;
}

static void read_now(struct rehome_tally *tally)
{
	mutex_lock(&rn->mutex);
	rehome_tally_read(rn, tally);
	mutex_unlock(&rn->mutex);
}

static void reset(const struct rehome_tally *tally)
{
	mutex_lock(&rn->mutex);
	rehome_tally_reset(rn, tally);
	mutex_unlock(&rn->mutex);
}

static void expect_zero(struct kunit *test)
{
	struct rehome_classes *cs = test_net_classes(rn);
	struct rehome_stats *s = &rn->stats;
	int i;

	KUNIT_EXPECT_EQ(test, 0, atomic64_read(&rn->events));
	KUNIT_EXPECT_EQ(test, 0, rn->passes);
	/* A device keeps its place. */
	for (i = 0; i < REHOME_STATS_DEVICES; i++) {
		KUNIT_EXPECT_EQ(test, i + 1, s->devices[i].ifindex);
		KUNIT_EXPECT_EQ(test, 0, s->devices[i].moved_from);
		KUNIT_EXPECT_EQ(test, 0, s->devices[i].moved_to);
		KUNIT_EXPECT_EQ(test, 0, s->devices[i].expired);
	}
	for (i = 0; i < cs->count; i++)
		KUNIT_EXPECT_NULL(test, memchr_inv(&cs->at[i]->count->now, 0,
						   sizeof(cs->at[i]->count->now)));
	memset(s->devices, 0, sizeof(s->devices));
	KUNIT_EXPECT_NULL(test, memchr_inv(counters(s), 0, counters_size));
	KUNIT_EXPECT_NULL(test, memchr_inv(&rn->index.count, 0,
					   sizeof(rn->index.count)));
}

static void reads_all(struct kunit *test)
{
	struct rehome_tally *t = test->priv;

	count_all();
	read_now(t);
	KUNIT_EXPECT_EQ(test, EVENTS, t->events);
	KUNIT_EXPECT_EQ(test, PASSES, t->passes);
	KUNIT_EXPECT_EQ(test, 0, memcmp(counters(&t->stats),
					counters(&rn->stats), counters_size));
	KUNIT_EXPECT_EQ(test, 0, memcmp(&t->index, &rn->index.count,
					sizeof(t->index)));
}

static void sets_all_to_zero(struct kunit *test)
{
	count_all();
	read_now(test->priv);
	reset(test->priv);
	expect_zero(test);
}

/* Another tally says nothing of what was told. */
static void tells_once(struct kunit *test)
{
	struct rehome_tally *t = test->priv;

	count_all();
	read_now(t);
	reset(t);
	read_now(t);
	KUNIT_EXPECT_EQ(test, 0, t->events);
	KUNIT_EXPECT_EQ(test, 0, t->stats.reasons[NF_REHOME_REASON_FITS].keep);
	reset(t);
	expect_zero(test);
}

/* Packets go on while the reply is on its way. */
static void loses_none_in_between(struct kunit *test)
{
	struct rehome_class **at = test_net_classes(rn)->at;
	struct rehome_stats *s = &rn->stats;
	struct rehome_count total;

	rehome_stats_renat(s, at[2], NF_REHOME_REASON_EGRESS_MOVED, 7, 8);
	read_now(test->priv);
	rehome_stats_renat(s, at[2], NF_REHOME_REASON_EGRESS_MOVED, 7, 9);
	rehome_stats_expire(s, at[3], NF_REHOME_REASON_ADDR_GONE, 9);
	rehome_stats_keep(s, NF_REHOME_REASON_DAMPED);
	rehome_stats_failure(s, NF_REHOME_FAILURE_LOST_RACE);
	rehome_stats_judged(s);
	rehome_stats_asked(s);
	rehome_stats_late(s);
	rehome_stats_reset(s);
	rehome_stats_window(s);
	atomic64_inc(&rn->events);
	rn->index.count.observed++;
	reset(test->priv);

	total = rehome_stats_total(s);
	KUNIT_EXPECT_EQ(test, 1, total.renat);
	KUNIT_EXPECT_EQ(test, 1, total.expire);
	KUNIT_EXPECT_EQ(test, 1, total.keep);
	KUNIT_EXPECT_EQ(test, 1, rehome_stats_class(s, at[2]).renat);
	KUNIT_EXPECT_EQ(test, 1, rehome_stats_class(s, at[3]).expire);
	KUNIT_EXPECT_EQ(test, 1, s->failures[NF_REHOME_FAILURE_LOST_RACE]);
	KUNIT_EXPECT_EQ(test, 1, atomic64_read(&s->judged));
	KUNIT_EXPECT_EQ(test, 1, atomic64_read(&s->asked));
	KUNIT_EXPECT_EQ(test, 1, atomic64_read(&s->late));
	KUNIT_EXPECT_EQ(test, 1, atomic64_read(&s->resets));
	KUNIT_EXPECT_EQ(test, 1, atomic64_read(&s->windows));
	KUNIT_EXPECT_EQ(test, 1, atomic64_read(&rn->events));
	KUNIT_EXPECT_EQ(test, 1, rn->index.count.observed);
	/* One that was told, and one that is new. */
	KUNIT_EXPECT_EQ(test, 1, rehome_stats_device(s, 7).moved_from);
	KUNIT_EXPECT_EQ(test, 0, rehome_stats_device(s, 8).moved_to);
	KUNIT_EXPECT_EQ(test, 1, rehome_stats_device(s, 9).moved_to);
	KUNIT_EXPECT_EQ(test, 1, rehome_stats_device(s, 9).expired);
}

/* A look at all of conntrack is due when the index refused more than before: a reset
 * neither asks for one, nor takes one away.
 */
static void starts_no_look(struct kunit *test)
{
	rn->index.count.refused = 5;
	rn->refused = 5;
	read_now(test->priv);
	reset(test->priv);
	KUNIT_EXPECT_EQ(test, 0, rn->index.count.refused);
	KUNIT_EXPECT_EQ(test, rn->index.count.refused, rn->refused);

	rn->index.count.refused = 5;
	rn->refused = 3;
	read_now(test->priv);
	reset(test->priv);
	KUNIT_EXPECT_EQ(test, 0, rn->index.count.refused);
	KUNIT_EXPECT_NE(test, rn->index.count.refused, rn->refused);
}

static struct kunit_case tally_cases[] = {
	KUNIT_CASE(reads_all),
	KUNIT_CASE(sets_all_to_zero),
	KUNIT_CASE(tells_once),
	KUNIT_CASE(loses_none_in_between),
	KUNIT_CASE(starts_no_look),
	{}
};

static struct kunit_suite tally_suite = {
	.name = "nf_rehome_tally",
	.init = tally_init,
	.test_cases = tally_cases,
};

kunit_test_suite(tally_suite);

TEST_IMPORT_NS;
MODULE_DESCRIPTION("KUnit suite of the reset of counters");
MODULE_LICENSE("GPL");
