// SPDX-License-Identifier: GPL-2.0
/* rehome class preset NAME and del: activating presets, and deactivating. */

#include <linux/nf_rehome.h>

#include "class.h"
#include "rehome.h"

static int class_want(struct rehome *re, const char *what, const char *name,
		      __u8 active)
{
	/* There is but one thing that can be wrong: the class. */
	const struct nl_attr attrs[] = {
		{ name, NF_REHOME_A_CLASS_NAME, "" },
		{ name, NF_REHOME_A_CLASS_ACTIVE, "" },
	};
	int status = nl_open(&re->nl);
	struct nlmsghdr *nlh;

	if (status)
		return status;
	re->nl.what = what;
	nlh = nl_request(&re->nl, NF_REHOME_CMD_CLASS_SET, NLM_F_ACK);
	mnl_attr_put_strz(nlh, NF_REHOME_A_CLASS_NAME, name);
	mnl_attr_put_u8(nlh, NF_REHOME_A_CLASS_ACTIVE, active);
	return change(re, attrs, sizeof(attrs) / sizeof(*attrs));
}

static int class_take(struct rehome *re, const char *what, int argc,
		      char **argv, __u8 active)
{
	int status = class_name(what, argc, argv);

	if (!status)
		status = no_more("class", argc - 1, argv + 1);
	return status ? status : class_want(re, what, *argv, active);
}

int class_activate(struct rehome *re, int argc, char **argv)
{
	return class_take(re, "class preset", argc, argv, 1);
}

int class_del(struct rehome *re, int argc, char **argv)
{
	return class_take(re, "class del", argc, argv, 0);
}
