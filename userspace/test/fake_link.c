// SPDX-License-Identifier: GPL-2.0
/*
 * A transport without a kernel: REHOME_SCENE names what the kernel is to do,
 * and what it was asked goes to the file REHOME_ASKED.
 */

#include <ctype.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <linux/genetlink.h>
#include <linux/nf_rehome.h>

#include "answers.h"
#include "link.h"

#define QUEUE_LEN	4096
#define MSG_SIZE	32768

struct queued {
	int err;
	union {
		struct nlmsghdr hdr;
		char bytes[MSG_SIZE];
	} msg;
};

/* What a socket will receive; its descriptor is readable while there is something. */
struct link {
	int fd;
	bool joined;
	unsigned int head;
	unsigned int tail;
	struct queued *queue[QUEUE_LEN];
};

/* Whom the pretended kernel talks to. */
static struct link *to;

bool scene(const char *name)
{
	const char *wanted = getenv("REHOME_SCENE");

	return wanted && !strcmp(wanted, name);
}

bool hooks_scene(void)
{
	return scene("hooks") || scene("hooks-lost");
}

static struct queued *queue_slot(void)
{
	struct queued *slot = malloc(sizeof(*slot));

	if (to->tail == QUEUE_LEN || !slot)
		abort();
	if (to->head == to->tail)
		eventfd_write(to->fd, 1);
	slot->err = 0;
	to->queue[to->tail++] = slot;
	return slot;
}

struct nlmsghdr *queue_msg(__u16 type, __u16 flags, __u32 seq)
{
	struct nlmsghdr *nlh;

	nlh = mnl_nlmsg_put_header(queue_slot()->msg.bytes);
	nlh->nlmsg_type = type;
	nlh->nlmsg_flags = flags;
	nlh->nlmsg_seq = seq;
	return nlh;
}

void queue_error(int err)
{
	queue_slot()->err = err;
}

/* Three letters are as long as a number of 32 bits. */
static bool is_text(const unsigned char *val, size_t len)
{
	size_t i;

	for (i = 0; i + 1 < len; i++)
		if (!val[i] || (len == sizeof(__u32) && !isprint(val[i])))
			return false;
	return len > 2 && !val[i];
}

static void log_text(FILE *file, const char *text)
{
	fputs("=\"", file);
	for (; *text; text++)
		fprintf(file, isprint((unsigned char)*text) ? "%c" : "\\x%02x",
			(unsigned char)*text);
	fputc('"', file);
}

/* A number, a text, or bytes; addresses are bytes. */
static void log_value(FILE *file, const struct nlattr *attr, bool bytes)
{
	const unsigned char *val = mnl_attr_get_payload(attr);
	size_t i, len = mnl_attr_get_payload_len(attr);

	if (!bytes && len == sizeof(__u8)) {
		fprintf(file, "=%u", mnl_attr_get_u8(attr));
	} else if (!bytes && len == sizeof(__u16)) {
		fprintf(file, "=%u", mnl_attr_get_u16(attr));
	} else if (!bytes && is_text(val, len)) {
		log_text(file, (const char *)val);
	} else if (!bytes && len == sizeof(__u32)) {
		fprintf(file, "=%u", mnl_attr_get_u32(attr));
	} else if (len) {
		fputc('=', file);
		for (i = 0; i < len; i++)
			fprintf(file, "%02x", val[i]);
	}
}

/* What the attributes of a nest are, as far as that is to be known. */
enum nest { OTHER, WAN, CLASS, PREFIX, ADDRESS, CONFIG };

static enum nest nest_of(__u8 cmd)
{
	switch (cmd) {
	case NF_REHOME_CMD_WAN_ADD:
	case NF_REHOME_CMD_WAN_SET:
		return WAN;
	case NF_REHOME_CMD_CLASS_ADD:
	case NF_REHOME_CMD_CLASS_SET:
		return CLASS;
	case NF_REHOME_CMD_CONFIG_SET:
		return CONFIG;
	default:
		return OTHER;
	}
}

static enum nest nest_in(enum nest nest, __u16 type)
{
	if (nest == CONFIG)
		return type == NF_REHOME_A_CONFIG_WAN ? WAN :
		       type == NF_REHOME_A_CONFIG_CLASS ? CLASS : OTHER;
	if (nest == CLASS)
		return type == NF_REHOME_A_CLASS_FROM ||
		       type == NF_REHOME_A_CLASS_TO ? PREFIX : OTHER;
	return ADDRESS;
}

