// SPDX-License-Identifier: GPL-2.0
/* Damping of flows and of pairs of WANs. */
#include <linux/time64.h>
#include "damp.h"
#include "helpers.h"

#define MS	((u64)NSEC_PER_MSEC)
#define HOLD	(250 * MS)
#define NOW	(3600 * (u64)NSEC_PER_SEC)
#define KEY	0x1234567890abcdefULL

static int damp_init(struct kunit *test)
{
	test->priv = kunit_kzalloc(test, sizeof(struct rehome_damp),
				   GFP_KERNEL);
	return test->priv ? 0 : -ENOMEM;
}

static void damp_exit(struct kunit *test)
{
	if (test->priv)
		rehome_damp_exit(test->priv);
}

static void unknown_flow_may_move(struct kunit *test)
{
	struct rehome_damp *d = test->priv;
	u64 until = 0;

	KUNIT_EXPECT_FALSE(test, rehome_damp_flow(d, KEY, HOLD, NOW, &until));
	/* Nothing was moved, so nothing is remembered. */
	KUNIT_EXPECT_NULL(test, d->slots);
	rehome_damp_moved(d, KEY + 1, NOW);
	KUNIT_EXPECT_FALSE(test, rehome_damp_flow(d, KEY, HOLD, NOW, &until));
	KUNIT_EXPECT_FALSE(test, rehome_damp_flow(d, 0, HOLD, NOW, &until));
}

static void moved_flow_waits(struct kunit *test)
{
	struct rehome_damp *d = test->priv;
	u64 until = 0;

	rehome_damp_moved(d, KEY, NOW);

	KUNIT_EXPECT_TRUE(test, rehome_damp_flow(d, KEY, HOLD, NOW, &until));
	KUNIT_EXPECT_EQ(test, NOW + HOLD, until);
	KUNIT_EXPECT_TRUE(test, rehome_damp_flow(d, KEY, HOLD, NOW + HOLD - 1,
						 &until));
	KUNIT_EXPECT_FALSE(test, rehome_damp_flow(d, KEY, HOLD, NOW + HOLD,
						  &until));
}

static void hold_counts_from_the_last_move(struct kunit *test)
{
	struct rehome_damp *d = test->priv;
	u64 until = 0;

	rehome_damp_moved(d, KEY, NOW);
	rehome_damp_moved(d, KEY, NOW + HOLD);

	KUNIT_EXPECT_TRUE(test, rehome_damp_flow(d, KEY, HOLD, NOW + HOLD,
						 &until));
	KUNIT_EXPECT_EQ(test, NOW + 2 * HOLD, until);
}

static void no_hold_time(struct kunit *test)
{
	struct rehome_damp *d = test->priv;
	u64 until = 0;

	rehome_damp_moved(d, KEY, NOW);

	KUNIT_EXPECT_FALSE(test, rehome_damp_flow(d, KEY, 0, NOW, &until));
}

/* Forgetting costs a little damping; mistaking one for the other would keep
 * a flow from moving that never moved.
 */
static void flows_of_one_slot(struct kunit *test)
{
	struct rehome_damp *d = test->priv;
	u64 other = KEY + REHOME_DAMP_SLOTS, until = 0;

	rehome_damp_moved(d, KEY, NOW);
	KUNIT_EXPECT_FALSE(test, rehome_damp_flow(d, other, HOLD, NOW,
						  &until));
	rehome_damp_same(d, KEY, 7);
	KUNIT_EXPECT_FALSE(test, rehome_damp_asked(d, other, 7));

	rehome_damp_same(d, other, 8);
	KUNIT_EXPECT_FALSE(test, rehome_damp_flow(d, other, HOLD, NOW,
						  &until));
	KUNIT_EXPECT_FALSE(test, rehome_damp_flow(d, KEY, HOLD, NOW, &until));
	KUNIT_EXPECT_FALSE(test, rehome_damp_asked(d, KEY, 7));
}

static void rule_set_is_asked_once(struct kunit *test)
{
	struct rehome_damp *d = test->priv;

	KUNIT_EXPECT_FALSE(test, rehome_damp_asked(d, KEY, 0));

	rehome_damp_same(d, KEY, 0);

	KUNIT_EXPECT_TRUE(test, rehome_damp_asked(d, KEY, 0));
	KUNIT_EXPECT_FALSE(test, rehome_damp_asked(d, KEY + 1, 0));
}

