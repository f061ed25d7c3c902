// SPDX-License-Identifier: GPL-2.0
/* rehome save: the whole configuration, as load takes it. */

#include <netinet/in.h>

#include <linux/nf_rehome.h>

#include "attr.h"
#include "class_put.h"
#include "complain.h"
#include "param.h"
#include "rehome.h"
#include "told.h"
#include "wan.h"

enum { PARAM, WAN, CLASS, ANSWERS };

static bool set(const struct nlattr *attr)
{
	__u64 val;

	return attr_num(attr, &val) && val;
}

static void wan_save(struct out *out, const struct nlmsghdr *nlh)
{
	const struct nlattr *tb[NF_REHOME_A_WAN_MAX + 1];
	const char *name;

	attr_table(nlh, tb, NF_REHOME_A_WAN_MAX);
	name = attr_str(tb[NF_REHOME_A_WAN_IFNAME]);
	if (!name || !set(tb[NF_REHOME_A_WAN_NAMED]))
		return;
	out_object(out, OUT_JSON, "wan");
	out_word(out, "wan");
	out_word(out, "add");
	out_quoted(out, "ifname", name);
	put_mark(out, tb[NF_REHOME_A_WAN_MARK], tb[NF_REHOME_A_WAN_MASK]);
	put_num(out, OUT_NAMED, "priority", tb[NF_REHOME_A_WAN_PRIORITY], "");
	put_bool(out, "metered", tb[NF_REHOME_A_WAN_METERED], "on", "off");
	wan_snat_put(out, tb);
	out_line(out);
	out_up(out);
}

/* The next class that is always there: it is there whatever else is. */
static const char *class_next(const struct told *told)
{
	const struct nlattr *tb[NF_REHOME_A_CLASS_MAX + 1];

	for (told = told->next; told; told = told->next) {
		attr_table(&told->msg, tb, NF_REHOME_A_CLASS_MAX);
		if (!set(tb[NF_REHOME_A_CLASS_OWN]) &&
		    attr_str(tb[NF_REHOME_A_CLASS_NAME]))
			return attr_str(tb[NF_REHOME_A_CLASS_NAME]);
	}
	return NULL;
}

static void own_save(struct out *out, const struct nlmsghdr *nlh,
		     const struct nlattr **tb, const char *before)
{
	out_word(out, "class");
	out_word(out, "add");
	put_quoted(out, "name", tb[NF_REHOME_A_CLASS_NAME]);
	put_bool(out, "own", tb[NF_REHOME_A_CLASS_OWN], NULL, NULL);
	if (tb[NF_REHOME_A_CLASS_PROTO])
		out_word(out, "proto");
	class_match_put(out, nlh, tb);
	class_settings_put(out, tb);
	if (before) {
		out_word(out, "before");
		out_quoted(out, "before", before);
	}
	out_line(out);
}

static void always_save(struct out *out, const struct nlattr **tb)
{
	const struct nlattr *name = tb[NF_REHOME_A_CLASS_NAME];

	if (set(tb[NF_REHOME_A_CLASS_PRESET]) &&
	    set(tb[NF_REHOME_A_CLASS_ACTIVE]) && !out->json) {
		out_word(out, "class");
		out_word(out, "preset");
		put_quoted(out, "name", name);
		out_line(out);
	}
	if (!tb[NF_REHOME_A_CLASS_ACTION])
		return;
	out_word(out, "class");
	out_word(out, "set");
	put_quoted(out, "name", name);
	put_bool(out, "own", tb[NF_REHOME_A_CLASS_OWN], NULL, NULL);
	if (set(tb[NF_REHOME_A_CLASS_PRESET]))
		put_bool(out, "active", tb[NF_REHOME_A_CLASS_ACTIVE], NULL,
			 NULL);
	class_settings_put(out, tb);
	out_line(out);
}

/* In the order of the classes. A new class comes behind those added so far: only one
 * that is behind one of those always there has to say before which.
 */
