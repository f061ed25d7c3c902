// SPDX-License-Identifier: GPL-2.0
/* rehome stats: the counters. */

#include <stdio.h>

#include <linux/genetlink.h>
#include <linux/nf_rehome.h>

#include "attr.h"
#include "rehome.h"
#include "stats.h"

const char *stats_row(const struct words *words, const struct nlattr *attr,
		      char text[24])
{
	__u64 val;

	if (!attr_num(attr, &val))
		return NULL;
	if (val < words->count)
		return words->name[val];
	snprintf(text, 24, "%llu", (unsigned long long)val);
	return text;
}

static void pass_row(struct out *out, const struct nlattr *row)
{
	const struct nlattr *tb[NF_REHOME_A_PASS_STATS_MAX + 1];
	const char *name;
	char text[24];

	attr_nest(row, tb, NF_REHOME_A_PASS_STATS_MAX);
	name = stats_row(&words_pass_kind, tb[NF_REHOME_A_PASS_STATS_KIND], text);
	if (name)
		put_num(out, OUT_NAMED, name, tb[NF_REHOME_A_PASS_STATS_COUNT],
			"");
}

static void failure_row(struct out *out, const struct nlattr *row)
{
	const struct nlattr *tb[NF_REHOME_A_FAILURE_STATS_MAX + 1];
	const char *name;
	char text[24];

	attr_nest(row, tb, NF_REHOME_A_FAILURE_STATS_MAX);
	name = stats_row(&words_failure, tb[NF_REHOME_A_FAILURE_STATS_KIND], text);
	if (name)
		put_num(out, OUT_NAMED, name,
			tb[NF_REHOME_A_FAILURE_STATS_COUNT], "");
}

static void reason_row(struct out *out, const struct nlattr *row)
{
	const struct nlattr *tb[NF_REHOME_A_REASON_STATS_MAX + 1];
	const char *name;
	char text[24];

	attr_nest(row, tb, NF_REHOME_A_REASON_STATS_MAX);
	name = stats_row(&words_reason, tb[NF_REHOME_A_REASON_STATS_REASON], text);
	if (!name)
		return;
	out_word(out, "reason");
	out_object(out, OUT_NAMED, name);
	put_num(out, OUT_NAMED, "keep", tb[NF_REHOME_A_REASON_STATS_KEEP], "");
	put_num(out, OUT_NAMED, "renat", tb[NF_REHOME_A_REASON_STATS_RENAT],
		"");
	put_num(out, OUT_NAMED, "expire", tb[NF_REHOME_A_REASON_STATS_EXPIRE],
		"");
	put_num(out, OUT_NAMED, "report", tb[NF_REHOME_A_REASON_STATS_REPORT],
		"");
	out_up(out);
}

/* Absent while the index is not in use. */
static void index_put(struct out *out, const struct nlattr *nest)
{
	const struct nlattr *tb[NF_REHOME_A_INDEX_STATS_MAX + 1];
	__u64 flows, bytes;
	char text[24];

	if (!nest)
		return;
	attr_nest(nest, tb, NF_REHOME_A_INDEX_STATS_MAX);
	out_object(out, OUT_NAMED, "index");
	put_num(out, OUT_NAMED, "flows", tb[NF_REHOME_A_INDEX_STATS_FLOWS], "");
	if (tb[NF_REHOME_A_INDEX_STATS_LIMIT])
		out_word(out, "of");
	put_num(out, OUT_BARE, "limit", tb[NF_REHOME_A_INDEX_STATS_LIMIT], "");
	put_num(out, OUT_NAMED, "bytes", tb[NF_REHOME_A_INDEX_STATS_BYTES], "");
	if (attr_num(tb[NF_REHOME_A_INDEX_STATS_FLOWS], &flows) && flows &&
	    attr_num(tb[NF_REHOME_A_INDEX_STATS_BYTES], &bytes)) {
		snprintf(text, sizeof(text), "%llu",
			 (unsigned long long)(bytes / flows));
		out_word(out, "per-flow");
		out_word(out, text);
	}
	put_num(out, OUT_NAMED, "observed",
		tb[NF_REHOME_A_INDEX_STATS_OBSERVED], "");
	put_num(out, OUT_NAMED, "adopted", tb[NF_REHOME_A_INDEX_STATS_ADOPTED],
		"");
	put_num(out, OUT_NAMED, "gone", tb[NF_REHOME_A_INDEX_STATS_GONE], "");
	put_num(out, OUT_NAMED, "evicted", tb[NF_REHOME_A_INDEX_STATS_EVICTED],
		"");
	put_num(out, OUT_NAMED, "refused", tb[NF_REHOME_A_INDEX_STATS_REFUSED],
		"");
	out_up(out);
}

