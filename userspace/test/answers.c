// SPDX-License-Identifier: GPL-2.0
/* What the pretended kernel says, scene by scene. */

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>

#include <linux/genetlink.h>
#include <linux/nf_rehome.h>

#include "answers.h"

struct nlmsghdr *genl_msg(__u16 flags, __u32 seq, __u8 cmd)
{
	struct nlmsghdr *nlh = queue_msg(FAKE_FAMILY, flags, seq);
	struct genlmsghdr *genl;

	genl = mnl_nlmsg_put_extra_header(nlh, sizeof(*genl));
	genl->cmd = cmd;
	genl->version = NF_REHOME_GENL_VERSION;
	return nlh;
}

void msg_addr(struct nlmsghdr *nlh, __u16 type, const char *text)
{
	struct nlattr *nest = mnl_attr_nest_start(nlh, type);
	unsigned char addr[16];

	if (inet_pton(AF_INET, text, addr) == 1)
		mnl_attr_put(nlh, NF_REHOME_A_ADDRESS_IN, 4, addr);
	else if (inet_pton(AF_INET6, text, addr) == 1)
		mnl_attr_put(nlh, NF_REHOME_A_ADDRESS_IN6, 16, addr);
	mnl_attr_nest_end(nlh, nest);
}

void msg_range(struct nlmsghdr *nlh, __u16 type, __u16 first, __u16 last)
{
	struct nlattr *nest = mnl_attr_nest_start(nlh, type);

	mnl_attr_put_u16(nlh, NF_REHOME_A_PORT_RANGE_FIRST, first);
	if (last)
		mnl_attr_put_u16(nlh, NF_REHOME_A_PORT_RANGE_LAST, last);
	mnl_attr_nest_end(nlh, nest);
}

struct nlmsghdr *done(const struct nlmsghdr *req, int err, __u16 flags)
{
	struct nlmsghdr *nlh;
	struct nlmsgerr *body;
	int *code;

	if (req->nlmsg_flags & NLM_F_DUMP) {
		nlh = queue_msg(NLMSG_DONE, flags | NLM_F_MULTI,
				req->nlmsg_seq);
		code = mnl_nlmsg_put_extra_header(nlh, sizeof(*code));
		*code = err;
		return nlh;
	}
	nlh = queue_msg(NLMSG_ERROR, flags, req->nlmsg_seq);
	body = mnl_nlmsg_put_extra_header(nlh, sizeof(*body));
	body->error = err;
	body->msg = *req;
	/* Unless capped, the request follows. */
	if (!(flags & NLM_F_CAPPED))
		memcpy(mnl_nlmsg_put_extra_header(nlh, req->nlmsg_len -
						  sizeof(*req)),
		       mnl_nlmsg_get_payload(req),
		       mnl_nlmsg_get_payload_len(req));
	return nlh;
}

static void done_text(const struct nlmsghdr *req, int err, __u16 flags,
		      const char *text)
{
	mnl_attr_put_strz(done(req, err, flags | NLM_F_ACK_TLVS),
			  NLMSGERR_ATTR_MSG, text);
}

static void family_answer(const struct nlmsghdr *req)
{
	static const struct {
		const char *name;
		__u32 id;
	} groups[] = {
		{ NF_REHOME_MCGRP_EVENTS, FAKE_EVENTS },
		{ NF_REHOME_MCGRP_FLOWS, FAKE_FLOWS },
	};
	struct nlattr *list, *group;
	struct genlmsghdr *genl;
	struct nlmsghdr *nlh;
	int i;

	if (scene("not-loaded")) {
		done(req, -ENOENT, 0);
		return;
	}
	nlh = queue_msg(GENL_ID_CTRL, 0, req->nlmsg_seq);
	genl = mnl_nlmsg_put_extra_header(nlh, sizeof(*genl));
	genl->cmd = CTRL_CMD_NEWFAMILY;
	if (!scene("odd-family"))
		mnl_attr_put_u16(nlh, CTRL_ATTR_FAMILY_ID, FAKE_FAMILY);
	list = mnl_attr_nest_start(nlh, CTRL_ATTR_MCAST_GROUPS);
	for (i = 0; i < 2; i++) {
		group = mnl_attr_nest_start(nlh, i + 1);
		mnl_attr_put_u32(nlh, CTRL_ATTR_MCAST_GRP_ID, groups[i].id);
		mnl_attr_put_strz(nlh, CTRL_ATTR_MCAST_GRP_NAME,
				  groups[i].name);
		mnl_attr_nest_end(nlh, group);
	}
	mnl_attr_nest_end(nlh, list);
}

