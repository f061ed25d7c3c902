// SPDX-License-Identifier: GPL-2.0
/* The text exposition format of Prometheus, version 0.0.4. */

#include <stdio.h>
#include <string.h>

#include "metric.h"
#include "text.h"

#define PREFIX	"nf_rehome_"

static bool is_counter(const struct metric *metric)
{
	static const char end[] = "_total";
	size_t len = strlen(metric->name);

	return len >= sizeof(end) &&
	       !strcmp(metric->name + len - (sizeof(end) - 1), end);
}

/* All digits there are: a float of theirs has room for 53 bits, and rounds itself. */
static void put_value(__u64 value, __u32 unit)
{
	int digits = 0;
	__u32 n;

	if (!unit) {
		printf("%llu", (unsigned long long)value);
		return;
	}
	for (n = unit; n > 1; n /= 10)
		digits++;
	printf("%llu.%0*llu", (unsigned long long)(value / unit), digits,
	       (unsigned long long)(value % unit));
}

static void put_labels(const struct label *labels)
{
	const char *sep = "{";
	int i;

	for (i = 0; i < LABELS_MAX; i++) {
		if (!labels[i].value)
			continue;
		printf("%s%s=\"", sep, labels[i].name);
		text_print(stdout, labels[i].value, "\\\"");
		putchar('"');
		sep = ",";
	}
	if (*sep == ',')
		putchar('}');
}

void metric_put(const struct metric *metric, const struct label *labels,
		__u64 value)
{
	static const struct metric *last;

	if (metric != last) {
		printf("# HELP " PREFIX "%s %s\n# TYPE " PREFIX "%s %s\n",
		       metric->name, metric->help, metric->name,
		       is_counter(metric) ? "counter" : "gauge");
		last = metric;
	}
	printf(PREFIX "%s", metric->name);
	put_labels(labels);
	putchar(' ');
	put_value(value, metric->unit);
	putchar('\n');
}
