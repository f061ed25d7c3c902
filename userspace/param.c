// SPDX-License-Identifier: GPL-2.0
/* rehome param: the settings. */

#include <stdint.h>
#include <stdio.h>

#include <linux/nf_rehome.h>

#include "arg.h"
#include "attr.h"
#include "rehome.h"

static const struct nl_attr params[] = {
	{ "mode", NF_REHOME_A_PARAM_MODE, "" },
	{ "lead", NF_REHOME_A_PARAM_LEAD, "ms" },
	{ "trail", NF_REHOME_A_PARAM_TRAIL, "ms" },
	{ "settle", NF_REHOME_A_PARAM_SETTLE, "ms" },
	{ "reconcile", NF_REHOME_A_PARAM_RECONCILE, "ms" },
	{ "hold", NF_REHOME_A_PARAM_HOLD, "ms" },
	{ "watch", NF_REHOME_A_PARAM_WATCH, "" },
};

#define N_PARAMS (sizeof(params) / sizeof(*params))

static void param_put(const struct nlmsghdr *nlh, void *data)
{
	const struct nlattr *tb[NF_REHOME_A_PARAM_MAX + 1];
	const struct nl_attr *p;
	struct out *out = data;

	attr_table(nlh, tb, NF_REHOME_A_PARAM_MAX);
	out_begin(out);
	for (p = params; p < params + N_PARAMS; p++) {
		if (p->type == NF_REHOME_A_PARAM_MODE)
			put_enum(out, OUT_NAMED, p->name, tb[p->type],
				 &words_mode);
		else if (p->type == NF_REHOME_A_PARAM_WATCH)
			put_enum(out, OUT_NAMED, p->name, tb[p->type],
				 &words_watch);
		else
			put_num(out, OUT_NAMED, p->name, tb[p->type], p->unit);
	}
	out_end(out);
}

static int param_show(struct rehome *re, int argc, char **argv)
{
	int status = no_more("param", argc, argv);

	if (status)
		return status;
	re->out.shape = OUT_BLOCK;
	return nl_get(&re->nl, "param", NF_REHOME_CMD_PARAM_GET, NLM_F_ACK,
		      param_put, &re->out);
}

/*
 * A time in milliseconds. Whether it is in range is the kernel's business, so
 * one too long for the attribute becomes the longest, which it refuses.
 */
static int take_time(const struct arg *arg, __u32 *val)
{
	static const struct arg_unit units[] = {
		{ "", 1 }, { "ms", 1 }, { "s", 1000 },
	};
	__u64 ms;

	if (!arg_time(*arg->argv, units, 3, &ms))
		return arg_bad(arg, *arg->argv,
			       "is not a time, such as 5, 5ms or 2s");
	*val = ms > UINT32_MAX ? UINT32_MAX : ms;
	return 1;
}

static int take_value(const struct nl_attr *param, char **word, __u32 *val)
{
	const struct arg arg = {
		.what = "param",
		.key = param->name,
		.argc = 1,
		.argv = word,
	};

	switch (param->type) {
	case NF_REHOME_A_PARAM_MODE:
		return arg_word(&arg, &words_mode, val);
	case NF_REHOME_A_PARAM_WATCH:
		return arg_word(&arg, &words_watch, val);
	default:
		return take_time(&arg, val);
	}
}

static int param_set(struct rehome *re, int argc, char **argv)
{
	bool given[N_PARAMS] = { false };
	__u32 val[N_PARAMS] = { 0 };
	struct nlmsghdr *nlh;
	int status, p;
	size_t i;

	if (!argc) {
		fputs("rehome: param: nothing to set, try \"rehome param help\".\n",
		      stderr);
		return EXIT_USAGE;
	}
	for (; argc; argc -= 2, argv += 2) {
		p = words_pick("Parameter", *argv, params,
			       sizeof(*params), N_PARAMS, "param");
		if (p < 0)
			return EXIT_USAGE;
		if (argc < 2 || given[p]) {
			fprintf(stderr, "rehome: param %s: %s\n",
				params[p].name,
				given[p] ? "given twice" : "has no value");
			return EXIT_USAGE;
		}
		given[p] = true;
		if (!take_value(&params[p], &argv[1], &val[p]))
			return EXIT_USAGE;
	}

	status = nl_open(&re->nl);
	if (status)
		return status;
	re->nl.what = "param";
	nlh = nl_request(&re->nl, NF_REHOME_CMD_PARAM_SET, NLM_F_ACK);
	for (i = 0; i < N_PARAMS; i++)
		if (given[i])
			mnl_attr_put_u32(nlh, params[i].type, val[i]);
	return change(re, params, N_PARAMS);
}

static const struct verb verbs[] = {
	{ "show", param_show },
	{ "set", param_set },
};

const struct object object_param = {
	.name = "param",
	.verbs = verbs,
	.count = 2,
	.run = param_show,
	.help =
	"Usage: rehome param [ show ]\n"
	"       rehome param set NAME VALUE [ NAME VALUE ]...\n"
	"\n"
	"Shows or changes the settings of the network namespace, all that are given\n"
	"or none of them.\n"
	"\n"
	"  mode MODE       what is done about stale flows: off, report, expire, renat\n"
	"  lead TIME       delay from the first event of a burst to its pass\n"
	"  trail TIME      delay from the last event to the trailing pass\n"
	"  settle TIME     delay from the last event to the settling pass\n"
	"  reconcile TIME  interval of the reconciling pass\n"
	"  hold TIME       a flow that was moved eight times in a row is moved again\n"
	"                  only this long after\n"
	"  watch window    packets are looked at in the window that a trigger opens,\n"
	"        always    or all the time\n"
	"\n"
	"TIME is a number of milliseconds, or ends in \"ms\" or \"s\".\n",
};
