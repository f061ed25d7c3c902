// SPDX-License-Identifier: GPL-2.0
/* The decision about connections of TCP: what is moved of UDP is ended of them, and only
 * if it is certain that they are dead.
 */
#include "decide_cases.h"

#define FOREIGN		MOVED, .foreign = true
#define STALLED		ON_WAN(UNHEALTHY), HOME, .stalled = true, .marked = true, \
			.pinned = true, .steerable = true, .other_up = true

static const struct decide_case connections[] = {
	{ "leaves by its WAN", { ON_WAN(UP), HOME }, KEEP(FITS) },
	{ "leaves by another WAN with the address of its own",
	  { ON_WAN(UP), ORIGIN(FIRST_PACKET), FOREIGN }, EXPIRE(EGRESS_MOVED) },
	{ "the same, older than the module",
	  { ON_WAN(UP), ORIGIN(OWNER), FOREIGN }, EXPIRE(EGRESS_MOVED) },
	{ "the same, while routes are just changing",
	  { ON_WAN(UP), ORIGIN(FIRST_PACKET), FOREIGN, .unsettled = true },
	  KEEP(NOT_PROVEN) },
	{ "leaves with an address that a WAN had",
	  { OWNER(GONE), ORIGIN(FIRST_PACKET), WAN, .foreign = true },
	  EXPIRE(ADDR_GONE) },
	{ "leaves by another WAN with an address that none ever had",
	  { OWNER(UNKNOWN), ORIGIN(FIRST_PACKET), MOVED }, KEEP(NOT_PROVEN) },
	{ "the same, and its first WAN is down",
	  { ON_WAN(DOWN), ORIGIN(FIRST_PACKET), MOVED }, KEEP(NOT_PROVEN) },
	{ "leaves by what is no WAN",
	  { ON_WAN(UP), ORIGIN(FIRST_PACKET), .seen = true, .elsewhere = true },
	  KEEP(NOT_PROVEN) },
	{ "leaves by another next hop of its device",
	  { ON_WAN(UP), ORIGIN(FIRST_PACKET), WAN, .other_hop = true },
	  KEEP(NOT_PROVEN) },
	{ "no packet yet", { ON_WAN(UP), ORIGIN(FIRST_PACKET) }, KEEP(UNSEEN) },
	{ "conntrack holds what knows its sequence numbers",
	  { ON_WAN(UP), ORIGIN(FIRST_PACKET), FOREIGN, .excluded = true },
	  KEEP(EXCLUDED) },
	{ "ended too often",
	  { ON_WAN(UP), ORIGIN(FIRST_PACKET), FOREIGN, .damped = true },
	  KEEP(DAMPED) },
	{ "its WAN told unhealthy, where it leaves",
	  { ON_WAN(UNHEALTHY), HOME, .other_up = true }, KEEP(WAN_UNHEALTHY) },
	{ "its WAN told unhealthy, led there by a mark that is known",
	  { ON_WAN(UNHEALTHY), HOME, .marked = true, .pinned = true,
	    .steerable = true, .other_up = true }, KEEP(WAN_UNHEALTHY) },
	{ "the same, and gets no answer there", { STALLED }, EXPIRE(WAN_UNHEALTHY) },
	{ "the same, while routes are just changing",
	  { STALLED, .unsettled = true }, EXPIRE(WAN_UNHEALTHY) },
	{ "the same, and conntrack holds what knows its sequence numbers",
	  { STALLED, .excluded = true }, KEEP(WAN_UNHEALTHY) },
	{ "the same, and a policy of IPsec takes it",
	  { STALLED, .tunnelled = true }, KEEP(WAN_UNHEALTHY) },
	{ "the same, and it leaves by what is no WAN",
	  { ON_WAN(UNHEALTHY), .seen = true, .at_home = true, .stalled = true,
	    .marked = true, .pinned = true, .steerable = true,
	    .other_up = true }, KEEP(WAN_UNHEALTHY) },
	{ "the same, ended too often", { STALLED, .damped = true }, KEEP(DAMPED) },
	{ "gets no answer by a WAN that is up",
	  { ON_WAN(UP), HOME, .stalled = true, .marked = true }, KEEP(FITS) },
	{ "gets no answer by a WAN told unhealthy, which no mark leads it to",
	  { ON_WAN(UNHEALTHY), HOME, .stalled = true, .other_up = true },
	  KEEP(WAN_UNHEALTHY) },
	{ "the same, led there by a mark of nobody",
	  { ON_WAN(UNHEALTHY), HOME, .stalled = true, .other_up = true,
	    .marked = true }, KEEP(WAN_UNHEALTHY) },
	{ "gets no answer, and no packet of it was seen to leave",
	  { ON_WAN(DOWN), .stalled = true, .marked = true, .pinned = true,
	    .steerable = true, .other_up = true }, KEEP(WAN_DOWN) },
	{ "its WAN down, led there by a mark of nobody",
	  { ON_WAN(DOWN), .marked = true, .other_up = true, .insists = true },
	  KEEP(WAN_DOWN) },
};

