// SPDX-License-Identifier: GPL-2.0
/* rehome flow: the flows of the classes, with what the decision says. */

#include <linux/nf_rehome.h>

#include "attr.h"
#include "flow.h"
#include "only.h"
#include "rehome.h"

/* In text one word, after the word @before; in JSON two members. */
static void endpoint_put(struct out *out, const struct nlattr **tb,
			 const char *before, __u16 addr, const char *addr_name,
			 __u16 port, const char *port_name)
{
	char text[ENDPOINT_LEN];

	put_addr(out, OUT_JSON, addr_name, tb[addr]);
	put_num(out, OUT_JSON, port_name, tb[port], "");
	if (!attr_endpoint(tb[addr], tb[port], text))
		return;
	if (before)
		out_word(out, before);
	out_word(out, text);
}

void flow_put(struct out *out, const struct nlmsghdr *nlh)
{
	const struct nlattr *tb[NF_REHOME_A_FLOW_MAX + 1];
	__u64 zone;

	attr_table(nlh, tb, NF_REHOME_A_FLOW_MAX);
	put_str(out, OUT_BARE, "class", tb[NF_REHOME_A_FLOW_CLASS]);
	put_proto(out, tb[NF_REHOME_A_FLOW_PROTO]);
	put_enum(out, OUT_BARE, "kind", tb[NF_REHOME_A_FLOW_KIND],
		 &words_flow_kind);
	put_enum(out, OUT_BARE, "xlat", tb[NF_REHOME_A_FLOW_XLAT],
		 &words_xlat);
	endpoint_put(out, tb, NULL, NF_REHOME_A_FLOW_SRC, "src",
		     NF_REHOME_A_FLOW_SPORT, "sport");
	endpoint_put(out, tb, "->", NF_REHOME_A_FLOW_DST, "dst",
		     NF_REHOME_A_FLOW_DPORT, "dport");
	endpoint_put(out, tb, "via", NF_REHOME_A_FLOW_MAP_ADDR, "map-addr",
		     NF_REHOME_A_FLOW_MAP_PORT, "map-port");
	endpoint_put(out, tb, "was", NF_REHOME_A_FLOW_OLD_ADDR, "old-addr",
		     NF_REHOME_A_FLOW_OLD_PORT, "old-port");
	put_str(out, OUT_NAMED, "owner", tb[NF_REHOME_A_FLOW_OWNER]);
	put_str(out, OUT_NAMED, "chosen", tb[NF_REHOME_A_FLOW_CHOSEN]);
	put_str(out, OUT_NAMED, "egress", tb[NF_REHOME_A_FLOW_EGRESS]);
	put_str(out, OUT_NAMED, "hint", tb[NF_REHOME_A_FLOW_HINT]);
	put_hex(out, "mark", tb[NF_REHOME_A_FLOW_MARK]);
	if (attr_num(tb[NF_REHOME_A_FLOW_ZONE], &zone))
		out_num(out, zone ? OUT_NAMED : OUT_JSON, "zone", zone, "");
	put_signature(out, tb[NF_REHOME_A_FLOW_SIGNATURE]);
	put_num(out, OUT_JSON, "timeout", tb[NF_REHOME_A_FLOW_TIMEOUT], "");
	put_enum(out, OUT_NAMED, "verdict", tb[NF_REHOME_A_FLOW_VERDICT],
		 &words_verdict);
	put_enum(out, OUT_NAMED, "reason", tb[NF_REHOME_A_FLOW_REASON],
		 &words_reason);
}

static void flow_line(const struct nlmsghdr *nlh, void *data)
{
	struct out *out = data;

	out_begin(out);
	flow_put(out, nlh);
	out_end(out);
}

static int flow_show(struct rehome *re, int argc, char **argv)
{
	static const struct only only = {
		.what = "flow",
		.flag = "stale",
		.flag_attr = NF_REHOME_A_FLOW_STALE,
		.class_attr = NF_REHOME_A_FLOW_CLASS,
		.wan_attr = NF_REHOME_A_FLOW_OWNER,
	};
	struct req *req = nl_request(&re->nl, "flow", NF_REHOME_CMD_FLOW_GET,
				     NLM_F_DUMP);
	int status = only_words(&only, req, argc, argv);

	return status ? status : nl_ask(&re->nl, flow_line, &re->out);
}

/* The word that was taken for a verb is one of those. */
static int flow_words(struct rehome *re, int argc, char **argv)
{
	return flow_show(re, argc + 1, argv - 1);
}

static const struct verb verbs[] = {
	{ "show", flow_show },
	{ "stale", flow_words },
	{ "class", flow_words },
	{ "wan", flow_words },
};

const struct object object_flow = {
	.name = "flow",
	.verbs = verbs,
	.count = 4,
	.run = flow_show,
	.help =
	"Usage: rehome flow [ show ] [ stale ] [ class NAME ] [ wan DEV ]\n"
	"\n"
	"Lists the flows of all classes, or only the stale ones, those of a class, or\n"
	"those whose mapping is of a WAN: class, protocol,\n"
	"where the flow came from, how it is translated, source and destination of\n"
	"its first packet, \"via\" its mapping, the device that holds the mapping's\n"
	"address (owner), the device that the mapping was chosen for (chosen), the\n"
	"device that the last packet seen left by (egress), the device that a route\n"
	"lookup says (hint, for which nothing is done), its mark, the signature that\n"
	"it was recognized by, if any, and what the decision says of it.\n"
	"JSON has the time until it times out, in seconds, too.\n"
	"\n"
	"A flow is stale once a packet of it left elsewhere than its mapping was\n"
	"chosen for. Such a packet moves it, so few are to be seen in mode renat.\n",
};
