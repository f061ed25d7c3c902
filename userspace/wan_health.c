// SPDX-License-Identifier: GPL-2.0
/* rehome wan up and down: telling whether a WAN is healthy. */

#include <string.h>

#include <linux/nf_rehome.h>

#include "arg.h"
#include "rehome.h"
#include "wan.h"

static int take_reason(const struct arg *arg)
{
	const char **reason = arg->data;

	if (strlen(*arg->argv) > WAN_HEALTH_MAX)
		return arg_bad(arg, NULL, "longer than 63 bytes");
	*reason = *arg->argv;
	return 1;
}

static const struct arg_key keys[] = {
	{ .name = "reason", .take = take_reason },
};

static int wan_tell(struct rehome *re, const char *what, const char *name,
		    __u32 state, const char *reason)
{
	const struct nl_attr attrs[] = {
		{ name, NF_REHOME_A_WAN_IFNAME, "" },
		{ "state", NF_REHOME_A_WAN_STATE, "" },
		{ "reason", NF_REHOME_A_WAN_HEALTH, "" },
	};
	int status = nl_open(&re->nl);
	struct nlmsghdr *nlh;

	if (status)
		return status;
	re->nl.what = what;
	nlh = nl_request(&re->nl, NF_REHOME_CMD_WAN_HEALTH, NLM_F_ACK);
	mnl_attr_put_strz(nlh, NF_REHOME_A_WAN_IFNAME, name);
	mnl_attr_put_u32(nlh, NF_REHOME_A_WAN_STATE, state);
	/* A script whose text is empty still means it. */
	if (reason && *reason)
		mnl_attr_put_strz(nlh, NF_REHOME_A_WAN_HEALTH, reason);
	return change(re, attrs, sizeof(attrs) / sizeof(*attrs));
}

int wan_up(struct rehome *re, int argc, char **argv)
{
	int status = wan_name("wan up", argc, argv);

	if (!status)
		status = no_more("wan", argc - 1, argv + 1);
	return status ? status : wan_tell(re, "wan up", *argv,
					  NF_REHOME_WAN_STATE_UP, NULL);
}

int wan_down(struct rehome *re, int argc, char **argv)
{
	int status = wan_name("wan down", argc, argv);
	const char *reason = NULL;
	struct arg arg = {
		.what = "wan down",
		.argc = argc - 1,
		.argv = argv + 1,
		.data = &reason,
	};

	if (!status)
		status = args_take(&arg, "wan", keys, 1);
	return status ? status : wan_tell(re, "wan down", *argv,
					  NF_REHOME_WAN_STATE_UNHEALTHY,
					  reason);
}
