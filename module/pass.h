/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_PASS_H
#define _REHOME_PASS_H

#include <linux/types.h>
#include <linux/nf_rehome.h>
#include "filter.h"

struct rehome_net;
struct rehome_scan;
struct rehome_walk;

/**
 * struct rehome_pass_count - what a pass did
 * @kind: why it ran
 * @dry: it only looked
 * @walked: conntrack entries looked at
 * @flows: flows of a class among them
 * @keep: flows left as they are
 * @renat: flows whose mark was rewritten
 * @expire: flows expired
 * @report: verdicts only reported
 * @later: flows put off
 * @duration: nanoseconds of work
 */
struct rehome_pass_count {
	enum nf_rehome_pass_kind kind;
	bool dry;
	u64 walked;
	u64 flows;
	u64 keep;
	u64 renat;
	u64 expire;
	u64 report;
	u64 later;
	u64 duration;
};

/**
 * struct rehome_pass - one look at the flows of a namespace
 * @count: what it did so far
 * @until: when a flow that was put off wants another look, 0 if none does
 * @scan: its place in the index
 * @walk: its place in conntrack's table, if it looks there
 * @adopts: flows that are not in the index are looked for, not just now and then
 * @alien: it found such flows
 * @trigger: the last trigger when it began, in jiffies
 * @closes: the window may be closed if all flows are seen
 * @unseen: flows without a packet since the last trigger
 * @offloaded: of these, those on a flow table's fast path
 * @hinted: flows that a lookup says something new about
 * @only: of all that, only these flows are carried out and counted
 */
struct rehome_pass {
	struct rehome_pass_count count;
	u64 until;
	struct rehome_scan *scan;
	struct rehome_walk *walk;
	bool adopts;
	bool alien;
	unsigned long trigger;
	bool closes;
	u64 unseen;
	u64 offloaded;
	u64 hinted;
	struct rehome_filter only;
};

bool rehome_pass_begin(struct rehome_net *rn, struct rehome_pass *pass,
		       enum nf_rehome_pass_kind kind, bool dry);
bool rehome_pass_slice(struct rehome_net *rn, struct rehome_pass *pass,
		       u64 budget);
void rehome_pass_end(struct rehome_net *rn, struct rehome_pass *pass);
void rehome_pass_abort(struct rehome_net *rn, struct rehome_pass *pass);

/* It has begun and not ended. */
static inline bool rehome_pass_runs(const struct rehome_pass *pass)
{
	return pass->scan || pass->walk;
}

#endif
