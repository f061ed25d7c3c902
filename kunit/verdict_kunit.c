// SPDX-License-Identifier: GPL-2.0
/* What bounds a verdict: mode, action, and rules that hold for all flows. */
#include "decide.h"
#include "helpers.h"

#define MODE(m)		NF_REHOME_MODE_##m
#define ACTION(a)	NF_REHOME_ACTION_##a

struct cap_case {
	const char *desc;
	enum nf_rehome_mode mode;
	enum nf_rehome_action action;
	enum nf_rehome_verdict want;	/* for a flow that moved */
	bool report;
};

static const struct cap_case caps[] = {
	{ "renat, class renat", MODE(RENAT), ACTION(RENAT),
	  NF_REHOME_VERDICT_RENAT },
	{ "renat, class expire", MODE(RENAT), ACTION(EXPIRE),
	  NF_REHOME_VERDICT_EXPIRE },
	{ "renat, class report", MODE(RENAT), ACTION(REPORT),
	  NF_REHOME_VERDICT_RENAT, true },
	{ "expire, class renat", MODE(EXPIRE), ACTION(RENAT),
	  NF_REHOME_VERDICT_EXPIRE },
	{ "expire, class expire", MODE(EXPIRE), ACTION(EXPIRE),
	  NF_REHOME_VERDICT_EXPIRE },
	{ "report, class renat", MODE(REPORT), ACTION(RENAT),
	  NF_REHOME_VERDICT_RENAT, true },
	{ "report, class report", MODE(REPORT), ACTION(REPORT),
	  NF_REHOME_VERDICT_RENAT, true },
};

KUNIT_ARRAY_PARAM_DESC(cap, caps, desc);

/* A flow whose egress is another WAN now. */
static struct rehome_facts stale(void)
{
	return (struct rehome_facts){
		.xlat = NF_REHOME_XLAT_SNAT,
		.owner = NF_REHOME_OWNER_WAN,
		.egress = NF_REHOME_EGRESS_WAN,
		.mode = NF_REHOME_MODE_RENAT,
		.action = NF_REHOME_ACTION_RENAT,
		.egress_usable = true,
		.proven = true,
	};
}

static void stale_flow(struct kunit *test)
{
	const struct cap_case *c = test->param_value;
	struct rehome_facts f = stale();
	struct rehome_decision d;

	f.mode = c->mode;
	f.action = c->action;
	f.asked = NF_REHOME_ASKED_OTHER;
	d = rehome_decide(&f);

	KUNIT_EXPECT_EQ(test, c->want, d.verdict);
	KUNIT_EXPECT_EQ(test, NF_REHOME_REASON_EGRESS_MOVED, d.reason);
	KUNIT_EXPECT_EQ(test, c->report, d.report);
	KUNIT_EXPECT_FALSE(test, d.ask);
	KUNIT_EXPECT_FALSE(test, d.later);
}

/* Only the rule set tells whether a flow is stale at all. */
static void stale_flow_is_asked_for(struct kunit *test)
{
	const struct cap_case *c = test->param_value;
	struct rehome_facts f = stale();

	f.mode = c->mode;
	f.action = c->action;
	KUNIT_EXPECT_TRUE(test, rehome_decide(&f).ask);

	f.asked = NF_REHOME_ASKED_SAME;
	KUNIT_EXPECT_EQ(test, NF_REHOME_VERDICT_KEEP,
			rehome_decide(&f).verdict);
	KUNIT_EXPECT_FALSE(test, rehome_decide(&f).report);
}

static void stale_inbound_flow(struct kunit *test)
{
	const struct cap_case *c = test->param_value;
	struct rehome_facts f = stale();
	struct rehome_decision d;

	f.kind = NF_REHOME_FLOW_KIND_INBOUND;
	f.owner = NF_REHOME_OWNER_GONE;
	f.mode = c->mode;
	f.action = c->action;
	d = rehome_decide(&f);

	KUNIT_EXPECT_EQ(test, NF_REHOME_VERDICT_EXPIRE, d.verdict);
	KUNIT_EXPECT_EQ(test, c->report, d.report);
	KUNIT_EXPECT_FALSE(test, d.ask);
}

