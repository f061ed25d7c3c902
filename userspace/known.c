// SPDX-License-Identifier: GPL-2.0
/* Names that the kernel knows, for completion. */

#include <stdlib.h>

#include "attr.h"
#include "complete.h"
#include "known.h"
#include "nl.h"

struct known {
	const char *word;
	__u16 attr;
};

static void known_try(const struct nlmsghdr *nlh, void *data)
{
	const struct nlattr *tb[64];
	const struct known *known = data;
	const char *name;

	attr_table(nlh, tb, 63);
	name = attr_str(tb[known->attr]);
	complete_begin(known->word);
	if (name)
		complete_try(name);
	complete_end();
}

void complete_known(__u8 cmd, __u16 attr)
{
	/* This question is the one that may be asked. */
	struct known known = { complete_end(), attr };
	static struct nl nl;

	nl_get(&nl, "completion", cmd, NLM_F_DUMP, known_try, &known);
	exit(0);
}
