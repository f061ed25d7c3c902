// SPDX-License-Identifier: GPL-2.0
/* rehome wan up and down: telling whether a WAN is healthy. */

#include <linux/netfilter.h>
#include <string.h>

#include <linux/nf_rehome.h>

#include "arg.h"
#include "complete.h"
#include "rehome.h"
#include "wan.h"

/* What is told; a family of 0 is both. */
struct telling {
	__u32 state;
	__u8 family;
	const char *by;
	const char *reason;
};

static int take_by(const struct arg *arg)
{
	struct telling *told = arg->data;

	if (strlen(*arg->argv) > WAN_TELLER_MAX)
		return arg_bad(arg, NULL, "longer than 31 bytes");
	told->by = *arg->argv;
	return 1;
}

static int take_reason(const struct arg *arg)
{
	struct telling *told = arg->data;

	if (strlen(*arg->argv) > WAN_REASON_MAX)
		return arg_bad(arg, NULL, "longer than 63 bytes");
	told->reason = *arg->argv;
	return 1;
}

static const struct arg_key keys[] = {
	{ .name = "by", .take = take_by },
	{ .name = "reason", .take = take_reason },
};

static __u8 family_of(const char *word)
{
	return !strcmp(word, "inet") ? NFPROTO_IPV4 :
	       !strcmp(word, "inet6") ? NFPROTO_IPV6 : 0;
}

/* A script whose text is empty still means the rest. */
static void put_text(struct req *req, const char *name, __u16 attr,
		     const char *text)
{
	if (!text || !*text)
		return;
	req_note(req, name, "", text);
	req_str(req, attr, text);
}

static int wan_tell(struct rehome *re, const char *what, const char *name,
		    const struct telling *told)
{
	struct req *req = nl_request(&re->nl, what, NF_REHOME_CMD_WAN_HEALTH,
				     NLM_F_ACK);

	req_note(req, name, "", name);
	req_str(req, NF_REHOME_A_WAN_IFNAME, name);
	req_note(req, "state", "", NULL);
	req_u32(req, NF_REHOME_A_WAN_STATE, told->state);
	req_note(req, "family", "", NULL);
	if (told->family)
		req_u8(req, NF_REHOME_A_WAN_FAMILY, told->family);
	put_text(req, "by", NF_REHOME_A_WAN_BY, told->by);
	put_text(req, "reason", NF_REHOME_A_WAN_REASON, told->reason);
	return change(re);
}

/* DEV [inet|inet6], and as many of the keywords as @count. */
static int wan_told(struct rehome *re, const char *what, __u32 state,
		    size_t count, int argc, char **argv)
{
	struct telling told = { .state = state };
	int status = wan_name(what, argc, argv);
	struct arg arg = {
		.what = what,
		.argc = argc - 1,
		.argv = argv + 1,
		.data = &told,
	};

	if (status)
		return status;
	if (arg.argc && complete_is(*arg.argv)) {
		complete_try("inet");
		complete_try("inet6");
	}
	if (arg.argc)
		told.family = family_of(*arg.argv);
	if (told.family) {
		arg.argc--;
		arg.argv++;
	}
	status = args_take(&arg, "wan", keys, count);
	return status ? status : wan_tell(re, what, *argv, &told);
}

int wan_up(struct rehome *re, int argc, char **argv)
{
	return wan_told(re, "wan up", NF_REHOME_WAN_STATE_UP, 1, argc, argv);
}

int wan_down(struct rehome *re, int argc, char **argv)
{
	return wan_told(re, "wan down", NF_REHOME_WAN_STATE_UNHEALTHY, 2, argc,
			argv);
}
