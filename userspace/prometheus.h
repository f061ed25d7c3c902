/* SPDX-License-Identifier: GPL-2.0 */
#ifndef REHOME_PROMETHEUS_H
#define REHOME_PROMETHEUS_H

#include <stddef.h>

#include "metric.h"
#include "words.h"

/* The answers that have numbers. */
enum prometheus_source { STATUS, STATS, WAN, CLASS, SOURCES };

/**
 * struct sample - which numbers are samples of a metric, and their labels.
 * @metric: the metric
 * @source: which answer has them
 * @attr: their attribute
 * @nest: the attribute that they are in, or 0; each one of that type is a row
 * @fixed: a label that all of them have
 * @teller: of a row, the attribute that says who tells it, or 0; the label "by"
 * @more: name of a label that each has for itself
 * @rows: what the first attribute of a row numbers, which is the value of @more
 * @states: the number is one of these: a sample for each, 1 if it is that, named by
 *	@more; without these and @rows, @more is the text of the attribute, and the
 *	number is 1
 */
struct sample {
	const struct metric *metric;
	enum prometheus_source source;
	__u16 attr;
	__u16 nest;
	struct label fixed;
	__u16 teller;
	const char *more;
	const struct words *rows;
	const struct words *states;
};

/* Those of one metric follow each other. */
extern const struct sample prometheus_samples[];
extern const size_t prometheus_count;

#endif /* REHOME_PROMETHEUS_H */
