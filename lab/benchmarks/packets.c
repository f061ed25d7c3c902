// SPDX-License-Identifier: GPL-2.0
/*
 * packets DEVICE MAC SRC DST DPORT FIRST FLOWS COUNT [NETNS DEVICE]...
 *
 * Sends COUNT UDP packets out of a device to a router's MAC, as fast as it
 * takes them: of flow FIRST, FIRST + 1, ... and so on in a circle of FLOWS.
 * Flow N is from one of the 200 addresses from SRC on, which has a port of its
 * own for it, to one of the 200 from DST on. What comes to a DEVICE of the
 * network namespace NETNS is sent back as an answer.
 *
 * Prints packets sent, nanoseconds that took, and packets answered.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netinet/ip.h>
#include <netinet/udp.h>
#include <sched.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define HOSTS		200
#define FIRST_PORT	2000
#define PAYLOAD		64
#define BATCH		128
#define ANSWERING	4	/* devices */
#define PATIENCE	200000000LL

/* Nothing is between the headers, as those after Ethernet's are aligned. */
struct frame {
	uint16_t unused;
	struct ether_header eth;
	struct iphdr ip;
	struct udphdr udp;
	unsigned char payload[PAYLOAD];
};

#define LENGTH	(sizeof(struct frame) - offsetof(struct frame, eth))

static const char usage[] =
	"usage: packets DEVICE MAC SRC DST DPORT FIRST FLOWS COUNT [NETNS DEVICE]...\n";

struct vectors {
	struct frame frames[BATCH];
	struct iovec iov[BATCH];
	struct mmsghdr msgs[BATCH];
};

static void fail(const char *what)
{
	fprintf(stderr, "packets: %s: %s\n", what, strerror(errno));
	exit(1);
}

static int64_t now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000000LL + ts.tv_nsec;
}

/* Of a device in the current namespace; takes nothing in if proto is 0. */
static int device_socket(const char *device, uint16_t proto)
{
	struct sockaddr_ll addr = { .sll_family = AF_PACKET };
	int fd = socket(AF_PACKET, SOCK_RAW, 0);

	addr.sll_protocol = htons(proto);
	addr.sll_ifindex = if_nametoindex(device);
	if (fd < 0 || !addr.sll_ifindex ||
	    bind(fd, (struct sockaddr *)&addr, sizeof(addr)))
		fail(device);
	return fd;
}

static int answering_socket(const char *netns, const char *device)
{
	int home = open("/proc/self/ns/net", O_RDONLY);
	int size = 4 << 20, there, fd;
	char path[256];

	snprintf(path, sizeof(path), "/run/netns/%s", netns);
	there = open(path, O_RDONLY);
	if (there < 0 || setns(there, CLONE_NEWNET))
		fail(netns);
	/* Only those who take all packets come before a filter. */
	fd = device_socket(device, ETH_P_ALL);
	setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size));
	if (setns(home, CLONE_NEWNET))
		fail("setns");
	close(there);
	close(home);
	return fd;
}

static uint16_t ip_checksum(const struct iphdr *ip)
{
	const uint16_t *word = (const uint16_t *)ip;
	uint32_t sum = 0;
	unsigned int i;

	for (i = 0; i < sizeof(*ip) / 2; i++)
		sum += word[i];
	sum = (sum >> 16) + (sum & 0xffff);
	return ~((sum >> 16) + sum);
}

static void make_frame(struct frame *f, const char *mac, uint16_t dport)
{
	unsigned char *to = f->eth.ether_dhost;

	if (sscanf(mac, "%hhx:%hhx:%hhx:%hhx:%hhx:%hhx", to, to + 1, to + 2,
		   to + 3, to + 4, to + 5) != 6) {
		fprintf(stderr, "packets: no MAC '%s'\n", mac);
		exit(2);
	}
	f->eth.ether_shost[0] = 2;
	f->eth.ether_type = htons(ETHERTYPE_IP);
	f->ip.version = 4;
	f->ip.ihl = sizeof(f->ip) / 4;
	f->ip.tot_len = htons(LENGTH - sizeof(f->eth));
	f->ip.ttl = 64;
	f->ip.protocol = IPPROTO_UDP;
	f->udp.dest = htons(dport);
	f->udp.len = htons(sizeof(f->udp) + PAYLOAD);
	memset(f->payload, 'x', PAYLOAD);
}

