// SPDX-License-Identifier: GPL-2.0
/* From a request about a class to a table that has it. */
#include <linux/ctype.h>
#include <linux/in.h>
#include <linux/slab.h>
#include <linux/time64.h>
#include "classes.h"
#include "netlink_class_take.h"
#include "netlink_gen.h"
#include "netlink_match.h"
#include "netlink_msg.h"
#include "pernet.h"

/* A week, in ms: far below what jiffies can be compared over, 24 days with HZ=1000. */
#define DRAIN_MAX	(7 * 24 * 3600 * 1000)

static int class_bad(struct genl_info *info, int attr, const char *why)
{
	return rehome_msg_bad(info, attr, -EINVAL, why);
}

/* What a setting is about must be there in flows of the class. */
static int check_settings(struct genl_info *info, const struct rehome_class *class)
{
	const struct nlattr *action = info->attrs[NF_REHOME_A_CLASS_ACTION];
	const struct nlattr *drain = info->attrs[NF_REHOME_A_CLASS_DRAIN];

	if (drain && nla_get_u32(drain) > DRAIN_MAX)
		return class_bad(info, NF_REHOME_A_CLASS_DRAIN,
				 "a flow drains for a week at most");
	if (info->attrs[NF_REHOME_A_CLASS_ACTIVE] && !class->preset)
		return class_bad(info, NF_REHOME_A_CLASS_ACTIVE,
				 "the class is no preset, it is always there");
	if (class->match->proto != IPPROTO_TCP)
		return info->attrs[NF_REHOME_A_CLASS_RESET] ?
		       class_bad(info, NF_REHOME_A_CLASS_RESET,
				 "only connections of TCP can be reset") : 0;
	if (action && nla_get_u32(action) == NF_REHOME_ACTION_RENAT)
		return class_bad(info, NF_REHOME_A_CLASS_ACTION,
				 "a connection of TCP cannot be moved, its far end knows the address");
	if (info->attrs[NF_REHOME_A_CLASS_KEEP_PORT])
		return class_bad(info, NF_REHOME_A_CLASS_KEEP_PORT,
				 "a connection of TCP is not moved for its port");
	return 0;
}

static void take_settings(const struct genl_info *info, struct rehome_class_conf *conf)
{
	struct nlattr **a = info->attrs;

	if (a[NF_REHOME_A_CLASS_ACTION])
		conf->action = nla_get_u32(a[NF_REHOME_A_CLASS_ACTION]);
	if (a[NF_REHOME_A_CLASS_FAILBACK])
		conf->failback = nla_get_u32(a[NF_REHOME_A_CLASS_FAILBACK]);
	if (a[NF_REHOME_A_CLASS_DRAIN])
		conf->drain = (u64)nla_get_u32(a[NF_REHOME_A_CLASS_DRAIN]) *
			      NSEC_PER_MSEC;
	if (a[NF_REHOME_A_CLASS_KEEP_PORT])
		conf->keep_port = nla_get_u8(a[NF_REHOME_A_CLASS_KEEP_PORT]);
	if (a[NF_REHOME_A_CLASS_RESET])
		conf->reset = nla_get_u8(a[NF_REHOME_A_CLASS_RESET]);
	if (a[NF_REHOME_A_CLASS_ACTIVE])
		conf->active = nla_get_u8(a[NF_REHOME_A_CLASS_ACTIVE]);
}

/* Of what the tool and files write without quotes. */
static bool is_name(const char *name)
{
	const char *c;

	for (c = name; *c; c++)
		if (!isascii(*c) || !(isalnum(*c) || (c > name && strchr("._-", *c))))
			return false;
	return c > name;
}

/* Where a class is to be; -1 if the request does not say so, or another error. */
static int place_of(struct genl_info *info, const struct rehome_classes *cs)
{
	const struct nlattr *before = info->attrs[NF_REHOME_A_CLASS_BEFORE];
	int i;

	if (!before)
		return -1;
	i = rehome_classes_find(cs, nla_data(before));
	return i >= 0 ? i : rehome_msg_bad(info, NF_REHOME_A_CLASS_BEFORE, -ENOENT,
					   "no such class");
}

/**
 * rehome_class_take_marks - may the marks of WANs be rewritten, whatever flows are of?
 * @rn: the namespace
 * @info: the request about a class
 * @cs: a table that has it
 *
 * A flow that is told by bits of its mark would leave its class, with what that says of
 * where it may go, when it is led to another WAN by the same bits.
 *
 * Context: process, the namespace's mutex.
 * Return: 0 or an error, which is explained to who asked.
 */
int rehome_class_take_marks(struct rehome_net *rn, struct genl_info *info,
			    const struct rehome_classes *cs)
{
	const struct rehome_wan *wan;

	lockdep_assert_held(&rn->mutex);
	list_for_each_entry(wan, &rn->wans.list, list)
		if (rehome_classes_look_at(cs, wan->conf.mask))
			return rehome_msg_bad(info, NF_REHOME_A_CLASS_MARK, -EEXIST,
					      "the mark overlaps that of a WAN, which changes when flows move");
	return 0;
}

