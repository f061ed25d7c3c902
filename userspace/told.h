/* SPDX-License-Identifier: GPL-2.0 */
#ifndef REHOME_TOLD_H
#define REHOME_TOLD_H

#include "nl.h"

/**
 * struct told - a message of an answer that is kept until all of it is there.
 * @next: the one after it
 * @msg: the message
 */
struct told {
	struct told *next;
	struct nlmsghdr msg;
};

/**
 * told_get() - ask, and keep the answer.
 * @nl: the conversation
 * @what: what is being done, for error lines
 * @cmd: operation
 * @flags: NLM_F_ACK, or NLM_F_DUMP
 * @first: where to put the first message
 *
 * Return: 0, or the status to exit with; the answer is to be freed either way.
 */
int told_get(struct nl *nl, const char *what, __u8 cmd, __u16 flags,
	     struct told **first);

/**
 * told_free() - free an answer.
 * @first: its first message, or NULL
 */
void told_free(struct told *first);

#endif /* REHOME_TOLD_H */
