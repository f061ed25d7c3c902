// SPDX-License-Identifier: GPL-2.0
/* What the pretended kernel refuses, and in which words. */

#include <errno.h>

#include <linux/genetlink.h>
#include <linux/nf_rehome.h>

#include "answers.h"

/* Refusals that point at an attribute of the request. */
static const struct {
	const char *scene;
	__u8 cmd;
	__u16 attr;
	int err;
	const char *text;
} refusals[] = {
	{ "wan-known", NF_REHOME_CMD_WAN_ADD, NF_REHOME_A_WAN_IFNAME, EEXIST,
	  "named already" },
	{ "wan-full", NF_REHOME_CMD_WAN_ADD, 0, ENOSPC,
	  "too many WANs" },
	{ "wan-mark", NF_REHOME_CMD_WAN_SET, NF_REHOME_A_WAN_MARK, EINVAL,
	  "has bits that the mask has not" },
	{ "wan-snat6", NF_REHOME_CMD_WAN_SET, NF_REHOME_A_WAN_SNAT6, EINVAL,
	  "is not a unicast address" },
	{ "wan-unknown", NF_REHOME_CMD_WAN_SET, NF_REHOME_A_WAN_IFNAME, ENOENT,
	  "is not named" },
	{ "wan-unknown", NF_REHOME_CMD_WAN_DEL, NF_REHOME_A_WAN_IFNAME, ENOENT,
	  "is not named" },
	{ "wan-unknown", NF_REHOME_CMD_WAN_HEALTH, NF_REHOME_A_WAN_IFNAME,
	  ENOENT, "is not a WAN" },
	{ "wan-reason", NF_REHOME_CMD_WAN_HEALTH, NF_REHOME_A_WAN_REASON,
	  EINVAL, "is not text" },
	{ "class-unknown", NF_REHOME_CMD_CLASS_SET, NF_REHOME_A_CLASS_NAME,
	  ENOENT, "is not a class" },
	{ "class-action", NF_REHOME_CMD_CLASS_SET, NF_REHOME_A_CLASS_ACTION,
	  EINVAL, "cannot be done for this protocol" },
	{ "class-drain", NF_REHOME_CMD_CLASS_SET, NF_REHOME_A_CLASS_DRAIN,
	  EINVAL, "is longer than a week" },
	{ "class-reset", NF_REHOME_CMD_CLASS_SET, NF_REHOME_A_CLASS_RESET,
	  EINVAL, "only connections can be reset" },
	{ "class-preset", NF_REHOME_CMD_CLASS_SET, NF_REHOME_A_CLASS_ACTIVE,
	  EINVAL, "is no preset" },
	{ "class-preset", NF_REHOME_CMD_CLASS_DEL, NF_REHOME_A_CLASS_NAME,
	  EINVAL, "is always there" },
	{ "class-unknown", NF_REHOME_CMD_CLASS_DEL, NF_REHOME_A_CLASS_NAME,
	  ENOENT, "is not a class" },
	{ "class-known", NF_REHOME_CMD_CLASS_ADD, NF_REHOME_A_CLASS_NAME,
	  EEXIST, "is there already" },
	{ "class-full", NF_REHOME_CMD_CLASS_ADD, 0, ENOSPC,
	  "too many classes" },
	{ "class-port", NF_REHOME_CMD_CLASS_ADD, NF_REHOME_A_CLASS_PORT,
	  EINVAL, "has too many ports" },
	{ "class-before", NF_REHOME_CMD_CLASS_ADD, NF_REHOME_A_CLASS_BEFORE,
	  ENOENT, "is not a class" },
	{ "class-own", NF_REHOME_CMD_CLASS_SET, NF_REHOME_A_CLASS_FROM,
	  EINVAL, "of a class that is always there cannot be set" },
	{ "flow-unknown", NF_REHOME_CMD_FLOW_EXPLAIN, 0, ENOENT,
	  "no such flow" },
	{ "flow-proto", NF_REHOME_CMD_FLOW_EXPLAIN, NF_REHOME_A_FLOW_PROTO,
	  EINVAL, "has no ports" },
	{ "flow-to", NF_REHOME_CMD_FLOW_EXPLAIN, NF_REHOME_A_FLOW_DST, EINVAL,
	  "is not a unicast address" },
};

/* As the kernel refuses what its policy does not allow. */
static void refuse_range(const struct nlmsghdr *req, const struct nlattr *attr)
{
	struct nlattr *nest;
	struct nlmsghdr *nlh;

	nlh = done(req, -ERANGE, NLM_F_ACK_TLVS | NLM_F_CAPPED);
	mnl_attr_put_strz(nlh, NLMSGERR_ATTR_MSG, "integer out of range");
	mnl_attr_put_u32(nlh, NLMSGERR_ATTR_OFFS,
			 (const char *)attr - (const char *)req);
	nest = mnl_attr_nest_start(nlh, NLMSGERR_ATTR_POLICY);
	mnl_attr_put_u32(nlh, NL_POLICY_TYPE_ATTR_TYPE, NL_ATTR_TYPE_U32);
	mnl_attr_put_u64(nlh, NL_POLICY_TYPE_ATTR_MIN_VALUE_U, 1);
	mnl_attr_put_u64(nlh, NL_POLICY_TYPE_ATTR_MAX_VALUE_U, 10000);
	mnl_attr_nest_end(nlh, nest);
}

