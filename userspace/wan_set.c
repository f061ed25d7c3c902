// SPDX-License-Identifier: GPL-2.0
/* rehome wan add, set and del: naming WANs, and their settings. */

#include <string.h>

#include <linux/nf_rehome.h>

#include "arg.h"
#include "complain.h"
#include "complete.h"
#include "known.h"
#include "rehome.h"
#include "wan.h"

/* What was given so far. */
struct given {
	struct req *req;
	bool can_clear;
	bool snat;
	bool snat6;
};

static int take_mark(const struct arg *arg)
{
	struct given *given = arg->data;
	__u32 mark, mask;

	if (!arg_mark(arg, given->can_clear, &mark, &mask))
		return 0;
	req_note(given->req, "mark", "", *arg->argv);
	req_u32(given->req, NF_REHOME_A_WAN_MARK, mark);
	req_note(given->req, "mask", "", *arg->argv);
	req_u32(given->req, NF_REHOME_A_WAN_MASK, mask);
	return 1;
}

static int take_priority(const struct arg *arg)
{
	struct given *given = arg->data;
	__u32 priority;

	if (!arg_u32(*arg->argv, strlen(*arg->argv), &priority))
		return arg_bad(arg, *arg->argv, "is not a number of 32 bits");
	req_note(given->req, "priority", "", *arg->argv);
	req_u32(given->req, NF_REHOME_A_WAN_PRIORITY, priority);
	return 1;
}

static int take_metered(const struct arg *arg)
{
	struct given *given = arg->data;
	__u32 metered;

	if (!arg_switch(arg, &metered))
		return 0;
	req_note(given->req, "metered", "", *arg->argv);
	req_u8(given->req, NF_REHOME_A_WAN_METERED, metered);
	return 1;
}

static void put_snat(const struct arg *arg, const struct arg_addr *addr)
{
	struct given *given = arg->data;
	bool in = addr->len == 4;

	*(in ? &given->snat : &given->snat6) = true;
	req_note(given->req, "snat", "", *arg->argv);
	req_put(given->req, in ? NF_REHOME_A_WAN_SNAT : NF_REHOME_A_WAN_SNAT6,
		addr->len, addr->bytes);
}

static int take_snat(const struct arg *arg)
{
	static const struct arg_addr none = { .len = 4 }, none6 = { .len = 16 };
	struct given *given = arg->data;
	struct arg_addr addr;

	if (given->can_clear && !strcmp(*arg->argv, "none")) {
		if (given->snat || given->snat6)
			return arg_bad(arg, NULL, "none excludes any other");
		put_snat(arg, &none);
		put_snat(arg, &none6);
		return 1;
	}
	if (!arg_addr(*arg->argv, &addr))
		return arg_bad(arg, *arg->argv, "is not an address");
	if (addr.len == none.len ? given->snat : given->snat6)
		return arg_bad(arg, *arg->argv,
			       "is a second address of its family");
	put_snat(arg, &addr);
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
		complain(NULL,
			 "%s: a device is needed, try \"rehome wan help\".",
			 what);
		return EXIT_USAGE;
	}
	if (!**argv)
		wrong = "is not the name of a device";
	else if (strlen(*argv) > WAN_NAME_MAX)
		wrong = "is too long for the name of a device";
	if (wrong)
		complain(*argv, "%s: \"%s\" %s", what, *argv, wrong);
	return wrong ? EXIT_USAGE : 0;
}

int wan_words(struct req *req, const char *what, bool can_clear, int argc,
	      char **argv)
{
	struct given given = { .req = req, .can_clear = can_clear };
	const struct arg arg = {
		.what = what,
		.argc = argc - 1,
		.argv = argv + 1,
		.data = &given,
	};
	int status = wan_name(what, argc, argv);

	if (status)
		return status;
	req_note(req, *argv, "", *argv);
	req_str(req, NF_REHOME_A_WAN_IFNAME, *argv);
	return args_take(&arg, "wan", keys, sizeof(keys) / sizeof(*keys));
}

int wan_add(struct rehome *re, int argc, char **argv)
{
	struct req *req = nl_request(&re->nl, "wan add", NF_REHOME_CMD_WAN_ADD,
				     NLM_F_ACK);
	int status = wan_words(req, "wan add", false, argc, argv);

	return status ? status : change(re);
}

int wan_set(struct rehome *re, int argc, char **argv)
{
	struct req *req = nl_request(&re->nl, "wan set", NF_REHOME_CMD_WAN_SET,
				     NLM_F_ACK);
	int status = wan_words(req, "wan set", true, argc, argv);

	if (!status && argc == 1) {
		complain(NULL,
			 "wan set: nothing to set, try \"rehome wan help\".");
		status = EXIT_USAGE;
	}
	return status ? status : change(re);
}

int wan_del(struct rehome *re, int argc, char **argv)
{
	struct req *req = nl_request(&re->nl, "wan del", NF_REHOME_CMD_WAN_DEL,
				     NLM_F_ACK);
	int status = wan_name("wan del", argc, argv);

	if (!status)
		status = no_more("wan", argc - 1, argv + 1);
	if (status)
		return status;
	req_note(req, *argv, "", *argv);
	req_str(req, NF_REHOME_A_WAN_IFNAME, *argv);
	return change(re);
}
