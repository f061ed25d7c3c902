// SPDX-License-Identifier: GPL-2.0
/* The decision, situation by situation. A row names what makes its flow
 * differ from one that is healthy; see facts_of().
 */
#include "decide.h"
#include "helpers.h"

/**
 * struct decide_case - a situation, and what is to be done about it
 * @desc: its name
 * @facts: what is known of the flow
 * @unproven: facts.proven is false
 * @unusable: facts.egress_usable is false
 * @linkless: facts.owner_link is false
 * @want: the decision
 */
struct decide_case {
	const char *desc;
	struct rehome_facts facts;
	bool unproven;
	bool unusable;
	bool linkless;
	struct rehome_decision want;
};

#define KEEP(r)		{ .reason = NF_REHOME_REASON_##r }
#define LATER(r)	{ .reason = NF_REHOME_REASON_##r, .later = true }
#define EXPIRE(r)	{ .verdict = NF_REHOME_VERDICT_EXPIRE,		\
			  .reason = NF_REHOME_REASON_##r }
/* The rule set is to be asked, or has answered. */
#define ASK_EXPIRE(r)	{ .verdict = NF_REHOME_VERDICT_EXPIRE,		\
			  .reason = NF_REHOME_REASON_##r, .ask = true }
#define ASK(r)		{ .verdict = NF_REHOME_VERDICT_RENAT,		\
			  .reason = NF_REHOME_REASON_##r, .ask = true }
#define RENAT(r)	{ .verdict = NF_REHOME_VERDICT_RENAT,		\
			  .reason = NF_REHOME_REASON_##r }

/* The mapping's address is on a WAN in this state, or elsewhere. */
#define ON_WAN(s)	.owner = NF_REHOME_OWNER_WAN,			\
			.owner_state = NF_REHOME_WAN_STATE_##s
#define OWNER(o)	.owner = NF_REHOME_OWNER_##o
#define EGRESS(e)	.egress = NF_REHOME_EGRESS_##e

static struct rehome_facts facts_of(const struct decide_case *c)
{
	struct rehome_facts f = c->facts;

	f.mode = NF_REHOME_MODE_RENAT;
	f.action = NF_REHOME_ACTION_RENAT;
	f.proven = !c->unproven;
	f.egress_usable = !c->unusable;
	f.owner_link = !c->linkless;
	return f;
}

static void expect_decision(struct kunit *test, const struct rehome_facts *f,
			    const struct rehome_decision *want)
{
	struct rehome_decision d = rehome_decide(f);

	KUNIT_EXPECT_EQ(test, want->verdict, d.verdict);
	KUNIT_EXPECT_EQ(test, want->reason, d.reason);
	KUNIT_EXPECT_EQ(test, want->report, d.report);
	KUNIT_EXPECT_EQ(test, want->ask, d.ask);
	KUNIT_EXPECT_EQ(test, want->later, d.later);
}

