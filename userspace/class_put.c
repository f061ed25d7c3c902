// SPDX-License-Identifier: GPL-2.0
/* What a class is told by and set to, in the words that it is set with. */

#include <stdio.h>
#include <stdlib.h>

#include <linux/genetlink.h>
#include <linux/nf_rehome.h>

#include "attr.h"
#include "class_put.h"
#include "memory.h"

/**
 * struct list - one attribute after the other, as they make a list.
 * @out: the answer
 * @name: its name
 * @text: the word of text that it makes
 * @used: its length
 * @room: room there is for it
 */
struct list {
	struct out *out;
	const char *name;
	char *text;
	size_t used;
	size_t room;
};

static void list_text(struct list *list, const char *item)
{
	for (; *item; item++) {
		list->text = memory_room(list->text, list->used + 1,
					 &list->room, 1);
		list->text[list->used++] = *item;
		list->text[list->used] = '\0';
	}
}

/* A single port is a number; a range has the keys of its attributes. */
static void range_put(struct list *list, const struct nlattr *attr)
{
	const struct nlattr *tb[NF_REHOME_A_PORT_RANGE_MAX + 1];
	struct out *out = list->out;
	__u64 first, last;
	char text[24];

	attr_nest(attr, tb, NF_REHOME_A_PORT_RANGE_MAX);
	if (!attr_num(tb[NF_REHOME_A_PORT_RANGE_FIRST], &first))
		return;
	if (!attr_num(tb[NF_REHOME_A_PORT_RANGE_LAST], &last))
		last = first;
	if (last == first) {
		out_num(out, OUT_JSON, list->name, first, "");
		snprintf(text, sizeof(text), "%u", (__u16)first);
	} else {
		out_object(out, OUT_JSON, list->name);
		out_num(out, OUT_JSON, "first", first, "");
		out_num(out, OUT_JSON, "last", last, "");
		out_up(out);
		snprintf(text, sizeof(text), "%u-%u", (__u16)first,
			 (__u16)last);
	}
	list_text(list, list->used ? "," : "");
	list_text(list, text);
}

static void prefix_put(struct list *list, const struct nlattr *attr)
{
	char text[PREFIX_LEN];

	if (!attr_prefix(attr, text))
		return;
	out_str(list->out, OUT_JSON, list->name, text);
	list_text(list, list->used ? "," : "");
	list_text(list, text);
}

/* Ports are an array of JSON always, other lists if there is one. */
static void list_put(struct out *out, const char *name,
		     const struct nlmsghdr *nlh, __u16 type,
		     void (*put)(struct list *list, const struct nlattr *attr))
{
	struct list list = { .out = out, .name = name };
	const struct nlattr *attr;
	bool open = type == NF_REHOME_A_CLASS_PORT;

	if (open)
		out_array(out, name);
	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr)) {
		if (mnl_attr_get_type(attr) != type)
			continue;
		if (!open)
			out_array(out, name);
		open = true;
		put(&list, attr);
	}
	if (open)
		out_up(out);
	if (!list.used)
		return;
	out_word(out, name);
	out_word(out, list.text);
	free(list.text);
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

void class_match_put(struct out *out, const struct nlmsghdr *nlh,
		     const struct nlattr **tb)
{
	put_proto(out, tb[NF_REHOME_A_CLASS_PROTO]);
	list_put(out, "port", nlh, NF_REHOME_A_CLASS_PORT, range_put);
	put_signature(out, tb[NF_REHOME_A_CLASS_SIGNATURE]);
	list_put(out, "sport", nlh, NF_REHOME_A_CLASS_SPORT, range_put);
	list_put(out, "dport", nlh, NF_REHOME_A_CLASS_DPORT, range_put);
	list_put(out, "from", nlh, NF_REHOME_A_CLASS_FROM, prefix_put);
	list_put(out, "to", nlh, NF_REHOME_A_CLASS_TO, prefix_put);
	put_mark(out, tb[NF_REHOME_A_CLASS_MARK], tb[NF_REHOME_A_CLASS_MASK]);
}

void class_settings_put(struct out *out, const struct nlattr **tb)
{
	put_enum(out, OUT_NAMED, "action", tb[NF_REHOME_A_CLASS_ACTION],
		 &words_action);
	failback_put(out, tb);
	put_bool(out, "keep-port", tb[NF_REHOME_A_CLASS_KEEP_PORT], "on",
		 "off");
	put_bool(out, "reset", tb[NF_REHOME_A_CLASS_RESET], "on", "off");
}