static void set_flow(struct frame *f, uint32_t src, uint32_t dst, uint32_t flow)
{
	uint32_t host = flow % HOSTS;

	f->ip.saddr = htonl(src + host);
	f->ip.daddr = htonl(dst + host);
	f->udp.source = htons(FIRST_PORT + flow / HOSTS);
	f->ip.check = 0;
	f->ip.check = ip_checksum(&f->ip);
}

static void swap(void *a, void *b, size_t len)
{
	unsigned char tmp[8];

	memcpy(tmp, a, len);
	memcpy(a, b, len);
	memcpy(b, tmp, len);
}

/* Sums stay what they are when both ends change places. */
static int answer(int fd)
{
	struct sockaddr_ll from;
	socklen_t len = sizeof(from);
	struct frame f;
	ssize_t got;

	got = recvfrom(fd, &f.eth, LENGTH, MSG_DONTWAIT,
		       (struct sockaddr *)&from, &len);
	if (got < 0)
		return 0;
	if (got < (ssize_t)LENGTH || from.sll_pkttype != PACKET_HOST ||
	    f.eth.ether_type != htons(ETHERTYPE_IP) ||
	    f.ip.protocol != IPPROTO_UDP)
		return -1;
	swap(f.eth.ether_dhost, f.eth.ether_shost, ETH_ALEN);
	swap(&f.ip.saddr, &f.ip.daddr, 4);
	swap(&f.udp.source, &f.udp.dest, 2);
	return send(fd, &f.eth, LENGTH, 0) == LENGTH ? 1 : -1;
}

static unsigned int answer_all(const int *fds, int count)
{
	unsigned int answered = 0;
	int i, result;

	for (i = 0; i < count; i++)
		while ((result = answer(fds[i])))
			answered += result > 0;
	return answered;
}

static void wait_for_rest(const int *fds, int count, unsigned int *answered,
			  unsigned int sent)
{
	int64_t last = now();

	while (count && *answered < sent && now() - last < PATIENCE) {
		unsigned int more = answer_all(fds, count);

		if (more)
			last = now();
		else
			usleep(1000);
		*answered += more;
	}
}

static unsigned int send_batch(int fd, struct vectors *v, unsigned int count)
{
	unsigned int done = 0;
	int sent;

	while (done < count) {
		sent = sendmmsg(fd, v->msgs + done, count - done, 0);
		if (sent < 0 && errno != ENOBUFS)
			fail("send");
		if (sent > 0)
			done += sent;
	}
	return done;
}

int main(int argc, char **argv)
{
	unsigned int first, flows, count, sent = 0, answered = 0, i;
	static struct vectors v;
	int answering[ANSWERING];
	int fd, answerers = 0;
	uint32_t src, dst;
	int64_t start;

	if (argc < 9 || argc % 2 == 0 || argc > 9 + 2 * ANSWERING) {
		fputs(usage, stderr);
		return 2;
	}
	src = ntohl(inet_addr(argv[3]));
	dst = ntohl(inet_addr(argv[4]));
	first = strtoul(argv[6], NULL, 0);
	flows = strtoul(argv[7], NULL, 0);
	count = strtoul(argv[8], NULL, 0);
	for (i = 0; i < BATCH; i++) {
		make_frame(&v.frames[i], argv[2], atoi(argv[5]));
		v.iov[i].iov_base = &v.frames[i].eth;
		v.iov[i].iov_len = LENGTH;
		v.msgs[i].msg_hdr.msg_iov = &v.iov[i];
		v.msgs[i].msg_hdr.msg_iovlen = 1;
	}
	fd = device_socket(argv[1], 0);
	for (i = 9; i < (unsigned int)argc; i += 2)
		answering[answerers++] = answering_socket(argv[i], argv[i + 1]);

	start = now();
	while (sent < count) {
		for (i = 0; i < BATCH && sent + i < count; i++)
			set_flow(&v.frames[i], src, dst,
				 first + (sent + i) % flows);
		sent += send_batch(fd, &v, i);
		answered += answer_all(answering, answerers);
	}
	start = now() - start;
	wait_for_rest(answering, answerers, &answered, sent);
	printf("%u %lld %u\n", sent, (long long)start, answered);
	return 0;
}