static const struct decide_case translated[] = {
	{ "fits",
	  { ON_WAN(UP), EGRESS(WAN), .on_path = true }, .want = KEEP(FITS) },
	{ "fits, while damped",
	  { ON_WAN(UP), EGRESS(WAN), .on_path = true, .damped = true },
	  .want = KEEP(FITS) },
	{ "fits, unproven",
	  { ON_WAN(UP), EGRESS(WAN), .on_path = true }, .unproven = true,
	  .want = KEEP(FITS) },
	{ "address of the LAN device it leaves by",
	  { OWNER(LOCAL), EGRESS(OTHER), .on_path = true },
	  .want = KEEP(FITS) },
	{ "egress is another WAN",
	  { ON_WAN(UP), EGRESS(WAN) }, .want = ASK(EGRESS_MOVED) },
	{ "egress is another WAN without address or link",
	  { ON_WAN(UP), EGRESS(WAN) }, .unusable = true,
	  .want = LATER(NO_TARGET) },
	{ "egress is another WAN, profile was wrong at rest",
	  { ON_WAN(UP), EGRESS(WAN) }, .unproven = true,
	  .want = LATER(UNPROVEN) },
	{ "egress is no WAN, the mapping's is up",
	  { ON_WAN(UP), EGRESS(OTHER) }, .want = LATER(UNPROVEN) },
	{ "egress is no WAN, the mapping's is down",
	  { ON_WAN(DOWN), EGRESS(OTHER) }, .want = ASK(WAN_DOWN) },
	{ "egress is no WAN, the mapping's is unhealthy",
	  { ON_WAN(UNHEALTHY), EGRESS(OTHER) }, .want = ASK(WAN_UNHEALTHY) },
	{ "WAN down, lookup unproven",
	  { ON_WAN(DOWN), EGRESS(OTHER) }, .unproven = true,
	  .linkless = true, .want = ASK(WAN_DOWN) },
	{ "egress is another WAN, but a guess leads elsewhere",
	  { ON_WAN(UP), EGRESS(WAN), .doubtful = true },
	  .want = ASK_EXPIRE(EGRESS_MOVED) },
	{ "WAN down, but a guess leads elsewhere",
	  { ON_WAN(DOWN), EGRESS(OTHER), .doubtful = true },
	  .want = ASK_EXPIRE(WAN_DOWN) },
	{ "address gone, but a guess leads elsewhere",
	  { OWNER(GONE), EGRESS(WAN), .doubtful = true },
	  .want = ASK_EXPIRE(ADDR_GONE) },
	{ "a guess leads elsewhere, and so does the rule set",
	  { OWNER(GONE), EGRESS(WAN), .doubtful = true,
	    .asked = NF_REHOME_ASKED_OTHER },
	  .want = EXPIRE(ADDR_GONE) },
	{ "a guess leads elsewhere, but the mapping would be the same",
	  { ON_WAN(UP), EGRESS(WAN), .doubtful = true,
	    .asked = NF_REHOME_ASKED_SAME },
	  .want = KEEP(SAME_MAPPING) },
	{ "a guess leads elsewhere, but it came back",
	  { ON_WAN(DOWN), EGRESS(WAN), .doubtful = true, .recycled = true },
	  .want = LATER(NO_TARGET) },
	{ "no default route on its WAN, but a guess explains it",
	  { ON_WAN(DOWN), EGRESS(WAN) }, .unproven = true,
	  .want = LATER(UNPROVEN) },
	{ "address gone",
	  { OWNER(GONE), EGRESS(WAN) }, .want = ASK(ADDR_GONE) },
	{ "address gone, lookup unproven",
	  { OWNER(GONE), EGRESS(WAN) }, .unproven = true,
	  .want = ASK(ADDR_GONE) },
	{ "address gone, none to go to yet",
	  { OWNER(GONE), EGRESS(WAN) }, .unusable = true,
	  .want = LATER(NO_TARGET) },
	{ "address gone, no route",
	  { OWNER(GONE), EGRESS(NONE) }, .want = LATER(NO_TARGET) },
	{ "address was never seen",
	  { OWNER(UNKNOWN), EGRESS(WAN) }, .want = LATER(UNPROVEN) },
	{ "address is on a loopback or LAN device",
	  { OWNER(LOCAL), EGRESS(WAN) }, .want = LATER(UNPROVEN) },
	{ "no route",
	  { ON_WAN(DOWN), EGRESS(NONE) }, .want = LATER(NO_TARGET) },
	{ "no route by its mark, a new entry may get another",
	  { ON_WAN(DOWN), EGRESS(NONE), .anew = true },
	  .linkless = true, .want = EXPIRE(WAN_DOWN) },
	{ "no route by its mark, the new entry got the same",
	  { ON_WAN(DOWN), EGRESS(NONE), .anew = true, .recycled = true },
	  .linkless = true, .want = LATER(NO_TARGET) },
	{ "no route, WAN up",
	  { ON_WAN(UP), EGRESS(NONE) }, .want = LATER(NO_TARGET) },
	{ "unhealthy, routed there, another by its mark",
	  { ON_WAN(UNHEALTHY), EGRESS(WAN), .on_path = true,
	    .alt_wan = true },
	  .want = ASK(WAN_UNHEALTHY) },
	{ "unhealthy, routed there, no other",
	  { ON_WAN(UNHEALTHY), EGRESS(WAN), .on_path = true },
	  .want = LATER(NO_TARGET) },
	{ "unhealthy, routed there, a new entry may go elsewhere",
	  { ON_WAN(UNHEALTHY), EGRESS(WAN), .on_path = true, .anew = true },
	  .want = EXPIRE(WAN_UNHEALTHY) },
	{ "unhealthy, routed there, the new entry came back",
	  { ON_WAN(UNHEALTHY), EGRESS(WAN), .on_path = true, .anew = true,
	    .recycled = true },
	  .want = LATER(NO_TARGET) },
	{ "unhealthy, routed to no usable WAN, another by its mark",
	  { ON_WAN(UNHEALTHY), EGRESS(WAN), .alt_wan = true },
	  .unusable = true, .want = ASK(WAN_UNHEALTHY) },
	{ "down, no route, another by its mark",
	  { ON_WAN(DOWN), EGRESS(NONE), .alt_wan = true },
	  .unusable = true, .want = ASK(WAN_DOWN) },
	{ "address gone, another WAN by its mark, a guess leads elsewhere",
	  { OWNER(GONE), EGRESS(WAN), .alt_wan = true, .doubtful = true },
	  .unusable = true, .want = ASK(ADDR_GONE) },
	{ "down without link, routed there, no other",
	  { ON_WAN(DOWN), EGRESS(WAN), .on_path = true },
	  .linkless = true, .want = LATER(NO_TARGET) },
	{ "down, routed there, another by its mark",
	  { ON_WAN(DOWN), EGRESS(WAN), .on_path = true, .alt_wan = true },
	  .linkless = true, .want = ASK(WAN_DOWN) },
	{ "link up, no default route, yet routed there",
	  { ON_WAN(DOWN), EGRESS(WAN), .on_path = true },
	  .want = KEEP(FITS) },
	{ "port displaced",
	  { ON_WAN(UP), EGRESS(WAN), .on_path = true, .displaced = true },
	  .want = ASK(PORT_DISPLACED) },
	{ "port displaced and egress moved",
	  { ON_WAN(UP), EGRESS(WAN), .displaced = true },
	  .want = ASK(EGRESS_MOVED) },
	{ "moved less than the hold time ago",
	  { ON_WAN(UP), EGRESS(WAN), .damped = true },
	  .want = LATER(DAMPED) },
	{ "address gone, damped",
	  { OWNER(GONE), EGRESS(WAN), .damped = true },
	  .want = LATER(DAMPED) },
	{ "the WAN that it left by its mark is up again",
	  { ON_WAN(UP), EGRESS(WAN), .on_path = true, .back = true },
	  .want = ASK(EGRESS_MOVED) },
	{ "back to a preferred WAN, policy says wait",
	  { ON_WAN(UP), EGRESS(WAN), .on_path = true, .back = true,
	    .draining = true },
	  .want = LATER(DRAINING) },
	{ "draining, but its WAN turns unhealthy",
	  { ON_WAN(UNHEALTHY), EGRESS(WAN), .on_path = true, .back = true,
	    .draining = true, .alt_wan = true },
	  .want = ASK(WAN_UNHEALTHY) },
	{ "draining, but its address is gone",
	  { OWNER(GONE), EGRESS(WAN), .back = true, .draining = true },
	  .want = ASK(ADDR_GONE) },
	{ "rule set gives another mapping",
	  { ON_WAN(UP), EGRESS(WAN), .asked = NF_REHOME_ASKED_OTHER },
	  .want = RENAT(EGRESS_MOVED) },
	{ "rule set gives the same mapping",
	  { ON_WAN(UP), EGRESS(WAN), .asked = NF_REHOME_ASKED_SAME },
	  .want = KEEP(SAME_MAPPING) },
	{ "rule set gives no mapping",
	  { ON_WAN(UP), EGRESS(WAN), .asked = NF_REHOME_ASKED_NONE },
	  .want = LATER(NO_TARGET) },
	{ "address gone, rule set gives the same mapping",
	  { OWNER(GONE), EGRESS(WAN), .asked = NF_REHOME_ASKED_SAME },
	  .want = KEEP(SAME_MAPPING) },
	{ "port free again, rule set would not give it",
	  { ON_WAN(UP), EGRESS(WAN), .on_path = true, .displaced = true,
	    .asked = NF_REHOME_ASKED_SAME },
	  .want = KEEP(SAME_MAPPING) },
	{ "damped after the rule set answered",
	  { ON_WAN(UP), EGRESS(WAN), .asked = NF_REHOME_ASKED_OTHER,
	    .damped = true },
	  .want = LATER(DAMPED) },
	{ "excluded",
	  { ON_WAN(DOWN), EGRESS(WAN), .excluded = true },
	  .want = KEEP(EXCLUDED) },
};