static unsigned int own_of(const struct rehome_classes *cs)
{
	unsigned int i, own = 0;

	for (i = 0; i < cs->count; i++)
		own += cs->at[i]->own;
	return own;
}

/* Counters of a class of that name that is there already. */
static struct rehome_class_count *count_of(const struct rehome_classes *cs,
					   const char *name)
{
	int i = rehome_classes_find(cs, name);

	return i >= 0 && cs->at[i]->own ? cs->at[i]->count : NULL;
}

static int class_add(struct rehome_net *rn, struct genl_info *info,
		     const struct nlattr *head, int len, struct rehome_classes *cs,
		     struct rehome_match *match)
{
	const char *name = nla_data(info->attrs[NF_REHOME_A_CLASS_NAME]);
	struct rehome_class *class;
	int at, err;

	match->proto = IPPROTO_UDP;
	if (info->attrs[NF_REHOME_A_CLASS_PROTO])
		match->proto = nla_get_u8(info->attrs[NF_REHOME_A_CLASS_PROTO]);
	if (match->proto != IPPROTO_UDP && match->proto != IPPROTO_TCP)
		return class_bad(info, NF_REHOME_A_CLASS_PROTO,
				 "a class is of udp or of tcp");
	err = rehome_match_take(info, head, len, match);
	if (err)
		return err;
	at = place_of(info, cs);
	if (at < -1)
		return at;
	class = rehome_classes_add(cs, name, match,
				   at < 0 ? rehome_classes_place(cs) : at,
				   count_of(rehome_net_classes(rn), name));
	if (!class)
		return rehome_msg_bad(info, NF_REHOME_A_CLASS_NAME, -ENOMEM,
				      "no memory for the class");
	err = check_settings(info, class);
	if (!err)
		take_settings(info, &class->conf);
	return err;
}

/**
 * rehome_class_take_add - add a class to a table that nobody reads yet
 * @rn: the namespace
 * @info: the request, which has a name
 * @head: its first attribute
 * @len: length of all of them
 * @cs: the table, with room for it
 *
 * Context: process, the namespace's mutex.
 * Return: 0 or an error, which is explained to who asked; then @cs is of no use.
 */
int rehome_class_take_add(struct rehome_net *rn, struct genl_info *info,
			  const struct nlattr *head, int len,
			  struct rehome_classes *cs)
{
	const char *name = nla_data(info->attrs[NF_REHOME_A_CLASS_NAME]);
	struct rehome_match *match;
	int err;

	lockdep_assert_held(&rn->mutex);
	if (!is_name(name))
		return class_bad(info, NF_REHOME_A_CLASS_NAME,
				 "a name has letters, digits, dots, dashes and underscores, a letter or digit first");
	if (rehome_classes_find(cs, name) >= 0)
		return rehome_msg_bad(info, NF_REHOME_A_CLASS_NAME, -EEXIST,
				      "there is such a class already");
	if (own_of(cs) >= (rn->net->user_ns == &init_user_ns ?
			   REHOME_CLASSES_OWN_MAX : REHOME_CLASSES_OWN_MAX_USERNS))
		return rehome_msg_bad(info, NF_REHOME_A_CLASS_NAME, -ENOSPC,
				      "too many classes");
	match = kzalloc(sizeof(*match), GFP_KERNEL);
	if (!match)
		return rehome_msg_bad(info, NF_REHOME_A_CLASS_NAME, -ENOMEM,
				      "no memory for the class");
	err = class_add(rn, info, head, len, cs, match);
	kfree(match);
	return err;
}

/* Which flows belong to it, and its place. */
static int class_change(struct genl_info *info, const struct nlattr *head, int len,
			struct rehome_classes *cs, struct rehome_class *class, int i)
{
	const struct nlattr *proto = info->attrs[NF_REHOME_A_CLASS_PROTO];
	int at = place_of(info, cs), err;

	if (at < -1)
		return at;
	if (!class->own && (rehome_match_given(info) || proto || at >= 0))
		return class_bad(info, NF_REHOME_A_CLASS_NAME,
				 "the class is always there: its flows and its place are given");
	if (proto && nla_get_u8(proto) != class->match->proto)
		return class_bad(info, NF_REHOME_A_CLASS_PROTO,
				 "the protocol of a class cannot be changed");
	if (rehome_match_given(info)) {
		err = rehome_match_take(info, head, len, class->own_match);
		if (err)
			return err;
	}
	if (at < 0 || at == i)
		return 0;
	rehome_classes_remove(cs, i);
	rehome_classes_insert(cs, class, at > i ? at - 1 : at);
	return 0;
}

/**
 * rehome_class_take_set - change a class
 * @info: the request
 * @head: its first attribute
 * @len: length of all of them
 * @cs: a table that nobody reads yet
 * @i: place of the class, which is of no other table
 *
 * Context: process, the namespace's mutex.
 * Return: 0 or an error, which is explained to who asked; then @cs is of no use.
 */
int rehome_class_take_set(struct genl_info *info, const struct nlattr *head,
			  int len, struct rehome_classes *cs, int i)
{
	struct rehome_class *class = cs->at[i];
	int err;

	err = class_change(info, head, len, cs, class, i) ? :
	      check_settings(info, class);
	if (!err)
		take_settings(info, &class->conf);
	return err;
}
