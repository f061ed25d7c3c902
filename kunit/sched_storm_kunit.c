// SPDX-License-Identifier: GPL-2.0
/* What is left to others when there is always something to do, and that nothing is
 * forgotten over it.
 */
#include <linux/prandom.h>
#include "sched_clock.h"

static void long_pass_is_followed_by_rest(struct kunit *test)
{
	struct rehome_sched s = settled(START);
	u64 end = START + 100 * MS;

	rehome_sched_done(&s, &delays, START, end);
	event(&s, end);

	/* A fifth of the time at most, so four times as long. */
	KUNIT_EXPECT_EQ(test, REHOME_DUE_NOTHING, take(&s, end + delays.lead));
	KUNIT_EXPECT_EQ(test, REHOME_DUE_LEAD, take(&s, end + 400 * MS));
}

static void rest_is_over_in_time(struct kunit *test)
{
	struct rehome_sched s = settled(START);

	rehome_sched_done(&s, &delays, START - MS, START);
	event(&s, START + 100 * MS);

	KUNIT_EXPECT_EQ(test, delays.lead,
			next(test, &s, START + 100 * MS));
}

/* Events all the time, and passes of 1 ms: how long is it quiet after the last
 * of them?
 */
static u64 rest_in_a_storm(struct rehome_sched *s, int passes, u64 pass, u64 *now)
{
	while (passes--) {
		*now = max(*now, s->rest_until) + delays.lead;
		event(s, *now - delays.lead);
		rehome_sched_take(s, &delays, *now);
		rehome_sched_done(s, &delays, *now, *now + pass);
		*now += pass;
	}
	return s->rest_until - *now;
}

static void storm_makes_passes_rare(struct kunit *test)
{
	struct rehome_sched s = settled(START);
	u64 now = START;

	KUNIT_EXPECT_EQ(test, 4 * MS, rest_in_a_storm(&s, 3, MS, &now));
	KUNIT_EXPECT_EQ(test, 8 * MS, rest_in_a_storm(&s, 1, MS, &now));
	KUNIT_EXPECT_EQ(test, 16 * MS, rest_in_a_storm(&s, 1, MS, &now));
	KUNIT_EXPECT_EQ(test, 128 * MS, rest_in_a_storm(&s, 20, MS, &now));
}

static void storm_delays_no_pass_for_long(struct kunit *test)
{
	struct rehome_sched s = settled(START);
	u64 now = START;

	KUNIT_EXPECT_EQ(test, 1000 * MS,
			rest_in_a_storm(&s, 20, 100 * MS, &now));
	KUNIT_EXPECT_EQ(test, 2000 * MS,
			rest_in_a_storm(&s, 1, 500 * MS, &now));
}

static void storm_is_over_when_it_is_quiet(struct kunit *test)
{
	struct rehome_sched s = settled(START);
	u64 now = START;

	rest_in_a_storm(&s, 20, MS, &now);
	now += delays.settle;
	/* The trailing pass, which is late, and the settling one. */
	while (take(&s, now) != REHOME_DUE_NOTHING) {
		rehome_sched_done(&s, &delays, now, now);
		now += delays.settle;
		if (!s.settle)
			break;
	}
	KUNIT_EXPECT_EQ(test, 4 * MS, rest_in_a_storm(&s, 3, MS, &now));
}

/* Three hours of events at random, with a timer that obeys. */
static void every_event_is_answered(struct kunit *test)
{
	u64 now = START, last = START, ev = START, lead_by = 0, end, delay;
	bool led = true, trailed = true, settled_down = true;
	unsigned int passes = 0, events = 0;
	struct rehome_sched s = settled(START);
	struct rnd_state rnd;
	enum rehome_due due;

	prandom_seed_state(&rnd, 1);
	for (end = now + 3 * 3600 * 1000 * MS; now < end;) {
		KUNIT_ASSERT_TRUE(test, rehome_sched_next(&s, &delays, now,
							  &delay));
		if (now + delay >= ev) {
			now = max(now, ev);
			event(&s, now);
			if (led)
				lead_by = now + delays.lead;
			last = now;
			led = false;
			trailed = false;
			settled_down = false;
			events++;
			/* Near and far apart. */
			ev = now + (1ULL << (prandom_u32_state(&rnd) % 36));
			continue;
		}
		now += delay;
		KUNIT_ASSERT_TRUE(test, led || now <= lead_by);
		KUNIT_ASSERT_TRUE(test, trailed || now <= last + delays.trail);
		KUNIT_ASSERT_TRUE(test, settled_down ||
				  now <= last + delays.settle);
		due = take(&s, now);
		KUNIT_ASSERT_NE_MSG(test, REHOME_DUE_NOTHING, due,
				    "woken for nothing");
		if (due == REHOME_DUE_POLL)
			continue;
		rehome_sched_done(&s, &delays, now, now);
		passes++;
		if (due == REHOME_DUE_RECONCILE)
			continue;
		led |= due == REHOME_DUE_LEAD;
		trailed |= now >= last + delays.trail;
		settled_down |= now >= last + delays.settle;
	}
	KUNIT_EXPECT_GT(test, events, 1000);
	KUNIT_EXPECT_LE(test, passes, 3 * events + 3 * 3600 / 30 + 1);
}

static struct kunit_case sched_storm_cases[] = {
	KUNIT_CASE(long_pass_is_followed_by_rest),
	KUNIT_CASE(rest_is_over_in_time),
	KUNIT_CASE(storm_makes_passes_rare),
	KUNIT_CASE(storm_delays_no_pass_for_long),
	KUNIT_CASE(storm_is_over_when_it_is_quiet),
	KUNIT_CASE(every_event_is_answered),
	{}
};

static struct kunit_suite sched_storm_suite = {
	.name = "nf_rehome_sched_storm",
	.test_cases = sched_storm_cases,
};

kunit_test_suite(sched_storm_suite);

TEST_IMPORT_NS;
MODULE_DESCRIPTION("KUnit suite of the schedule in a storm");
MODULE_LICENSE("GPL");