KUNIT_ARRAY_PARAM_DESC(translated, translated, desc);

static void decide_translated(struct kunit *test)
{
	const struct decide_case *c = test->param_value;
	struct rehome_facts f = facts_of(c);

	f.xlat = NF_REHOME_XLAT_MASQUERADE;
	expect_decision(test, &f, &c->want);
	f.xlat = NF_REHOME_XLAT_SNAT;
	expect_decision(test, &f, &c->want);
}

static const struct decide_case untranslated[] = {
	{ "routed client",
	  { EGRESS(WAN) }, .want = KEEP(FITS) },
	{ "between inside networks",
	  { EGRESS(OTHER), .inside = true }, .want = KEEP(FITS) },
	{ "private source on a WAN",
	  { EGRESS(WAN), .inside = true }, .want = ASK(NOT_NATTED) },
	{ "private source on a WAN, but a guess leads elsewhere",
	  { EGRESS(WAN), .inside = true, .doubtful = true },
	  .want = LATER(UNPROVEN) },
	{ "private source on a WAN, unproven",
	  { EGRESS(WAN), .inside = true }, .unproven = true,
	  .want = LATER(UNPROVEN) },
	{ "private source on a WAN without address",
	  { EGRESS(WAN), .inside = true }, .unusable = true,
	  .want = KEEP(FITS) },
	{ "no route",
	  { EGRESS(NONE), .inside = true }, .want = KEEP(FITS) },
	{ "damped",
	  { EGRESS(WAN), .inside = true, .damped = true },
	  .want = LATER(DAMPED) },
	{ "rule set would translate it",
	  { EGRESS(WAN), .inside = true, .asked = NF_REHOME_ASKED_OTHER },
	  .want = RENAT(NOT_NATTED) },
	{ "rule set would leave it",
	  { EGRESS(WAN), .inside = true, .asked = NF_REHOME_ASKED_SAME },
	  .want = KEEP(SAME_MAPPING) },
	{ "excluded",
	  { EGRESS(WAN), .inside = true, .excluded = true },
	  .want = KEEP(EXCLUDED) },
};