static void put_pass(struct nlmsghdr *nlh, __u32 kind)
{
	mnl_attr_put_u32(nlh, NF_REHOME_A_PASS_KIND, kind);
	mnl_attr_put_u64(nlh, NF_REHOME_A_PASS_WALKED, 120);
	mnl_attr_put_u64(nlh, NF_REHOME_A_PASS_FLOWS, 7);
	mnl_attr_put_u64(nlh, NF_REHOME_A_PASS_KEEP, 3);
	mnl_attr_put_u64(nlh, NF_REHOME_A_PASS_RENAT, 2);
	mnl_attr_put_u64(nlh, NF_REHOME_A_PASS_EXPIRE, 1);
	mnl_attr_put_u64(nlh, NF_REHOME_A_PASS_REPORT, 0);
	mnl_attr_put_u64(nlh, NF_REHOME_A_PASS_LATER, 1);
	mnl_attr_put_u64(nlh, NF_REHOME_A_PASS_DURATION, 153);
}

/* A family that is not there says nothing, a WAN that is not there is none. */
static void put_serving(struct nlmsghdr *nlh, __u8 family, const char *name, __u64 ago)
{
	struct nlattr *nest = mnl_attr_nest_start(nlh, NF_REHOME_A_STATUS_SERVING);

	if (family)
		mnl_attr_put_u8(nlh, NF_REHOME_A_SERVING_FAMILY, family);
	if (name)
		mnl_attr_put_strz(nlh, NF_REHOME_A_SERVING_IFNAME, name);
	mnl_attr_put_u64(nlh, NF_REHOME_A_SERVING_AGO, ago);
	mnl_attr_nest_end(nlh, nest);
}

static void put_servings(struct nlmsghdr *nlh)
{
	if (scene("odd")) {
		put_serving(nlh, 77, "w\033[31m\xff\"\\", INT64_MAX);
		put_serving(nlh, 0, NULL, 0);
		return;
	}
	put_serving(nlh, 2, "wan1", 754000);
	put_serving(nlh, 10, scene("configured") ? NULL : "wan2", 1999);
}

static void status_answer(const struct nlmsghdr *req)
{
	struct nlmsghdr *nlh;
	struct nlattr *nest;

	nlh = genl_msg(0, req->nlmsg_seq, NF_REHOME_CMD_STATUS_GET);
	mnl_attr_put_strz(nlh, NF_REHOME_A_STATUS_RELEASE, "0.1.0");
	mnl_attr_put_u32(nlh, NF_REHOME_A_STATUS_MODE, NF_REHOME_MODE_RENAT);
	mnl_attr_put_u8(nlh, NF_REHOME_A_STATUS_ACTIVE, !scene("empty"));
	mnl_attr_put_u32(nlh, NF_REHOME_A_STATUS_WANS_UP, 1);
	mnl_attr_put_u32(nlh, NF_REHOME_A_STATUS_WANS, 2);
	mnl_attr_put_u64(nlh, NF_REHOME_A_STATUS_EVENTS, 42);
	mnl_attr_put_u64(nlh, NF_REHOME_A_STATUS_PASSES, 9);
	mnl_attr_put_u64(nlh, NF_REHOME_A_STATUS_RENAT, 5000000000ULL);
	mnl_attr_put_u64(nlh, NF_REHOME_A_STATUS_EXPIRE, 1);
	mnl_attr_put_u64(nlh, NF_REHOME_A_STATUS_REPORT, 0);
	/* As a module older than the watch. */
	if (!scene("old-watch"))
		mnl_attr_put_u8(nlh, NF_REHOME_A_STATUS_WATCH, !scene("empty"));
	if (scene("empty"))
		return;
	/* As a module that did not tell of it yet. */
	if (!scene("old-watch"))
		put_servings(nlh);
	nest = mnl_attr_nest_start(nlh, NF_REHOME_A_STATUS_LAST);
	put_pass(nlh, NF_REHOME_PASS_KIND_TRAIL);
	mnl_attr_nest_end(nlh, nest);
	mnl_attr_put_u64(nlh, NF_REHOME_A_STATUS_LAST_AGO, 1203);
	failovers_past(nlh);
}

static void sweep_answer(const struct nlmsghdr *req)
{
	const struct nlattr *attr;
	struct nlmsghdr *nlh;

	nlh = genl_msg(0, req->nlmsg_seq, NF_REHOME_CMD_SWEEP);
	mnl_attr_for_each(attr, req, sizeof(struct genlmsghdr))
		if (mnl_attr_get_type(attr) == NF_REHOME_A_PASS_DRY_RUN)
			mnl_attr_put(nlh, NF_REHOME_A_PASS_DRY_RUN, 0, NULL);
	put_pass(nlh, NF_REHOME_PASS_KIND_COMMAND);
}

