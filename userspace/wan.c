// SPDX-License-Identifier: GPL-2.0
/* rehome wan: the WANs. */

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include <linux/genetlink.h>
#include <linux/nf_rehome.h>

#include "attr.h"
#include "complain.h"
#include "complete.h"
#include "known.h"
#include "rehome.h"
#include "wan.h"

static bool set(const struct nlattr *attr)
{
	__u64 val;

	return attr_num(attr, &val) && val;
}

static void serves_word(struct out *out, const char *family, const struct nlattr *ago)
{
	char text[WORDS_TIME];
	__u64 val;

	out_word(out, family);
	if (!attr_num(ago, &val))
		return;
	words_time(text, val);
	out_word(out, "for");
	out_word(out, text);
}

/* Said of the few that do. */
static void serves_put(struct out *out, const struct nlattr **tb)
{
	const struct nlattr *in = tb[NF_REHOME_A_WAN_SERVES4];
	const struct nlattr *in6 = tb[NF_REHOME_A_WAN_SERVES6];

	put_bool(out, "serves4", in, NULL, NULL);
	put_bool(out, "serves6", in6, NULL, NULL);
	put_num(out, OUT_JSON, "serves4-ago", tb[NF_REHOME_A_WAN_SERVES4_AGO], "");
	put_num(out, OUT_JSON, "serves6-ago", tb[NF_REHOME_A_WAN_SERVES6_AGO], "");
	if (!set(in) && !set(in6))
		return;
	out_word(out, "serves");
	if (set(in))
		serves_word(out, "inet", tb[NF_REHOME_A_WAN_SERVES4_AGO]);
	if (set(in6))
		serves_word(out, "inet6", tb[NF_REHOME_A_WAN_SERVES6_AGO]);
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

/* All zero is none. */
static void snat_put(struct out *out, const struct nlattr *attr, int family,
		     const char *name)
{
	size_t len = family == AF_INET ? 4 : 16;
	static const char none[16];
	char text[ADDR_LEN];

	if (!attr || mnl_attr_get_payload_len(attr) != len ||
	    !memcmp(mnl_attr_get_payload(attr), none, len) ||
	    !inet_ntop(family, mnl_attr_get_payload(attr), text, sizeof(text)))
		return;
	out_str(out, OUT_JSON, name, text);
	out_word(out, "snat");
	out_word(out, text);
}

void wan_snat_put(struct out *out, const struct nlattr **tb)
{
	snat_put(out, tb[NF_REHOME_A_WAN_SNAT], AF_INET, "snat");
	snat_put(out, tb[NF_REHOME_A_WAN_SNAT6], AF_INET6, "snat6");
}

/* Text shows what is set, JSON all. */
static void settings_put(struct out *out, const struct nlattr **tb)
{
	bool named = set(tb[NF_REHOME_A_WAN_NAMED]);

	put_bool(out, "named", tb[NF_REHOME_A_WAN_NAMED], NULL, NULL);
	if (named)
		out_word(out, "named");
	put_mark(out, tb[NF_REHOME_A_WAN_MARK], tb[NF_REHOME_A_WAN_MASK]);
	put_num(out, named ? OUT_NAMED : OUT_JSON, "priority",
		tb[NF_REHOME_A_WAN_PRIORITY], "");
	put_bool(out, "metered", tb[NF_REHOME_A_WAN_METERED], NULL, NULL);
	if (set(tb[NF_REHOME_A_WAN_METERED]))
		out_word(out, "metered");
	wan_snat_put(out, tb);
}

static void reason_put(struct out *out, const struct nlattr *attr, const char *family)
{
	const char *val = attr_str(attr);
	char text[128];

	if (!val)
		return;
	out_str(out, OUT_JSON, family, val);
	out_word(out, family);
	if (!*val)
		return;
	snprintf(text, sizeof(text), "\"%.*s\"", (int)sizeof(text) - 3, val);
	out_word(out, text);
}

/* As it is typed: down [by TELLER] inet "REASON" inet6 "REASON" */
static void teller_put(struct out *out, const struct nlattr *nest)
{
	const struct nlattr *tb[NF_REHOME_A_TOLD_MAX + 1];
	const char *by;

	attr_nest(nest, tb, NF_REHOME_A_TOLD_MAX);
	by = attr_str(tb[NF_REHOME_A_TOLD_BY]);
	out_object(out, OUT_JSON, "told");
	out_str(out, OUT_JSON, "by", by ? by : "");
	out_word(out, "told");
	if (by && *by) {
		out_word(out, "by");
		out_word(out, by);
	}
	reason_put(out, tb[NF_REHOME_A_TOLD_INET], "inet");
	reason_put(out, tb[NF_REHOME_A_TOLD_INET6], "inet6");
	out_up(out);
}

/* JSON has an array of them. */
static void health_put(struct out *out, const struct nlmsghdr *nlh)
{
	const struct nlattr *attr;

	out_array(out, "told");
	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr))
		if (mnl_attr_get_type(attr) == NF_REHOME_A_WAN_TOLD)
			teller_put(out, attr);
	out_up(out);
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
	serves_put(out, tb);
	out_array(out, "address");
	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr))
		if (mnl_attr_get_type(attr) == NF_REHOME_A_WAN_ADDRESS)
			put_addr(out, OUT_NAMED, "addr", attr);
	out_up(out);
	settings_put(out, tb);
	health_put(out, nlh);
	put_num(out, OUT_NAMED, "moved-from", tb[NF_REHOME_A_WAN_MOVED_FROM],
		"");
	put_num(out, OUT_NAMED, "moved-to", tb[NF_REHOME_A_WAN_MOVED_TO], "");
	put_num(out, OUT_NAMED, "expired", tb[NF_REHOME_A_WAN_EXPIRED], "");
}

