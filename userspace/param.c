// SPDX-License-Identifier: GPL-2.0
/* rehome param: the settings. */

#include <stdint.h>

#include <linux/nf_rehome.h>

#include "arg.h"
#include "attr.h"
#include "complain.h"
#include "param.h"
#include "rehome.h"

static const struct param {
	const char *name;
	__u16 type;
	const char *unit;
} params[] = {
	{ "mode", NF_REHOME_A_PARAM_MODE, "" },
	{ "lead", NF_REHOME_A_PARAM_LEAD, "ms" },
	{ "trail", NF_REHOME_A_PARAM_TRAIL, "ms" },
	{ "settle", NF_REHOME_A_PARAM_SETTLE, "ms" },
	{ "reconcile", NF_REHOME_A_PARAM_RECONCILE, "ms" },
	{ "hold", NF_REHOME_A_PARAM_HOLD, "ms" },
	{ "watch", NF_REHOME_A_PARAM_WATCH, "" },
};

#define N_PARAMS (sizeof(params) / sizeof(*params))

/* The words of a setting that is no time. */
static const struct words *param_enum(__u16 type)
{
	switch (type) {
	case NF_REHOME_A_PARAM_MODE:
		return &words_mode;
	case NF_REHOME_A_PARAM_WATCH:
		return &words_watch;
	default:
		return NULL;
	}
}

void param_put(struct out *out, const struct nlmsghdr *nlh, bool command)
{
	const struct nlattr *tb[NF_REHOME_A_PARAM_MAX + 1];
	const struct words *words;
	const struct param *p;

	attr_table(nlh, tb, NF_REHOME_A_PARAM_MAX);
	for (p = params; p < params + N_PARAMS; p++) {
		if (!tb[p->type])
			continue;
		words = param_enum(p->type);
		if (command) {
			out_word(out, "param");
			out_word(out, "set");
		}
		if (words)
			put_enum(out, OUT_NAMED, p->name, tb[p->type], words);
		else
			put_num(out, OUT_NAMED, p->name, tb[p->type], p->unit);
		if (command)
			out_line(out);
	}
}

const char *param_strange(const struct nlmsghdr *nlh)
{
	const struct nlattr *tb[NF_REHOME_A_PARAM_MAX + 1];
	const struct words *words;
	const struct param *p;
	__u64 val;

	attr_table(nlh, tb, NF_REHOME_A_PARAM_MAX);
	for (p = params; p < params + N_PARAMS; p++) {
		words = param_enum(p->type);
		if (words && attr_num(tb[p->type], &val) &&
		    !words_name(words, val))
			return p->name;
	}
	return NULL;
}

static void param_block(const struct nlmsghdr *nlh, void *data)
{
	out_begin(data);
	param_put(data, nlh, false);
	out_end(data);
}

static int param_show(struct rehome *re, int argc, char **argv)
{
	int status = no_more("param", argc, argv);

	if (status)
		return status;
	re->out.shape = OUT_BLOCK;
	return nl_get(&re->nl, "param", NF_REHOME_CMD_PARAM_GET, NLM_F_ACK,
		      param_block, &re->out);
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

static int take_value(const struct param *param, char **word, __u32 *val)
{
	const struct words *words = param_enum(param->type);
	const struct arg arg = {
		.what = "param",
		.key = param->name,
		.argc = 1,
		.argv = word,
	};

	return words ? arg_word(&arg, words, val) : take_time(&arg, val);
}

int param_words(struct req *req, __u32 *given, int argc, char **argv)
{
	const struct param *param;
	__u32 val;
	int p;

	if (!argc) {
		complain(NULL,
			 "param: nothing to set, try \"rehome param help\".");
		return EXIT_USAGE;
	}
	for (; argc; argc -= 2, argv += 2) {
		p = words_pick("Parameter", *argv, params,
			       sizeof(*params), N_PARAMS, "param");
		if (p < 0)
			return EXIT_USAGE;
		param = &params[p];
		if (argc < 2 || *given & 1U << p) {
			complain(*argv, "param %s: %s", param->name,
				 *given & 1U << p ? "given twice" :
				 "has no value");
			return EXIT_USAGE;
		}
		*given |= 1U << p;
		if (!take_value(param, &argv[1], &val))
			return EXIT_USAGE;
		req_note(req, param->name, param->unit, argv[1]);
		req_u32(req, param->type, val);
	}
	return 0;
}

static int param_set(struct rehome *re, int argc, char **argv)
{
	struct req *req = nl_request(&re->nl, "param", NF_REHOME_CMD_PARAM_SET,
				     NLM_F_ACK);
	__u32 given = 0;
	int status = param_words(req, &given, argc, argv);

	return status ? status : change(re);
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
