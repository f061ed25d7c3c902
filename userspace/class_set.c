// SPDX-License-Identifier: GPL-2.0
/* rehome class add and set: what tells the flows of a class, and its settings. */

#include <stdint.h>
#include <string.h>

#include <linux/nf_rehome.h>

#include "arg.h"
#include "class.h"
#include "class_match.h"
#include "complain.h"
#include "complete.h"
#include "known.h"
#include "rehome.h"

static int take_action(const struct arg *arg)
{
	const struct class_given *given = arg->data;
	__u32 action;

	if (!arg_word(arg, &words_action, &action))
		return 0;
	req_note(given->req, "action", "", *arg->argv);
	req_u32(given->req, NF_REHOME_A_CLASS_ACTION, action);
	return 1;
}

/* The drain's time is a second word. */
static int take_failback(const struct arg *arg)
{
	static const struct arg_unit units[] = {
		{ "", 1000 }, { "ms", 1 }, { "s", 1000 }, { "m", 60 * 1000 },
		{ "h", 60 * 60 * 1000 },
	};
	const struct class_given *given = arg->data;
	__u32 failback;
	__u64 ms;

	if (!arg_word(arg, &words_failback, &failback))
		return 0;
	req_note(given->req, "failback", "", *arg->argv);
	req_u32(given->req, NF_REHOME_A_CLASS_FAILBACK, failback);
	if (failback != NF_REHOME_FAILBACK_DRAIN)
		return 1;
	if (arg->argc < 2)
		return arg_bad(arg, NULL, "a time is needed: drain TIME");
	if (!arg_time(arg->argv[1], units, sizeof(units) / sizeof(*units), &ms))
		return arg_bad(arg, arg->argv[1],
			       "is not a time, such as 90, 500ms, 5m or 1h");
	if (!ms || ms > UINT32_MAX)
		return arg_bad(arg, arg->argv[1],
			       "is out of range (1ms to 4294967295ms)");
	req_note(given->req, "drain", "ms", arg->argv[1]);
	req_u32(given->req, NF_REHOME_A_CLASS_DRAIN, ms);
	return 2;
}

static int take_switch(const struct arg *arg, __u16 type)
{
	const struct class_given *given = arg->data;
	__u32 on;

	if (!arg_switch(arg, &on))
		return 0;
	req_note(given->req, arg->key, "", *arg->argv);
	req_u8(given->req, type, on);
	return 1;
}

static int take_keep_port(const struct arg *arg)
{
	return take_switch(arg, NF_REHOME_A_CLASS_KEEP_PORT);
}

static int take_reset(const struct arg *arg)
{
	return take_switch(arg, NF_REHOME_A_CLASS_RESET);
}

static const struct arg_key keys[] = {
	{ .name = "proto", .take = class_take_proto },
	{ .name = "port", .take = class_take_port },
	{ .name = "signature", .take = class_take_signature },
	{ .name = "sport", .take = class_take_sport },
	{ .name = "dport", .take = class_take_dport },
	{ .name = "from", .take = class_take_from },
	{ .name = "to", .take = class_take_to },
	{ .name = "mark", .take = class_take_mark },
	{ .name = "before", .take = class_take_before },
	{ .name = "action", .take = take_action },
	{ .name = "failback", .take = take_failback },
	{ .name = "keep-port", .take = take_keep_port },
	{ .name = "reset", .take = take_reset },
};

int class_name(const char *what, int argc, char **argv)
{
	if (argc && complete_is(*argv) && strcmp(what, "class add"))
		complete_known(NF_REHOME_CMD_CLASS_GET, NF_REHOME_A_CLASS_NAME);
	if (argc && **argv && strlen(*argv) <= CLASS_NAME_MAX)
		return 0;
	if (argc)
		complain(*argv, "%s: \"%s\" is not the name of a class", what,
			 *argv);
	else
		complain(NULL,
			 "%s: a class is needed, try \"rehome class help\".",
			 what);
	return EXIT_USAGE;
}

void class_name_put(struct req *req, const char *name)
{
	req_note(req, name, "", name);
	req_str(req, NF_REHOME_A_CLASS_NAME, name);
}

int class_words(struct req *req, const char *what, bool change, int argc,
		char **argv)
{
	struct class_given given = { .req = req, .change = change };
	const struct arg arg = {
		.what = what,
		.argc = argc,
		.argv = argv,
		.data = &given,
	};

	if (change && !argc) {
		complain(NULL, "%s: nothing to set, try \"rehome class help\".",
			 what);
		return EXIT_USAGE;
	}
	return args_take(&arg, "class", keys, sizeof(keys) / sizeof(*keys));
}

static int class_configure(struct rehome *re, const char *what, __u8 cmd,
			   int argc, char **argv)
{
	struct req *req = nl_request(&re->nl, what, cmd, NLM_F_ACK);
	int status = class_name(what, argc, argv);

	if (status)
		return status;
	class_name_put(req, *argv);
	status = class_words(req, what, cmd == NF_REHOME_CMD_CLASS_SET,
			     argc - 1, argv + 1);
	return status ? status : change(re);
}

int class_add(struct rehome *re, int argc, char **argv)
{
	return class_configure(re, "class add", NF_REHOME_CMD_CLASS_ADD, argc,
			       argv);
}

int class_set(struct rehome *re, int argc, char **argv)
{
	return class_configure(re, "class set", NF_REHOME_CMD_CLASS_SET, argc,
			       argv);
}
