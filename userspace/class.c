// SPDX-License-Identifier: GPL-2.0
/* rehome class: the classes of flows. */

#include <linux/nf_rehome.h>

#include "attr.h"
#include "class.h"
#include "class_put.h"
#include "rehome.h"

/* Text says of presets only whether they are active. */
static void class_put(struct out *out, const struct nlmsghdr *nlh,
		      const struct nlattr **tb, bool preset)
{
	out_begin(out);
	put_str(out, OUT_BARE, "name", tb[NF_REHOME_A_CLASS_NAME]);
	class_match_put(out, nlh, tb);
	put_bool(out, "own", tb[NF_REHOME_A_CLASS_OWN], NULL, NULL);
	put_bool(out, "preset", tb[NF_REHOME_A_CLASS_PRESET], NULL, NULL);
	put_bool(out, "active", tb[NF_REHOME_A_CLASS_ACTIVE],
		 preset ? "yes" : NULL, preset ? "no" : NULL);
	class_settings_put(out, tb);
	put_num(out, OUT_NAMED, "renat", tb[NF_REHOME_A_CLASS_RENAT], "");
	put_num(out, OUT_NAMED, "expire", tb[NF_REHOME_A_CLASS_EXPIRE], "");
	put_num(out, OUT_NAMED, "report", tb[NF_REHOME_A_CLASS_REPORT], "");
	out_end(out);
}

/* What a module older than presets has is active, and none of them. */
static bool class_is(const struct nlattr *attr, bool otherwise)
{
	__u64 val;

	return attr_num(attr, &val) ? val : otherwise;
}

static void active_put(const struct nlmsghdr *nlh, void *data)
{
	const struct nlattr *tb[NF_REHOME_A_CLASS_MAX + 1];

	attr_table(nlh, tb, NF_REHOME_A_CLASS_MAX);
	if (class_is(tb[NF_REHOME_A_CLASS_ACTIVE], true))
		class_put(data, nlh, tb, false);
}

static void preset_put(const struct nlmsghdr *nlh, void *data)
{
	const struct nlattr *tb[NF_REHOME_A_CLASS_MAX + 1];

	attr_table(nlh, tb, NF_REHOME_A_CLASS_MAX);
	if (class_is(tb[NF_REHOME_A_CLASS_PRESET], false))
		class_put(data, nlh, tb, true);
}

static int class_show(struct rehome *re, int argc, char **argv)
{
	int status = no_more("class", argc, argv);

	if (status)
		return status;
	return nl_get(&re->nl, "class", NF_REHOME_CMD_CLASS_GET, NLM_F_DUMP,
		      active_put, &re->out);
}

static int class_preset(struct rehome *re, int argc, char **argv)
{
	if (argc)
		return class_activate(re, argc, argv);
	return nl_get(&re->nl, "class preset", NF_REHOME_CMD_CLASS_GET,
		      NLM_F_DUMP, preset_put, &re->out);
}

static const struct verb verbs[] = {
	{ "show", class_show },
	{ "add", class_add },
	{ "set", class_set },
	{ "preset", class_preset },
	{ "del", class_del },
};

const struct object object_class = {
	.name = "class",
	.verbs = verbs,
	.count = 5,
	.run = class_show,
	.help =
	"Usage: rehome class [ show ]\n"
	"       rehome class add | set NAME [ MATCH ] [ before NAME ] [ SETTING ]...\n"
	"       rehome class preset [ NAME ]\n"
	"       rehome class del NAME\n"
	"MATCH :=   [ proto udp | tcp ] [ port LIST ] [ signature NAME ]\n"
	"           [ sport LIST ] [ dport LIST ] [ from PREFIXES ] [ to PREFIXES ]\n"
	"           [ mark VALUE/MASK ]\n"
	"SETTING := action ACTION | failback { now | drain TIME | keep } |\n"
	"           keep-port { on | off } | reset { on | off }\n"
	"\n"
	"Lists the classes of flows, first match first: what tells their flows, what is\n"
	"done with stale ones, and how many flows that was done to; adds a class of your\n"
	"own; or changes one, all that is given or nothing. Of a class that was not\n"
	"added, the settings can be changed only.\n"
	"\n"
	"A flow is of a class if it has one of its ports or its signature, as far as\n"
	"any is given, and all the rest holds:\n"
	"\n"
	"  proto udp|tcp    its protocol, udp unless it is given\n"
	"  port LIST        a port of either side, of TCP the one that is connected to\n"
	"  signature NAME   the format that its first packet was recognized by\n"
	"  sport, dport LIST  source, destination port of its first packet\n"
	"  from, to PREFIXES  source, destination address of its first packet\n"
	"  mark VALUE/MASK  its connection mark; with set, none as well\n"
	"  before NAME      the class that comes next; a new class comes behind those\n"
	"                   that were added, and before those that are always there\n"
	"\n"
	"The last class, other, has every UDP flow that no class before it has. Those of\n"
	"TCP are presets: derp has connections to the ports it names, of hosts that run\n"
	"Tailscale, tcp has all others. A connection cannot be moved; one that is proven\n"
	"dead is expired, and its inside end gets a reset.\n"
	"\n"
	"A preset is a class that is there only while somebody wants it, for the sake\n"
	"of settings of its own: \"preset\" lists them, with NAME it activates one, and\n"
	"\"del\" deactivates it again. Its settings can be changed before, and stay.\n"
	"A class that was added is removed by \"del\".\n"
	"\n"
	"  action ACTION       what is done with stale flows: renat, expire, report,\n"
	"                      keep\n"
	"  failback now        when the WAN that a flow came from is up again, the\n"
	"                      flow goes back with its next packet,\n"
	"           drain TIME when it is idle, at the latest after this time,\n"
	"           keep       not at all\n"
	"  keep-port on|off    whether a flow gets its outside port back once that is\n"
	"                      free; of UDP only\n"
	"  reset on|off        whether the inside end of a connection that is expired gets\n"
	"                      a reset, so that it connects anew at once; of TCP only\n"
	"\n"
	"LIST is ports and ranges by commas, such as 655,7000-7010; PREFIXES are such as\n"
	"10.0.0.0/8,2001:db8::/32. TIME is a number of seconds, or ends in \"ms\", \"s\",\n"
	"\"m\" or \"h\". drain and keep act on flows that were moved by their mark.\n",
};