KUNIT_ARRAY_PARAM_DESC(connection, connections, desc);

/* Whatever mode and action allow: they are never moved. */
static void decide_connection(struct kunit *test)
{
	const struct decide_case *c = test->param_value;
	struct rehome_facts f = facts_of(c);

	f.tcp = true;
	f.xlat = NF_REHOME_XLAT_SNAT;
	expect_outbound(test, &f, &c->want);
	f.action = NF_REHOME_ACTION_EXPIRE;
	expect_outbound(test, &f, &c->want);
	f.xlat = NF_REHOME_XLAT_MASQUERADE;
	expect_outbound(test, &f, &c->want);
}

/* The router's own, whose source is the address of a WAN itself. */
static void untranslated(struct kunit *test)
{
	const struct rehome_decision dead = EXPIRE(NOT_NATTED), alone = KEEP(NOT_PROVEN);
	struct rehome_facts f = {
		ON_WAN(UP), ORIGIN(FIRST_PACKET), FOREIGN,
		.mode = NF_REHOME_MODE_RENAT,
		.action = NF_REHOME_ACTION_EXPIRE,
		.translates = true, .tcp = true,
	};

	expect_outbound(test, &f, &dead);
	f.foreign = false;
	expect_outbound(test, &f, &alone);
}

static void from_outside(struct kunit *test)
{
	const struct rehome_decision gone = EXPIRE(ADDR_GONE), down = EXPIRE(WAN_DOWN),
				     alive = KEEP(INBOUND_ALIVE),
				     alone = KEEP(NOT_PROVEN);
	struct rehome_facts f = {
		OWNER(GONE), ORIGIN(FIRST_PACKET), FOREIGN,
		.kind = NF_REHOME_FLOW_KIND_INBOUND,
		.mode = NF_REHOME_MODE_RENAT,
		.action = NF_REHOME_ACTION_EXPIRE,
		.tcp = true,
	};

	expect_decision(test, &f, &gone);
	f.foreign = false;
	expect_decision(test, &f, &alone);
	f.foreign = true;
	f.owner = NF_REHOME_OWNER_WAN;
	expect_decision(test, &f, &alive);
	f.owner_ill = true;
	f.owner_state = NF_REHOME_WAN_STATE_DOWN;
	f.kind = NF_REHOME_FLOW_KIND_TERMINATED;
	expect_decision(test, &f, &down);
}

static void only_reported(struct kunit *test)
{
	struct rehome_decision want = EXPIRE(EGRESS_MOVED);
	const struct rehome_decision off = KEEP(MODE_OFF), kept = KEEP(CLASS_KEEPS);
	struct rehome_facts f = {
		ON_WAN(UP), ORIGIN(FIRST_PACKET), FOREIGN,
		.mode = NF_REHOME_MODE_REPORT,
		.action = NF_REHOME_ACTION_EXPIRE,
		.xlat = NF_REHOME_XLAT_SNAT,
		.tcp = true,
	};

	want.report = true;
	expect_outbound(test, &f, &want);
	f.mode = NF_REHOME_MODE_RENAT;
	f.action = NF_REHOME_ACTION_REPORT;
	expect_outbound(test, &f, &want);
	f.action = NF_REHOME_ACTION_KEEP;
	expect_outbound(test, &f, &kept);
	f.action = NF_REHOME_ACTION_EXPIRE;
	f.mode = NF_REHOME_MODE_OFF;
	expect_outbound(test, &f, &off);
}

static struct kunit_case decide_tcp_cases[] = {
	KUNIT_CASE_PARAM(decide_connection, connection_gen_params),
	KUNIT_CASE(untranslated),
	KUNIT_CASE(from_outside),
	KUNIT_CASE(only_reported),
	{}
};

static struct kunit_suite decide_tcp_suite = {
	.name = "nf_rehome_decide_tcp",
	.test_cases = decide_tcp_cases,
};

kunit_test_suite(decide_tcp_suite);

TEST_IMPORT_NS;
MODULE_DESCRIPTION("KUnit suite of the decision about TCP");
MODULE_LICENSE("GPL");