static void rule_set_is_asked_after_an_event(struct kunit *test)
{
	struct rehome_damp *d = test->priv;

	rehome_damp_same(d, KEY, 7);

	KUNIT_EXPECT_FALSE(test, rehome_damp_asked(d, KEY, 8));
	rehome_damp_same(d, KEY, 8);
	KUNIT_EXPECT_TRUE(test, rehome_damp_asked(d, KEY, 8));
}

static void answer_and_move_are_both_remembered(struct kunit *test)
{
	struct rehome_damp *d = test->priv;
	u64 until = 0;

	rehome_damp_same(d, KEY, 7);
	rehome_damp_moved(d, KEY, NOW);
	KUNIT_EXPECT_TRUE(test, rehome_damp_asked(d, KEY, 7));
	rehome_damp_same(d, KEY, 8);
	KUNIT_EXPECT_TRUE(test, rehome_damp_flow(d, KEY, HOLD, NOW, &until));
}

/* Passes number @first and later switch as often as they may. */
static int switches(struct rehome_damp *d, int from, int to, u64 first,
		    u64 now, u64 *until)
{
	int n = 0;

	while (n < 100 && !rehome_damp_pair(d, from, to, first + n, now,
					    until))
		n++;
	return n;
}

static void pair_has_a_burst(struct kunit *test)
{
	struct rehome_damp *d = test->priv;
	u64 until = 0;

	KUNIT_EXPECT_EQ(test, REHOME_DAMP_BURST,
			switches(d, 2, 3, 1, NOW, &until));
	KUNIT_EXPECT_EQ(test, NOW + REHOME_DAMP_REFILL, until);
}

static void pair_refills(struct kunit *test)
{
	struct rehome_damp *d = test->priv;
	u64 until = 0, now = NOW;

	switches(d, 2, 3, 1, now, &until);
	now += REHOME_DAMP_REFILL - 1;
	KUNIT_EXPECT_EQ(test, 0, switches(d, 2, 3, 200, now, &until));
	now++;
	KUNIT_EXPECT_EQ(test, 1, switches(d, 2, 3, 200, now, &until));
	now += 3 * REHOME_DAMP_REFILL;
	KUNIT_EXPECT_EQ(test, 3, switches(d, 2, 3, 300, now, &until));
	now += 100 * REHOME_DAMP_REFILL;
	KUNIT_EXPECT_EQ(test, REHOME_DAMP_BURST,
			switches(d, 2, 3, 400, now, &until));
}

/* Else a failover long after the last one would find a token more. */
static void pair_at_rest_saves_nothing_up(struct kunit *test)
{
	struct rehome_damp *d = test->priv;
	u64 until = 0, now = NOW;

	rehome_damp_pair(d, 2, 3, 1, now, &until);
	now += 100 * REHOME_DAMP_REFILL + REHOME_DAMP_REFILL / 2;
	switches(d, 2, 3, 10, now, &until);

	KUNIT_EXPECT_EQ(test, now + REHOME_DAMP_REFILL, until);
}

static void pair_has_no_direction(struct kunit *test)
{
	struct rehome_damp *d = test->priv;
	u64 until = 0;

	switches(d, 2, 3, 1, NOW, &until);

	KUNIT_EXPECT_TRUE(test, rehome_damp_pair(d, 3, 2, 200, NOW, &until));
}

static void pass_switches_all_its_flows(struct kunit *test)
{
	struct rehome_damp *d = test->priv;
	u64 until = 0;
	int i;

	switches(d, 2, 3, 1, NOW, &until);
	for (i = 0; i < 1000; i++)
		KUNIT_ASSERT_FALSE(test,
				   rehome_damp_pair(d, 2, 3, REHOME_DAMP_BURST,
						    NOW, &until));
	KUNIT_EXPECT_TRUE(test, rehome_damp_pair(d, 2, 3, 200, NOW, &until));
}

