/* SPDX-License-Identifier: GPL-2.0 */
#ifndef REHOME_LINK_H
#define REHOME_LINK_H

#include <stddef.h>
#include <linux/types.h>
#include <sys/types.h>

/*
 * The transport: the one file that touches the socket. The tests link another
 * one in its place. All but link_close() set errno when they fail.
 */

struct link;

/**
 * link_open() - open a generic netlink socket with extended errors.
 *
 * Return: the socket, or NULL.
 */
struct link *link_open(void);

/**
 * link_join() - receive what is sent to a multicast group.
 * @link: the socket
 * @group: number of the group
 *
 * Return: 0, or -1.
 */
int link_join(struct link *link, __u32 group);

/**
 * link_send() - send one message to the kernel.
 * @link: the socket
 * @buf: the message
 * @len: its length
 *
 * Return: bytes sent, or -1.
 */
ssize_t link_send(struct link *link, const void *buf, size_t len);

/**
 * link_recv() - receive one datagram, waiting for it.
 * @link: the socket
 * @buf: where to put it
 * @len: room there
 *
 * Return: bytes received, or -1.
 */
ssize_t link_recv(struct link *link, void *buf, size_t len);

/**
 * link_fd() - the descriptor to poll.
 * @link: the socket
 *
 * Return: the descriptor.
 */
int link_fd(const struct link *link);

/**
 * link_close() - close the socket.
 * @link: the socket, or NULL
 */
void link_close(struct link *link);

#endif /* REHOME_LINK_H */
