// SPDX-License-Identifier: GPL-2.0
/* rehome wan: the WANs. */

#include <linux/genetlink.h>
#include <linux/nf_rehome.h>

#include "attr.h"
#include "rehome.h"
#include "wan.h"

static bool set(const struct nlattr *attr)
{
	__u64 val;

	return attr_num(attr, &val) && val;
}

static void default_put(struct out *out, const struct nlattr **tb)
{
	const struct nlattr *in = tb[NF_REHOME_A_WAN_DEFAULT4];
	const struct nlattr *in6 = tb[NF_REHOME_A_WAN_DEFAULT6];

	put_bool(out, "default4", in, NULL, NULL);
	put_bool(out, "default6", in6, NULL, NULL);
	if (!in && !in6)
		return;
	out_word(out, "default");
	if (set(in))
		out_word(out, "inet");
	if (set(in6))
		out_word(out, "inet6");
	if (!set(in) && !set(in6))
		out_word(out, "none");
}

void wan_put(struct out *out, const struct nlmsghdr *nlh)
{
	const struct nlattr *tb[NF_REHOME_A_WAN_MAX + 1];
	const struct nlattr *attr;

	attr_table(nlh, tb, NF_REHOME_A_WAN_MAX);
	put_num(out, OUT_JSON, "ifindex", tb[NF_REHOME_A_WAN_IFINDEX], "");
	put_str(out, OUT_BARE, "ifname", tb[NF_REHOME_A_WAN_IFNAME]);
	put_enum(out, OUT_NAMED, "state", tb[NF_REHOME_A_WAN_STATE],
		 &words_wan_state);
	put_enum(out, OUT_NAMED, "inet", tb[NF_REHOME_A_WAN_INET],
		 &words_wan_state);
	put_enum(out, OUT_NAMED, "inet6", tb[NF_REHOME_A_WAN_INET6],
		 &words_wan_state);
	put_bool(out, "link", tb[NF_REHOME_A_WAN_LINK], "up", "down");
	default_put(out, tb);
	out_array(out, "address");
	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr))
		if (mnl_attr_get_type(attr) == NF_REHOME_A_WAN_ADDRESS)
			put_addr(out, OUT_NAMED, "addr", attr);
	out_up(out);
	put_num(out, OUT_NAMED, "moved-from", tb[NF_REHOME_A_WAN_MOVED_FROM],
		"");
	put_num(out, OUT_NAMED, "moved-to", tb[NF_REHOME_A_WAN_MOVED_TO], "");
	put_num(out, OUT_NAMED, "expired", tb[NF_REHOME_A_WAN_EXPIRED], "");
}

static void wan_line(const struct nlmsghdr *nlh, void *data)
{
	struct out *out = data;

	out_begin(out);
	wan_put(out, nlh);
	out_end(out);
}

static int wan_show(struct rehome *re, int argc, char **argv)
{
	int status = no_more("wan", argc, argv);

	if (status)
		return status;
	return nl_get(&re->nl, "wan", NF_REHOME_CMD_WAN_GET, NLM_F_DUMP,
		      wan_line, &re->out);
}

static const struct verb verbs[] = {
	{ "show", wan_show },
};

const struct object object_wan = {
	.name = "wan",
	.verbs = verbs,
	.count = 1,
	.run = wan_show,
	.help =
	"Usage: rehome wan [ show ]\n"
	"\n"
	"Lists the WANs: devices with a default route in any table. \"state\" is the\n"
	"better of \"inet\" and \"inet6\", each of them up, down or unhealthy.\n",
};