struct wan_shown {
	struct out *out;
	const char *name;	/* NULL for all */
	bool found;
};

static void wan_line(const struct nlmsghdr *nlh, void *data)
{
	const struct nlattr *tb[NF_REHOME_A_WAN_MAX + 1];
	struct wan_shown *shown = data;
	const char *name;

	attr_table(nlh, tb, NF_REHOME_A_WAN_MAX);
	name = attr_str(tb[NF_REHOME_A_WAN_IFNAME]);
	if (shown->name && (!name || strcmp(name, shown->name)))
		return;
	shown->found = true;
	out_begin(shown->out);
	wan_put(shown->out, nlh);
	out_end(shown->out);
}

static int wan_show(struct rehome *re, int argc, char **argv)
{
	struct wan_shown shown = { .out = &re->out, .name = argc ? *argv : NULL };
	int status;

	if (argc && complete_is(*argv))
		complete_known(NF_REHOME_CMD_WAN_GET, NF_REHOME_A_WAN_IFNAME);
	status = no_more("wan", argc ? argc - 1 : 0, argv + 1);
	if (status)
		return status;
	status = nl_get(&re->nl, "wan", NF_REHOME_CMD_WAN_GET, NLM_F_DUMP, wan_line,
			&shown);
	if (status || !shown.name || shown.found)
		return status;
	complain(shown.name, "wan show %s: no such WAN", shown.name);
	return EXIT_REFUSED;
}

static const struct verb verbs[] = {
	{ "show", wan_show },
	{ "add", wan_add },
	{ "set", wan_set },
	{ "del", wan_del },
	{ "up", wan_up },
	{ "down", wan_down },
};

const struct object object_wan = {
	.name = "wan",
	.verbs = verbs,
	.count = 6,
	.run = wan_show,
	.help =
	"Usage: rehome wan [ show [ DEV ] ]\n"
	"       rehome wan add | set DEV [ mark VALUE/MASK ] [ priority N ]\n"
	"                  [ metered on | off ] [ snat ADDR ]...\n"
	"       rehome wan del DEV\n"
	"       rehome wan up DEV [ inet | inet6 ] [ by TELLER ]\n"
	"       rehome wan down DEV [ inet | inet6 ] [ by TELLER ] [ reason TEXT ]\n"
	"\n"
	"Lists the WANs, or one: devices with a default route in any table, and those that\n"
	"were named. \"state\" is the better of \"inet\" and \"inet6\", each of them up,\n"
	"down or unhealthy. The one that \"serves\" a family is where the router's own\n"
	"packets without a mark leave; if that is none that is up, the preferred one of\n"
	"those that are. How long it was seen to do so is behind it.\n"
	"\n"
	"  add   name a device as a WAN; it need not be there yet, and the name stays\n"
	"        though the device vanishes\n"
	"  set   change settings of a named WAN, all that are given or none\n"
	"  del   forget the name, the settings and what was told of its health\n"
	"  down  it is unhealthy, though its link is up: the marks of its flows are\n"
	"        changed to those of another WAN, and their next packets move them\n"
	"  up    it is healthy again, as far as this teller knows: a WAN is unhealthy\n"
	"        while any teller says so\n"
	"\n"
	"  mark VALUE/MASK  connection mark of its flows, decimal or with 0x\n"
	"  priority N       a lesser number is preferred\n"
	"  metered on|off   any WAN that is not metered is preferred\n"
	"  snat ADDR        an address of the WAN that is not on the device, at most\n"
	"                   one of each family\n"
	"\n"
	"set takes \"mark none\" and \"snat none\" too.\n",
};