static void watch_put(struct out *out, const struct nlattr *nest)
{
	const struct nlattr *tb[NF_REHOME_A_WATCH_STATS_MAX + 1];

	if (!nest)
		return;
	attr_nest(nest, tb, NF_REHOME_A_WATCH_STATS_MAX);
	out_object(out, OUT_NAMED, "watch");
	put_num(out, OUT_NAMED, "windows", tb[NF_REHOME_A_WATCH_STATS_WINDOWS],
		"");
	put_num(out, OUT_NAMED, "judged", tb[NF_REHOME_A_WATCH_STATS_JUDGED],
		"");
	put_num(out, OUT_NAMED, "asked", tb[NF_REHOME_A_WATCH_STATS_ASKED], "");
	put_num(out, OUT_NAMED, "late", tb[NF_REHOME_A_WATCH_STATS_LATE], "");
	put_num(out, OUT_NAMED, "resets", tb[NF_REHOME_A_WATCH_STATS_RESETS],
		"");
	out_up(out);
}

static void rows_put(struct out *out, const struct nlmsghdr *nlh, __u16 type,
		     void (*row)(struct out *out, const struct nlattr *attr))
{
	const struct nlattr *attr;

	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr))
		if (mnl_attr_get_type(attr) == type)
			row(out, attr);
	out_up(out);
}

static void stats_put(const struct nlmsghdr *nlh, void *data)
{
	const struct nlattr *tb[NF_REHOME_A_STATS_MAX + 1];
	struct out *out = data;

	attr_table(nlh, tb, NF_REHOME_A_STATS_MAX);
	out_begin(out);
	put_num(out, OUT_NAMED, "events", tb[NF_REHOME_A_STATS_EVENTS], "");
	put_num(out, OUT_NAMED, "walked", tb[NF_REHOME_A_STATS_WALKED], "");
	put_num(out, OUT_NAMED, "flows", tb[NF_REHOME_A_STATS_FLOWS], "");
	put_num(out, OUT_NAMED, "duration", tb[NF_REHOME_A_STATS_DURATION],
		"us");
	out_map(out, OUT_NAMED, "passes");
	rows_put(out, nlh, NF_REHOME_A_STATS_PASS, pass_row);
	out_map(out, OUT_JSON, "reasons");
	rows_put(out, nlh, NF_REHOME_A_STATS_REASON, reason_row);
	out_map(out, OUT_NAMED, "failures");
	rows_put(out, nlh, NF_REHOME_A_STATS_FAILURE, failure_row);
	index_put(out, tb[NF_REHOME_A_STATS_INDEX]);
	watch_put(out, tb[NF_REHOME_A_STATS_WATCH]);
	out_end(out);
}

static int stats_get(struct rehome *re, const char *what, __u8 cmd, int argc,
		     char **argv)
{
	int status = no_more("stats", argc, argv);

	if (status)
		return status;
	re->out.shape = OUT_BLOCK;
	return nl_get(&re->nl, what, cmd, NLM_F_ACK, stats_put, &re->out);
}

static int stats_show(struct rehome *re, int argc, char **argv)
{
	return stats_get(re, "stats", NF_REHOME_CMD_STATS_GET, argc, argv);
}

static int stats_reset(struct rehome *re, int argc, char **argv)
{
	return stats_get(re, "stats reset", NF_REHOME_CMD_STATS_RESET, argc,
			 argv);
}

static const struct verb verbs[] = {
	{ "show", stats_show },
	{ "reset", stats_reset },
	{ "prometheus", stats_prometheus },
};

const struct object object_stats = {
	.name = "stats",
	.verbs = verbs,
	.count = 3,
	.run = stats_show,
	.help =
	"Usage: rehome stats [ show | reset | prometheus ]\n"
	"\n"
	"Shows the counters of the network namespace since the module was loaded, or\n"
	"since they were reset: events, entries walked, flows seen, time spent, passes\n"
	"by kind, verdicts by reason and failures by kind.\n"
	"\n"
	"  reset  show them, and set them to zero, with those of status, wan and class;\n"
	"         what is counted meanwhile stays counted\n"
	"  prometheus  these, status, wan and class in the text format of Prometheus\n"
	"\n"
	"index: the flows in the index now, of how many at most, its memory, and how\n"
	"many flows were noted at their first packet (observed), found among the\n"
	"connections instead (adopted), dropped when their connection had ended\n"
	"(gone), dropped to make room (evicted), and not taken for want of room or\n"
	"memory (refused).\n"
	"\n"
	"watch: how many windows were opened, how many packets were judged, other\n"
	"than those of flows known to fit, how many of them were shown to the rule\n"
	"set to be translated anew (asked), and how many replies to an old mapping\n"
	"were delivered after the move (late), and how many resets were sent to the\n"
	"inside ends of TCP connections that were expired (resets).\n",
};
