// SPDX-License-Identifier: GPL-2.0
/* What no facts whatever lead to: moving a healthy flow is the worst that can be
 * done.
 */
#include "decide_cases.h"

#define TRIES	1000000

/* What a look at the facts and the decision alone tells to be wrong. */
static const char *wrong(const struct rehome_facts *f, struct rehome_decision d)
{
	bool outside = f->kind == NF_REHOME_FLOW_KIND_INBOUND ||
		       f->kind == NF_REHOME_FLOW_KIND_TERMINATED;
	bool by_packet = d.verdict != NF_REHOME_VERDICT_KEEP && !d.at_once;
	bool ill = f->owner == NF_REHOME_OWNER_WAN && f->owner_ill;
	bool dead = f->foreign && !f->unsettled,
	     stuck = f->stalled && ill && f->steerable && f->pinned &&
		     f->out_wan && !f->elsewhere && !f->tunnelled;

	if (d.verdict == NF_REHOME_VERDICT_KEEP)
		return d.report || d.at_once ? "kept, and more than that" :
		       d.later && d.reason != NF_REHOME_REASON_DRAINING ?
		       "kept for later" : NULL;
	if (f->mode == NF_REHOME_MODE_OFF || f->action == NF_REHOME_ACTION_KEEP)
		return "touched although it is said to be kept";
	if (d.report != (f->mode == NF_REHOME_MODE_REPORT ||
			 f->action == NF_REHOME_ACTION_REPORT))
		return "reported or done, and not as it is said";
	if (d.verdict == NF_REHOME_VERDICT_RENAT &&
	    (f->mode == NF_REHOME_MODE_EXPIRE ||
	     f->action == NF_REHOME_ACTION_EXPIRE))
		return "moved although it is said to be expired";
	if (by_packet && !f->seen)
		return "by a packet that there was not";
	if (by_packet && f->damped)
		return "by a packet although it is damped";
	if (by_packet && f->excluded && d.verdict == NF_REHOME_VERDICT_RENAT)
		return "moved although that cannot be carried";
	if (outside && (d.verdict != NF_REHOME_VERDICT_EXPIRE || d.at_once))
		return "from outside, and not expired by a packet";
	if (f->tcp && (d.verdict != NF_REHOME_VERDICT_EXPIRE || !by_packet))
		return "a connection moved, or ended without a packet";
	if (f->tcp && (f->excluded || !(dead || stuck)))
		return "a connection ended that is not proven dead";
	if (f->at_home && !ill && !f->away &&
	    d.reason != NF_REHOME_REASON_PORT_DISPLACED)
		return "touched although it is at home";
	if (!f->seen && !ill && !f->away)
		return "touched although nothing is known against it";
	if (d.at_once && d.verdict == NF_REHOME_VERDICT_EXPIRE && !f->away &&
	    f->mode == NF_REHOME_MODE_RENAT &&
	    f->action == NF_REHOME_ACTION_RENAT && !f->seen && !f->insists)
		return "ended although it is silent";
	if (d.at_once && !f->marked && !f->away && !f->steerable)
		return "led by a mark that it has not";
	return NULL;
}

static void never(struct kunit *test)
{
	struct rehome_decision d;
	struct rnd_state rnd;
	struct rehome_facts f;
	const char *why;
	int i;

	prandom_seed_state(&rnd, 20260101);
	for (i = 0; i < TRIES; i++) {
		f = some_facts(&rnd);
		d = rehome_decide(&f);
		why = wrong(&f, d);
		if (!why)
			continue;
		KUNIT_FAIL(test, "%s: verdict %d, reason %d, of %*ph", why,
			   d.verdict, d.reason, (int)sizeof(f), &f);
		return;
	}
}

static struct kunit_case decide_never_cases[] = {
	KUNIT_CASE(never),
	{}
};

static struct kunit_suite decide_never_suite = {
	.name = "nf_rehome_decide_never",
	.test_cases = decide_never_cases,
};

kunit_test_suite(decide_never_suite);

TEST_IMPORT_NS;
MODULE_DESCRIPTION("KUnit suite of what is never decided");
MODULE_LICENSE("GPL");
