// SPDX-License-Identifier: GPL-2.0
/* When passes run, by a clock that the cases set. */
#include <linux/prandom.h>
#include <linux/time64.h>
#include "helpers.h"
#include "sched.h"

#define MS	((u64)NSEC_PER_MSEC)
#define START	(1000 * MS)

static const struct rehome_delays delays = {
	.lead = 5 * MS,
	.trail = 50 * MS,
	.settle = 1000 * MS,
	.reconcile = 30000 * MS,
	.poll = 1000 * MS,
};

static struct rehome_sched started(void)
{
	struct rehome_sched s;

	rehome_sched_init(&s, &delays, START);
	return s;
}

/* One whose first passes are over. */
static struct rehome_sched settled(u64 now)
{
	struct rehome_sched s;

	rehome_sched_init(&s, &delays, now - delays.settle);
	rehome_sched_take(&s, &delays, now);
	rehome_sched_done(&s, &delays, now, now);
	return s;
}

static void event(struct rehome_sched *s, u64 at)
{
	rehome_sched_event(s, &delays, at, at);
}

static enum rehome_due take(struct rehome_sched *s, u64 at)
{
	return rehome_sched_take(s, &delays, at);
}

static u64 next(struct kunit *test, const struct rehome_sched *s, u64 at)
{
	u64 delay;

	KUNIT_EXPECT_TRUE(test, rehome_sched_next(s, &delays, at, &delay));
	return delay;
}

static void first_pass_needs_no_event(struct kunit *test)
{
	struct rehome_sched s = started();

	KUNIT_EXPECT_EQ(test, delays.lead, next(test, &s, START));
	KUNIT_EXPECT_EQ(test, REHOME_DUE_LEAD, take(&s, START + delays.lead));
}

static void nothing_is_due_early(struct kunit *test)
{
	struct rehome_sched s = started();

	KUNIT_EXPECT_EQ(test, REHOME_DUE_NOTHING, take(&s, START));
	KUNIT_EXPECT_EQ(test, REHOME_DUE_NOTHING,
			take(&s, START + delays.lead - 1));
}

static void passes_follow_an_event(struct kunit *test)
{
	struct rehome_sched s = started();
	u64 now = START + delays.lead;

	KUNIT_EXPECT_EQ(test, REHOME_DUE_LEAD, take(&s, now));
	KUNIT_EXPECT_EQ(test, REHOME_DUE_NOTHING, take(&s, now));
	KUNIT_EXPECT_EQ(test, START + delays.trail - now, next(test, &s, now));

	now = START + delays.trail;
	KUNIT_EXPECT_EQ(test, REHOME_DUE_TRAIL, take(&s, now));
	KUNIT_EXPECT_EQ(test, REHOME_DUE_NOTHING, take(&s, now));
	KUNIT_EXPECT_EQ(test, START + delays.settle - now,
			next(test, &s, now));

	now = START + delays.settle;
	KUNIT_EXPECT_EQ(test, REHOME_DUE_SETTLE, take(&s, now));
	KUNIT_EXPECT_EQ(test, REHOME_DUE_NOTHING, take(&s, now));
}

static void burst_has_one_leading_pass(struct kunit *test)
{
	struct rehome_sched s = settled(START);
	u64 last = START + 4 * MS;
	u64 at;

	for (at = START; at <= last; at += MS / 10)
		event(&s, at);

	/* From the first event, not from the last. */
	KUNIT_EXPECT_EQ(test, REHOME_DUE_LEAD, take(&s, START + delays.lead));
	/* From the last event, not from the first. */
	KUNIT_EXPECT_EQ(test, REHOME_DUE_NOTHING,
			take(&s, last + delays.trail - 1));
	KUNIT_EXPECT_EQ(test, REHOME_DUE_TRAIL, take(&s, last + delays.trail));
}

static void burst_told_at_once(struct kunit *test)
{
	struct rehome_sched s = settled(START);

	rehome_sched_event(&s, &delays, START, START + 3 * MS);

	KUNIT_EXPECT_EQ(test, delays.lead, next(test, &s, START));
	take(&s, START + delays.lead);
	KUNIT_EXPECT_EQ(test, 3 * MS + delays.trail - delays.lead,
			next(test, &s, START + delays.lead));
}

