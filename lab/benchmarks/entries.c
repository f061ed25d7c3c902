// SPDX-License-Identifier: GPL-2.0
/*
 * entries FIRST COUNT MAPPING: makes connection tracking entries that are of no
 * class, in this network namespace, by netlink: three of four are TCP, the rest
 * UDP, all of them translated to the address MAPPING. Number N is always the
 * same entry. Prints how many there are.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/netfilter/nf_conntrack_tcp.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>
#include <linux/netlink.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BATCH		256
#define LIFETIME	(24 * 60 * 60)
#define SOURCES		0x0a010000	/* 10.1.0.0/16 */
#define DESTINATIONS	0xc6120000	/* 198.18.0.0/15 */
#define FIRST_PORT	2000
#define PORTS		60000
#define UDP_EACH_4TH	3	/* so that no port of theirs is a class's */

/* Where in a message the numbers of an entry are. */
struct place {
	int src, sport;			/* the original direction's source */
	int dst, back_src;		/* the far end in both directions */
	int back_port, min_port, max_port;
};

struct template {
	unsigned char bytes[512];
	int len;
	struct place place;
};

static int put(struct template *t, int type, const void *data, int len)
{
	struct nlattr attr = { NLA_HDRLEN + len, type };
	int at = t->len + NLA_HDRLEN;

	memcpy(t->bytes + t->len, &attr, sizeof(attr));
	memcpy(t->bytes + at, data, len);
	t->len += NLA_ALIGN(attr.nla_len);
	return at;
}

static int begin(struct template *t, int type)
{
	int at = t->len;

	put(t, type | NLA_F_NESTED, "", 0);
	return at;
}

static void end(struct template *t, int at)
{
	struct nlattr *attr = (struct nlattr *)(t->bytes + at);

	attr->nla_len = t->len - at;
}

static int put16(struct template *t, int type, uint16_t value)
{
	value = htons(value);
	return put(t, type, &value, sizeof(value));
}

static int put32(struct template *t, int type, uint32_t value)
{
	value = htonl(value);
	return put(t, type, &value, sizeof(value));
}

static void put_tuple(struct template *t, int type, uint8_t proto, int *src,
		      int *dst, uint16_t sport, int *sport_at, uint16_t dport,
		      int *dport_at)
{
	int tuple = begin(t, type), part = begin(t, CTA_TUPLE_IP), at;

	*src = put32(t, CTA_IP_V4_SRC, 0);
	*dst = put32(t, CTA_IP_V4_DST, 0);
	end(t, part);
	part = begin(t, CTA_TUPLE_PROTO);
	put(t, CTA_PROTO_NUM, &proto, sizeof(proto));
	at = put16(t, CTA_PROTO_SRC_PORT, sport);
	if (sport_at)
		*sport_at = at;
	at = put16(t, CTA_PROTO_DST_PORT, dport);
	if (dport_at)
		*dport_at = at;
	end(t, part);
	end(t, tuple);
}

static void put_state(struct template *t)
{
	uint8_t state = TCP_CONNTRACK_ESTABLISHED;
	int info = begin(t, CTA_PROTOINFO), tcp = begin(t, CTA_PROTOINFO_TCP);

	put(t, CTA_PROTOINFO_TCP_STATE, &state, sizeof(state));
	end(t, tcp);
	end(t, info);
}

static void put_mapping(struct template *t, uint32_t mapping)
{
	int nat = begin(t, CTA_NAT_SRC), ports;

	put(t, CTA_NAT_V4_MINIP, &mapping, sizeof(mapping));
	put(t, CTA_NAT_V4_MAXIP, &mapping, sizeof(mapping));
	ports = begin(t, CTA_NAT_PROTO);
	t->place.min_port = put16(t, CTA_PROTONAT_PORT_MIN, 0);
	t->place.max_port = put16(t, CTA_PROTONAT_PORT_MAX, 0);
	end(t, ports);
	end(t, nat);
}

