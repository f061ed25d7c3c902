/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_STATS_H
#define _REHOME_STATS_H

#include <linux/types.h>
#include <linux/nf_rehome.h>
#include "class.h"

#define REHOME_REASONS	(NF_REHOME_REASON_UNPROVEN + 1)
#define REHOME_PASSES	(NF_REHOME_PASS_KIND_COMMAND + 1)
#define REHOME_FAILURES	(NF_REHOME_FAILURE_REPLACED + 1)

/**
 * struct rehome_count - what was done about flows
 * @keep: left as they are
 * @renat: moved
 * @expire: expired
 * @report: only reported
 */
struct rehome_count {
	u64 keep;
	u64 renat;
	u64 expire;
	u64 report;
};

/**
 * struct rehome_stats - counters of a namespace, under its mutex
 * @passes: passes by kind
 * @reasons: verdicts by reason
 * @classes: verdicts by class
 * @failures: failures by kind
 * @walked: conntrack entries looked at
 * @flows: flows of a class among them
 * @duration: nanoseconds of work in passes
 */
struct rehome_stats {
	u64 passes[REHOME_PASSES];
	struct rehome_count reasons[REHOME_REASONS];
	struct rehome_count classes[REHOME_CLASSES];
	u64 failures[REHOME_FAILURES];
	u64 walked;
	u64 flows;
	u64 duration;
};

struct rehome_count rehome_stats_total(const struct rehome_stats *s);

#endif