/* What is told is what would have happened. */
static void report_of_what_would_expire(struct kunit *test)
{
	struct rehome_facts f = stale();

	f.asked = NF_REHOME_ASKED_OTHER;
	f.mode = NF_REHOME_MODE_REPORT;
	f.action = NF_REHOME_ACTION_EXPIRE;
	KUNIT_EXPECT_EQ(test, NF_REHOME_VERDICT_EXPIRE,
			rehome_decide(&f).verdict);
	KUNIT_EXPECT_TRUE(test, rehome_decide(&f).report);

	f.mode = NF_REHOME_MODE_EXPIRE;
	f.action = NF_REHOME_ACTION_REPORT;
	KUNIT_EXPECT_EQ(test, NF_REHOME_VERDICT_EXPIRE,
			rehome_decide(&f).verdict);
	KUNIT_EXPECT_TRUE(test, rehome_decide(&f).report);
}

static void never_touched(struct kunit *test)
{
	struct rehome_facts off = stale(), keep = stale(), excluded = stale();
	struct rehome_facts *all[] = { &off, &keep, &excluded };
	int i;

	off.mode = NF_REHOME_MODE_OFF;
	keep.action = NF_REHOME_ACTION_KEEP;
	excluded.excluded = true;

	for (i = 0; i < ARRAY_SIZE(all); i++) {
		struct rehome_decision d = rehome_decide(all[i]);

		KUNIT_EXPECT_EQ(test, NF_REHOME_VERDICT_KEEP, d.verdict);
		KUNIT_EXPECT_EQ(test, NF_REHOME_REASON_EXCLUDED, d.reason);
		KUNIT_EXPECT_FALSE(test, d.report || d.ask || d.later);
	}
}

/* A WAN that is down or unhealthy gives no reason to wait for the flow to
 * fall silent there: it has.
 */
static void draining_ends_with_the_wan(struct kunit *test)
{
	struct rehome_facts f = stale();

	f.on_path = true;
	f.back = true;
	f.draining = true;
	f.alt_wan = true;
	f.owner_state = NF_REHOME_WAN_STATE_DOWN;
	KUNIT_EXPECT_EQ(test, NF_REHOME_VERDICT_RENAT,
			rehome_decide(&f).verdict);
	f.owner_state = NF_REHOME_WAN_STATE_UNHEALTHY;
	KUNIT_EXPECT_EQ(test, NF_REHOME_VERDICT_RENAT,
			rehome_decide(&f).verdict);
}

/* Of a lookup that was wrong at rest nothing follows but what the state of
 * the WAN says; so that is the reason.
 */
static void unproven_moves_for_the_state_of_the_wan(struct kunit *test)
{
	struct rehome_facts f = stale();

	f.proven = false;
	f.owner_state = NF_REHOME_WAN_STATE_DOWN;
	KUNIT_EXPECT_EQ(test, NF_REHOME_VERDICT_RENAT,
			rehome_decide(&f).verdict);
	KUNIT_EXPECT_EQ(test, NF_REHOME_REASON_WAN_DOWN,
			rehome_decide(&f).reason);
	f.owner_state = NF_REHOME_WAN_STATE_UNHEALTHY;
	KUNIT_EXPECT_EQ(test, NF_REHOME_VERDICT_RENAT,
			rehome_decide(&f).verdict);
	KUNIT_EXPECT_EQ(test, NF_REHOME_REASON_WAN_UNHEALTHY,
			rehome_decide(&f).reason);
}

/* A WAN counts as down when it only lacks a default route. A flow that a more
 * specific route sends there fits, whatever other WAN its mark could name.
 */
static void on_path_by_a_specific_route(struct kunit *test)
{
	struct rehome_facts f = stale();

	f.on_path = true;
	f.owner_link = true;
	f.owner_state = NF_REHOME_WAN_STATE_DOWN;
	f.alt_wan = true;

	KUNIT_EXPECT_EQ(test, NF_REHOME_VERDICT_KEEP,
			rehome_decide(&f).verdict);
	KUNIT_EXPECT_EQ(test, NF_REHOME_REASON_FITS,
			rehome_decide(&f).reason);
}

