// SPDX-License-Identifier: GPL-2.0
/* The decision by a packet, situation by situation. For what needs no packet
 * see decide_state_kunit.c, for what is never decided decide_never_kunit.c.
 */
#include "decide_cases.h"

static const struct decide_case translated[] = {
	{ "leaves where it was chosen for",
	  { ON_WAN(UP), ORIGIN(MASQUERADE), HOME }, KEEP(FITS) },
	{ "leaves by another WAN where it is at home as well",
	  { ON_WAN(UP), ORIGIN(MASQUERADE), HOME, .elsewhere = true },
	  KEEP(FITS) },
	{ "leaves by another next hop, at home",
	  { ON_WAN(UP), ORIGIN(FIRST_PACKET), HOME, .other_hop = true },
	  KEEP(FITS) },
	{ "leaves as ever with the address of a pool",
	  { OWNER(UNKNOWN), ORIGIN(FIRST_PACKET), WAN }, KEEP(FITS) },
	{ "leaves as ever, fixed address of another device",
	  { OWNER(LOCAL), ORIGIN(FIRST_PACKET), WAN }, KEEP(FITS) },
	{ "fits, and was moved too often",
	  { ON_WAN(UP), ORIGIN(MASQUERADE), HOME, .damped = true },
	  KEEP(FITS) },
	{ "fits, excluded",
	  { ON_WAN(UP), ORIGIN(MASQUERADE), HOME, .excluded = true },
	  KEEP(FITS) },
	{ "by another WAN, as its first packet did not",
	  { ON_WAN(UP), ORIGIN(FIRST_PACKET), MOVED }, RENAT(EGRESS_MOVED) },
	{ "by another WAN than was masqueraded for",
	  { ON_WAN(UP), ORIGIN(MASQUERADE), MOVED }, RENAT(EGRESS_MOVED) },
	{ "by another WAN than holds its address",
	  { ON_WAN(UP), ORIGIN(OWNER), MOVED }, RENAT(EGRESS_MOVED) },
	{ "by another WAN, its own is down",
	  { ON_WAN(DOWN), ORIGIN(MASQUERADE), MOVED }, RENAT(EGRESS_MOVED) },
	{ "by another WAN, pool",
	  { OWNER(UNKNOWN), ORIGIN(FIRST_PACKET), MOVED },
	  RENAT(EGRESS_MOVED) },
	{ "by another next hop",
	  { ON_WAN(UP), ORIGIN(FIRST_PACKET), WAN, .other_hop = true },
	  RENAT(EGRESS_MOVED) },
	{ "masqueraded there with another WAN's address, for want of one",
	  { ON_WAN(UP), ORIGIN(MASQUERADE), WAN, .misplaced = true },
	  RENAT(EGRESS_MOVED) },
	{ "by a device that is no WAN",
	  { ON_WAN(UP), ORIGIN(FIRST_PACKET), .seen = true,
	    .elsewhere = true }, RENAT(EGRESS_MOVED) },
	{ "address gone, by another WAN",
	  { OWNER(GONE), ORIGIN(MASQUERADE), MOVED }, RENAT(ADDR_GONE) },
	{ "address gone, by the same WAN",
	  { OWNER(GONE), ORIGIN(MASQUERADE), WAN }, RENAT(ADDR_GONE) },
	{ "address gone, nothing tells where from",
	  { OWNER(GONE), ORIGIN(NONE), WAN }, RENAT(ADDR_GONE) },
	{ "address on no device, but said to be at home there",
	  { OWNER(GONE), ORIGIN(MASQUERADE), HOME }, KEEP(FITS) },
	{ "nothing tells what it was chosen for",
	  { OWNER(UNKNOWN), ORIGIN(NONE), WAN }, KEEP(FITS) },
	{ "chosen by another machine",
	  { OWNER(UNKNOWN), ORIGIN(NONE), WAN, .injected = true },
	  RENAT(EGRESS_MOVED) },
	{ "chosen by another machine, at home here",
	  { ON_WAN(UP), ORIGIN(NONE), HOME, .injected = true }, KEEP(FITS) },
	{ "into a tunnel that its first packet did not take",
	  { ON_WAN(UP), ORIGIN(FIRST_PACKET), WAN, .other_hop = true,
	    .tunnelled = true }, RENAT(EGRESS_MOVED) },
	{ "into a tunnel that its first packet took as well",
	  { OWNER(UNKNOWN), ORIGIN(FIRST_PACKET), WAN, .tunnelled = true },
	  KEEP(FITS) },
	{ "into a tunnel, nobody saw the first packet",
	  { ON_WAN(UP), ORIGIN(MASQUERADE), MOVED, .tunnelled = true },
	  KEEP(FITS) },
	{ "into a tunnel, address gone, nobody saw the first packet",
	  { OWNER(GONE), ORIGIN(OWNER), MOVED, .tunnelled = true },
	  KEEP(FITS) },
	{ "port displaced",
	  { ON_WAN(UP), ORIGIN(MASQUERADE), HOME, .displaced = true },
	  RENAT(PORT_DISPLACED) },
	{ "port displaced, pool",
	  { OWNER(UNKNOWN), ORIGIN(FIRST_PACKET), WAN, .displaced = true },
	  RENAT(PORT_DISPLACED) },
	{ "port displaced, and by another WAN",
	  { ON_WAN(UP), ORIGIN(MASQUERADE), MOVED, .displaced = true },
	  RENAT(EGRESS_MOVED) },
	{ "port displaced, excluded",
	  { ON_WAN(UP), ORIGIN(MASQUERADE), HOME, .displaced = true,
	    .excluded = true }, KEEP(FITS) },
	{ "port displaced, and the rule set would not give it",
	  { ON_WAN(UP), ORIGIN(MASQUERADE), HOME, .displaced = true,
	    .same_mapping = true }, KEEP(SAME_MAPPING) },
	{ "port displaced, moved too often",
	  { ON_WAN(UP), ORIGIN(MASQUERADE), HOME, .displaced = true,
	    .damped = true }, KEEP(DAMPED) },
};

