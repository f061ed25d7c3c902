// SPDX-License-Identifier: GPL-2.0
/* Attributes: reading them, and putting them into the answer. */

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include <linux/genetlink.h>
#include <linux/nf_rehome.h>

#include "attr.h"

static void table_clear(const struct nlattr **tb, __u16 max)
{
	__u16 i;

	for (i = 0; i <= max; i++)
		tb[i] = NULL;
}

void attr_table(const struct nlmsghdr *nlh, const struct nlattr **tb,
		__u16 max)
{
	const struct nlattr *attr;

	table_clear(tb, max);
	if (mnl_nlmsg_get_payload_len(nlh) < sizeof(struct genlmsghdr))
		return;
	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr))
		if (mnl_attr_get_type(attr) <= max)
			tb[mnl_attr_get_type(attr)] = attr;
}

void attr_nest(const struct nlattr *nest, const struct nlattr **tb,
	       __u16 max)
{
	const struct nlattr *attr;

	table_clear(tb, max);
	mnl_attr_for_each_nested(attr, nest)
		if (mnl_attr_get_type(attr) <= max)
			tb[mnl_attr_get_type(attr)] = attr;
}

bool attr_num(const struct nlattr *attr, __u64 *val)
{
	if (!attr)
		return false;
	switch (mnl_attr_get_payload_len(attr)) {
	case sizeof(__u8):
		*val = mnl_attr_get_u8(attr);
		return true;
	case sizeof(__u16):
		*val = mnl_attr_get_u16(attr);
		return true;
	case sizeof(__u32):
		*val = mnl_attr_get_u32(attr);
		return true;
	case sizeof(__u64):
		*val = mnl_attr_get_u64(attr);
		return true;
	default:
		return false;
	}
}

const char *attr_str(const struct nlattr *attr)
{
	size_t len;

	if (!attr)
		return NULL;
	len = mnl_attr_get_payload_len(attr);
	if (!memchr(mnl_attr_get_payload(attr), '\0', len))
		return NULL;
	return mnl_attr_get_str(attr);
}

int attr_addr(const struct nlattr *attr, char text[ADDR_LEN])
{
	const struct nlattr *tb[NF_REHOME_A_ADDRESS_MAX + 1];
	const struct nlattr *in, *in6;

	if (!attr)
		return 0;
	attr_nest(attr, tb, NF_REHOME_A_ADDRESS_MAX);
	in = tb[NF_REHOME_A_ADDRESS_IN];
	in6 = tb[NF_REHOME_A_ADDRESS_IN6];
	if (in && mnl_attr_get_payload_len(in) == sizeof(struct in_addr) &&
	    inet_ntop(AF_INET, mnl_attr_get_payload(in), text, ADDR_LEN))
		return 4;
	if (in6 && mnl_attr_get_payload_len(in6) == sizeof(struct in6_addr) &&
	    inet_ntop(AF_INET6, mnl_attr_get_payload(in6), text, ADDR_LEN))
		return 6;
	return 0;
}

bool attr_prefix(const struct nlattr *attr, char text[PREFIX_LEN])
{
	const struct nlattr *tb[NF_REHOME_A_PREFIX_MAX + 1];
	const struct nlattr *in, *in6;
	char addr[ADDR_LEN];
	__u64 bits;

	if (!attr)
		return false;
	attr_nest(attr, tb, NF_REHOME_A_PREFIX_MAX);
	in = tb[NF_REHOME_A_PREFIX_IN];
	in6 = tb[NF_REHOME_A_PREFIX_IN6];
	if (in && mnl_attr_get_payload_len(in) == sizeof(struct in_addr))
		inet_ntop(AF_INET, mnl_attr_get_payload(in), addr, ADDR_LEN);
	else if (in6 &&
		 mnl_attr_get_payload_len(in6) == sizeof(struct in6_addr))
		inet_ntop(AF_INET6, mnl_attr_get_payload(in6), addr, ADDR_LEN);
	else
		return false;
	if (!attr_num(tb[NF_REHOME_A_PREFIX_LEN], &bits))
		bits = in ? 32 : 128;
	snprintf(text, PREFIX_LEN, bits == (in ? 32 : 128) ? "%s" : "%s/%u",
		 addr, (__u8)bits);
	return true;
}

bool attr_endpoint(const struct nlattr *addr, const struct nlattr *port,
		   char text[ENDPOINT_LEN])
{
	const char *fmt[2][2] = {
		{ "%s", "%s:%u" },
		{ "%s", "[%s]:%u" },
	};
	char host[ADDR_LEN];
	__u64 num = 0;
	int family;
	bool has;

	family = attr_addr(addr, host);
	if (!family)
		return false;
	has = attr_num(port, &num);
	snprintf(text, ENDPOINT_LEN, fmt[family == 6][has], host,
		 (unsigned int)(__u16)num);
	return true;
}

void put_str(struct out *out, enum out_how how, const char *name,
	     const struct nlattr *attr)
{
	const char *val = attr_str(attr);

	if (val)
		out_str(out, how, name, val);
}

void put_quoted(struct out *out, const char *name, const struct nlattr *attr)
{
	const char *val = attr_str(attr);

	if (val)
		out_quoted(out, name, val);
}

void put_num(struct out *out, enum out_how how, const char *name,
	     const struct nlattr *attr, const char *unit)
{
	__u64 val;

	if (attr_num(attr, &val))
		out_num(out, how, name, val, unit);
}

void put_hex(struct out *out, const char *name, const struct nlattr *attr)
{
	char text[24];
	__u64 val;

	if (!attr_num(attr, &val))
		return;
	if (out->json) {
		out_num(out, OUT_JSON, name, val, "");
		return;
	}
	snprintf(text, sizeof(text), "0x%llx", (unsigned long long)val);
	out_str(out, OUT_NAMED, name, text);
}

void put_mark(struct out *out, const struct nlattr *mark,
	      const struct nlattr *mask)
{
	char text[32];
	__u64 val, bits;

	put_num(out, OUT_JSON, "mark", mark, "");
	put_num(out, OUT_JSON, "mask", mask, "");
	if (!attr_num(mark, &val) || !attr_num(mask, &bits) || !bits)
		return;
	snprintf(text, sizeof(text), "0x%x/0x%x", (unsigned int)val,
		 (unsigned int)bits);
	out_word(out, "mark");
	out_word(out, text);
}

void put_enum(struct out *out, enum out_how how, const char *name,
	      const struct nlattr *attr, const struct words *words)
{
	__u64 val;

	if (attr_num(attr, &val))
		out_enum(out, how, name, words, val);
}

void put_bool(struct out *out, const char *name, const struct nlattr *attr,
	      const char *yes, const char *no)
{
	__u64 val;

	if (attr_num(attr, &val))
		out_bool(out, name, val, val ? yes : no);
}

void put_proto(struct out *out, const struct nlattr *attr)
{
	char text[24];
	__u64 val;

	if (!attr_num(attr, &val))
		return;
	snprintf(text, sizeof(text), "%llu", (unsigned long long)val);
	out_str(out, OUT_BARE, "proto",
		words_proto(val) ? words_proto(val) : text);
}

void put_signature(struct out *out, const struct nlattr *attr)
{
	__u64 val;

	if (attr_num(attr, &val) && val != NF_REHOME_SIGNATURE_NONE)
		out_enum(out, OUT_NAMED, "signature", &words_signature, val);
}

void put_addr(struct out *out, enum out_how how, const char *name,
	      const struct nlattr *attr)
{
	char text[ADDR_LEN];

	if (attr_addr(attr, text))
		out_str(out, how, name, text);
}
