/* SPDX-License-Identifier: GPL-2.0 */
#ifndef REHOME_TEST_ANSWERS_H
#define REHOME_TEST_ANSWERS_H

#include <stdbool.h>

#include <libmnl/libmnl.h>

/* Numbers the pretended kernel gives to the family and its groups. */
#define FAKE_FAMILY	0x1c
#define FAKE_EVENTS	7
#define FAKE_FLOWS	8

/**
 * scene() - is this the scene that REHOME_SCENE asks for?
 * @name: name of a scene
 *
 * Return: whether it is.
 */
bool scene(const char *name);

/**
 * hooks_scene() - is this one of those in which hooks are run?
 *
 * Such a scene is ended by a hook.
 *
 * Return: whether it is.
 */
bool hooks_scene(void);

/**
 * queue_msg() - begin a message that the tool will receive.
 * @type: type
 * @flags: flags
 * @seq: sequence number
 *
 * Each is a datagram of its own.
 *
 * Return: the message, to put its payload in.
 */
struct nlmsghdr *queue_msg(__u16 type, __u16 flags, __u32 seq);

/**
 * queue_error() - let a receive fail.
 * @err: with this errno
 */
void queue_error(int err);

/**
 * answer() - queue what the kernel answers to a request.
 * @req: the request
 */
void answer(const struct nlmsghdr *req);

/**
 * tell() - queue what the kernel tells the members of a group.
 * @group: the group
 */
void tell(__u32 group);

/**
 * genl_msg() - begin a message of the family.
 * @flags: flags
 * @seq: sequence number
 * @cmd: operation
 *
 * Return: the message, to put its attributes in.
 */
struct nlmsghdr *genl_msg(__u16 flags, __u32 seq, __u8 cmd);

/**
 * msg_addr() - add an address.
 * @nlh: the message
 * @type: the attribute
 * @text: the address; what is none is left empty
 */
void msg_addr(struct nlmsghdr *nlh, __u16 type, const char *text);

/**
 * msg_range() - add a range of ports.
 * @nlh: the message
 * @type: the attribute
 * @first: the first port
 * @last: the last one, or 0 for none
 */
void msg_range(struct nlmsghdr *nlh, __u16 type, __u16 first, __u16 last);

/**
 * done() - end a dump, or acknowledge a request.
 * @req: the request
 * @err: 0, or a negative errno
 * @flags: flags
 *
 * Return: the message, to add details to.
 */
struct nlmsghdr *done(const struct nlmsghdr *req, int err, __u16 flags);

/**
 * refused() - refuse a request, if this scene does that.
 * @req: the request
 * @cmd: operation
 *
 * Return: whether it was refused.
 */
bool refused(const struct nlmsghdr *req, __u8 cmd);

/* Answers to requests, and events, each in the file of its noun. */
void wan_answer(const struct nlmsghdr *req);
void class_answer(const struct nlmsghdr *req);
void flow_answer(const struct nlmsghdr *req);
void explain_answer(const struct nlmsghdr *req);
void stats_answer(const struct nlmsghdr *req, __u8 cmd);
void wan_event(void);
void flow_event(void);
void failover_event(void);
void failovers_past(struct nlmsghdr *nlh);

/* The kernel that keeps its configuration. */
bool kept_refused(const struct nlmsghdr *req);
void kept_classes(const struct nlmsghdr *req);
void kept_wans(const struct nlmsghdr *req);
void kept_params(struct nlmsghdr *nlh);

#endif /* REHOME_TEST_ANSWERS_H */