KUNIT_ARRAY_PARAM_DESC(translated, translated, desc);

static void decide_translated(struct kunit *test)
{
	const struct decide_case *c = test->param_value;
	struct rehome_facts f = facts_of(c);

	f.xlat = NF_REHOME_XLAT_MASQUERADE;
	expect_outbound(test, &f, &c->want);
	f.xlat = NF_REHOME_XLAT_SNAT;
	expect_outbound(test, &f, &c->want);
}

/* By a packet, where the rule set translates sources. */
static const struct decide_case untranslated[] = {
	{ "routed client, by a WAN",
	  { OWNER(UNKNOWN), ORIGIN(NONE), WAN }, KEEP(FITS) },
	{ "address of a device inside, by a WAN",
	  { OWNER(LOCAL), ORIGIN(NONE), WAN }, KEEP(FITS) },
	{ "between inside networks",
	  { OWNER(UNKNOWN), ORIGIN(NONE), .seen = true, .inside = true },
	  KEEP(FITS) },
	{ "its own address, at home",
	  { ON_WAN(UP), ORIGIN(OWNER), HOME }, KEEP(FITS) },
	{ "private address, at home",
	  { ON_WAN(UP), ORIGIN(OWNER), HOME, .inside = true }, KEEP(FITS) },
	{ "private source into a tunnel",
	  { OWNER(UNKNOWN), ORIGIN(NONE), WAN, .inside = true,
	    .tunnelled = true }, KEEP(FITS) },
	{ "private source by a WAN",
	  { OWNER(UNKNOWN), ORIGIN(NONE), WAN, .inside = true },
	  RENAT(NOT_NATTED) },
	{ "address of another WAN",
	  { ON_WAN(UP), ORIGIN(OWNER), MOVED }, RENAT(NOT_NATTED) },
	{ "address that is gone",
	  { OWNER(GONE), ORIGIN(OWNER), WAN }, RENAT(NOT_NATTED) },
	{ "masqueraded to its own address elsewhere",
	  { OWNER(LOCAL), ORIGIN(MASQUERADE), .seen = true,
	    .elsewhere = true }, RENAT(NOT_NATTED) },
	{ "masqueraded to its own address here",
	  { OWNER(LOCAL), ORIGIN(MASQUERADE), WAN }, KEEP(FITS) },
	{ "address of another WAN, by a device that is none",
	  { ON_WAN(UP), ORIGIN(OWNER), .seen = true, .elsewhere = true },
	  KEEP(FITS) },
	{ "private source, and the rule set saw its first packet",
	  { OWNER(UNKNOWN), ORIGIN(FIRST_PACKET), WAN, .inside = true },
	  KEEP(FITS) },
	{ "the same, and the rules are others now",
	  { OWNER(UNKNOWN), ORIGIN(FIRST_PACKET), WAN, .inside = true,
	    .rules_changed = true }, RENAT(NOT_NATTED) },
	{ "translated once, and the rules are others now",
	  { OWNER(UNKNOWN), ORIGIN(FIRST_PACKET), WAN, .was_natted = true,
	    .rules_changed = true }, RENAT(NOT_NATTED) },
	{ "routed client, and the rules are others now",
	  { OWNER(UNKNOWN), ORIGIN(FIRST_PACKET), WAN,
	    .rules_changed = true }, KEEP(FITS) },
	{ "private source inside, and the rules are others now",
	  { OWNER(UNKNOWN), ORIGIN(FIRST_PACKET), .seen = true,
	    .inside = true, .rules_changed = true }, KEEP(FITS) },
	{ "elsewhere than its first packet",
	  { OWNER(UNKNOWN), ORIGIN(FIRST_PACKET), MOVED },
	  RENAT(NOT_NATTED) },
	{ "by another next hop than its first packet",
	  { OWNER(UNKNOWN), ORIGIN(FIRST_PACKET), WAN, .other_hop = true },
	  RENAT(NOT_NATTED) },
	{ "out of a tunnel, by a device that is no WAN",
	  { OWNER(UNKNOWN), ORIGIN(FIRST_PACKET), .seen = true,
	    .elsewhere = true }, RENAT(NOT_NATTED) },
	{ "elsewhere, at home",
	  { ON_WAN(UP), ORIGIN(FIRST_PACKET), HOME, .elsewhere = true },
	  KEEP(FITS) },
	{ "elsewhere, into a tunnel",
	  { OWNER(UNKNOWN), ORIGIN(FIRST_PACKET), MOVED, .tunnelled = true },
	  KEEP(FITS) },
	/* Without the ports that the class asks for there is none to miss. */
	{ "displaced is nothing without a translation",
	  { ON_WAN(UP), ORIGIN(OWNER), HOME, .displaced = true },
	  KEEP(FITS) },
};

