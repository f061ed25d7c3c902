// SPDX-License-Identifier: GPL-2.0
/* The decision without a packet's help, about flows from outside, and under the
 * ceilings of mode and class.
 */
#include "decide_cases.h"

/* What holds although, or as long as, no packet proves anything. */
static const struct decide_case by_state[] = {
	{ "its WAN up", { ON_WAN(UP) }, KEEP(FITS) },
	{ "its WAN up, marked",
	  { ON_WAN(UP), .marked = true, .other_up = true }, KEEP(FITS) },
	{ "its WAN up, though its mark names one that is not",
	  { ON_WAN(UP), .marked = true, .pinned = true, .steerable = true },
	  KEEP(FITS) },
	{ "down a while ago",
	  { STALE_WAN, .marked = true, .pinned = true, .steerable = true,
	    .other_up = true }, KEEP(FITS) },
	{ "unhealthy, its mark names it",
	  { ON_WAN(UNHEALTHY), .marked = true, .pinned = true,
	    .steerable = true, .other_up = true }, LEAD(WAN_UNHEALTHY) },
	{ "down, its mark names it",
	  { ON_WAN(DOWN), .marked = true, .pinned = true,
	    .steerable = true, .other_up = true }, LEAD(WAN_DOWN) },
	{ "unhealthy, its mark names another that is up",
	  { ON_WAN(UNHEALTHY), .marked = true, .steerable = true,
	    .other_up = true }, RECYCLE(WAN_UNHEALTHY) },
	{ "unhealthy, its mark names another that is up, it came back",
	  { ON_WAN(UNHEALTHY), .marked = true, .steerable = true,
	    .other_up = true, .recycled = true }, KEEP(WAN_UNHEALTHY) },
	{ "unhealthy, its mark names it, excluded",
	  { ON_WAN(UNHEALTHY), .marked = true, .pinned = true,
	    .steerable = true, .other_up = true, .excluded = true },
	  KEEP(WAN_UNHEALTHY) },
	{ "unhealthy, no mark",
	  { ON_WAN(UNHEALTHY), .other_up = true }, KEEP(WAN_UNHEALTHY) },
	{ "unhealthy, mark of nobody",
	  { ON_WAN(UNHEALTHY), .marked = true, .other_up = true },
	  RECYCLE(WAN_UNHEALTHY) },
	{ "unhealthy, mark of nobody, it came back",
	  { ON_WAN(UNHEALTHY), .marked = true, .other_up = true,
	    .recycled = true }, KEEP(WAN_UNHEALTHY) },
	{ "unhealthy, mark of nobody, none is better",
	  { ON_WAN(UNHEALTHY), .marked = true }, KEEP(WAN_UNHEALTHY) },
	{ "unhealthy, its mark names it, no other has one",
	  { ON_WAN(UNHEALTHY), .marked = true, .pinned = true,
	    .other_up = true }, RECYCLE(WAN_UNHEALTHY) },
	{ "led away, its WAN is up again",
	  { ON_WAN(UP), .away = true, .marked = true }, LEAD(EGRESS_MOVED) },
	{ "led away, and where it is now is down",
	  { ON_WAN(DOWN), .away = true, .marked = true },
	  LEAD(EGRESS_MOVED) },
	{ "led away, the class says wait",
	  { ON_WAN(UP), .away = true, .draining = true, .marked = true },
	  LATER(DRAINING) },
};

KUNIT_ARRAY_PARAM_DESC(by_state, by_state, desc);

static void decide_by_state(struct kunit *test)
{
	const struct decide_case *c = test->param_value;
	struct rehome_decision want = c->want;
	struct rehome_facts f = facts_of(c);

	f.xlat = NF_REHOME_XLAT_SNAT;
	f.origin = NF_REHOME_ORIGIN_OWNER;
	f.seen = true;
	f.out_wan = true;
	f.at_home = true;
	expect_outbound(test, &f, &want);
	f.seen = false;
	f.out_wan = false;
	f.at_home = false;
	if (want.reason == NF_REHOME_REASON_FITS)
		want.reason = NF_REHOME_REASON_UNSEEN;
	f.insists = true;
	expect_outbound(test, &f, &want);
	f.insists = false;
	/* What is silent is not worth an end. */
	if (want.verdict == NF_REHOME_VERDICT_EXPIRE)
		want = (struct rehome_decision){ .reason = want.reason };
	expect_outbound(test, &f, &want);
}

/* It leaves a WAN with a private source, as the rule set had it at its first packet;
 * but once it was translated.
 */
