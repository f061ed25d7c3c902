/* SPDX-License-Identifier: GPL-2.0 */
#ifndef REHOME_NL_H
#define REHOME_NL_H

#include <stdbool.h>
#include <stddef.h>
#include <linux/types.h>

#include <libmnl/libmnl.h>

#include "req.h"

/* The largest part of a dump that kernels make. */
#define NL_REPLY_SIZE	32768

struct link;

/**
 * struct nl - the conversation with the family.
 * @link: the socket, once open
 * @family: number of the family
 * @events: number of the group of that name
 * @flows: number of the group of that name
 * @seq: number of the last request
 * @what: what is being done, for error lines
 * @torn: the last answer changed while it was read
 * @req: the request
 * @buf: the reply
 */
struct nl {
	struct link *link;
	__u16 family;
	__u32 events;
	__u32 flows;
	__u32 seq;
	const char *what;
	bool torn;
	struct req req;
	union {
		struct nlmsghdr hdr;
		char bytes[NL_REPLY_SIZE];
	} buf;
};

/**
 * typedef nl_reply_t - takes one message of a reply.
 */
typedef void (*nl_reply_t)(const struct nlmsghdr *nlh, void *data);

/**
 * nl_open() - open the socket and find the family, if not done yet.
 * @nl: the conversation
 *
 * A failure is said on stderr.
 *
 * Return: 0, or the status to exit with.
 */
int nl_open(struct nl *nl);

/**
 * nl_find() - as nl_open(), but say nothing.
 * @nl: the conversation
 *
 * Return: 0, or a negative errno; -ENOENT when the module is not loaded.
 */
int nl_find(struct nl *nl);

/**
 * nl_close() - close the socket.
 * @nl: the conversation
 */
void nl_close(struct nl *nl);

/**
 * nl_request() - begin a request of the family; the socket need not be open.
 * @nl: the conversation
 * @what: what is being done, for error lines
 * @cmd: operation
 * @flags: NLM_F_ACK, or NLM_F_DUMP
 *
 * Return: the request, in @nl.
 */
struct req *nl_request(struct nl *nl, const char *what, __u8 cmd, __u16 flags);

/**
 * nl_ask() - open the socket, send the request, and take the reply to its end.
 * @nl: the conversation
 * @reply: called for each message of the reply, or NULL
 * @data: for @reply
 *
 * A failure is said on stderr, in the kernel's words where it has any.
 *
 * Return: 0, or the status to exit with.
 */
int nl_ask(struct nl *nl, nl_reply_t reply, void *data);

/**
 * nl_complain() - say on stderr what an errno means here.
 * @nl: the conversation
 * @err: the errno
 *
 * Return: the status to exit with.
 */
int nl_complain(const struct nl *nl, int err);

/**
 * nl_get() - send a request without attributes.
 * @nl: the conversation
 * @what: what is being done, for error lines
 * @cmd: operation
 * @flags: NLM_F_ACK, or NLM_F_DUMP
 * @reply: called for each message of the reply
 * @data: for @reply
 *
 * Return: 0, or the status to exit with.
 */
int nl_get(struct nl *nl, const char *what, __u8 cmd, __u16 flags,
	   nl_reply_t reply, void *data);

#endif /* REHOME_NL_H */
