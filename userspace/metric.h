/* SPDX-License-Identifier: GPL-2.0 */
#ifndef REHOME_METRIC_H
#define REHOME_METRIC_H

#include <stdbool.h>
#include <linux/types.h>

/**
 * struct metric - a metric of Prometheus.
 * @name: its name, without the prefix that all of them have
 * @help: what it means, a line without backslashes
 * @unit: how many of what is counted make a second, or 0 for other than times
 *
 * One whose name ends in _total is a counter, any other a gauge.
 */
struct metric {
	const char *name;
	const char *help;
	__u32 unit;
};

/**
 * struct label - a label of a sample.
 * @name: its name
 * @value: its value, any text; NULL is no label
 */
struct label {
	const char *name;
	const char *value;
};

#define LABELS_MAX	4

/**
 * metric_put() - print a sample, and before the first one what the metric is.
 * @metric: the metric; all samples of one follow each other
 * @labels: LABELS_MAX of them
 * @value: the value
 */
void metric_put(const struct metric *metric, const struct label *labels,
		__u64 value);

#endif /* REHOME_METRIC_H */