KUNIT_ARRAY_PARAM_DESC(untranslated, untranslated, desc);

static void decide_untranslated(struct kunit *test)
{
	const struct decide_case *c = test->param_value;
	struct rehome_facts f = facts_of(c);

	f.xlat = NF_REHOME_XLAT_NONE;
	expect_decision(test, &f, &c->want);
}

static const struct decide_case inbound[] = {
	{ "WAN alive, replies leave by it",
	  { ON_WAN(UP), EGRESS(WAN), .on_path = true },
	  .want = KEEP(INBOUND_ALIVE) },
	{ "WAN alive, replies leave by another",
	  { ON_WAN(UP), EGRESS(WAN) }, .want = KEEP(INBOUND_ALIVE) },
	{ "WAN down",
	  { ON_WAN(DOWN), EGRESS(WAN) }, .want = EXPIRE(WAN_DOWN) },
	{ "WAN without link, still routed there",
	  { ON_WAN(DOWN), EGRESS(WAN), .on_path = true }, .linkless = true,
	  .want = EXPIRE(WAN_DOWN) },
	{ "no default route, but one to the peer",
	  { ON_WAN(DOWN), EGRESS(WAN), .on_path = true },
	  .want = KEEP(INBOUND_ALIVE) },
	{ "WAN unhealthy",
	  { ON_WAN(UNHEALTHY), EGRESS(WAN) }, .want = EXPIRE(WAN_UNHEALTHY) },
	{ "WAN unhealthy, still routed there",
	  { ON_WAN(UNHEALTHY), EGRESS(WAN), .on_path = true },
	  .want = EXPIRE(WAN_UNHEALTHY) },
	{ "WAN unhealthy, but it came back there",
	  { ON_WAN(UNHEALTHY), EGRESS(WAN), .recycled = true },
	  .want = LATER(NO_TARGET) },
	{ "address gone",
	  { OWNER(GONE), EGRESS(WAN) }, .want = EXPIRE(ADDR_GONE) },
	{ "address gone, lookup unproven",
	  { OWNER(GONE), EGRESS(WAN) }, .unproven = true,
	  .want = EXPIRE(ADDR_GONE) },
	{ "WAN down, no route for replies",
	  { ON_WAN(DOWN), EGRESS(NONE) }, .want = LATER(NO_TARGET) },
	{ "address gone, no route for replies",
	  { OWNER(GONE), EGRESS(NONE) }, .want = LATER(NO_TARGET) },
	{ "from inside and back inside",
	  { ON_WAN(DOWN), EGRESS(OTHER) }, .want = KEEP(FITS) },
	{ "to an address of the LAN",
	  { OWNER(LOCAL), EGRESS(WAN) }, .want = KEEP(FITS) },
	{ "to an address never seen",
	  { OWNER(UNKNOWN), EGRESS(WAN) }, .want = KEEP(FITS) },
	{ "excluded",
	  { OWNER(GONE), EGRESS(WAN), .excluded = true },
	  .want = KEEP(EXCLUDED) },
};

