// SPDX-License-Identifier: GPL-2.0
/* rehome status: the namespace at a glance. */

#include <linux/genetlink.h>
#include <linux/netfilter.h>
#include <linux/nf_rehome.h>

#include "attr.h"
#include "failover.h"
#include "pass.h"
#include "rehome.h"

/* The last one first. */
static void failovers_put(struct out *out, const struct nlmsghdr *nlh)
{
	const struct nlattr *tb[NF_REHOME_A_FAILOVER_MAX + 1];
	const struct nlattr *attr;

	out_array(out, "failover");
	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr)) {
		if (mnl_attr_get_type(attr) != NF_REHOME_A_STATUS_FAILOVER)
			continue;
		attr_nest(attr, tb, NF_REHOME_A_FAILOVER_MAX);
		out_object(out, OUT_NAMED, "failover");
		failover_put(out, tb);
		out_up(out);
	}
	out_up(out);
}

/* Which WAN serves a family: the first thing to know. */
static void serving_one(struct out *out, const struct nlattr *nest)
{
	const struct nlattr *tb[NF_REHOME_A_SERVING_MAX + 1];
	const char *name;
	char text[WORDS_TIME];
	__u64 val;

	attr_nest(nest, tb, NF_REHOME_A_SERVING_MAX);
	out_object(out, OUT_NAMED, "serving");
	if (attr_num(tb[NF_REHOME_A_SERVING_FAMILY], &val))
		out_str(out, OUT_BARE, "family",
			val == NFPROTO_IPV4 ? "inet" :
			val == NFPROTO_IPV6 ? "inet6" : "other");
	name = attr_str(tb[NF_REHOME_A_SERVING_IFNAME]);
	if (name)
		out_str(out, OUT_BARE, "ifname", name);
	else
		out_word(out, "none");
	if (attr_num(tb[NF_REHOME_A_SERVING_AGO], &val)) {
		out_num(out, OUT_JSON, "ago", val, "");
		words_time(text, val);
		out_word(out, "for");
		out_word(out, text);
	}
	out_up(out);
}

static void serving_put(struct out *out, const struct nlmsghdr *nlh)
{
	const struct nlattr *attr;

	out_array(out, "serving");
	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr))
		if (mnl_attr_get_type(attr) == NF_REHOME_A_STATUS_SERVING)
			serving_one(out, attr);
	out_up(out);
}

static void status_put(const struct nlmsghdr *nlh, void *data)
{
	const struct nlattr *last[NF_REHOME_A_PASS_MAX + 1];
	const struct nlattr *tb[NF_REHOME_A_STATUS_MAX + 1];
	struct out *out = data;

	attr_table(nlh, tb, NF_REHOME_A_STATUS_MAX);
	out_begin(out);
	serving_put(out, nlh);
	put_str(out, OUT_NAMED, "release", tb[NF_REHOME_A_STATUS_RELEASE]);
	put_enum(out, OUT_NAMED, "mode", tb[NF_REHOME_A_STATUS_MODE],
		 &words_mode);
	put_bool(out, "active", tb[NF_REHOME_A_STATUS_ACTIVE], "yes", "no");
	put_bool(out, "watch", tb[NF_REHOME_A_STATUS_WATCH], "on", "off");
	put_num(out, OUT_NAMED, "wans-up", tb[NF_REHOME_A_STATUS_WANS_UP], "");
	put_num(out, OUT_NAMED, "wans", tb[NF_REHOME_A_STATUS_WANS], "");
	put_num(out, OUT_NAMED, "events", tb[NF_REHOME_A_STATUS_EVENTS], "");
	put_num(out, OUT_NAMED, "passes", tb[NF_REHOME_A_STATUS_PASSES], "");
	put_num(out, OUT_NAMED, "renat", tb[NF_REHOME_A_STATUS_RENAT], "");
	put_num(out, OUT_NAMED, "expire", tb[NF_REHOME_A_STATUS_EXPIRE], "");
	put_num(out, OUT_NAMED, "report", tb[NF_REHOME_A_STATUS_REPORT], "");
	if (tb[NF_REHOME_A_STATUS_LAST]) {
		attr_nest(tb[NF_REHOME_A_STATUS_LAST], last,
			  NF_REHOME_A_PASS_MAX);
		out_object(out, OUT_NAMED, "last");
		pass_put(out, last);
		out_up(out);
	}
	put_num(out, OUT_NAMED, "last-ago", tb[NF_REHOME_A_STATUS_LAST_AGO],
		"ms");
	failovers_put(out, nlh);
	out_end(out);
}

static int status_show(struct rehome *re, int argc, char **argv)
{
	int status = no_more("status", argc, argv);

	if (status)
		return status;
	re->out.shape = OUT_BLOCK;
	return nl_get(&re->nl, "status", NF_REHOME_CMD_STATUS_GET, NLM_F_ACK,
		      status_put, &re->out);
}

static const struct verb verbs[] = {
	{ "show", status_show },
};

const struct object object_status = {
	.name = "status",
	.verbs = verbs,
	.count = 1,
	.run = status_show,
	.help =
	"Usage: rehome status [ show ]\n"
	"\n"
	"Shows the state of the network namespace: which WAN serves IPv4 and IPv6\n"
	"(see \"rehome wan help\") and for how long it was seen to; mode, WANs, and what\n"
	"was done since the module was loaded, or \"rehome stats reset\". \"active yes\"\n"
	"means that it has NAT and a WAN, so that anything is done at all; \"watch on\"\n"
	"that packets are looked at now, in the window that a trigger opened, or always.\n"
	"renat counts the flows that were moved. \"last\" is the pass that ran last;\n"
	"there renat counts the flows whose mark was rewritten so that their next\n"
	"packet moves them. Then the last failovers that are over, at most 16: what\n"
	"changed, and what moved.\n",
};
