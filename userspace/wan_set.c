// SPDX-License-Identifier: GPL-2.0
/* rehome wan add, set and del: naming WANs, and their settings. */

#include <stdio.h>
#include <string.h>

#include <linux/nf_rehome.h>

#include "arg.h"
#include "complete.h"
#include "rehome.h"
#include "wan.h"

/* What is to be set; a length of 0 is no address. */
struct settings {
	bool can_clear;
	bool has_mark;
	bool has_priority;
	bool has_metered;
	__u32 mark;
	__u32 mask;
	__u32 priority;
	__u32 metered;
	struct arg_addr snat;
	struct arg_addr snat6;
};

static int take_mark(const struct arg *arg)
{
	const char *word = *arg->argv, *slash = strchr(word, '/');
	struct settings *set = arg->data;
	size_t len = slash ? (size_t)(slash - word) : strlen(word);

	set->has_mark = true;
	if (set->can_clear && !strcmp(word, "none"))
		return 1;
	if (!arg_u32(word, len, &set->mark) ||
	    (slash && !arg_u32(slash + 1, strlen(slash + 1), &set->mask)))
		return arg_bad(arg, word,
			       "is not VALUE/MASK, two numbers of 32 bits");
	if (!slash)
		return arg_bad(arg, NULL, "a mask is needed: VALUE/MASK");
	return 1;
}

static int take_priority(const struct arg *arg)
{
	struct settings *set = arg->data;

	set->has_priority = true;
	if (!arg_u32(*arg->argv, strlen(*arg->argv), &set->priority))
		return arg_bad(arg, *arg->argv, "is not a number of 32 bits");
	return 1;
}

static int take_metered(const struct arg *arg)
{
	struct settings *set = arg->data;

	set->has_metered = true;
	return arg_switch(arg, &set->metered);
}

static int take_snat(const struct arg *arg)
{
	static const struct arg_addr none = { .len = 4 }, none6 = { .len = 16 };
	struct settings *set = arg->data;
	struct arg_addr addr;

	if (set->can_clear && !strcmp(*arg->argv, "none")) {
		if (set->snat.len || set->snat6.len)
			return arg_bad(arg, NULL, "none excludes any other");
		set->snat = none;
		set->snat6 = none6;
		return 1;
	}
	if (!arg_addr(*arg->argv, &addr))
		return arg_bad(arg, *arg->argv, "is not an address");
	if (addr.len == none.len ? set->snat.len : set->snat6.len)
		return arg_bad(arg, *arg->argv,
			       "is a second address of its family");
	if (addr.len == none.len)
		set->snat = addr;
	else
		set->snat6 = addr;
	return 1;
}

static const struct arg_key keys[] = {
	{ .name = "mark", .take = take_mark },
	{ .name = "priority", .take = take_priority },
	{ .name = "metered", .take = take_metered },
	{ .name = "snat", .take = take_snat, .again = true },
};

int wan_name(const char *what, int argc, char **argv)
{
	const char *wrong = NULL;

	if (argc && complete_is(*argv)) {
		if (!strcmp(what, "wan add"))
			complete_devices();
		complete_known(NF_REHOME_CMD_WAN_GET, NF_REHOME_A_WAN_IFNAME);
	}
	if (!argc) {
		fprintf(stderr,
			"rehome: %s: a device is needed, try \"rehome wan help\".\n",
			what);
		return EXIT_USAGE;
	}
	if (!**argv)
		wrong = "is not the name of a device";
	else if (strlen(*argv) > WAN_NAME_MAX)
		wrong = "is too long for the name of a device";
	if (wrong)
		fprintf(stderr, "rehome: %s: \"%s\" %s\n", what, *argv, wrong);
	return wrong ? EXIT_USAGE : 0;
}

static void settings_put(struct nlmsghdr *nlh, const struct settings *set)
{
	if (set->has_mark) {
		mnl_attr_put_u32(nlh, NF_REHOME_A_WAN_MARK, set->mark);
		mnl_attr_put_u32(nlh, NF_REHOME_A_WAN_MASK, set->mask);
	}
	if (set->has_priority)
		mnl_attr_put_u32(nlh, NF_REHOME_A_WAN_PRIORITY, set->priority);
	if (set->has_metered)
		mnl_attr_put_u8(nlh, NF_REHOME_A_WAN_METERED, set->metered);
	if (set->snat.len)
		mnl_attr_put(nlh, NF_REHOME_A_WAN_SNAT, set->snat.len,
			     set->snat.bytes);
	if (set->snat6.len)
		mnl_attr_put(nlh, NF_REHOME_A_WAN_SNAT6, set->snat6.len,
			     set->snat6.bytes);
}

static int wan_change(struct rehome *re, const char *what, __u8 cmd,
		      const char *name, const struct settings *set)
{
	const struct nl_attr attrs[] = {
		{ name, NF_REHOME_A_WAN_IFNAME, "" },
		{ "mark", NF_REHOME_A_WAN_MARK, "" },
		{ "mask", NF_REHOME_A_WAN_MASK, "" },
		{ "priority", NF_REHOME_A_WAN_PRIORITY, "" },
		{ "metered", NF_REHOME_A_WAN_METERED, "" },
		{ "snat", NF_REHOME_A_WAN_SNAT, "" },
		{ "snat", NF_REHOME_A_WAN_SNAT6, "" },
	};
	int status = nl_open(&re->nl);
	struct nlmsghdr *nlh;

	if (status)
		return status;
	re->nl.what = what;
	nlh = nl_request(&re->nl, cmd, NLM_F_ACK);
	mnl_attr_put_strz(nlh, NF_REHOME_A_WAN_IFNAME, name);
	settings_put(nlh, set);
	return change(re, attrs, sizeof(attrs) / sizeof(*attrs));
}

static int wan_configure(struct rehome *re, const char *what, __u8 cmd,
			 int argc, char **argv)
{
	struct settings set = { .can_clear = cmd == NF_REHOME_CMD_WAN_SET };
	struct arg arg = { .what = what, .data = &set };
	int status = wan_name(what, argc, argv);

	if (status)
		return status;
	if (argc == 1 && cmd == NF_REHOME_CMD_WAN_SET) {
		fprintf(stderr,
			"rehome: %s: nothing to set, try \"rehome wan help\".\n",
			what);
		return EXIT_USAGE;
	}
	arg.argc = argc - 1;
	arg.argv = argv + 1;
	status = args_take(&arg, "wan", keys, sizeof(keys) / sizeof(*keys));
	return status ? status : wan_change(re, what, cmd, *argv, &set);
}

int wan_add(struct rehome *re, int argc, char **argv)
{
	return wan_configure(re, "wan add", NF_REHOME_CMD_WAN_ADD, argc, argv);
}

int wan_set(struct rehome *re, int argc, char **argv)
{
	return wan_configure(re, "wan set", NF_REHOME_CMD_WAN_SET, argc, argv);
}

int wan_del(struct rehome *re, int argc, char **argv)
{
	static const struct settings set;
	int status = wan_name("wan del", argc, argv);

	if (!status)
		status = no_more("wan", argc - 1, argv + 1);
	return status ? status : wan_change(re, "wan del",
					    NF_REHOME_CMD_WAN_DEL, *argv, &set);
}
