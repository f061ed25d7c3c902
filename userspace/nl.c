// SPDX-License-Identifier: GPL-2.0
/* The conversation with the family: requests, replies, refusals. */

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <linux/genetlink.h>
#include <linux/nf_rehome.h>

#include "attr.h"
#include "complain.h"
#include "link.h"
#include "nl.h"
#include "rehome.h"

/* What a refusal says besides its errno. */
struct refusal {
	const char *text;
	const struct req_note *note;
	bool range;
	__u64 min;
	__u64 max;
};

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
				ref->note = req_at(&nl->req, val);
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
	complain(NULL, "%s: %s", nl->what, text);
	return EXIT_REFUSED;
}

/* The end of a reply: @err is the errno, @offset is where details begin. */
static int verdict(const struct nl *nl, const struct nlmsghdr *nlh, int err,
		   size_t offset)
{
	struct req_note none = {
		.name = "", .unit = "", .place = complain_place(NULL),
	};
	const struct req_note *note = &none;
	char range[96] = "";
	struct refusal ref;

	refusal_parse(nl, nlh, offset, &ref);
	if (!ref.text)
		return err ? nl_complain(nl, err) : 0;
	if (ref.note)
		note = ref.note;
	if (ref.range)
		snprintf(range, sizeof(range), " (%llu%s to %llu%s)",
			 (unsigned long long)ref.min, note->unit,
			 (unsigned long long)ref.max, note->unit);
	complain_at(&note->place, "%s%s%s: %s%s",
		    note->what ? note->what : nl->what, *note->name ? " " : "",
		    note->name, ref.text, range);
	return err ? EXIT_REFUSED : 0;
}

static int done_status(const struct nl *nl, const struct nlmsghdr *nlh)
{
	int err = 0;

	if (mnl_nlmsg_get_payload_len(nlh) >= sizeof(err))
		memcpy(&err, mnl_nlmsg_get_payload(nlh), sizeof(err));
	if (err < 0)
		return verdict(nl, nlh, -err, sizeof(err));
	if (nl->torn)
		complain(NULL,
			 "%s: changed while it was read, the answer may be incomplete",
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

struct req *nl_request(struct nl *nl, const char *what, __u8 cmd, __u16 flags)
{
	struct genlmsghdr *genl;

	req_begin(&nl->req);
	nl->req.hdr->nlmsg_flags = NLM_F_REQUEST | flags;
	genl = mnl_nlmsg_put_extra_header(nl->req.hdr, sizeof(*genl));
	genl->cmd = cmd;
	genl->version = NF_REHOME_GENL_VERSION;
	nl->what = what;
	return &nl->req;
}

int nl_ask(struct nl *nl, nl_reply_t reply, void *data)
{
	struct nlmsghdr *req = nl->req.hdr;
	const struct nlmsghdr *nlh;
	int len, status;
	ssize_t got;

	status = nl_open(nl);
	if (status)
		return status;
	nl->torn = false;
	req->nlmsg_type = nl->family;
	req->nlmsg_seq = ++nl->seq;
	if (link_send(nl->link, req, req->nlmsg_len) < 0)
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
			if (nlh->nlmsg_seq != req->nlmsg_seq)
				continue;
			nl->torn |= !!(nlh->nlmsg_flags & NLM_F_DUMP_INTR);
			if (nlh->nlmsg_type == NLMSG_DONE)
				return done_status(nl, nlh);
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
	nl_request(nl, what, cmd, flags);
	return nl_ask(nl, reply, data);
}
