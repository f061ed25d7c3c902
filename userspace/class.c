// SPDX-License-Identifier: GPL-2.0
/* rehome class: the classes of flows. */

#include <stdio.h>
#include <string.h>

#include <linux/genetlink.h>
#include <linux/nf_rehome.h>

#include "attr.h"
#include "class.h"
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

/* In the largest unit that needs no fraction. */
static void drain_put(struct out *out, const struct nlattr *attr, bool text)
{
	static const struct {
		const char *name;
		__u32 ms;
	} units[] = {
		{ "h", 60 * 60 * 1000 }, { "m", 60 * 1000 }, { "s", 1000 },
		{ "ms", 1 },
	}, *unit = units;
	char word[24];
	__u64 ms;

	if (!attr_num(attr, &ms))
		return;
	out_num(out, OUT_JSON, "drain", ms, "");
	if (!text)
		return;
	while (ms % unit->ms)
		unit++;
	snprintf(word, sizeof(word), "%llu%s",
		 (unsigned long long)(ms / unit->ms), unit->name);
	out_word(out, word);
}

static void failback_put(struct out *out, const struct nlattr **tb)
{
	__u64 failback;

	if (!attr_num(tb[NF_REHOME_A_CLASS_FAILBACK], &failback))
		return;
	out_enum(out, OUT_NAMED, "failback", &words_failback, failback);
	drain_put(out, tb[NF_REHOME_A_CLASS_DRAIN],
		  failback == NF_REHOME_FAILBACK_DRAIN);
}

/* Text says of presets only whether they are active. */
static void class_put(struct out *out, const struct nlmsghdr *nlh,
		      const struct nlattr **tb, bool preset)
{
	out_begin(out);
	put_str(out, OUT_BARE, "name", tb[NF_REHOME_A_CLASS_NAME]);
	put_proto(out, tb[NF_REHOME_A_CLASS_PROTO]);
	port_put(out, nlh);
	put_signature(out, tb[NF_REHOME_A_CLASS_SIGNATURE]);
	put_bool(out, "preset", tb[NF_REHOME_A_CLASS_PRESET], NULL, NULL);
	put_bool(out, "active", tb[NF_REHOME_A_CLASS_ACTIVE],
		 preset ? "yes" : NULL, preset ? "no" : NULL);
	put_enum(out, OUT_NAMED, "action", tb[NF_REHOME_A_CLASS_ACTION],
		 &words_action);
	failback_put(out, tb);
	put_bool(out, "keep-port", tb[NF_REHOME_A_CLASS_KEEP_PORT], "on",
		 "off");
	put_bool(out, "reset", tb[NF_REHOME_A_CLASS_RESET], "on", "off");
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
	{ "set", class_set },
	{ "preset", class_preset },
	{ "del", class_del },
};

const struct object object_class = {
	.name = "class",
	.verbs = verbs,
	.count = 4,
	.run = class_show,
	.help =
	"Usage: rehome class [ show ]\n"
	"       rehome class set NAME [ action ACTION ]\n"
	"                    [ failback now | drain TIME | keep ]\n"
	"                    [ keep-port on | off ] [ reset on | off ]\n"
	"       rehome class preset [ NAME ]\n"
	"       rehome class del NAME\n"
	"\n"
	"Lists the classes of flows, first match first: protocol, ports of either\n"
	"side, the signature that they are recognized by whatever their ports, what is\n"
	"done with stale flows, and how many flows that was done to; or changes settings\n"
	"of one, all that are given or none.\n"
	"\n"
	"The last class, other, has every UDP flow that no class before it has. Those of\n"
	"TCP are presets: derp has connections to the ports it names, of hosts that run\n"
	"Tailscale, tcp has all others. A connection cannot be moved; one that is proven\n"
	"dead is expired, and its inside end gets a reset.\n"
	"\n"
	"A preset is a class that is there only while somebody wants it, for the sake\n"
	"of settings of its own: \"preset\" lists them, with NAME it activates one, and\n"
	"\"del\" deactivates it again. Its settings can be changed before, and stay.\n"
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
	"TIME is a number of seconds, or ends in \"ms\", \"s\", \"m\" or \"h\". drain and\n"
	"keep act on flows that were moved by their connection mark.\n",
};