static void event_between_passes_starts_over(struct kunit *test)
{
	struct rehome_sched s = settled(START);
	u64 second = START + 30 * MS;

	event(&s, START);
	take(&s, START + delays.lead);
	event(&s, second);

	KUNIT_EXPECT_EQ(test, REHOME_DUE_LEAD, take(&s, second + delays.lead));
	KUNIT_EXPECT_EQ(test, REHOME_DUE_NOTHING,
			take(&s, START + delays.trail));
	KUNIT_EXPECT_EQ(test, REHOME_DUE_TRAIL,
			take(&s, second + delays.trail));
	KUNIT_EXPECT_EQ(test, REHOME_DUE_SETTLE,
			take(&s, second + delays.settle));
}

static void late_pass_serves_all(struct kunit *test)
{
	struct rehome_sched s = started();
	u64 now = START + 2 * delays.settle;

	KUNIT_EXPECT_EQ(test, REHOME_DUE_LEAD, take(&s, now));
	KUNIT_EXPECT_EQ(test, REHOME_DUE_NOTHING, take(&s, now));
	KUNIT_EXPECT_EQ(test, delays.poll, next(test, &s, now));
}

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

static void rest_is_over_in_time(struct kunit *test)
{
	struct rehome_sched s = settled(START);

	rehome_sched_done(&s, &delays, START - MS, START);
	event(&s, START + 100 * MS);

	KUNIT_EXPECT_EQ(test, delays.lead,
			next(test, &s, START + 100 * MS));
}

static void reconciling_follows_the_last_pass(struct kunit *test)
{
	struct rehome_sched s = settled(START);
	u64 second = START + delays.reconcile / 2;

	event(&s, second);
	KUNIT_EXPECT_EQ(test, REHOME_DUE_LEAD,
			take(&s, second + delays.settle));

	KUNIT_EXPECT_NE(test, REHOME_DUE_RECONCILE,
			take(&s, START + delays.reconcile));
	second += delays.settle + delays.reconcile;
	KUNIT_EXPECT_EQ(test, REHOME_DUE_RECONCILE, take(&s, second));
	KUNIT_EXPECT_EQ(test, REHOME_DUE_RECONCILE,
			take(&s, second + delays.reconcile));
}

static void counters_are_polled(struct kunit *test)
{
	struct rehome_sched s = settled(START);
	u64 at;

	for (at = START + delays.poll; at < START + 10 * delays.poll;
	     at += delays.poll) {
		KUNIT_EXPECT_EQ(test, REHOME_DUE_POLL, take(&s, at));
		KUNIT_EXPECT_EQ(test, REHOME_DUE_NOTHING, take(&s, at));
		KUNIT_EXPECT_EQ(test, delays.poll, next(test, &s, at));
	}
}

static void idle_wakes_for_events_only(struct kunit *test)
{
	struct rehome_sched s = settled(START);
	u64 delay;

	s.idle = true;
	KUNIT_EXPECT_FALSE(test, rehome_sched_next(&s, &delays, START,
						   &delay));
	KUNIT_EXPECT_EQ(test, REHOME_DUE_NOTHING,
			take(&s, START + 2 * delays.reconcile));

	event(&s, START + 3 * delays.reconcile);
	KUNIT_EXPECT_EQ(test, delays.lead,
			next(test, &s, START + 3 * delays.reconcile));
	KUNIT_EXPECT_EQ(test, REHOME_DUE_LEAD,
			take(&s, START + 3 * delays.reconcile + delays.lead));
}