static void make(struct template *t, uint8_t proto, uint16_t port,
		 uint32_t mapping)
{
	struct nlmsghdr nlh = {
		.nlmsg_type = NFNL_SUBSYS_CTNETLINK << 8 | IPCTNL_MSG_CT_NEW,
		.nlmsg_flags = NLM_F_REQUEST | NLM_F_CREATE | NLM_F_EXCL,
	};
	struct nfgenmsg nfg = { .nfgen_family = AF_INET };
	struct place *p = &t->place;
	int back_dst;

	t->len = NLMSG_HDRLEN + sizeof(nfg);
	memcpy(t->bytes + NLMSG_HDRLEN, &nfg, sizeof(nfg));
	put_tuple(t, CTA_TUPLE_ORIG, proto, &p->src, &p->dst, 0, &p->sport,
		  port, NULL);
	/* The kernel makes the translated one of it. */
	put_tuple(t, CTA_TUPLE_REPLY, proto, &p->back_src, &back_dst, port,
		  NULL, 0, &p->back_port);
	put32(t, CTA_TIMEOUT, LIFETIME);
	put32(t, CTA_STATUS, IPS_CONFIRMED | IPS_SEEN_REPLY | IPS_ASSURED);
	if (proto == IPPROTO_TCP)
		put_state(t);
	put_mapping(t, mapping);
	nlh.nlmsg_len = t->len;
	memcpy(t->bytes, &nlh, sizeof(nlh));
}

static void set16(unsigned char *at, uint16_t value)
{
	value = htons(value);
	memcpy(at, &value, sizeof(value));
}

static void set32(unsigned char *at, uint32_t value)
{
	value = htonl(value);
	memcpy(at, &value, sizeof(value));
}

/* A reply to the source as it is inside; the kernel puts in the mapping. */
static void fill(unsigned char *msg, const struct template *t, uint32_t n)
{
	uint32_t src = SOURCES + 1 + n % 0xfffe;
	uint32_t dst = DESTINATIONS + 1 + n / PORTS * 251 + n % 251;
	uint16_t port = FIRST_PORT + n % PORTS;
	const struct place *p = &t->place;

	memcpy(msg, t->bytes, t->len);
	set32(msg + p->src, src);
	set32(msg + p->dst, dst);
	set32(msg + p->back_src, dst);
	/* beside it comes the reply's destination */
	set32(msg + p->back_src + 8, src);
	set16(msg + p->sport, port);
	set16(msg + p->back_port, port);
	set16(msg + p->min_port, port);
	set16(msg + p->max_port, port);
}

static int open_socket(void)
{
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	int fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_NETFILTER);
	int size = 1 << 20;

	if (fd < 0 || connect(fd, (struct sockaddr *)&kernel, sizeof(kernel))) {
		perror("entries: netlink");
		exit(1);
	}
	setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof(size));
	return fd;
}

/* Only what went wrong is answered. Returns how many did. */
static int refused(int fd)
{
	unsigned char answer[8192];
	int count = 0, len;

	while ((len = recv(fd, answer, sizeof(answer), MSG_DONTWAIT)) > 0) {
		const struct nlmsghdr *nlh = (const void *)answer;

		for (; NLMSG_OK(nlh, (unsigned int)len);
		     nlh = NLMSG_NEXT(nlh, len)) {
			const struct nlmsgerr *error = NLMSG_DATA(nlh);

			if (nlh->nlmsg_type != NLMSG_ERROR || !error->error)
				continue;
			if (!count++)
				fprintf(stderr, "entries: %s\n",
					strerror(-error->error));
		}
	}
	return count;
}

int main(int argc, char **argv)
{
	static unsigned char buf[BATCH * sizeof(((struct template *)0)->bytes)];
	static struct template tcp, udp;
	unsigned int first, count, made = 0, bad, n;
	uint32_t mapping;
	int fd;

	if (argc != 4 || inet_pton(AF_INET, argv[3], &mapping) != 1) {
		fprintf(stderr, "usage: entries FIRST COUNT MAPPING\n");
		return 2;
	}
	first = strtoul(argv[1], NULL, 0);
	count = strtoul(argv[2], NULL, 0);
	make(&tcp, IPPROTO_TCP, 443, mapping);
	make(&udp, IPPROTO_UDP, 443, mapping);
	fd = open_socket();
	for (n = 0; n < count;) {
		unsigned int in_batch = 0;
		size_t len = 0;

		for (; in_batch < BATCH && n < count; in_batch++, n++) {
			const struct template *t =
				(first + n) % 4 == UDP_EACH_4TH ? &udp : &tcp;

			fill(buf + len, t, first + n);
			len += NLMSG_ALIGN(t->len);
		}
		if (send(fd, buf, len, 0) != (ssize_t)len) {
			perror("entries: send");
			return 1;
		}
		bad = refused(fd);
		made += in_batch - bad;
		if (bad)
			break;
	}
	printf("%u\n", made);
	close(fd);
	return made != count;
}
