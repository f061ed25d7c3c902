// SPDX-License-Identifier: GPL-2.0
/* rehome class set: the settings of a class. */

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <linux/nf_rehome.h>

#include "arg.h"
#include "class.h"
#include "complete.h"
#include "rehome.h"

struct settings {
	bool has_action;
	bool has_failback;
	bool has_keep_port;
	bool has_reset;
	__u32 action;
	__u32 failback;
	__u32 drain;
	__u32 keep_port;
	__u32 reset;
};

static int take_action(const struct arg *arg)
{
	struct settings *set = arg->data;

	set->has_action = true;
	return arg_word(arg, &words_action, &set->action);
}

/* The drain's time is a second word. */
static int take_failback(const struct arg *arg)
{
	static const struct arg_unit units[] = {
		{ "", 1000 }, { "ms", 1 }, { "s", 1000 }, { "m", 60 * 1000 },
		{ "h", 60 * 60 * 1000 },
	};
	struct settings *set = arg->data;
	__u64 ms;

	set->has_failback = true;
	if (!arg_word(arg, &words_failback, &set->failback))
		return 0;
	if (set->failback != NF_REHOME_FAILBACK_DRAIN)
		return 1;
	if (arg->argc < 2)
		return arg_bad(arg, NULL, "a time is needed: drain TIME");
	if (!arg_time(arg->argv[1], units, sizeof(units) / sizeof(*units), &ms))
		return arg_bad(arg, arg->argv[1],
			       "is not a time, such as 90, 500ms, 5m or 1h");
	if (!ms || ms > UINT32_MAX)
		return arg_bad(arg, arg->argv[1],
			       "is out of range (1ms to 4294967295ms)");
	set->drain = ms;
	return 2;
}

static int take_keep_port(const struct arg *arg)
{
	struct settings *set = arg->data;

	set->has_keep_port = true;
	return arg_switch(arg, &set->keep_port);
}

static int take_reset(const struct arg *arg)
{
	struct settings *set = arg->data;

	set->has_reset = true;
	return arg_switch(arg, &set->reset);
}

static const struct arg_key keys[] = {
	{ .name = "action", .take = take_action },
	{ .name = "failback", .take = take_failback },
	{ .name = "keep-port", .take = take_keep_port },
	{ .name = "reset", .take = take_reset },
};

static int class_change(struct rehome *re, const char *name,
			const struct settings *set)
{
	const struct nl_attr attrs[] = {
		{ name, NF_REHOME_A_CLASS_NAME, "" },
		{ "action", NF_REHOME_A_CLASS_ACTION, "" },
		{ "failback", NF_REHOME_A_CLASS_FAILBACK, "" },
		{ "drain", NF_REHOME_A_CLASS_DRAIN, "ms" },
		{ "keep-port", NF_REHOME_A_CLASS_KEEP_PORT, "" },
		{ "reset", NF_REHOME_A_CLASS_RESET, "" },
	};
	int status = nl_open(&re->nl);
	struct nlmsghdr *nlh;

	if (status)
		return status;
	re->nl.what = "class set";
	nlh = nl_request(&re->nl, NF_REHOME_CMD_CLASS_SET, NLM_F_ACK);
	mnl_attr_put_strz(nlh, NF_REHOME_A_CLASS_NAME, name);
	if (set->has_action)
		mnl_attr_put_u32(nlh, NF_REHOME_A_CLASS_ACTION, set->action);
	if (set->has_failback)
		mnl_attr_put_u32(nlh, NF_REHOME_A_CLASS_FAILBACK,
				 set->failback);
	if (set->drain)
		mnl_attr_put_u32(nlh, NF_REHOME_A_CLASS_DRAIN, set->drain);
	if (set->has_keep_port)
		mnl_attr_put_u8(nlh, NF_REHOME_A_CLASS_KEEP_PORT,
				set->keep_port);
	if (set->has_reset)
		mnl_attr_put_u8(nlh, NF_REHOME_A_CLASS_RESET, set->reset);
	return change(re, attrs, sizeof(attrs) / sizeof(*attrs));
}

int class_name(const char *what, int argc, char **argv)
{
	if (argc && complete_is(*argv))
		complete_known(NF_REHOME_CMD_CLASS_GET, NF_REHOME_A_CLASS_NAME);
	if (argc && **argv && strlen(*argv) <= CLASS_NAME_MAX)
		return 0;
	if (argc)
		fprintf(stderr,
			"rehome: %s: \"%s\" is not the name of a class\n",
			what, *argv);
	else
		fprintf(stderr,
			"rehome: %s: a class is needed, try \"rehome class help\".\n",
			what);
	return EXIT_USAGE;
}

int class_set(struct rehome *re, int argc, char **argv)
{
	struct settings set = { .drain = 0 };
	struct arg arg = { .what = "class set", .data = &set };
	int status = class_name("class set", argc, argv);

	if (status)
		return status;
	if (argc == 1) {
		fputs("rehome: class set: nothing to set, try \"rehome class help\".\n",
		      stderr);
		return EXIT_USAGE;
	}
	arg.argc = argc - 1;
	arg.argv = argv + 1;
	status = args_take(&arg, "class", keys, sizeof(keys) / sizeof(*keys));
	return status ? status : class_change(re, *argv, &set);
}