static void flow_put_off_gets_its_pass(struct kunit *test)
{
	struct rehome_sched s = settled(START);

	rehome_sched_again(&s, START + 300 * MS);
	rehome_sched_again(&s, START + 200 * MS);
	rehome_sched_again(&s, START + 400 * MS);

	KUNIT_EXPECT_EQ(test, 200 * MS, next(test, &s, START));
	KUNIT_EXPECT_EQ(test, REHOME_DUE_NOTHING,
			take(&s, START + 200 * MS - 1));
	KUNIT_EXPECT_EQ(test, REHOME_DUE_SETTLE, take(&s, START + 200 * MS));
	/* That pass looks at the others, too, and asks again for them. */
	KUNIT_EXPECT_EQ(test, REHOME_DUE_NOTHING, take(&s, START + 400 * MS));
}

static void flow_put_off_wakes_the_idle(struct kunit *test)
{
	struct rehome_sched s = settled(START);

	s.idle = true;
	rehome_sched_again(&s, START + 10 * MS);

	KUNIT_EXPECT_EQ(test, 10 * MS, next(test, &s, START));
	KUNIT_EXPECT_EQ(test, REHOME_DUE_SETTLE, take(&s, START + 10 * MS));
}

static void flow_put_off_leaves_the_settling_pass(struct kunit *test)
{
	struct rehome_sched s = settled(START);

	event(&s, START);
	take(&s, START + delays.lead);
	take(&s, START + delays.trail);
	rehome_sched_again(&s, START + 300 * MS);

	KUNIT_EXPECT_EQ(test, REHOME_DUE_SETTLE, take(&s, START + 300 * MS));
	KUNIT_EXPECT_EQ(test, REHOME_DUE_NOTHING,
			take(&s, START + delays.settle - 1));
	KUNIT_EXPECT_EQ(test, REHOME_DUE_SETTLE,
			take(&s, START + delays.settle));
}

/* Three hours of events at random, told by a timer that obeys. */
static void every_event_is_answered(struct kunit *test)
{
	u64 now = START, last = START, ev = START, lead_by = 0, end, delay;
	bool led = true, trailed = true, settled_down = true;
	unsigned int passes = 0, events = 0;
	struct rehome_sched s = settled(START);
	struct rnd_state rnd;

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
		switch (take(&s, now)) {
		case REHOME_DUE_NOTHING:
			KUNIT_FAIL_AND_ABORT(test, "woken for nothing");
			break;
		case REHOME_DUE_POLL:
			continue;
		default:
			break;
		}
		rehome_sched_done(&s, &delays, now, now);
		passes++;
		led = true;
		trailed |= now >= last + delays.trail;
		settled_down |= now >= last + delays.settle;
	}
	KUNIT_EXPECT_GT(test, events, 1000);
	KUNIT_EXPECT_LE(test, passes, 3 * events + 3 * 3600 / 30 + 1);
}

static struct kunit_case sched_cases[] = {
	KUNIT_CASE(first_pass_needs_no_event),
	KUNIT_CASE(nothing_is_due_early),
	KUNIT_CASE(passes_follow_an_event),
	KUNIT_CASE(burst_has_one_leading_pass),
	KUNIT_CASE(burst_told_at_once),
	KUNIT_CASE(event_between_passes_starts_over),
	KUNIT_CASE(late_pass_serves_all),
	KUNIT_CASE(long_pass_is_followed_by_rest),
	KUNIT_CASE(rest_is_over_in_time),
	KUNIT_CASE(storm_makes_passes_rare),
	KUNIT_CASE(storm_delays_no_pass_for_long),
	KUNIT_CASE(storm_is_over_when_it_is_quiet),
	KUNIT_CASE(reconciling_follows_the_last_pass),
	KUNIT_CASE(counters_are_polled),
	KUNIT_CASE(idle_wakes_for_events_only),
	KUNIT_CASE(flow_put_off_gets_its_pass),
	KUNIT_CASE(flow_put_off_wakes_the_idle),
	KUNIT_CASE(flow_put_off_leaves_the_settling_pass),
	KUNIT_CASE(every_event_is_answered),
	{}
};

static struct kunit_suite sched_suite = {
	.name = "nf_rehome_sched",
	.test_cases = sched_cases,
};

kunit_test_suite(sched_suite);

TEST_IMPORT_NS;
MODULE_DESCRIPTION("KUnit suite of the schedule");
MODULE_LICENSE("GPL");
