// SPDX-License-Identifier: GPL-2.0
/* Reading what tells the flows of a class: lists of ports and prefixes, and the like. */

#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#include <linux/nf_rehome.h>

#include "attr.h"
#include "class.h"
#include "class_match.h"
#include "complain.h"
#include "complete.h"
#include "known.h"
#include "nl.h"

/* Room for one of a list; what is longer is none. */
#define ITEM_LEN	(ADDR_LEN + 8)

/**
 * struct item - one of a list.
 * @arg: the keyword
 * @at: where it is in the list
 * @text: the text of it
 */
struct item {
	const struct arg *arg;
	const char *at;
	char text[ITEM_LEN];
};

static bool item_bad(const struct item *item, const char *wrong)
{
	complain(item->at, "%s %s: \"%s\" %s", item->arg->what, item->arg->key,
		 item->text, wrong);
	return false;
}

/* What is between commas, each an attribute of its own. */
static int take_list(const struct arg *arg, __u16 type,
		     bool (*put)(struct req *req, const struct item *item))
{
	const struct class_given *given = arg->data;
	struct item item = { .arg = arg, .at = *arg->argv };
	size_t len, nest;

	for (;; item.at += len + 1) {
		len = strcspn(item.at, ",");
		snprintf(item.text, sizeof(item.text), "%.*s", (int)len,
			 item.at);
		req_note(given->req, arg->key, "", item.at);
		nest = req_nest(given->req, type);
		if (!put(given->req, &item))
			return 0;
		req_nest_end(given->req, nest);
		if (!item.at[len])
			return 1;
	}
}

/* Only digits, and 0 is no port. */
static bool port_read(const char *text, size_t len, __u16 *port)
{
	__u32 val;

	if (strspn(text, "0123456789") < len || !arg_u32(text, len, &val) ||
	    !val || val > 65535)
		return false;
	*port = val;
	return true;
}

static bool port_put(struct req *req, const struct item *item)
{
	const char *dash = strchr(item->text, '-');
	size_t len = dash ? (size_t)(dash - item->text) : strlen(item->text);
	__u16 first, last;

	if (!port_read(item->text, len, &first) ||
	    (dash && !port_read(dash + 1, strlen(dash + 1), &last)))
		return item_bad(item,
				"is not a port of 1 to 65535, or a range such as 7000-7010");
	if (dash && first > last)
		return item_bad(item, "begins behind its end");
	req_u16(req, NF_REHOME_A_PORT_RANGE_FIRST, first);
	if (dash)
		req_u16(req, NF_REHOME_A_PORT_RANGE_LAST, last);
	return true;
}

static bool prefix_put(struct req *req, const struct item *item)
{
	const char *slash = strchr(item->text, '/');
	size_t len = slash ? (size_t)(slash - item->text) : strlen(item->text);
	char text[ITEM_LEN];
	struct arg_addr addr;
	__u32 bits;

	snprintf(text, sizeof(text), "%.*s", (int)len, item->text);
	if (!arg_addr(text, &addr))
		return item_bad(item,
				"is not a prefix, such as 192.168.0.0/16 or 2001:db8::/32");
	if (slash && (!slash[1] || slash[1 + strspn(slash + 1, "0123456789")] ||
		      !arg_u32(slash + 1, strlen(slash + 1), &bits) ||
		      bits > 8 * addr.len))
		return item_bad(item, addr.len == 4 ?
				"has a length that is not of 0 to 32" :
				"has a length that is not of 0 to 128");
	req_put(req, addr.len == 4 ? NF_REHOME_A_PREFIX_IN :
		NF_REHOME_A_PREFIX_IN6, addr.len, addr.bytes);
	if (slash)
		req_u8(req, NF_REHOME_A_PREFIX_LEN, bits);
	return true;
}

int class_take_proto(const struct arg *arg)
{
	static const struct {
		const char *name;
		__u8 number;
	} protos[] = { { "udp", IPPROTO_UDP }, { "tcp", IPPROTO_TCP } };
	const struct class_given *given = arg->data;
	size_t i;

	if (complete_is(*arg->argv))
		complete_table(protos, sizeof(*protos), 2);
	for (i = 0; i < 2; i++) {
		if (strcmp(*arg->argv, protos[i].name))
			continue;
		req_note(given->req, arg->key, "", *arg->argv);
		req_u8(given->req, NF_REHOME_A_CLASS_PROTO, protos[i].number);
		return 1;
	}
	return arg_bad(arg, *arg->argv, "is not udp or tcp");
}

int class_take_port(const struct arg *arg)
{
	return take_list(arg, NF_REHOME_A_CLASS_PORT, port_put);
}

int class_take_signature(const struct arg *arg)
{
	const struct class_given *given = arg->data;
	__u32 signature;

	if (!arg_word(arg, &words_signature, &signature))
		return 0;
	req_note(given->req, arg->key, "", *arg->argv);
	req_u32(given->req, NF_REHOME_A_CLASS_SIGNATURE, signature);
	return 1;
}

int class_take_sport(const struct arg *arg)
{
	return take_list(arg, NF_REHOME_A_CLASS_SPORT, port_put);
}

int class_take_dport(const struct arg *arg)
{
	return take_list(arg, NF_REHOME_A_CLASS_DPORT, port_put);
}

int class_take_from(const struct arg *arg)
{
	return take_list(arg, NF_REHOME_A_CLASS_FROM, prefix_put);
}

int class_take_to(const struct arg *arg)
{
	return take_list(arg, NF_REHOME_A_CLASS_TO, prefix_put);
}

int class_take_mark(const struct arg *arg)
{
	const struct class_given *given = arg->data;
	__u32 mark, mask;

	if (!arg_mark(arg, given->change, &mark, &mask))
		return 0;
	req_note(given->req, "mark", "", *arg->argv);
	req_u32(given->req, NF_REHOME_A_CLASS_MARK, mark);
	req_note(given->req, "mask", "", *arg->argv);
	req_u32(given->req, NF_REHOME_A_CLASS_MASK, mask);
	return 1;
}

int class_take_before(const struct arg *arg)
{
	const struct class_given *given = arg->data;
	const char *name = *arg->argv;

	if (complete_is(name))
		complete_known(NF_REHOME_CMD_CLASS_GET, NF_REHOME_A_CLASS_NAME);
	if (!*name || strlen(name) > CLASS_NAME_MAX)
		return arg_bad(arg, name, "is not the name of a class");
	req_note(given->req, arg->key, "", name);
	req_str(given->req, NF_REHOME_A_CLASS_BEFORE, name);
	return 1;
}
