// SPDX-License-Identifier: GPL-2.0
/* What comes after a reason: another one, until there is none. */
#include "decide_cases.h"
#include "otherwise.h"

#define TRIES	200000

/**
 * struct otherwise_case - a situation, and what comes after its reason
 * @desc: its name
 * @facts: what is known of the flow
 * @want: the decision
 * @next: the one after it
 */
struct otherwise_case {
	const char *desc;
	struct rehome_facts facts;
	struct rehome_decision want;
	struct rehome_decision next;
};

static const struct otherwise_case cases[] = {
	{ "moved too often, by another WAN",
	  { ON_WAN(UP), ORIGIN(FIRST_PACKET), MOVED, .damped = true },
	  KEEP(DAMPED), RENAT(EGRESS_MOVED) },
	{ "by another WAN",
	  { ON_WAN(UP), ORIGIN(FIRST_PACKET), MOVED },
	  RENAT(EGRESS_MOVED), KEEP(FITS) },
	{ "by another WAN, and the rule set gave the same",
	  { ON_WAN(UP), ORIGIN(FIRST_PACKET), MOVED, .same_mapping = true },
	  KEEP(SAME_MAPPING), RENAT(EGRESS_MOVED) },
	{ "by another WAN, its own is down, and its mark is pinned",
	  { ON_WAN(DOWN), ORIGIN(FIRST_PACKET), MOVED, .marked = true,
	    .steerable = true, .pinned = true },
	  RENAT(EGRESS_MOVED), LEAD(WAN_DOWN) },
	{ "address gone, by another WAN",
	  { OWNER(GONE), ORIGIN(MASQUERADE), MOVED },
	  RENAT(ADDR_GONE), RENAT(EGRESS_MOVED) },
	{ "its WAN is down, and no packet came yet",
	  { ON_WAN(DOWN), ORIGIN(FIRST_PACKET) },
	  KEEP(WAN_DOWN), KEEP(UNSEEN) },
	{ "home again, and its class waits",
	  { ON_WAN(UP), ORIGIN(FIRST_PACKET), HOME, .away = true,
	    .draining = true }, LATER(DRAINING), LEAD(EGRESS_MOVED) },
};

KUNIT_ARRAY_PARAM_DESC(cases, cases, desc);

static void otherwise_says(struct kunit *test)
{
	const struct otherwise_case *c = test->param_value;
	struct rehome_decision d, next;
	struct rehome_facts f = c->facts;

	f.mode = NF_REHOME_MODE_RENAT;
	f.action = NF_REHOME_ACTION_RENAT;
	f.xlat = NF_REHOME_XLAT_SNAT;
	expect_decision(test, &f, &c->want);
	d = rehome_decide(&f);
	KUNIT_ASSERT_TRUE(test, rehome_otherwise(&f, d, &next));
	KUNIT_EXPECT_EQ(test, c->next.verdict, next.verdict);
	KUNIT_EXPECT_EQ(test, c->next.reason, next.reason);
	KUNIT_EXPECT_EQ(test, c->next.at_once, next.at_once);
}

static void otherwise_forbidden(struct kunit *test)
{
	struct rehome_facts f = { ON_WAN(UP), ORIGIN(FIRST_PACKET), MOVED };
	struct rehome_decision next;

	f.xlat = NF_REHOME_XLAT_SNAT;
	f.mode = NF_REHOME_MODE_OFF;
	f.action = NF_REHOME_ACTION_KEEP;
	KUNIT_ASSERT_TRUE(test, rehome_otherwise(&f, rehome_decide(&f), &next));
	KUNIT_EXPECT_EQ(test, NF_REHOME_REASON_CLASS_KEEPS, next.reason);
	f.mode = NF_REHOME_MODE_RENAT;
	KUNIT_ASSERT_TRUE(test, rehome_otherwise(&f, rehome_decide(&f), &next));
	KUNIT_EXPECT_EQ(test, NF_REHOME_VERDICT_RENAT, next.verdict);
	KUNIT_EXPECT_EQ(test, NF_REHOME_REASON_EGRESS_MOVED, next.reason);
}

/* Of any facts: what is taken as otherwise is what the reason rests on. */
static void otherwise_another(struct kunit *test)
{
	struct rehome_decision d, next;
	struct rnd_state rnd;
	struct rehome_facts f;
	int i;

	prandom_seed_state(&rnd, 20261125);
	for (i = 0; i < TRIES; i++) {
		f = some_facts(&rnd);
		d = rehome_decide(&f);
		if (!rehome_otherwise(&f, d, &next)) {
			KUNIT_ASSERT_EQ(test, NF_REHOME_VERDICT_KEEP, d.verdict);
			continue;
		}
		if (next.reason != d.reason)
			continue;
		KUNIT_FAIL(test, "after reason %d the same, of %*ph", d.reason,
			   (int)sizeof(f), &f);
		return;
	}
}

static struct kunit_case otherwise_cases[] = {
	KUNIT_CASE_PARAM(otherwise_says, cases_gen_params),
	KUNIT_CASE(otherwise_forbidden),
	KUNIT_CASE(otherwise_another),
	{}
};

static struct kunit_suite otherwise_suite = {
	.name = "nf_rehome_otherwise",
	.test_cases = otherwise_cases,
};

kunit_test_suite(otherwise_suite);

TEST_IMPORT_NS;
MODULE_DESCRIPTION("KUnit suite of what comes after a reason");
MODULE_LICENSE("GPL");