static const struct decide_case bare[] = {
	{ "no mark", { .other_up = true }, KEEP(FITS) },
	{ "mark of nobody",
	  { .marked = true, .other_up = true }, RECYCLE(NOT_NATTED) },
	{ "mark of nobody, it came back",
	  { .marked = true, .other_up = true, .recycled = true },
	  KEEP(NOT_NATTED) },
	/* It may go by the same WAN, marked otherwise. */
	{ "mark of nobody, none is better",
	  { .marked = true }, RECYCLE(NOT_NATTED) },
	{ "its mark leads it to a WAN that is not up",
	  { .marked = true, .pinned = true, .steerable = true },
	  LEAD(NOT_NATTED) },
	{ "its mark leads it to a WAN that is not up, excluded",
	  { .marked = true, .pinned = true, .steerable = true,
	    .excluded = true }, KEEP(NOT_NATTED) },
	{ "its mark leads it to a WAN that is up",
	  { .marked = true, .steerable = true, .other_up = true },
	  RECYCLE(NOT_NATTED) },
	{ "its mark leads it to a WAN that is up, it came back",
	  { .marked = true, .steerable = true, .other_up = true,
	    .recycled = true }, KEEP(NOT_NATTED) },
};

KUNIT_ARRAY_PARAM_DESC(bare, bare, desc);

static void decide_bare(struct kunit *test)
{
	const struct decide_case *c = test->param_value;
	const struct rehome_decision fits = KEEP(FITS);
	struct rehome_facts f = facts_of(c), g;

	f.xlat = NF_REHOME_XLAT_NONE;
	f.origin = NF_REHOME_ORIGIN_FIRST_PACKET;
	f.seen = true;
	f.out_wan = true;
	f.translates = true;
	f.inside = true;
	f.was_natted = true;
	expect_outbound(test, &f, &c->want);
	/* Routed, tunnelled, inside, or never translated: it is as it should. */
	g = f;
	g.inside = false;
	expect_outbound(test, &g, &fits);
	g = f;
	g.tunnelled = true;
	expect_outbound(test, &g, &fits);
	g = f;
	g.out_wan = false;
	expect_outbound(test, &g, &fits);
	g = f;
	g.was_natted = false;
	expect_outbound(test, &g, &fits);
	/* A socket's of a WAN that has a private address is at home there. */
	g = f;
	g.at_home = true;
	expect_outbound(test, &g, &fits);
}

/* Seen is a reply of it. */
static const struct decide_case inbound[] = {
	{ "nothing was seen",
	  { OWNER(GONE), .elsewhere = true, .out_wan = true },
	  KEEP(UNSEEN) },
	{ "leave where it came in", { ON_WAN(UP), HOME }, KEEP(INBOUND_ALIVE) },
	{ "leave where it came in, WAN down",
	  { ON_WAN(DOWN), WAN }, KEEP(INBOUND_ALIVE) },
	{ "leave where it came in, WAN unhealthy",
	  { ON_WAN(UNHEALTHY), WAN }, KEEP(INBOUND_ALIVE) },
	{ "leave elsewhere, WAN up",
	  { ON_WAN(UP), MOVED }, KEEP(INBOUND_ALIVE) },
	{ "leave elsewhere, at home there",
	  { ON_WAN(DOWN), HOME, .elsewhere = true }, KEEP(INBOUND_ALIVE) },
	{ "leave by no WAN, WAN down",
	  { ON_WAN(DOWN), .seen = true, .elsewhere = true },
	  KEEP(INBOUND_ALIVE) },
	{ "leave elsewhere, WAN down",
	  { ON_WAN(DOWN), MOVED }, EXPIRE(WAN_DOWN) },
	{ "leave elsewhere, WAN down a while ago",
	  { STALE_WAN, MOVED }, KEEP(INBOUND_ALIVE) },
	{ "leave elsewhere, WAN unhealthy",
	  { ON_WAN(UNHEALTHY), MOVED }, EXPIRE(WAN_UNHEALTHY) },
	{ "leave elsewhere, address gone",
	  { OWNER(GONE), MOVED }, EXPIRE(ADDR_GONE) },
	{ "leave elsewhere, but it came back",
	  { ON_WAN(DOWN), MOVED, .damped = true }, KEEP(DAMPED) },
	{ "leave elsewhere, address gone, but it came back",
	  { OWNER(GONE), MOVED, .damped = true }, KEEP(DAMPED) },
	{ "leave elsewhere, to an address of the LAN",
	  { OWNER(LOCAL), MOVED }, KEEP(INBOUND_ALIVE) },
	{ "leave elsewhere, to an address never seen",
	  { OWNER(UNKNOWN), MOVED }, KEEP(INBOUND_ALIVE) },
	{ "leave elsewhere, WAN down, marked",
	  { ON_WAN(DOWN), MOVED, .marked = true, .pinned = true,
	    .steerable = true, .other_up = true }, EXPIRE(WAN_DOWN) },
	{ "excluded",
	  { OWNER(GONE), MOVED, .excluded = true }, KEEP(EXCLUDED) },
};

