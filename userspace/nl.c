// SPDX-License-Identifier: GPL-2.0
/* The conversation with the family: requests, replies, refusals. */

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <linux/genetlink.h>
#include <linux/nf_rehome.h>

#include "attr.h"
#include "link.h"
#include "nl.h"
#include "rehome.h"

/* What a refusal says besides its errno. */
struct refusal {
	const char *text;
	const struct nl_attr *attr;
	bool range;
	__u64 min;
	__u64 max;
};

/* Which attribute of the request does this offset point into? */
static const struct nl_attr *attr_at(const struct nl *nl, __u64 offset)
{
	const struct nlattr *attr;
	size_t i;

	mnl_attr_for_each(attr, &nl->req.hdr, sizeof(struct genlmsghdr)) {
		if ((const char *)attr - nl->req.bytes != (ssize_t)offset)
			continue;
		for (i = 0; i < nl->n_attrs; i++)
			if (nl->attrs[i].type == mnl_attr_get_type(attr))
				return &nl->attrs[i];
	}
	return NULL;
}

static void refusal_parse(const struct nl *nl, const struct nlmsghdr *nlh,
			  size_t offset, struct refusal *ref)
{
	const struct nlattr *tb[NL_POLICY_TYPE_ATTR_MAX + 1];
	const struct nlattr *attr;
	__u64 val;

	memset(ref, 0, sizeof(*ref));
	if (!(nlh->nlmsg_flags & NLM_F_ACK_TLVS) ||
	    mnl_nlmsg_get_payload_len(nlh) < offset)
		return;
	mnl_attr_for_each(attr, nlh, offset) {
		switch (mnl_attr_get_type(attr)) {
		case NLMSGERR_ATTR_MSG:
			ref->text = attr_str(attr);
			break;
		case NLMSGERR_ATTR_OFFS:
			if (attr_num(attr, &val))
				ref->attr = attr_at(nl, val);
			break;
		case NLMSGERR_ATTR_POLICY:
			attr_nest(attr, tb, NL_POLICY_TYPE_ATTR_MAX);
			ref->range =
				attr_num(tb[NL_POLICY_TYPE_ATTR_MIN_VALUE_U],
					 &ref->min) &&
				attr_num(tb[NL_POLICY_TYPE_ATTR_MAX_VALUE_U],
					 &ref->max);
			break;
		}
	}
}

int nl_complain(const struct nl *nl, int err)
{
	const char *text = strerror(err);

	if (err == EPERM || err == EACCES)
		text = "permission denied, CAP_NET_ADMIN is needed";
	else if (err == EOPNOTSUPP)
		text = "not supported by the nf_rehome that is loaded";
	fprintf(stderr, "rehome: %s: %s\n", nl->what, text);
	return EXIT_REFUSED;
}

/* The end of a reply: @err is the errno, @offset is where details begin. */
static int verdict(const struct nl *nl, const struct nlmsghdr *nlh, int err,
		   size_t offset)
{
	const char *unit, *name;
	struct refusal ref;

	refusal_parse(nl, nlh, offset, &ref);
	if (!ref.text)
		return err ? nl_complain(nl, err) : 0;
	unit = ref.attr ? ref.attr->unit : "";
	name = ref.attr ? ref.attr->name : "";
	fprintf(stderr, "rehome: %s%s%s: %s", nl->what, ref.attr ? " " : "",
		name, ref.text);
	if (ref.range)
		fprintf(stderr, " (%llu%s to %llu%s)",
			(unsigned long long)ref.min, unit,
			(unsigned long long)ref.max, unit);
	fputc('\n', stderr);
	return err ? EXIT_REFUSED : 0;
}

static int done_status(const struct nl *nl, const struct nlmsghdr *nlh,
		       bool torn)
{
	int err = 0;

	if (mnl_nlmsg_get_payload_len(nlh) >= sizeof(err))
		memcpy(&err, mnl_nlmsg_get_payload(nlh), sizeof(err));
	if (err < 0)
		return verdict(nl, nlh, -err, sizeof(err));
	if (torn)
		fprintf(stderr,
			"rehome: %s: changed while it was read, the answer may be incomplete\n",
			nl->what);
	return 0;
}

static int error_status(const struct nl *nl, const struct nlmsghdr *nlh)
{
	const struct nlmsgerr *err = mnl_nlmsg_get_payload(nlh);
	size_t offset = sizeof(*err);

	if (mnl_nlmsg_get_payload_len(nlh) < sizeof(*err))
		return nl_complain(nl, EBADMSG);
	if (!(nlh->nlmsg_flags & NLM_F_CAPPED))
		offset += mnl_nlmsg_get_payload_len(&err->msg);
	return verdict(nl, nlh, -err->error, offset);
}

struct nlmsghdr *nl_request(struct nl *nl, __u8 cmd, __u16 flags)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(nl->req.bytes);
	struct genlmsghdr *genl;

	nlh->nlmsg_type = nl->family;
	nlh->nlmsg_flags = NLM_F_REQUEST | flags;
	nlh->nlmsg_seq = ++nl->seq;
	genl = mnl_nlmsg_put_extra_header(nlh, sizeof(*genl));
	genl->cmd = cmd;
	genl->version = NF_REHOME_GENL_VERSION;
	nl->attrs = NULL;
	nl->n_attrs = 0;
	return nlh;
}

int nl_ask(struct nl *nl, nl_reply_t reply, void *data)
{
	const struct nlmsghdr *nlh;
	bool torn = false;
	ssize_t got;
	int len;

	if (link_send(nl->link, nl->req.bytes, nl->req.hdr.nlmsg_len) < 0)
		return nl_complain(nl, errno);
	for (;;) {
		got = link_recv(nl->link, nl->buf.bytes, sizeof(nl->buf));
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return nl_complain(nl, got ? errno : EPIPE);
		len = got;
		for (nlh = &nl->buf.hdr; mnl_nlmsg_ok(nlh, len);
		     nlh = mnl_nlmsg_next(nlh, &len)) {
			if (nlh->nlmsg_seq != nl->req.hdr.nlmsg_seq)
				continue;
			torn |= !!(nlh->nlmsg_flags & NLM_F_DUMP_INTR);
			if (nlh->nlmsg_type == NLMSG_DONE)
				return done_status(nl, nlh, torn);
			if (nlh->nlmsg_type == NLMSG_ERROR)
				return error_status(nl, nlh);
			if (reply && nlh->nlmsg_type == nl->family &&
			    mnl_nlmsg_get_payload_len(nlh) >=
			    sizeof(struct genlmsghdr))
				reply(nlh, data);
		}
	}
}

int nl_get(struct nl *nl, const char *what, __u8 cmd, __u16 flags,
	   nl_reply_t reply, void *data)
{
	int status = nl_open(nl);

	if (status)
		return status;
	nl->what = what;
	nl_request(nl, cmd, flags);
	return nl_ask(nl, reply, data);
}
