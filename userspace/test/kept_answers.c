// SPDX-License-Identifier: GPL-2.0
/* A kernel that keeps its configuration, in the file REHOME_KEPT: the last request that
 * set it. Scene kept.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/genetlink.h>
#include <linux/nf_rehome.h>

#include "answers.h"

#define CLASSES_MAX	3000

/* Those that are always there, with what is theirs alone. */
static const struct always {
	const char *name;
	__u8 proto;
	__u8 preset;
} always[] = {
	{ "tailscale", 17, 0 }, { "wireguard", 17, 0 }, { "quic", 17, 1 },
	{ "tcp", 6, 1 }, { "other", 17, 0 },
};

#define ALWAYS	(sizeof(always) / sizeof(*always))

/* In their order; one that is not always there was added. */
static struct kept {
	const char *name;
	const struct always *always;
	const struct nlattr *conf;
} classes[CLASSES_MAX];

static size_t count;

static const struct nlattr *inside(const struct nlattr *nest, __u16 type)
{
	const struct nlattr *attr;

	if (nest)
		mnl_attr_for_each_nested(attr, nest)
			if (mnl_attr_get_type(attr) == type)
				return attr;
	return NULL;
}

static size_t class_at(const char *name)
{
	size_t i;

	for (i = 0; i < count && strcmp(classes[i].name, name); i++)
		;
	return i;
}

/* Where one comes that does not say: before those always there. */
static size_t first_always(void)
{
	size_t i;

	for (i = 0; i < count && !classes[i].always; i++)
		;
	return i;
}

/* Return: NULL, or the attribute that is wrong. */
static const struct nlattr *class_take(const struct nlattr *conf)
{
	const struct nlattr *name = inside(conf, NF_REHOME_A_CLASS_NAME);
	const struct nlattr *before = inside(conf, NF_REHOME_A_CLASS_BEFORE);
	size_t at = class_at(mnl_attr_get_str(name));

	if (at < count) {
		if (classes[at].conf)
			return name;
		classes[at].conf = conf;
		return NULL;
	}
	at = before ? class_at(mnl_attr_get_str(before)) : first_always();
	if (at == count || count == CLASSES_MAX)
		return before;
	memmove(&classes[at + 1], &classes[at],
		(count - at) * sizeof(*classes));
	classes[at] = (struct kept) { mnl_attr_get_str(name), NULL, conf };
	count++;
	return NULL;
}

/* Return: NULL, or the attribute that is wrong. */
static const struct nlattr *take(const struct nlmsghdr *config)
{
	const struct nlattr *attr, *wrong;

	for (count = 0; count < ALWAYS; count++)
		classes[count] = (struct kept) {
			always[count].name, &always[count], NULL,
		};
	if (!config)
		return NULL;
	mnl_attr_for_each(attr, config, sizeof(struct genlmsghdr)) {
		wrong = mnl_attr_get_type(attr) == NF_REHOME_A_CONFIG_CLASS ?
			class_take(attr) : NULL;
		if (wrong)
			return wrong;
	}
	return NULL;
}

static const struct nlmsghdr *kept(void)
{
	static struct nlmsghdr *config;
	FILE *file = fopen(getenv("REHOME_KEPT"), "r");
	struct nlmsghdr hdr;

	if (config || !file)
		return config;
	if (fread(&hdr, sizeof(hdr), 1, file) != 1)
		abort();
	config = malloc(hdr.nlmsg_len);
	*config = hdr;
	if (fread(config + 1, hdr.nlmsg_len - sizeof(hdr), 1, file) != 1)
		abort();
	fclose(file);
	return config;
}

bool kept_refused(const struct nlmsghdr *req)
{
	const struct nlattr *wrong = take(req);
	struct nlmsghdr *nlh;
	FILE *file;

	if (wrong) {
		nlh = done(req, -EINVAL, NLM_F_ACK_TLVS | NLM_F_CAPPED);
		mnl_attr_put_strz(nlh, NLMSGERR_ATTR_MSG,
				  mnl_attr_get_type(wrong) ==
				  NF_REHOME_A_CLASS_NAME ?
				  "is there already" : "is not a class");
		mnl_attr_put_u32(nlh, NLMSGERR_ATTR_OFFS,
				 (const char *)wrong - (const char *)req);
		return true;
	}
	file = fopen(getenv("REHOME_KEPT"), "w");
	if (!file || fwrite(req, req->nlmsg_len, 1, file) != 1 || fclose(file))
		abort();
	return false;
}

static void copy(struct nlmsghdr *nlh, const struct nlattr *attr)
{
	mnl_attr_put(nlh, attr->nla_type, mnl_attr_get_payload_len(attr),
		     mnl_attr_get_payload(attr));
}

static __u32 number(const struct nlattr *conf, __u16 type, __u32 otherwise)
{
	const struct nlattr *attr = inside(conf, type);

	return !attr ? otherwise :
	       mnl_attr_get_payload_len(attr) == 1 ? mnl_attr_get_u8(attr) :
						     mnl_attr_get_u32(attr);
}

