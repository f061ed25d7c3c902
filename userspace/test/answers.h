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

#endif /* REHOME_TEST_ANSWERS_H */
