// SPDX-License-Identifier: GPL-2.0
#include <linux/minmax.h>
#include "stats.h"

/**
 * rehome_stats_total - what was done about flows, over all reasons
 * @s: the counters
 *
 * Return: the sums.
 */
struct rehome_count rehome_stats_total(const struct rehome_stats *s)
{
	struct rehome_count sum = {};
	int i;

	for (i = 0; i < REHOME_REASONS; i++) {
		sum.keep += s->reasons[i].keep;
		sum.renat += s->reasons[i].renat;
		sum.expire += s->reasons[i].expire;
		sum.report += s->reasons[i].report;
	}
	return sum;
}
