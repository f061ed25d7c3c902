// SPDX-License-Identifier: GPL-2.0
/* When passes run, by a clock that the cases set. For events that come all the time
 * see sched_storm_kunit.c.
 */
#include "sched_clock.h"

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

/* It looks at more than the others do, so these do not stand for it. */
static void no_pass_pushes_reconciling_away(struct kunit *test)
{
	struct rehome_sched s = settled(START);
	const u64 deadline = s.reconcile_at;
	u64 at;

	for (at = START; at + delays.settle < deadline; at += delays.trail) {
		event(&s, at);
		KUNIT_ASSERT_EQ(test, REHOME_DUE_LEAD, take(&s, at + delays.lead));
		rehome_sched_done(&s, &delays, at + delays.lead,
				  at + delays.lead);
		rehome_sched_again(&s, at + delays.lead);
	}
	KUNIT_EXPECT_EQ(test, deadline, s.reconcile_at);
	/* Nor one that is due at the very same time, which comes first. */
	event(&s, deadline - delays.lead);
	KUNIT_EXPECT_EQ(test, REHOME_DUE_LEAD, take(&s, deadline));
	KUNIT_EXPECT_EQ(test, 0, next(test, &s, deadline));
	KUNIT_EXPECT_EQ(test, REHOME_DUE_RECONCILE, take(&s, deadline));
	KUNIT_EXPECT_EQ(test, deadline + delays.reconcile, s.reconcile_at);
}

/* With another interval, it comes no later than that says, and no later than it
 * would have.
 */
static void another_interval(struct kunit *test)
{
	struct rehome_sched s = settled(START);
	struct rehome_delays other = delays;
	const u64 deadline = s.reconcile_at;

	other.reconcile = 10 * delays.reconcile;
	rehome_sched_hurry(&s, &other, START);
	KUNIT_EXPECT_EQ(test, deadline, s.reconcile_at);
	other.reconcile = 2000 * MS;
	rehome_sched_hurry(&s, &other, START);
	KUNIT_EXPECT_EQ(test, START + 2000 * MS, s.reconcile_at);
	KUNIT_EXPECT_EQ(test, REHOME_DUE_RECONCILE,
			rehome_sched_take(&s, &other, START + 2000 * MS));
}

static void reconciling_recurs(struct kunit *test)
{
	struct rehome_sched s = settled(START);
	u64 at = s.reconcile_at;

	KUNIT_EXPECT_NE(test, REHOME_DUE_RECONCILE, take(&s, at - 1));
	KUNIT_EXPECT_EQ(test, REHOME_DUE_RECONCILE, take(&s, at));
	KUNIT_EXPECT_NE(test, REHOME_DUE_RECONCILE,
			take(&s, at + delays.reconcile - 1));
	KUNIT_EXPECT_EQ(test, REHOME_DUE_RECONCILE,
			take(&s, at + delays.reconcile));
}

static void interrupted_pass_begins_again(struct kunit *test)
{
	struct rehome_sched s = settled(START);
	u64 at = s.reconcile_at;

	KUNIT_ASSERT_EQ(test, REHOME_DUE_RECONCILE, take(&s, at));
	event(&s, at);
	KUNIT_EXPECT_TRUE(test, rehome_sched_interrupt(&s, at));
	/* What waits for the event comes first. */
	at += delays.lead;
	KUNIT_EXPECT_EQ(test, REHOME_DUE_LEAD, take(&s, at));
	KUNIT_EXPECT_EQ(test, REHOME_DUE_RECONCILE, take(&s, at));
}

/* Else it would never come to an end while events do not. */
static void interrupted_once_in_a_row(struct kunit *test)
{
	struct rehome_sched s = settled(START);
	u64 at = s.reconcile_at;

	take(&s, at);
	event(&s, at);
	KUNIT_EXPECT_TRUE(test, rehome_sched_interrupt(&s, at));
	KUNIT_EXPECT_FALSE(test, rehome_sched_interrupt(&s, at));
	KUNIT_EXPECT_EQ(test, REHOME_DUE_LEAD, take(&s, at + delays.lead));
	rehome_sched_done(&s, &delays, at, at);
	/* The trailing pass is still to come. */
	KUNIT_EXPECT_FALSE(test, rehome_sched_interrupt(&s, at));
	take(&s, at + delays.lead);
	event(&s, at + delays.trail);
	KUNIT_EXPECT_FALSE(test, rehome_sched_interrupt(&s, at + delays.trail));

	/* Only when the events are over, it may be left again. */
	at += 2 * delays.trail;
	KUNIT_EXPECT_EQ(test, REHOME_DUE_LEAD, take(&s, at));
	rehome_sched_done(&s, &delays, at, at);
	KUNIT_EXPECT_TRUE(test, rehome_sched_interrupt(&s, at));
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

static struct kunit_case sched_cases[] = {
	KUNIT_CASE(first_pass_needs_no_event),
	KUNIT_CASE(nothing_is_due_early),
	KUNIT_CASE(passes_follow_an_event),
	KUNIT_CASE(burst_has_one_leading_pass),
	KUNIT_CASE(burst_told_at_once),
	KUNIT_CASE(event_between_passes_starts_over),
	KUNIT_CASE(late_pass_serves_all),
	KUNIT_CASE(no_pass_pushes_reconciling_away),
	KUNIT_CASE(another_interval),
	KUNIT_CASE(reconciling_recurs),
	KUNIT_CASE(interrupted_pass_begins_again),
	KUNIT_CASE(interrupted_once_in_a_row),
	KUNIT_CASE(counters_are_polled),
	KUNIT_CASE(idle_wakes_for_events_only),
	KUNIT_CASE(flow_put_off_gets_its_pass),
	KUNIT_CASE(flow_put_off_wakes_the_idle),
	KUNIT_CASE(flow_put_off_leaves_the_settling_pass),
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