static void classes_save(struct out *out, const struct told *told)
{
	const struct nlattr *tb[NF_REHOME_A_CLASS_MAX + 1];
	bool first = true;

	for (; told; told = told->next) {
		attr_table(&told->msg, tb, NF_REHOME_A_CLASS_MAX);
		if (!attr_str(tb[NF_REHOME_A_CLASS_NAME]))
			continue;
		out_object(out, OUT_JSON, "class");
		if (set(tb[NF_REHOME_A_CLASS_OWN])) {
			own_save(out, &told->msg, tb,
				 first ? NULL : class_next(told));
		} else {
			first = false;
			always_save(out, tb);
		}
		out_up(out);
	}
}

/* What a module newer than the tool has, and no word says. */
static const char *class_strange(const struct nlattr **tb)
{
	static const struct {
		const char *name;
		__u16 attr;
		const struct words *words;
	} enums[] = {
		{ "action", NF_REHOME_A_CLASS_ACTION, &words_action },
		{ "failback", NF_REHOME_A_CLASS_FAILBACK, &words_failback },
		{ "signature", NF_REHOME_A_CLASS_SIGNATURE, &words_signature },
	};
	__u64 val;
	size_t i;

	for (i = 0; i < sizeof(enums) / sizeof(*enums); i++)
		if (attr_num(tb[enums[i].attr], &val) &&
		    !words_name(enums[i].words, val))
			return enums[i].name;
	if (set(tb[NF_REHOME_A_CLASS_OWN]) &&
	    attr_num(tb[NF_REHOME_A_CLASS_PROTO], &val) && val != IPPROTO_UDP &&
	    val != IPPROTO_TCP)
		return "proto";
	return NULL;
}

static int strange(struct told *const told[ANSWERS])
{
	const struct nlattr *tb[NF_REHOME_A_CLASS_MAX + 1];
	const char *name = "param", *what = NULL;
	const struct told *class;

	if (told[PARAM])
		what = param_strange(&told[PARAM]->msg);
	for (class = told[CLASS]; !what && class; class = class->next) {
		attr_table(&class->msg, tb, NF_REHOME_A_CLASS_MAX);
		name = attr_str(tb[NF_REHOME_A_CLASS_NAME]);
		what = name ? class_strange(tb) : NULL;
	}
	if (!what)
		return 0;
	complain(NULL,
		 "save: %s of %s is none that this tool knows, and could not be loaded",
		 what, name);
	return EXIT_REFUSED;
}

static void save_put(struct out *out, struct told *const told[ANSWERS])
{
	const struct told *wan;

	/* Lines of text, where JSON has one object. */
	out->shape = out->json ? OUT_BLOCK : OUT_LINES;
	out_begin(out);
	out_object(out, OUT_JSON, "param");
	if (told[PARAM])
		param_put(out, &told[PARAM]->msg, true);
	out_up(out);
	out_array(out, "wan");
	for (wan = told[WAN]; wan; wan = wan->next)
		wan_save(out, &wan->msg);
	out_up(out);
	out_array(out, "class");
	classes_save(out, told[CLASS]);
	out_up(out);
	out_end(out);
}

static int save(struct rehome *re, int argc, char **argv)
{
	static const struct {
		__u8 cmd;
		__u16 flags;
	} asked[ANSWERS] = {
		[PARAM] = { NF_REHOME_CMD_PARAM_GET, NLM_F_ACK },
		[WAN] = { NF_REHOME_CMD_WAN_GET, NLM_F_DUMP },
		[CLASS] = { NF_REHOME_CMD_CLASS_GET, NLM_F_DUMP },
	};
	struct told *told[ANSWERS] = { NULL };
	int i, status = no_more("save", argc, argv);

	re->out.shape = OUT_BLOCK;
	for (i = 0; !status && i < ANSWERS; i++) {
		status = told_get(&re->nl, "save", asked[i].cmd, asked[i].flags,
				  &told[i]);
		/* That was said. */
		if (re->nl.torn)
			status = EXIT_REFUSED;
	}
	if (!status)
		status = strange(told);
	if (!status)
		save_put(&re->out, told);
	for (i = 0; i < ANSWERS; i++)
		told_free(told[i]);
	return status;
}

const struct object object_save = {
	.name = "save",
	.run = save,
	.help =
	"Usage: rehome save\n"
	"\n"
	"Prints the whole configuration of the network namespace as commands, which\n"
	"\"rehome load\" takes: settings, WANs that were named, and classes in their order.\n"
	"WANs that were found, what was told of the health of any, and counters are no\n"
	"configuration.\n",
};
