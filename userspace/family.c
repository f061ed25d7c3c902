// SPDX-License-Identifier: GPL-2.0
/* The family: finding it and its groups, which is how it is known loaded. */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <linux/genetlink.h>
#include <linux/nf_rehome.h>

#include "attr.h"
#include "complain.h"
#include "complete.h"
#include "link.h"
#include "nl.h"
#include "rehome.h"

static void groups_parse(struct nl *nl, const struct nlattr *groups)
{
	const struct nlattr *tb[CTRL_ATTR_MCAST_GRP_MAX + 1];
	const struct nlattr *group;
	const char *name;
	__u64 id;

	mnl_attr_for_each_nested(group, groups) {
		attr_nest(group, tb, CTRL_ATTR_MCAST_GRP_MAX);
		name = attr_str(tb[CTRL_ATTR_MCAST_GRP_NAME]);
		if (!name || !attr_num(tb[CTRL_ATTR_MCAST_GRP_ID], &id))
			continue;
		if (!strcmp(name, NF_REHOME_MCGRP_EVENTS))
			nl->events = id;
		else if (!strcmp(name, NF_REHOME_MCGRP_FLOWS))
			nl->flows = id;
	}
}

static int family_parse(struct nl *nl, ssize_t len)
{
	const struct nlattr *tb[CTRL_ATTR_MAX + 1];
	const struct nlmsghdr *nlh = &nl->buf.hdr;
	const struct nlmsgerr *err;
	__u64 id;

	if (!mnl_nlmsg_ok(nlh, len))
		return -EBADMSG;
	if (nlh->nlmsg_type == NLMSG_ERROR) {
		err = mnl_nlmsg_get_payload(nlh);
		if (mnl_nlmsg_get_payload_len(nlh) < sizeof(*err) ||
		    err->error >= 0)
			return -EBADMSG;
		return err->error;
	}
	attr_table(nlh, tb, CTRL_ATTR_MAX);
	if (!attr_num(tb[CTRL_ATTR_FAMILY_ID], &id))
		return -EBADMSG;
	nl->family = id;
	if (tb[CTRL_ATTR_MCAST_GROUPS])
		groups_parse(nl, tb[CTRL_ATTR_MCAST_GROUPS]);
	return 0;
}

int nl_find(struct nl *nl)
{
	union {
		struct nlmsghdr hdr;
		char bytes[128];
	} msg;
	struct genlmsghdr *genl;
	struct nlmsghdr *nlh;
	ssize_t got;

	complete_only();
	if (nl->family)
		return 0;
	if (!nl->link)
		nl->link = link_open();
	if (!nl->link)
		return -errno;

	/* In a message of its own: the request that needs it is being made. */
	nlh = mnl_nlmsg_put_header(msg.bytes);
	nlh->nlmsg_type = GENL_ID_CTRL;
	nlh->nlmsg_flags = NLM_F_REQUEST;
	nlh->nlmsg_seq = ++nl->seq;
	genl = mnl_nlmsg_put_extra_header(nlh, sizeof(*genl));
	genl->cmd = CTRL_CMD_GETFAMILY;
	genl->version = 1;
	mnl_attr_put_strz(nlh, CTRL_ATTR_FAMILY_NAME, NF_REHOME_GENL_NAME);
	if (link_send(nl->link, nlh, nlh->nlmsg_len) < 0)
		return -errno;
	do {
		got = link_recv(nl->link, nl->buf.bytes, sizeof(nl->buf));
	} while (got < 0 && errno == EINTR);
	return got < 0 ? -errno : family_parse(nl, got);
}

int nl_open(struct nl *nl)
{
	int err = nl_find(nl);

	if (!err)
		return 0;
	if (err == -ENOENT)
		complain(NULL,
			 "nf_rehome is not loaded in the kernel (family not found); try \"insmod nf_rehome.ko\" or \"modprobe nf_rehome\"");
	else
		complain(NULL, "cannot reach nf_rehome: %s", strerror(-err));
	return EXIT_REFUSED;
}

void nl_close(struct nl *nl)
{
	link_close(nl->link);
	nl->link = NULL;
}