static void param_answer(const struct nlmsghdr *req)
{
	struct nlmsghdr *nlh;

	nlh = genl_msg(0, req->nlmsg_seq, NF_REHOME_CMD_PARAM_GET);
	mnl_attr_put_u32(nlh, NF_REHOME_A_PARAM_MODE, NF_REHOME_MODE_RENAT);
	mnl_attr_put_u32(nlh, NF_REHOME_A_PARAM_LEAD, 5);
	mnl_attr_put_u32(nlh, NF_REHOME_A_PARAM_TRAIL, 50);
	mnl_attr_put_u32(nlh, NF_REHOME_A_PARAM_SETTLE, 1000);
	mnl_attr_put_u32(nlh, NF_REHOME_A_PARAM_RECONCILE, 30000);
	mnl_attr_put_u32(nlh, NF_REHOME_A_PARAM_HOLD, 2000);
	/* As a module older than the watch, or newer than the tool. */
	if (!scene("old-watch"))
		mnl_attr_put_u32(nlh, NF_REHOME_A_PARAM_WATCH,
				 scene("always") ? NF_REHOME_WATCH_ALWAYS :
				 scene("odd") ? NF_REHOME_WATCH_ALWAYS + 1 :
				 NF_REHOME_WATCH_WINDOW);
	/* The last of a kind counts. */
	if (scene("kept"))
		kept_params(nlh);
}

static void reply(const struct nlmsghdr *req, __u8 cmd)
{
	struct nlmsghdr *nlh;

	switch (cmd) {
	case NF_REHOME_CMD_VERSION_GET:
		nlh = genl_msg(0, req->nlmsg_seq, cmd);
		mnl_attr_put_strz(nlh, NF_REHOME_A_VERSION_RELEASE, "0.0.9");
		break;
	case NF_REHOME_CMD_STATUS_GET:
		status_answer(req);
		break;
	case NF_REHOME_CMD_WAN_GET:
		wan_answer(req);
		break;
	case NF_REHOME_CMD_CLASS_GET:
		class_answer(req);
		break;
	case NF_REHOME_CMD_FLOW_GET:
		flow_answer(req);
		break;
	case NF_REHOME_CMD_FLOW_EXPLAIN:
		explain_answer(req);
		break;
	case NF_REHOME_CMD_SWEEP:
		sweep_answer(req);
		break;
	case NF_REHOME_CMD_STATS_GET:
	case NF_REHOME_CMD_STATS_RESET:
		stats_answer(req, cmd);
		break;
	case NF_REHOME_CMD_PARAM_GET:
		param_answer(req);
		break;
	}
}

void answer(const struct nlmsghdr *req)
{
	const struct genlmsghdr *genl = mnl_nlmsg_get_payload(req);

	if (req->nlmsg_type == GENL_ID_CTRL) {
		family_answer(req);
		return;
	}
	/* Left over from another conversation; the tool must pass over it. */
	genl_msg(0, req->nlmsg_seq + 1000, genl->cmd);
	queue_error(EINTR);

	if (scene("denied")) {
		done(req, -EPERM, 0);
	} else if (scene("busy")) {
		done(req, -EBUSY, NLM_F_CAPPED);
	} else if (scene("refused")) {
		done_text(req, -EBUSY, 0, "the namespace is going away");
	} else if (scene("userns")) {
		done_text(req, -EPERM, NLM_F_CAPPED,
			  "off in this user namespace, see the parameter userns");
	} else if (scene("old")) {
		done(req, -EOPNOTSUPP, NLM_F_CAPPED);
	} else if (scene("overflow")) {
		queue_error(ENOBUFS);
	} else if (scene("short")) {
		queue_msg(NLMSG_ERROR, 0, req->nlmsg_seq);
	} else if (!refused(req, genl->cmd)) {
		reply(req, genl->cmd);
		if (scene("broken"))
			done_text(req, -ENOMEM, 0, "no memory for the rest");
		else if (scene("warning"))
			done_text(req, 0, NLM_F_CAPPED, "takes effect later");
		else
			done(req, 0, NLM_F_CAPPED);
	}
}

static void tell_unloaded(__u16 family)
{
	struct nlmsghdr *nlh = queue_msg(GENL_ID_CTRL, 0, 0);
	struct genlmsghdr *genl;

	genl = mnl_nlmsg_put_extra_header(nlh, sizeof(*genl));
	genl->cmd = CTRL_CMD_DELFAMILY;
	mnl_attr_put_u16(nlh, CTRL_ATTR_FAMILY_ID, family);
}

void tell(__u32 group)
{
	if (scene("silent"))
		return;
	switch (group) {
	case FAKE_EVENTS:
		put_pass(genl_msg(0, 0, NF_REHOME_CMD_PASS_NTF),
			 NF_REHOME_PASS_KIND_LEAD);
		queue_error(ENOBUFS);
		/* An event of a module newer than the tool, and a bad one. */
		genl_msg(0, 0, NF_REHOME_CMD_MAX + 5);
		queue_msg(FAKE_FAMILY, 0, 0);
		tell_unloaded(FAKE_FAMILY + 1);
		wan_event();
		failover_event();
		if (scene("unloaded"))
			tell_unloaded(FAKE_FAMILY);
		if (scene("socket-lost"))
			queue_error(EBADF);
		break;
	case FAKE_FLOWS:
		flow_event();
		break;
	}
}