#define BOOLS		8

static unsigned int digit(unsigned int *n, unsigned int base)
{
	unsigned int d = *n % base;

	*n /= base;
	return d;
}

/* The nth combination of facts; false beyond the last. What never counts
 * together takes turns.
 */
static bool nth_facts(unsigned int n, struct rehome_facts *f)
{
	unsigned int d;

	*f = (struct rehome_facts){
		.mode = NF_REHOME_MODE_RENAT,
		.action = NF_REHOME_ACTION_RENAT,
	};
	f->kind = digit(&n, NF_REHOME_FLOW_KIND_LOCAL + 1);
	f->xlat = digit(&n, NF_REHOME_XLAT_SNAT + 1);
	f->owner = digit(&n, NF_REHOME_OWNER_WAN + 1);
	f->owner_state = digit(&n, NF_REHOME_WAN_STATE_UNHEALTHY + 1);
	f->egress = digit(&n, NF_REHOME_EGRESS_WAN + 1);
	f->asked = digit(&n, NF_REHOME_ASKED_NONE + 1);
	d = digit(&n, 3);
	f->back = d;
	f->draining = d == 2;
	d = digit(&n, 3);
	f->anew = d == 1;
	f->recycled = d == 2;
	f->on_path = digit(&n, 2);
	f->owner_link = digit(&n, 2);
	f->egress_usable = digit(&n, 2);
	f->alt_wan = digit(&n, 2);
	d = digit(&n, 2);
	f->inside = d && f->xlat == NF_REHOME_XLAT_NONE;
	f->displaced = d && f->xlat != NF_REHOME_XLAT_NONE;
	/* Only of what the router sends itself. */
	f->own = f->kind == NF_REHOME_FLOW_KIND_LOCAL &&
		 f->xlat == NF_REHOME_XLAT_NONE;
	f->insists = f->own && d;
	f->proven = digit(&n, 2);
	f->damped = digit(&n, 2);
	f->doubtful = digit(&n, 2);
	return !n;
}

static bool is_stale_reason(enum nf_rehome_reason reason)
{
	return reason >= NF_REHOME_REASON_EGRESS_MOVED &&
	       reason <= NF_REHOME_REASON_PORT_DISPLACED;
}

/* What is wrong with an entry's end, or NULL. */
static const char *expire_fault(const struct rehome_facts *f)
{
	bool untranslated = f->kind == NF_REHOME_FLOW_KIND_OUTBOUND &&
			    f->xlat == NF_REHOME_XLAT_NONE;

	if (f->kind == NF_REHOME_FLOW_KIND_INBOUND ||
	    f->kind == NF_REHOME_FLOW_KIND_TERMINATED)
		return f->recycled ? "inbound flow expired again" : NULL;
	if (f->on_path)
		return f->anew && !f->recycled && !f->alt_wan &&
		       f->owner_state != NF_REHOME_WAN_STATE_UP ? NULL :
		       "flow expired that may fit";
	if (f->egress == NF_REHOME_EGRESS_NONE)
		return f->anew && !f->recycled && !f->alt_wan &&
		       f->owner_state != NF_REHOME_WAN_STATE_UP ? NULL :
		       "touched without a route";
	if (f->asked == NF_REHOME_ASKED_SAME || f->recycled)
		return "flow expired for nothing";
	return f->doubtful && !f->alt_wan && !untranslated ? NULL :
	       "flow expired that could be moved";
}

