/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_KUNIT_DECIDE_CASES_H
#define _REHOME_KUNIT_DECIDE_CASES_H

#include <linux/prandom.h>
#include "decide.h"
#include "helpers.h"

/**
 * struct decide_case - a situation, and what is to be done about it
 * @desc: its name
 * @facts: what is known of the flow
 * @want: the decision
 */
struct decide_case {
	const char *desc;
	struct rehome_facts facts;
	struct rehome_decision want;
};

#define KEEP(r)		{ .reason = NF_REHOME_REASON_##r }
#define LATER(r)	{ .reason = NF_REHOME_REASON_##r, .later = true }
#define EXPIRE(r)	{ .verdict = NF_REHOME_VERDICT_EXPIRE,		\
			  .reason = NF_REHOME_REASON_##r }
#define RENAT(r)	{ .verdict = NF_REHOME_VERDICT_RENAT,		\
			  .reason = NF_REHOME_REASON_##r }
/* Without a packet: by its mark, or ended. */
#define LEAD(r)		{ .verdict = NF_REHOME_VERDICT_RENAT,		\
			  .reason = NF_REHOME_REASON_##r, .at_once = true }
#define RECYCLE(r)	{ .verdict = NF_REHOME_VERDICT_EXPIRE,		\
			  .reason = NF_REHOME_REASON_##r, .at_once = true }

/* The mapping's address is on a WAN in this state, or elsewhere. */
#define ON_WAN(s)	.owner = NF_REHOME_OWNER_WAN,			\
			.owner_state = NF_REHOME_WAN_STATE_##s,		\
			.owner_ill = NF_REHOME_WAN_STATE_##s !=		\
				     NF_REHOME_WAN_STATE_UP
/* It is said to be down, and nobody knows whether it still is. */
#define STALE_WAN	.owner = NF_REHOME_OWNER_WAN,			\
			.owner_state = NF_REHOME_WAN_STATE_DOWN
#define OWNER(o)	.owner = NF_REHOME_OWNER_##o
#define ORIGIN(o)	.origin = NF_REHOME_ORIGIN_##o
/* Its packet left by a WAN, which is the one of its mapping, or is not. */
#define HOME		.seen = true, .out_wan = true, .at_home = true
#define WAN		.seen = true, .out_wan = true
#define MOVED		WAN, .elsewhere = true

static inline struct rehome_facts facts_of(const struct decide_case *c)
{
	struct rehome_facts f = c->facts;

	f.mode = NF_REHOME_MODE_RENAT;
	f.action = NF_REHOME_ACTION_RENAT;
	return f;
}

static inline void expect_decision(struct kunit *test,
				   const struct rehome_facts *f,
				   const struct rehome_decision *want)
{
	struct rehome_decision d = rehome_decide(f);

	KUNIT_EXPECT_EQ(test, want->verdict, d.verdict);
	KUNIT_EXPECT_EQ(test, want->reason, d.reason);
	KUNIT_EXPECT_EQ(test, want->report, d.report);
	KUNIT_EXPECT_EQ(test, want->at_once, d.at_once);
	KUNIT_EXPECT_EQ(test, want->later, d.later);
}

/* Of the router's own sockets the same holds as of the hosts behind it. */
static inline void expect_outbound(struct kunit *test, struct rehome_facts *f,
				   const struct rehome_decision *want)
{
	f->kind = NF_REHOME_FLOW_KIND_OUTBOUND;
	expect_decision(test, f, want);
	f->kind = NF_REHOME_FLOW_KIND_LOCAL;
	expect_decision(test, f, want);
}

static inline bool coin(struct rnd_state *rnd)
{
	return prandom_u32_state(rnd) & 0x10000;
}

/* Any facts, as far as they can be had: without a packet there are none of it. */
static inline struct rehome_facts some_facts(struct rnd_state *rnd)
{
	struct rehome_facts f = {
		.kind = prandom_u32_state(rnd) % 4,
		.xlat = prandom_u32_state(rnd) % 3,
		.origin = prandom_u32_state(rnd) % 4,
		.owner = prandom_u32_state(rnd) % 4,
		.owner_state = prandom_u32_state(rnd) % 3,
		.mode = prandom_u32_state(rnd) % 4,
		.action = prandom_u32_state(rnd) % 4,
		.seen = coin(rnd),
		.owner_ill = coin(rnd),
		.translates = coin(rnd), .inside = coin(rnd),
		.rules_changed = coin(rnd), .was_natted = coin(rnd),
		.same_mapping = coin(rnd), .displaced = coin(rnd),
		.excluded = coin(rnd), .injected = coin(rnd),
		.offloaded = coin(rnd), .damped = coin(rnd),
		.pinned = coin(rnd), .other_up = coin(rnd),
		.steerable = coin(rnd), .marked = coin(rnd),
		.away = coin(rnd), .draining = coin(rnd),
		.recycled = coin(rnd), .tcp = coin(rnd),
		.stalled = coin(rnd),
	};

	f.insists = !f.seen && coin(rnd);
	if (!f.seen)
		return f;
	f.elsewhere = coin(rnd);
	f.other_hop = !f.elsewhere && coin(rnd);
	f.at_home = coin(rnd);
	f.misplaced = !f.at_home && coin(rnd);
	f.out_wan = coin(rnd);
	f.tunnelled = coin(rnd);
	f.foreign = !f.at_home && coin(rnd);
	f.unsettled = coin(rnd);
	return f;
}

#endif
