// SPDX-License-Identifier: GPL-2.0
/* rehome class: the classes of flows. */

#include <stdio.h>
#include <string.h>

#include <linux/genetlink.h>
#include <linux/nf_rehome.h>

#include "attr.h"
#include "rehome.h"

/* In text one word with commas, in JSON an array. */
static void port_put(struct out *out, const struct nlmsghdr *nlh)
{
	char text[256] = "";
	const struct nlattr *attr;
	size_t used = 0;
	__u64 port;

	out_array(out, "port");
	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr)) {
		if (mnl_attr_get_type(attr) != NF_REHOME_A_CLASS_PORT ||
		    !attr_num(attr, &port))
			continue;
		out_num(out, OUT_JSON, "port", port, "");
		/* With room to say that more than fit in a line follow. */
		if (used + sizeof(",65535,...") <= sizeof(text))
			used += snprintf(text + used, sizeof(text) - used,
					 "%s%u", used ? "," : "",
					 (unsigned int)(__u16)port);
		else
			memcpy(text + used, ",...", sizeof(",..."));
	}
	out_up(out);
	if (used) {
		out_word(out, "port");
		out_word(out, text);
	}
}

static void class_put(const struct nlmsghdr *nlh, void *data)
{
	const struct nlattr *tb[NF_REHOME_A_CLASS_MAX + 1];
	struct out *out = data;

	attr_table(nlh, tb, NF_REHOME_A_CLASS_MAX);
	out_begin(out);
	put_str(out, OUT_BARE, "name", tb[NF_REHOME_A_CLASS_NAME]);
	put_proto(out, tb[NF_REHOME_A_CLASS_PROTO]);
	port_put(out, nlh);
	put_enum(out, OUT_NAMED, "action", tb[NF_REHOME_A_CLASS_ACTION],
		 &words_action);
	put_num(out, OUT_NAMED, "renat", tb[NF_REHOME_A_CLASS_RENAT], "");
	put_num(out, OUT_NAMED, "expire", tb[NF_REHOME_A_CLASS_EXPIRE], "");
	put_num(out, OUT_NAMED, "report", tb[NF_REHOME_A_CLASS_REPORT], "");
	out_end(out);
}

static int class_show(struct rehome *re, int argc, char **argv)
{
	int status = no_more("class", argc, argv);

	if (status)
		return status;
	return nl_get(&re->nl, "class", NF_REHOME_CMD_CLASS_GET, NLM_F_DUMP,
		      class_put, &re->out);
}

static const struct verb verbs[] = {
	{ "show", class_show },
};

const struct object object_class = {
	.name = "class",
	.verbs = verbs,
	.count = 1,
	.run = class_show,
	.help =
	"Usage: rehome class [ show ]\n"
	"\n"
	"Lists the classes of flows, first match first: protocol, ports of either\n"
	"side, what is done with stale flows, and how many flows that was done to.\n",
};