KUNIT_ARRAY_PARAM_DESC(inbound, inbound, desc);

static void decide_inbound(struct kunit *test)
{
	const struct decide_case *c = test->param_value;
	struct rehome_facts f = facts_of(c);

	f.origin = NF_REHOME_ORIGIN_FIRST_PACKET;
	f.kind = NF_REHOME_FLOW_KIND_INBOUND;
	expect_decision(test, &f, &c->want);
	f.kind = NF_REHOME_FLOW_KIND_TERMINATED;
	expect_decision(test, &f, &c->want);
}

/* What becomes of a verdict: the lesser of mode and class, or it is only reported. */
static void ceilings(struct kunit *test)
{
	static const struct decide_case stale[] = {
		{ "by a packet",
		  { ON_WAN(UP), ORIGIN(FIRST_PACKET), MOVED },
		  RENAT(EGRESS_MOVED) },
		{ "by its mark",
		  { ON_WAN(DOWN), .marked = true, .pinned = true,
		    .steerable = true }, LEAD(WAN_DOWN) },
		{ "by its state",
		  { ON_WAN(DOWN), HOME, .marked = true, .other_up = true },
		  RECYCLE(WAN_DOWN) },
		{ "because it insists",
		  { ON_WAN(DOWN), .marked = true, .other_up = true,
		    .insists = true }, RECYCLE(WAN_DOWN) },
		{ "home again", { ON_WAN(UP), .away = true },
		  LEAD(EGRESS_MOVED) },
		{ "from outside",
		  { ON_WAN(DOWN), MOVED, .kind = NF_REHOME_FLOW_KIND_INBOUND },
		  EXPIRE(WAN_DOWN) },
	};
	const struct rehome_decision off = KEEP(MODE_OFF), kept = KEEP(CLASS_KEEPS);
	struct rehome_decision want;
	struct rehome_facts f;
	int i, mode, action;

	for (i = 0; i < ARRAY_SIZE(stale); i++) {
		f = facts_of(&stale[i]);
		f.xlat = NF_REHOME_XLAT_SNAT;
		for (mode = NF_REHOME_MODE_OFF;
		     mode <= NF_REHOME_MODE_RENAT; mode++) {
			for (action = NF_REHOME_ACTION_KEEP;
			     action <= NF_REHOME_ACTION_RENAT; action++) {
				f.mode = mode;
				f.action = action;
				want = stale[i].want;
				want.report =
					mode == NF_REHOME_MODE_REPORT ||
					action == NF_REHOME_ACTION_REPORT;
				if (mode == NF_REHOME_MODE_EXPIRE ||
				    action == NF_REHOME_ACTION_EXPIRE)
					want.verdict = NF_REHOME_VERDICT_EXPIRE;
				if (mode == NF_REHOME_MODE_OFF)
					want = off;
				else if (action == NF_REHOME_ACTION_KEEP)
					want = kept;
				expect_decision(test, &f, &want);
			}
		}
	}
}

/* Nothing that works is ended for the sake of its port. */
static void displaced_port_is_not_worth_an_end(struct kunit *test)
{
	const struct rehome_decision fits = KEEP(FITS);
	struct rehome_facts f = {
		ON_WAN(UP), HOME,
		.mode = NF_REHOME_MODE_EXPIRE,
		.action = NF_REHOME_ACTION_RENAT,
		.xlat = NF_REHOME_XLAT_SNAT,
		.displaced = true,
	};

	expect_outbound(test, &f, &fits);
	f.mode = NF_REHOME_MODE_RENAT;
	f.action = NF_REHOME_ACTION_EXPIRE;
	expect_outbound(test, &f, &fits);
}

static struct kunit_case decide_state_cases[] = {
	KUNIT_CASE_PARAM(decide_by_state, by_state_gen_params),
	KUNIT_CASE_PARAM(decide_bare, bare_gen_params),
	KUNIT_CASE_PARAM(decide_inbound, inbound_gen_params),
	KUNIT_CASE(ceilings),
	KUNIT_CASE(displaced_port_is_not_worth_an_end),
	{}
};

static struct kunit_suite decide_state_suite = {
	.name = "nf_rehome_decide_state",
	.test_cases = decide_state_cases,
};

kunit_test_suite(decide_state_suite);

TEST_IMPORT_NS;
MODULE_DESCRIPTION("KUnit suite of the decision without a packet");
MODULE_LICENSE("GPL");
