// SPDX-License-Identifier: GPL-2.0
/* How often a flow may move in a row. Holds are long, so that no clock tick in
 * between counts; time passes by putting back what is remembered.
 */
#include <linux/jiffies.h>
#include "damp.h"
#include "records.h"

#define HOLD	(1000UL * HZ)

static struct rehome_record fresh(void)
{
	return (struct rehome_record){ .tokens = REHOME_TOKENS };
}

static void spend(struct rehome_record *r, int moves, unsigned long hold)
{
	while (moves--)
		rehome_damp_spend(r, hold);
}

static struct rehome_record spent(void)
{
	struct rehome_record r = fresh();

	spend(&r, REHOME_TOKENS, HOLD);
	return r;
}

/* How many moves are left. */
static int left(struct rehome_record r, unsigned long hold)
{
	int n;

	for (n = 0; n < 100 && !rehome_damp_holds(&r, hold); n++)
		rehome_damp_spend(&r, hold);
	return n;
}

static void some_moves_in_a_row(struct kunit *test)
{
	struct rehome_record r = fresh();
	int i;

	for (i = REHOME_TOKENS; i > 0; i--) {
		KUNIT_EXPECT_FALSE(test, rehome_damp_holds(&r, HOLD));
		KUNIT_EXPECT_EQ(test, i, left(r, HOLD));
		rehome_damp_spend(&r, HOLD);
	}
	KUNIT_EXPECT_TRUE(test, rehome_damp_holds(&r, HOLD));
}

static void asking_takes_no_move(struct kunit *test)
{
	struct rehome_record r = fresh();
	int i;

	spend(&r, REHOME_TOKENS - 1, HOLD);
	for (i = 0; i < 100; i++)
		KUNIT_EXPECT_FALSE(test, rehome_damp_holds(&r, HOLD));
	KUNIT_EXPECT_EQ(test, 1, left(r, HOLD));
}

static void one_more_in_each_hold(struct kunit *test)
{
	struct rehome_record r = spent();
	int i;

	r.moved -= HOLD / 2;
	KUNIT_EXPECT_TRUE(test, rehome_damp_holds(&r, HOLD));
	r.moved -= HOLD / 2;
	for (i = 0; i < 20; i++) {
		KUNIT_ASSERT_FALSE(test, rehome_damp_holds(&r, HOLD));
		rehome_damp_spend(&r, HOLD);
		KUNIT_ASSERT_TRUE(test, rehome_damp_holds(&r, HOLD));
		r.moved -= HOLD;
	}
}

static void a_part_of_a_hold_is_kept(struct kunit *test)
{
	struct rehome_record r = spent();

	r.moved -= HOLD + HOLD / 2;
	KUNIT_EXPECT_EQ(test, 1, left(r, HOLD));
	rehome_damp_spend(&r, HOLD);
	KUNIT_EXPECT_EQ(test, 0, left(r, HOLD));
	r.moved -= HOLD / 2;
	KUNIT_EXPECT_EQ(test, 1, left(r, HOLD));
}

static void rest_saves_no_more_up(struct kunit *test)
{
	struct rehome_record r = spent();

	r.moved -= 3 * HOLD;
	KUNIT_EXPECT_EQ(test, 3, left(r, HOLD));
	r.moved -= 1000 * HOLD;
	KUNIT_EXPECT_EQ(test, REHOME_TOKENS, left(r, HOLD));
	/* The first move after a rest begins a hold, whenever the last was. */
	rehome_damp_spend(&r, HOLD);
	KUNIT_EXPECT_EQ(test, REHOME_TOKENS - 1, left(r, HOLD));
	r.moved -= HOLD;
	KUNIT_EXPECT_EQ(test, REHOME_TOKENS, left(r, HOLD));
}

static void no_hold_damps_nothing(struct kunit *test)
{
	struct rehome_record r = spent();

	KUNIT_EXPECT_FALSE(test, rehome_damp_holds(&r, 0));
	KUNIT_EXPECT_EQ(test, 100, left(r, 0));
	spend(&r, 100, 0);
	/* Nor is there a debt when there is one again. */
	KUNIT_EXPECT_EQ(test, REHOME_TOKENS - 1, left(r, HOLD));
}

/* The hold is a parameter that may be set at any time. */
static void another_hold(struct kunit *test)
{
	struct rehome_record r = spent();

	r.moved -= HOLD;
	KUNIT_EXPECT_EQ(test, 1, left(r, HOLD));
	KUNIT_EXPECT_EQ(test, 4, left(r, HOLD / 4));
	KUNIT_EXPECT_EQ(test, 0, left(r, 2 * HOLD));
}

/* Whatever the clock says: the last move was five ticks before its lower half
 * began anew, and a hold is just what has passed since.
 */
static void clock_begins_anew(struct kunit *test)
{
	struct rehome_record r = spent();
	unsigned long hold;

	r.moved = (u32)-5;
	hold = (u32)jiffies + 5;
	KUNIT_EXPECT_EQ(test, 1, left(r, hold));
	KUNIT_EXPECT_EQ(test, 0, left(r, 2 * hold));
	rehome_damp_spend(&r, hold);
	KUNIT_EXPECT_TRUE(test, rehome_damp_holds(&r, hold));
	KUNIT_EXPECT_LE(test, (u32)jiffies - r.moved, 10U * HZ);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(some_moves_in_a_row),
	KUNIT_CASE(asking_takes_no_move),
	KUNIT_CASE(one_more_in_each_hold),
	KUNIT_CASE(a_part_of_a_hold_is_kept),
	KUNIT_CASE(rest_saves_no_more_up),
	KUNIT_CASE(no_hold_damps_nothing),
	KUNIT_CASE(another_hold),
	KUNIT_CASE(clock_begins_anew),
	{}
};

static struct kunit_suite suite = {
	.name = "nf_rehome_damp",
	.test_cases = cases,
};

kunit_test_suite(suite);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("KUnit suite of damping a flow");
TEST_IMPORT_NS;
