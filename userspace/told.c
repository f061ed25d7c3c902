// SPDX-License-Identifier: GPL-2.0
/* Answers that are kept: what goes out as a whole or not at all is had before anything
 * is printed.
 */

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "told.h"

static void keep(const struct nlmsghdr *nlh, void *data)
{
	struct told *told = memory(NULL, offsetof(struct told, msg) +
				   nlh->nlmsg_len);
	struct told ***end = data;

	memcpy(&told->msg, nlh, nlh->nlmsg_len);
	told->next = NULL;
	**end = told;
	*end = &told->next;
}

int told_get(struct nl *nl, const char *what, __u8 cmd, __u16 flags,
	     struct told **first)
{
	struct told **end = first;

	*first = NULL;
	return nl_get(nl, what, cmd, flags, keep, &end);
}

void told_free(struct told *first)
{
	struct told *next;

	for (; first; first = next) {
		next = first->next;
		free(first);
	}
}