KUNIT_ARRAY_PARAM_DESC(inbound, inbound, desc);

static void decide_inbound(struct kunit *test)
{
	const struct decide_case *c = test->param_value;
	struct rehome_facts f = facts_of(c);

	f.kind = NF_REHOME_FLOW_KIND_INBOUND;
	expect_decision(test, &f, &c->want);
	f.kind = NF_REHOME_FLOW_KIND_TERMINATED;
	expect_decision(test, &f, &c->want);
}

/* From a socket of the router, translated by the rule set. */
static const struct decide_case local_translated[] = {
	{ "fits",
	  { ON_WAN(UP), EGRESS(WAN), .on_path = true }, .want = KEEP(FITS) },
	{ "egress is another WAN",
	  { ON_WAN(UP), EGRESS(WAN) }, .want = ASK(EGRESS_MOVED) },
	{ "egress is another WAN, unproven",
	  { ON_WAN(UP), EGRESS(WAN) }, .unproven = true,
	  .want = LATER(UNPROVEN) },
	{ "address gone",
	  { OWNER(GONE), EGRESS(WAN) }, .want = ASK(ADDR_GONE) },
	{ "WAN down",
	  { ON_WAN(DOWN), EGRESS(WAN) }, .want = ASK(EGRESS_MOVED) },
	{ "no route",
	  { ON_WAN(DOWN), EGRESS(NONE) }, .want = LATER(NO_TARGET) },
	{ "excluded",
	  { ON_WAN(DOWN), EGRESS(WAN), .excluded = true },
	  .want = KEEP(EXCLUDED) },
};

KUNIT_ARRAY_PARAM_DESC(local_translated, local_translated, desc);

static void decide_local_translated(struct kunit *test)
{
	const struct decide_case *c = test->param_value;
	struct rehome_facts f = facts_of(c);

	f.kind = NF_REHOME_FLOW_KIND_LOCAL;
	f.xlat = NF_REHOME_XLAT_MASQUERADE;
	expect_decision(test, &f, &c->want);
	f.xlat = NF_REHOME_XLAT_SNAT;
	expect_decision(test, &f, &c->want);
}