static bool is_address(enum nest nest, __u16 type)
{
	return nest == ADDRESS ||
	       (nest == PREFIX && type != NF_REHOME_A_PREFIX_LEN) ||
	       (nest == WAN && (type == NF_REHOME_A_WAN_SNAT ||
				type == NF_REHOME_A_WAN_SNAT6));
}

/* A name may be as long as a number. */
static bool is_name(enum nest nest, __u16 type)
{
	return nest == CLASS && (type == NF_REHOME_A_CLASS_NAME ||
				 type == NF_REHOME_A_CLASS_BEFORE);
}

static void log_attr(FILE *file, const struct nlattr *attr, enum nest nest)
{
	__u16 type = mnl_attr_get_type(attr);
	const struct nlattr *inner;
	const char *sep = "";

	fprintf(file, "attr %u", type);
	if (is_name(nest, type)) {
		log_text(file, mnl_attr_get_str(attr));
		return;
	}
	if (!(attr->nla_type & NLA_F_NESTED)) {
		log_value(file, attr, is_address(nest, type));
		return;
	}
	fputs("=(", file);
	mnl_attr_for_each_nested(inner, attr) {
		fputs(sep, file);
		log_attr(file, inner, nest_in(nest, type));
		sep = " ";
	}
	fputc(')', file);
}

static void log_attrs(FILE *file, const struct nlmsghdr *req)
{
	const struct genlmsghdr *genl = mnl_nlmsg_get_payload(req);
	const struct nlattr *attr;

	mnl_attr_for_each(attr, req, sizeof(*genl)) {
		if (req->nlmsg_type == FAKE_FAMILY) {
			fputc(' ', file);
			log_attr(file, attr, nest_of(genl->cmd));
		} else {
			fprintf(file, " attr %u", mnl_attr_get_type(attr));
		}
	}
}

static void log_request(const struct nlmsghdr *req)
{
	const struct genlmsghdr *genl = mnl_nlmsg_get_payload(req);
	const char *name = getenv("REHOME_ASKED");
	FILE *file;

	if (!name)
		return;
	file = fopen(name, "a");
	if (!file)
		abort();
	fprintf(file, "type 0x%x cmd %u version %u%s%s", req->nlmsg_type,
		genl->cmd, genl->version,
		req->nlmsg_flags & NLM_F_ACK ? " ack" : "",
		(req->nlmsg_flags & NLM_F_DUMP) == NLM_F_DUMP ? " dump" : "");
	log_attrs(file, req);
	fputc('\n', file);
	fclose(file);
}

struct link *link_open(void)
{
	struct link *link;

	if (scene("no-socket")) {
		errno = EPROTONOSUPPORT;
		return NULL;
	}
	link = calloc(1, sizeof(*link));
	if (!link)
		abort();
	link->fd = eventfd(0, EFD_CLOEXEC);
	return link;
}

int link_join(struct link *link, __u32 group)
{
	if (scene("no-join") && group != GENL_ID_CTRL) {
		errno = EPERM;
		return -1;
	}
	to = link;
	to->joined = true;
	tell(group);
	return 0;
}

ssize_t link_send(struct link *link, const void *buf, size_t len)
{
	if (scene("no-send")) {
		errno = EPERM;
		return -1;
	}
	log_request(buf);
	to = link;
	answer(buf);
	return len;
}

/* All was read: monitor has nothing to wait for any more, but for its hooks. */
static void drained(struct link *link)
{
	eventfd_t val;

	eventfd_read(link->fd, &val);
	if (!link->joined || hooks_scene())
		return;
	if (!scene("endless")) {
		kill(getpid(), SIGTERM);
		return;
	}
	/* A reader that never leaves by itself has to be cut off. */
	link->head = 0;
	link->tail = 0;
	to = link;
	tell(FAKE_EVENTS);
}

ssize_t link_recv(struct link *link, void *buf, size_t len)
{
	struct queued *slot;
	int err;

	if (link->head == link->tail && scene("silent"))
		abort();
	if (link->head == link->tail) {
		/* It waits in vain. */
		kill(getpid(), SIGTERM);
		errno = EAGAIN;
		return -1;
	}
	slot = link->queue[link->head++];
	err = slot->err;
	if (!err) {
		if (slot->msg.hdr.nlmsg_len > len)
			abort();
		len = slot->msg.hdr.nlmsg_len;
		memcpy(buf, slot->msg.bytes, len);
	}
	free(slot);
	if (link->head == link->tail)
		drained(link);
	errno = err;
	return err ? -1 : (ssize_t)len;
}

int link_fd(const struct link *link)
{
	return link->fd;
}

void link_close(struct link *link)
{
	if (!link)
		return;
	close(link->fd);
	free(link);
}
