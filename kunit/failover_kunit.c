// SPDX-License-Identifier: GPL-2.0
/* Flows that move together are one failover, which has a cause and is remembered. */
#include "alarm.h"
#include "failover.h"
#include "nets.h"

#define WAN0	1002
#define WAN1	1003
#define ANY	1004

static struct rehome_net *rn;

static void forget(void *unused)
{
	rehome_failover_exit(&rn->failovers);
}

static int failover_init(struct kunit *test)
{
	rn = test_net(test);
	test_wan(test, rn, "wan0", WAN0)->counted = WAN0;
	test_wan(test, rn, "wan1", WAN1)->counted = WAN1;
	return kunit_add_action(test, forget, NULL);
}

static void note(enum nf_rehome_verdict verdict, bool report, int from, int to)
{
	rehome_failover_note(rn, (struct rehome_decision){ .verdict = verdict }, report,
			     from, to);
}

/* Is it over when none moved for @ns? */
static bool over(u64 ns)
{
	unsigned int before = rn->failovers.count;
	u64 delay;

	mutex_lock(&rn->mutex);
	rehome_failover_due(rn, rn->failovers.now.last + ns, &delay);
	mutex_unlock(&rn->mutex);
	return rn->failovers.count != before;
}

static const struct rehome_failover *last(struct kunit *test)
{
	const struct rehome_failover *fo = rehome_failover_past(&rn->failovers, 0);

	KUNIT_ASSERT_NOT_NULL(test, fo);
	return fo;
}

static void one_of_several_flows(struct kunit *test)
{
	const struct rehome_failover *fo;

	KUNIT_EXPECT_NULL(test, rehome_failover_past(&rn->failovers, 0));
	KUNIT_EXPECT_FALSE(test, over(0));
	note(NF_REHOME_VERDICT_RENAT, false, WAN0, WAN1);
	note(NF_REHOME_VERDICT_RENAT, false, WAN0, WAN1);
	note(NF_REHOME_VERDICT_EXPIRE, false, WAN0, ANY);
	note(NF_REHOME_VERDICT_RENAT, true, WAN0, WAN1);
	KUNIT_EXPECT_FALSE(test, over(2 * NSEC_PER_SEC - 1));
	KUNIT_EXPECT_NULL(test, rehome_failover_past(&rn->failovers, 0));
	KUNIT_EXPECT_TRUE(test, over(2 * NSEC_PER_SEC));
	fo = last(test);
	KUNIT_EXPECT_EQ(test, 2, fo->renat);
	KUNIT_EXPECT_EQ(test, 1, fo->expire);
	KUNIT_EXPECT_EQ(test, 1, fo->report);
	/* Its device is gone; of several there is no name. */
	KUNIT_EXPECT_STREQ(test, "wan0", fo->from_name);
	KUNIT_EXPECT_STREQ(test, "", fo->to_name);
	/* The next one begins anew. */
	KUNIT_EXPECT_FALSE(test, over(4 * NSEC_PER_SEC));
	note(NF_REHOME_VERDICT_RENAT, false, WAN1, WAN0);
	KUNIT_EXPECT_TRUE(test, over(2 * NSEC_PER_SEC));
	fo = last(test);
	KUNIT_EXPECT_EQ(test, 1, fo->renat);
	KUNIT_EXPECT_EQ(test, 0, fo->expire);
	KUNIT_EXPECT_STREQ(test, "wan1", fo->from_name);
	KUNIT_EXPECT_STREQ(test, "wan0", fo->to_name);
}

static void causes(struct kunit *test, unsigned int ago, enum nf_rehome_cause cause)
{
	rn->window.trigger = jiffies - ago;
	rehome_alarm_trigger(rn, cause);
}

/* A link goes down, and its routes with it, in whatever order that is told. */
static void most_telling_cause(struct kunit *test)
{
	causes(test, 2 * HZ, NF_REHOME_CAUSE_ROUTE);
	note(NF_REHOME_VERDICT_RENAT, false, WAN0, WAN1);
	causes(test, 0, NF_REHOME_CAUSE_LINK);
	causes(test, 0, NF_REHOME_CAUSE_POLL);
	KUNIT_EXPECT_TRUE(test, over(2 * NSEC_PER_SEC));
	KUNIT_EXPECT_EQ(test, NF_REHOME_CAUSE_LINK, last(test)->cause);
}

/* What comes later is the cause of something else. */
static void cause_of_the_next(struct kunit *test)
{
	causes(test, 2 * HZ, NF_REHOME_CAUSE_ROUTE);
	note(NF_REHOME_VERDICT_RENAT, false, WAN0, WAN1);
	/* Where the clock is coarse. */
	ndelay(1000);
	causes(test, 2 * HZ, NF_REHOME_CAUSE_COMMAND);
	KUNIT_EXPECT_TRUE(test, over(2 * NSEC_PER_SEC));
	KUNIT_EXPECT_EQ(test, NF_REHOME_CAUSE_ROUTE, last(test)->cause);
	note(NF_REHOME_VERDICT_RENAT, false, WAN1, WAN0);
	KUNIT_EXPECT_TRUE(test, over(2 * NSEC_PER_SEC));
	KUNIT_EXPECT_EQ(test, NF_REHOME_CAUSE_COMMAND, last(test)->cause);
}

static void as_many_as_there_is_room_for(struct kunit *test)
{
	const struct rehome_failover *fo;
	int i, back;

	for (i = 1; i <= 3 * REHOME_FAILOVERS; i++) {
		for (back = 0; back < i; back++)
			note(NF_REHOME_VERDICT_RENAT, false, WAN0, WAN1);
		KUNIT_ASSERT_TRUE(test, over(2 * NSEC_PER_SEC));
		for (back = 0; (fo = rehome_failover_past(&rn->failovers, back)); back++)
			KUNIT_EXPECT_EQ(test, i - back, fo->renat);
		KUNIT_EXPECT_EQ(test, min(i, REHOME_FAILOVERS), back);
	}
}

static struct kunit_case failover_cases[] = {
	KUNIT_CASE(one_of_several_flows),
	KUNIT_CASE(most_telling_cause),
	KUNIT_CASE(cause_of_the_next),
	KUNIT_CASE(as_many_as_there_is_room_for),
	{}
};

static struct kunit_suite failover_suite = {
	.name = "nf_rehome_failover",
	.init = failover_init,
	.test_cases = failover_cases,
};

kunit_test_suite(failover_suite);

TEST_IMPORT_NS;
MODULE_DESCRIPTION("KUnit suite of failovers");
MODULE_LICENSE("GPL");