KUNIT_ARRAY_PARAM_DESC(untranslated, untranslated, desc);

static void decide_untranslated(struct kunit *test)
{
	const struct decide_case *c = test->param_value;
	const struct rehome_decision fits = KEEP(FITS);
	struct rehome_facts f = facts_of(c);

	f.xlat = NF_REHOME_XLAT_NONE;
	f.translates = true;
	expect_outbound(test, &f, &c->want);
	/* Without NAT nobody expects it. */
	f.translates = false;
	expect_outbound(test, &f, &fits);
}

/* What stands between a proof and a move. */
static const struct decide_case proven[] = {
	{ "nothing", { OWNER(UNKNOWN) }, RENAT(EGRESS_MOVED) },
	{ "the rule set gave the same",
	  { .same_mapping = true }, KEEP(SAME_MAPPING) },
	{ "the rule set gave the same, but is another now",
	  { .same_mapping = true, .rules_changed = true },
	  RENAT(EGRESS_MOVED) },
	{ "the rule set gave the same, for want of an address",
	  { .same_mapping = true, .misplaced = true },
	  RENAT(EGRESS_MOVED) },
	{ "moved too often", { .damped = true }, KEEP(DAMPED) },
	{ "moved too often, and the rule set gave the same",
	  { .damped = true, .same_mapping = true }, KEEP(SAME_MAPPING) },
	{ "what cannot be carried", { .excluded = true },
	  EXPIRE(EGRESS_MOVED) },
	{ "what cannot be carried, moved too often",
	  { .excluded = true, .damped = true }, KEEP(DAMPED) },
	{ "what cannot be carried, the rule set gave the same",
	  { .excluded = true, .same_mapping = true }, KEEP(SAME_MAPPING) },
	{ "same mapping, its WAN up",
	  { ON_WAN(UP), .same_mapping = true, .marked = true, .pinned = true,
	    .steerable = true }, KEEP(SAME_MAPPING) },
	{ "same mapping, its WAN unhealthy, no mark",
	  { ON_WAN(UNHEALTHY), .same_mapping = true, .other_up = true },
	  KEEP(SAME_MAPPING) },
	{ "same mapping, its WAN unhealthy, led by its mark",
	  { ON_WAN(UNHEALTHY), .same_mapping = true, .marked = true,
	    .pinned = true, .steerable = true }, LEAD(WAN_UNHEALTHY) },
	{ "same mapping, its WAN down a while ago",
	  { STALE_WAN, .same_mapping = true, .marked = true,
	    .other_up = true }, KEEP(SAME_MAPPING) },
	{ "same mapping, its WAN down, mark of nobody",
	  { ON_WAN(DOWN), .same_mapping = true, .marked = true,
	    .other_up = true }, RECYCLE(WAN_DOWN) },
	{ "damped, its WAN unhealthy, led by its mark",
	  { ON_WAN(UNHEALTHY), .damped = true, .marked = true,
	    .pinned = true, .steerable = true }, KEEP(DAMPED) },
	{ "draining, but its packets left",
	  { ON_WAN(UP), .away = true, .draining = true },
	  RENAT(EGRESS_MOVED) },
	{ "a fast path changes nothing", { .offloaded = true },
	  RENAT(EGRESS_MOVED) },
};