static void pairs_are_apart(struct kunit *test)
{
	struct rehome_damp *d = test->priv;
	u64 until = 0;

	switches(d, 2, 3, 1, NOW, &until);

	KUNIT_EXPECT_EQ(test, REHOME_DAMP_BURST,
			switches(d, 2, 4, 200, NOW, &until));
	KUNIT_EXPECT_EQ(test, REHOME_DAMP_BURST,
			switches(d, 3, 4, 300, NOW, &until));
}

static void oldest_pair_is_forgotten(struct kunit *test)
{
	struct rehome_damp *d = test->priv;
	u64 until = 0;
	int i;

	for (i = 0; i <= REHOME_DAMP_PAIRS; i++)
		switches(d, 1, 2 + i, 1 + 100 * i, NOW + i, &until);

	/* The youngest still waits, the first has made room. */
	KUNIT_EXPECT_TRUE(test,
			  rehome_damp_pair(d, 1, 2 + REHOME_DAMP_PAIRS, 9998,
					   NOW + 20, &until));
	KUNIT_EXPECT_FALSE(test, rehome_damp_pair(d, 1, 2, 9999, NOW + 20,
						  &until));
}

static void expired_once_in_each_state(struct kunit *test)
{
	struct rehome_damp *d = test->priv;
	unsigned int i, known = 0;

	KUNIT_EXPECT_FALSE(test, rehome_damp_recycled(d, KEY, 1));
	rehome_damp_recycle(d, KEY, 1);

	KUNIT_EXPECT_TRUE(test, rehome_damp_recycled(d, KEY, 1));
	KUNIT_EXPECT_FALSE(test, rehome_damp_recycled(d, KEY, 2));
	KUNIT_EXPECT_FALSE(test, rehome_damp_recycled(d, KEY + 1, 1));
	/* Others do not make it forget, */
	for (i = 1; i < 2000; i++)
		rehome_damp_recycle(d, KEY + (u64)i * REHOME_DAMP_SLOTS, 1);
	KUNIT_EXPECT_TRUE(test, rehome_damp_recycled(d, KEY, 1));
	/* but for so many that most would be mistaken. */
	for (i = 0; i < REHOME_DAMP_BITS; i++)
		rehome_damp_recycle(d, i, 3);
	for (i = 0; i < 1000; i++)
		known += rehome_damp_recycled(d, KEY + i, 4);
	KUNIT_EXPECT_LT(test, known, 1000U / 8);

	rehome_damp_recycle(d, KEY, 1);
	/* A move of it is another matter. */
	rehome_damp_moved(d, KEY, NOW);
	KUNIT_EXPECT_TRUE(test, rehome_damp_recycled(d, KEY, 1));
}

static void exit_twice(struct kunit *test)
{
	struct rehome_damp *d = test->priv;
	u64 until = 0;

	rehome_damp_moved(d, KEY, NOW);
	rehome_damp_exit(d);
	KUNIT_EXPECT_FALSE(test, rehome_damp_flow(d, KEY, HOLD, NOW, &until));
	rehome_damp_exit(d);
}

static struct kunit_case damp_cases[] = {
	KUNIT_CASE(unknown_flow_may_move),
	KUNIT_CASE(moved_flow_waits),
	KUNIT_CASE(hold_counts_from_the_last_move),
	KUNIT_CASE(no_hold_time),
	KUNIT_CASE(flows_of_one_slot),
	KUNIT_CASE(rule_set_is_asked_once),
	KUNIT_CASE(rule_set_is_asked_after_an_event),
	KUNIT_CASE(answer_and_move_are_both_remembered),
	KUNIT_CASE(pair_has_a_burst),
	KUNIT_CASE(pair_refills),
	KUNIT_CASE(pair_at_rest_saves_nothing_up),
	KUNIT_CASE(pair_has_no_direction),
	KUNIT_CASE(pass_switches_all_its_flows),
	KUNIT_CASE(pairs_are_apart),
	KUNIT_CASE(oldest_pair_is_forgotten),
	KUNIT_CASE(expired_once_in_each_state),
	KUNIT_CASE(exit_twice),
	{}
};

static struct kunit_suite damp_suite = {
	.name = "nf_rehome_damp",
	.init = damp_init,
	.exit = damp_exit,
	.test_cases = damp_cases,
};

kunit_test_suite(damp_suite);

TEST_IMPORT_NS;
MODULE_DESCRIPTION("KUnit suite of damping");
MODULE_LICENSE("GPL");