/* From a socket of the router, with the address of a WAN as its own. */
static const struct decide_case local_untranslated[] = {
	{ "fits",
	  { ON_WAN(UP), EGRESS(WAN), .on_path = true }, .want = KEEP(FITS) },
	{ "WAN up, routed elsewhere: the socket may be bound to it",
	  { ON_WAN(UP), EGRESS(WAN) }, .want = LATER(UNPROVEN) },
	{ "to the LAN",
	  { ON_WAN(UP), EGRESS(OTHER) }, .want = KEEP(FITS) },
	{ "from an address of the LAN",
	  { OWNER(LOCAL), EGRESS(WAN) }, .want = KEEP(FITS) },
	{ "WAN down: the next packet may have another address",
	  { ON_WAN(DOWN), EGRESS(WAN) }, .want = LATER(UNPROVEN) },
	{ "WAN down, the next packet had not",
	  { ON_WAN(DOWN), EGRESS(WAN), .insists = true },
	  .want = ASK(EGRESS_MOVED) },
	{ "WAN down, the next packet had not, unproven",
	  { ON_WAN(DOWN), EGRESS(WAN), .insists = true }, .unproven = true,
	  .linkless = true, .want = ASK(WAN_DOWN) },
	{ "WAN down, the rule set does not translate",
	  { ON_WAN(DOWN), EGRESS(WAN), .insists = true,
	    .asked = NF_REHOME_ASKED_NONE },
	  .want = LATER(NO_TARGET) },
	{ "WAN unhealthy, routed there",
	  { ON_WAN(UNHEALTHY), EGRESS(WAN), .on_path = true },
	  .want = LATER(NO_TARGET) },
	{ "WAN unhealthy, routed elsewhere: the socket may be bound to it",
	  { ON_WAN(UNHEALTHY), EGRESS(WAN) }, .want = LATER(UNPROVEN) },
	{ "WAN unhealthy, another by its mark",
	  { ON_WAN(UNHEALTHY), EGRESS(WAN), .on_path = true,
	    .alt_wan = true },
	  .want = ASK(WAN_UNHEALTHY) },
	{ "address gone: no packet can have it",
	  { OWNER(GONE), EGRESS(WAN) }, .want = LATER(NO_TARGET) },
	{ "excluded",
	  { ON_WAN(DOWN), EGRESS(WAN), .excluded = true },
	  .want = KEEP(EXCLUDED) },
};

KUNIT_ARRAY_PARAM_DESC(local_untranslated, local_untranslated, desc);

static void decide_local_untranslated(struct kunit *test)
{
	const struct decide_case *c = test->param_value;
	struct rehome_facts f = facts_of(c);

	f.kind = NF_REHOME_FLOW_KIND_LOCAL;
	f.own = true;
	f.xlat = NF_REHOME_XLAT_NONE;
	expect_decision(test, &f, &c->want);
	/* Its port may be translated all the same. */
	f.xlat = NF_REHOME_XLAT_SNAT;
	expect_decision(test, &f, &c->want);
}

static struct kunit_case decide_cases[] = {
	KUNIT_CASE_PARAM(decide_translated, translated_gen_params),
	KUNIT_CASE_PARAM(decide_untranslated, untranslated_gen_params),
	KUNIT_CASE_PARAM(decide_inbound, inbound_gen_params),
	KUNIT_CASE_PARAM(decide_local_translated, local_translated_gen_params),
	KUNIT_CASE_PARAM(decide_local_untranslated,
			 local_untranslated_gen_params),
	{}
};

static struct kunit_suite decide_suite = {
	.name = "nf_rehome_decide",
	.test_cases = decide_cases,
};

kunit_test_suite(decide_suite);

TEST_IMPORT_NS;
MODULE_DESCRIPTION("KUnit suite of the decision");
MODULE_LICENSE("GPL");