static void class_put(struct nlmsghdr *nlh, const struct kept *class)
{
	const struct nlattr *conf = class->conf, *attr;
	__u8 proto = class->always ? class->always->proto :
		     number(conf, NF_REHOME_A_CLASS_PROTO, 17);
	__u8 active = !class->always || !class->always->preset;

	mnl_attr_put_strz(nlh, NF_REHOME_A_CLASS_NAME, class->name);
	mnl_attr_put_u8(nlh, NF_REHOME_A_CLASS_PROTO, proto);
	mnl_attr_put_u32(nlh, NF_REHOME_A_CLASS_ACTION,
			 number(conf, NF_REHOME_A_CLASS_ACTION,
				proto == 6 ? NF_REHOME_ACTION_EXPIRE :
				NF_REHOME_ACTION_RENAT));
	mnl_attr_put_u32(nlh, NF_REHOME_A_CLASS_FAILBACK,
			 number(conf, NF_REHOME_A_CLASS_FAILBACK, 0));
	mnl_attr_put_u32(nlh, NF_REHOME_A_CLASS_DRAIN,
			 number(conf, NF_REHOME_A_CLASS_DRAIN, 60000));
	if (proto == 6)
		mnl_attr_put_u8(nlh, NF_REHOME_A_CLASS_RESET,
				number(conf, NF_REHOME_A_CLASS_RESET, 1));
	else
		mnl_attr_put_u8(nlh, NF_REHOME_A_CLASS_KEEP_PORT,
				number(conf, NF_REHOME_A_CLASS_KEEP_PORT, 0));
	mnl_attr_put_u32(nlh, NF_REHOME_A_CLASS_SIGNATURE,
			 number(conf, NF_REHOME_A_CLASS_SIGNATURE, 0));
	mnl_attr_put_u8(nlh, NF_REHOME_A_CLASS_PRESET,
			class->always && class->always->preset);
	mnl_attr_put_u8(nlh, NF_REHOME_A_CLASS_ACTIVE,
			number(conf, NF_REHOME_A_CLASS_ACTIVE, active));
	mnl_attr_put_u8(nlh, NF_REHOME_A_CLASS_OWN, !class->always);
	if (!conf || class->always)
		return;
	mnl_attr_put_u32(nlh, NF_REHOME_A_CLASS_MARK,
			 number(conf, NF_REHOME_A_CLASS_MARK, 0));
	mnl_attr_put_u32(nlh, NF_REHOME_A_CLASS_MASK,
			 number(conf, NF_REHOME_A_CLASS_MASK, 0));
	mnl_attr_for_each_nested(attr, conf)
		if (attr->nla_type & NLA_F_NESTED)
			copy(nlh, attr);
}

void kept_classes(const struct nlmsghdr *req)
{
	size_t i;

	take(kept());
	for (i = 0; i < count; i++)
		class_put(genl_msg(NLM_F_MULTI, req->nlmsg_seq,
				   NF_REHOME_CMD_CLASS_GET), &classes[i]);
}

void kept_wans(const struct nlmsghdr *req)
{
	const struct nlmsghdr *config = kept();
	const struct nlattr *attr, *inner;
	struct nlmsghdr *nlh;

	/* One that was found. */
	nlh = genl_msg(NLM_F_MULTI, req->nlmsg_seq, NF_REHOME_CMD_WAN_GET);
	mnl_attr_put_strz(nlh, NF_REHOME_A_WAN_IFNAME, "found0");
	mnl_attr_put_u8(nlh, NF_REHOME_A_WAN_NAMED, 0);
	if (!config)
		return;
	mnl_attr_for_each(attr, config, sizeof(struct genlmsghdr)) {
		if (mnl_attr_get_type(attr) != NF_REHOME_A_CONFIG_WAN)
			continue;
		nlh = genl_msg(NLM_F_MULTI, req->nlmsg_seq,
			       NF_REHOME_CMD_WAN_GET);
		mnl_attr_put_u8(nlh, NF_REHOME_A_WAN_NAMED, 1);
		mnl_attr_put_u32(nlh, NF_REHOME_A_WAN_PRIORITY, 0);
		mnl_attr_put_u8(nlh, NF_REHOME_A_WAN_METERED, 0);
		mnl_attr_for_each_nested(inner, attr)
			copy(nlh, inner);
	}
}

void kept_params(struct nlmsghdr *nlh)
{
	const struct nlmsghdr *config = kept();
	const struct nlattr *attr, *inner;

	if (!config)
		return;
	mnl_attr_for_each(attr, config, sizeof(struct genlmsghdr))
		if (mnl_attr_get_type(attr) == NF_REHOME_A_CONFIG_PARAM)
			mnl_attr_for_each_nested(inner, attr)
				copy(nlh, inner);
}