static bool param_refused(const struct nlmsghdr *req)
{
	const struct nlattr *attr;

	mnl_attr_for_each(attr, req, sizeof(struct genlmsghdr)) {
		if (mnl_attr_get_type(attr) == NF_REHOME_A_PARAM_RECONCILE ||
		    mnl_attr_get_u32(attr) <= 10000)
			continue;
		refuse_range(req, attr);
		return true;
	}
	return false;
}

static const struct nlattr *nth(const struct nlattr *nest, __u16 type, int n)
{
	const struct nlattr *attr;

	mnl_attr_for_each_nested(attr, nest)
		if (mnl_attr_get_type(attr) == type && !--n)
			return attr;
	return NULL;
}

/* Refusals that point at an attribute in an attribute, and at one in that. */
static bool config_refused(const struct nlmsghdr *req)
{
	static const struct {
		const char *scene;
		__u16 nest;
		int n;
		__u16 attr;
		__u16 inner;
		const char *text;
	} wrongs[] = {
		{ "config-class", NF_REHOME_A_CONFIG_CLASS, 2, 0, 0,
		  "too many classes" },
		{ "config-name", NF_REHOME_A_CONFIG_CLASS, 2,
		  NF_REHOME_A_CLASS_NAME, 0, "has a bad name" },
		{ "config-port", NF_REHOME_A_CONFIG_CLASS, 2,
		  NF_REHOME_A_CLASS_PORT, NF_REHOME_A_PORT_RANGE_LAST,
		  "is before the first one" },
		{ "config-from", NF_REHOME_A_CONFIG_CLASS, 2,
		  NF_REHOME_A_CLASS_FROM, 0, "has bits behind its length" },
		{ "config-drain", NF_REHOME_A_CONFIG_CLASS, 1,
		  NF_REHOME_A_CLASS_DRAIN, 0, "is longer than a week" },
		{ "config-wan", NF_REHOME_A_CONFIG_WAN, 1,
		  NF_REHOME_A_WAN_MARK, 0, "has bits that the mask has not" },
	};
	const struct nlattr *attr, *at;
	struct nlmsghdr *nlh;
	size_t i;
	int n;

	if (scene("kept"))
		return kept_refused(req);
	attr = mnl_nlmsg_get_payload_offset(req, sizeof(struct genlmsghdr));
	if (scene("config-range")) {
		refuse_range(req, nth(attr, NF_REHOME_A_PARAM_LEAD, 1));
		return true;
	}
	for (i = 0; i < sizeof(wrongs) / sizeof(*wrongs); i++) {
		if (!scene(wrongs[i].scene))
			continue;
		n = wrongs[i].n;
		mnl_attr_for_each(attr, req, sizeof(struct genlmsghdr))
			if (mnl_attr_get_type(attr) == wrongs[i].nest && !--n)
				break;
		at = wrongs[i].attr ? nth(attr, wrongs[i].attr, 1) : attr;
		/* Of ports, the second one. */
		if (wrongs[i].inner)
			at = nth(nth(attr, wrongs[i].attr, 2), wrongs[i].inner,
				 1);
		nlh = done(req, -EINVAL, NLM_F_ACK_TLVS | NLM_F_CAPPED);
		mnl_attr_put_strz(nlh, NLMSGERR_ATTR_MSG, wrongs[i].text);
		mnl_attr_put_u32(nlh, NLMSGERR_ATTR_OFFS,
				 (const char *)at - (const char *)req);
		return true;
	}
	return false;
}

bool refused(const struct nlmsghdr *req, __u8 cmd)
{
	const struct nlattr *attr;
	struct nlmsghdr *nlh;
	size_t i;

	if (cmd == NF_REHOME_CMD_PARAM_SET)
		return param_refused(req);
	if (cmd == NF_REHOME_CMD_CONFIG_SET)
		return config_refused(req);
	mnl_attr_for_each(attr, req, sizeof(struct genlmsghdr)) {
		if (!scene("class-range") ||
		    mnl_attr_get_type(attr) != NF_REHOME_A_CLASS_DRAIN)
			continue;
		refuse_range(req, attr);
		return true;
	}
	for (i = 0; i < sizeof(refusals) / sizeof(*refusals); i++) {
		if (!scene(refusals[i].scene) || refusals[i].cmd != cmd)
			continue;
		nlh = done(req, -refusals[i].err,
			   NLM_F_ACK_TLVS | NLM_F_CAPPED);
		mnl_attr_put_strz(nlh, NLMSGERR_ATTR_MSG, refusals[i].text);
		mnl_attr_for_each(attr, req, sizeof(struct genlmsghdr))
			if (mnl_attr_get_type(attr) == refusals[i].attr)
				mnl_attr_put_u32(nlh, NLMSGERR_ATTR_OFFS,
						 (const char *)attr -
						 (const char *)req);
		return true;
	}
	return false;
}
