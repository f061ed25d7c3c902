// SPDX-License-Identifier: GPL-2.0
/* rehome stats prometheus: what stats, status, wan and class tell, as metrics. */

#include <stdio.h>
#include <string.h>

#include <linux/genetlink.h>
#include <linux/nf_rehome.h>

#include "attr.h"
#include "complain.h"
#include "metric.h"
#include "prometheus.h"
#include "rehome.h"
#include "stats.h"
#include "told.h"

/* The label that says who tells it. */
#define TELLER	2

/* More attributes than a message or a nest of those below has. */
#define ATTRS	63

/**
 * struct source - a request whose answer has numbers.
 * @cmd: operation
 * @flags: NLM_F_ACK, or NLM_F_DUMP
 * @label: what each message of a dump is about
 * @name: attribute with the name of that
 */
struct source {
	__u8 cmd;
	__u16 flags;
	const char *label;
	__u16 name;
};

static const struct source sources[SOURCES] = {
	[STATUS] = { NF_REHOME_CMD_STATUS_GET, NLM_F_ACK, NULL, 0 },
	[STATS] = { NF_REHOME_CMD_STATS_GET, NLM_F_ACK, NULL, 0 },
	[WAN] = { NF_REHOME_CMD_WAN_GET, NLM_F_DUMP, "device",
		  NF_REHOME_A_WAN_IFNAME },
	[CLASS] = { NF_REHOME_CMD_CLASS_GET, NLM_F_DUMP, "class",
		    NF_REHOME_A_CLASS_NAME },
};

static void put_number(const struct sample *s, struct label *labels,
		       const struct nlattr **tb)
{
	const struct label *more = &labels[LABELS_MAX - 1];
	char text[24];
	__u64 val, i;

	if (s->more && !s->rows && !s->states) {
		labels[LABELS_MAX - 1].value = attr_str(tb[s->attr]);
		if (more->value)
			metric_put(s->metric, labels, 1);
		return;
	}
	if (!attr_num(tb[s->attr], &val))
		return;
	if (!s->states) {
		metric_put(s->metric, labels, val);
		return;
	}
	for (i = 0; i < s->states->count; i++) {
		labels[LABELS_MAX - 1].value = s->states->name[i];
		metric_put(s->metric, labels, i == val);
	}
	/* A module newer than the tool may have more. */
	if (val < i)
		return;
	snprintf(text, sizeof(text), "%llu", (unsigned long long)val);
	labels[LABELS_MAX - 1].value = text;
	metric_put(s->metric, labels, 1);
}

static void put_rows(const struct sample *s, struct label *labels,
		     const struct nlmsghdr *nlh)
{
	const struct nlattr *tb[ATTRS + 1];
	const struct nlattr *attr;
	char text[24];

	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr)) {
		if (mnl_attr_get_type(attr) != s->nest)
			continue;
		attr_nest(attr, tb, ATTRS);
		if (s->teller)
			labels[TELLER].value = attr_str(tb[s->teller]);
		if (s->rows)
			labels[LABELS_MAX - 1].value =
				stats_row(s->rows, tb[1], text);
		if (!s->rows || labels[LABELS_MAX - 1].value)
			put_number(s, labels, tb);
	}
}

static const char *name_of(const struct source *source,
			   const struct nlmsghdr *nlh)
{
	const struct nlattr *tb[ATTRS + 1];

	attr_table(nlh, tb, ATTRS);
	return source->name ? attr_str(tb[source->name]) : "";
}

/* A dump that was torn may have one twice, and Prometheus would take nothing then. */
static bool first_of_name(const struct source *source, const struct told *first,
			  const struct told *told)
{
	const char *name = name_of(source, &told->msg), *other;

	for (; name && first != told; first = first->next) {
		other = name_of(source, &first->msg);
		if (other && !strcmp(other, name))
			return false;
	}
	return name;
}

static void put_sample(const struct sample *s, const struct told *first)
{
	const struct source *source = &sources[s->source];
	const struct nlattr *tb[ATTRS + 1];
	const struct told *told;

	for (told = first; told; told = told->next) {
		struct label labels[LABELS_MAX] = {
			{ source->label, NULL }, s->fixed, { "by", NULL },
			{ s->more, NULL },
		};

		if (!first_of_name(source, first, told))
			continue;
		if (source->label)
			labels[0].value = name_of(source, &told->msg);
		attr_table(&told->msg, tb, ATTRS);
		if (s->nest)
			put_rows(s, labels, &told->msg);
		else
			put_number(s, labels, tb);
	}
}

int stats_prometheus(struct rehome *re, int argc, char **argv)
{
	struct told *first[SOURCES] = { NULL };
	int status = no_more("stats", argc, argv);
	size_t i;

	re->out.shape = OUT_BLOCK;
	if (!status && re->out.json) {
		complain(NULL,
			 "stats prometheus: has a format of its own, which is not JSON");
		status = EXIT_USAGE;
	}
	for (i = 0; !status && i < SOURCES; i++)
		status = told_get(&re->nl, "stats prometheus", sources[i].cmd,
				  sources[i].flags, &first[i]);
	for (i = 0; !status && i < prometheus_count; i++)
		put_sample(&prometheus_samples[i],
			   first[prometheus_samples[i].source]);
	for (i = 0; i < SOURCES; i++)
		told_free(first[i]);
	return status;
}