KUNIT_ARRAY_PARAM_DESC(proven, proven, desc);

static void decide_proven(struct kunit *test)
{
	const struct decide_case *c = test->param_value;
	struct rehome_decision want = c->want;
	struct rehome_facts f = facts_of(c);

	f.seen = true;
	f.out_wan = true;
	f.elsewhere = true;
	f.translates = true;
	f.origin = NF_REHOME_ORIGIN_FIRST_PACKET;
	f.xlat = NF_REHOME_XLAT_SNAT;
	expect_outbound(test, &f, &want);
	f.xlat = NF_REHOME_XLAT_NONE;
	if (want.reason == NF_REHOME_REASON_EGRESS_MOVED)
		want.reason = NF_REHOME_REASON_NOT_NATTED;
	expect_outbound(test, &f, &want);
}

static struct kunit_case decide_cases[] = {
	KUNIT_CASE_PARAM(decide_translated, translated_gen_params),
	KUNIT_CASE_PARAM(decide_untranslated, untranslated_gen_params),
	KUNIT_CASE_PARAM(decide_proven, proven_gen_params),
	{}
};

static struct kunit_suite decide_suite = {
	.name = "nf_rehome_decide",
	.test_cases = decide_cases,
};

kunit_test_suite(decide_suite);

TEST_IMPORT_NS;
MODULE_DESCRIPTION("KUnit suite of the decision by a packet");
MODULE_LICENSE("GPL");
