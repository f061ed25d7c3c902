// SPDX-License-Identifier: GPL-2.0
/* rehome __complete: what a word may become, for shells. */

#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "attr.h"
#include "complete.h"
#include "nl.h"

static const char *last;

void complete_begin(const char *word)
{
	last = word;
}

bool complete_is(const char *word)
{
	return last && word == last;
}

void complete_only(void)
{
	if (last)
		exit(0);
}

/* A device may have any name, and a shell would run some of them. */
void complete_try(const char *name)
{
	static const char plain[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:@";

	if (!strncmp(name, last, strlen(last)) && !name[strspn(name, plain)])
		puts(name);
}

void complete_table(const void *table, size_t size, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		complete_try(*(const char *const *)((const char *)table +
						    i * size));
	exit(0);
}

void complete_devices(void)
{
	struct if_nameindex *all = if_nameindex(), *dev;

	for (dev = all; dev && dev->if_index; dev++)
		complete_try(dev->if_name);
	if_freenameindex(all);
	exit(0);
}

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
	last = known->word;
	if (name)
		complete_try(name);
	last = NULL;
}

void complete_known(__u8 cmd, __u16 attr)
{
	struct known known = { last, attr };
	static struct nl nl;

	/* This question is the one that may be asked. */
	last = NULL;
	nl_get(&nl, "completion", cmd, NLM_F_DUMP, known_try, &known);
	exit(0);
}