/* What is wrong with the move of a flow, or NULL. */
static const char *move_fault(const struct rehome_facts *f, bool ask)
{
	bool up = f->owner_state == NF_REHOME_WAN_STATE_UP;

	if (f->kind == NF_REHOME_FLOW_KIND_INBOUND ||
	    f->kind == NF_REHOME_FLOW_KIND_TERMINATED)
		return "flow moved that cannot be";
	if (f->egress == NF_REHOME_EGRESS_NONE && !f->alt_wan && !f->on_path)
		return "moved without a route";
	if (f->damped)
		return "moved while damped";
	if (f->doubtful && !f->on_path && !f->alt_wan)
		return "moved on a guess";
	if (f->asked == NF_REHOME_ASKED_SAME || f->asked == NF_REHOME_ASKED_NONE)
		return "moved without a new mapping";
	if (!f->asked != ask)
		return "moved unasked, or asks twice";
	if (f->xlat == NF_REHOME_XLAT_NONE &&
	    f->kind == NF_REHOME_FLOW_KIND_OUTBOUND)
		return f->inside && f->proven && f->egress_usable ? NULL :
		       "routed flow touched";
	if (f->own && (f->owner != NF_REHOME_OWNER_WAN ||
		       (!f->on_path && !f->alt_wan &&
			(f->owner_state != NF_REHOME_WAN_STATE_DOWN ||
			 !f->insists))))
		return "socket's own address touched";
	if (f->owner == NF_REHOME_OWNER_UNKNOWN)
		return f->on_path ? NULL : "moved from an address never seen";
	if (!f->on_path && !f->egress_usable && !f->alt_wan)
		return "moved to a WAN that cannot be used";
	if (f->owner != NF_REHOME_OWNER_WAN || !up)
		return NULL;
	if (f->on_path && f->draining)
		return "moved while draining";
	if (f->on_path && !f->displaced && !f->back)
		return "flow moved that fits";
	if (!f->on_path && (!f->proven || !f->egress_usable))
		return "moved without proof";
	return NULL;
}

/* Returns what is wrong with a decision, or NULL. */
static const char *fault(const struct rehome_facts *f,
			 const struct rehome_decision *d)
{
	bool acts = d->verdict != NF_REHOME_VERDICT_KEEP;

	if (acts != is_stale_reason(d->reason))
		return "reason and verdict disagree";
	if (!acts)
		return d->ask || d->report ? "asks or reports for nothing" :
					     NULL;
	if (d->later)
		return "both now and later";
	return d->verdict == NF_REHOME_VERDICT_EXPIRE ?
	       expire_fault(f) : move_fault(f, d->ask);
}

static void all_combinations(struct kunit *test)
{
	unsigned int n, faults = 0;
	struct rehome_facts f;

	for (n = 0; nth_facts(n, &f); n++) {
		struct rehome_decision d = rehome_decide(&f);
		const char *what = fault(&f, &d);

		if (!what || faults++ > 10)
			continue;
		kunit_err(test, "%s: kind %d xlat %d owner %d/%d egress %d asked %d verdict %d reason %d",
			  what, f.kind, f.xlat, f.owner, f.owner_state,
			  f.egress, f.asked, d.verdict, d.reason);
	}
	KUNIT_EXPECT_EQ(test, 0, faults);
	/* All of 4 kinds, 3 translations, 4 owners in 3 states, ... */
	KUNIT_EXPECT_EQ(test, n, (4 * 3 * 4 * 3 * 3 * 4 * 3 * 3) << BOOLS);
}

static struct kunit_case verdict_cases[] = {
	KUNIT_CASE_PARAM(stale_flow, cap_gen_params),
	KUNIT_CASE_PARAM(stale_flow_is_asked_for, cap_gen_params),
	KUNIT_CASE_PARAM(stale_inbound_flow, cap_gen_params),
	KUNIT_CASE(report_of_what_would_expire),
	KUNIT_CASE(never_touched),
	KUNIT_CASE(draining_ends_with_the_wan),
	KUNIT_CASE(unproven_moves_for_the_state_of_the_wan),
	KUNIT_CASE(on_path_by_a_specific_route),
	KUNIT_CASE(all_combinations),
	{}
};

static struct kunit_suite verdict_suite = {
	.name = "nf_rehome_verdict",
	.test_cases = verdict_cases,
};

kunit_test_suite(verdict_suite);

TEST_IMPORT_NS;
MODULE_DESCRIPTION("KUnit suite of what bounds a verdict");
MODULE_LICENSE("GPL");
