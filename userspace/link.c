// SPDX-License-Identifier: GPL-2.0
/* The transport: a generic netlink socket of libmnl. */

#include <stdlib.h>
#include <sys/socket.h>

#include <libmnl/libmnl.h>
#include <linux/netlink.h>

#include "link.h"

/* Room for a burst of flow events while the reader of monitor is slow. */
#define EVENT_BUFFER	(1024 * 1024)

/* A message up to this length can be sent in any case. */
#define SEND_BUFFER	(64 * 1024)

struct link {
	struct mnl_socket *sk;
};

struct link *link_open(void)
{
	struct link *link = malloc(sizeof(*link));
	int one = 1;

	if (!link)
		return NULL;
	link->sk = mnl_socket_open2(NETLINK_GENERIC, SOCK_CLOEXEC);
	if (!link->sk)
		goto free;
	/* Without these an old kernel still answers, only less clearly. */
	mnl_socket_setsockopt(link->sk, NETLINK_EXT_ACK, &one, sizeof(one));
	mnl_socket_setsockopt(link->sk, NETLINK_CAP_ACK, &one, sizeof(one));
	if (mnl_socket_bind(link->sk, 0, MNL_SOCKET_AUTOPID) < 0)
		goto close;
	return link;
close:
	mnl_socket_close(link->sk);
free:
	free(link);
	return NULL;
}

int link_join(struct link *link, __u32 group)
{
	int fd = mnl_socket_get_fd(link->sk);
	int size = EVENT_BUFFER;

	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)) < 0)
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	return mnl_socket_setsockopt(link->sk, NETLINK_ADD_MEMBERSHIP, &group,
				     sizeof(group));
}

/* Whether there is room enough, the kernel says when it is sent. */
static void link_room(struct link *link, size_t len)
{
	int fd = mnl_socket_get_fd(link->sk), size = len;

	if (setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof(size)) < 0)
		setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
}

ssize_t link_send(struct link *link, const void *buf, size_t len)
{
	if (len > SEND_BUFFER)
		link_room(link, len);
	return mnl_socket_sendto(link->sk, buf, len);
}

ssize_t link_recv(struct link *link, void *buf, size_t len)
{
	return mnl_socket_recvfrom(link->sk, buf, len);
}

int link_fd(const struct link *link)
{
	return mnl_socket_get_fd(link->sk);
}

void link_close(struct link *link)
{
	if (!link)
		return;
	mnl_socket_close(link->sk);
	free(link);
}
