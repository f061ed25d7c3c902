// SPDX-License-Identifier: GPL-2.0
/* The classes of a namespace, first match first, and how they are changed. */
#include <linux/export.h>
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/time64.h>
#include <net/netfilter/nf_conntrack_tuple.h>
#include "classes.h"
#include "compat.h"
#include "hosts.h"

/* A minute: calls and transfers of a while end by themselves. */
#define DRAIN	(60ULL * NSEC_PER_SEC)

/**
 * rehome_classes_match - find the class of a flow
 * @cs: the classes
 * @orig: its original tuple
 * @reply: its reply tuple
 * @mark: its connection mark
 * @signature: what its first packet was recognized by, if that was seen
 *
 * Context: any in which @cs stays; called for every conntrack entry of a walk.
 * Return: the class, or NULL.
 */
const struct rehome_class *
rehome_classes_match(const struct rehome_classes *cs,
		     const struct nf_conntrack_tuple *orig,
		     const struct nf_conntrack_tuple *reply, u32 mark,
		     enum nf_rehome_signature signature)
{
	unsigned int i;

	for (i = 0; i < cs->count; i++)
		if (cs->at[i]->conf.active &&
		    rehome_class_has(cs->at[i], orig, reply, mark, signature))
			return cs->at[i];
	return NULL;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_classes_match);

/**
 * rehome_classes_learn - learn from a flow of a class which hosts run an overlay
 * @cs: the classes
 * @class: the flow's class, or NULL
 * @orig: its original tuple, from a host of the inside
 *
 * Context: any in which @cs stays.
 */
void rehome_classes_learn(const struct rehome_classes *cs,
			  const struct rehome_class *class,
			  const struct nf_conntrack_tuple *orig)
{
	if (class && class->match->signature == NF_REHOME_SIGNATURE_DISCO && cs->hosts)
		rehome_hosts_add(cs->hosts, orig->src.l3num, &orig->src.u3);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_classes_learn);

/**
 * rehome_classes_find - find a class
 * @cs: the classes
 * @name: its name
 *
 * Return: its place, or -1.
 */
int rehome_classes_find(const struct rehome_classes *cs, const char *name)
{
	unsigned int i;

	for (i = 0; i < cs->count; i++)
		if (!strcmp(cs->at[i]->name, name))
			return i;
	return -1;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_classes_find);

/**
 * rehome_classes_alloc - an empty table
 * @room: how many classes it has room for
 *
 * Context: process.
 * Return: the table, or NULL without memory.
 */
struct rehome_classes *rehome_classes_alloc(unsigned int room)
{
	struct rehome_classes *cs = kvzalloc(struct_size(cs, at, room),
					     GFP_KERNEL_ACCOUNT);

	if (cs)
		cs->room = room;
	return cs;
}

/**
 * rehome_class_alloc - a class, with the settings of its protocol
 * @name: its name
 * @own: it is added, and has its own copy of @match
 * @match: which flows belong to it
 * @count: its counters; NULL for new ones
 *
 * Context: process.
 * Return: the class, or NULL without memory.
 */
struct rehome_class *rehome_class_alloc(const char *name, bool own,
					const struct rehome_match *match,
					struct rehome_class_count *count)
{
	bool tcp = match->proto == IPPROTO_TCP;
	struct rehome_class *class;

	class = kzalloc(struct_size(class, own_match, own), GFP_KERNEL_ACCOUNT);
	if (!class)
		return NULL;
	class->count = count ? : kzalloc(sizeof(*count), GFP_KERNEL_ACCOUNT);
	if (!class->count) {
		kfree(class);
		return NULL;
	}
	strscpy(class->name, name, sizeof(class->name));
	class->own = own;
	class->match = match;
	if (own) {
		class->own_match[0] = *match;
		class->match = class->own_match;
	}
	class->conf = (struct rehome_class_conf){
		.action = tcp ? NF_REHOME_ACTION_EXPIRE : NF_REHOME_ACTION_RENAT,
		.failback = NF_REHOME_FAILBACK_NOW,
		.drain = DRAIN,
		.reset = tcp,
		.active = true,
	};
	return class;
}

/**
 * rehome_classes_copy - a table to change, of the same classes
 * @cs: the classes
 * @more: room for others
 *
 * Context: process.
 * Return: a table, or NULL without memory.
 */
struct rehome_classes *rehome_classes_copy(const struct rehome_classes *cs,
					   unsigned int more)
{
	struct rehome_classes *copy = rehome_classes_alloc(cs->count + more);

	if (!copy)
		return NULL;
	memcpy(copy->at, cs->at, cs->count * sizeof(*cs->at));
	copy->count = cs->count;
	return copy;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_classes_copy);

/**
 * rehome_classes_renew - a copy of a class in its place, to change
 * @cs: a table that nobody reads yet
 * @i: its place
 *
 * Context: process.
 * Return: the copy, or NULL without memory.
 */
struct rehome_class *rehome_classes_renew(struct rehome_classes *cs, unsigned int i)
{
	const struct rehome_class *was = cs->at[i];
	struct rehome_class *class = rehome_class_alloc(was->name, was->own,
							was->match, was->count);

	if (!class)
		return NULL;
	class->conf = was->conf;
	class->hosts = was->hosts;
	class->preset = was->preset;
	cs->at[i] = class;
	return class;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_classes_renew);

/**
 * rehome_classes_insert - put a class in
 * @cs: a table that nobody reads yet, with room
 * @class: the class
 * @i: the place that it is to have
 */
void rehome_classes_insert(struct rehome_classes *cs, struct rehome_class *class,
			   unsigned int i)
{
	memmove(cs->at + i + 1, cs->at + i, (cs->count - i) * sizeof(*cs->at));
	cs->at[i] = class;
	cs->count++;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_classes_insert);

/**
 * rehome_classes_add - add a class
 * @cs: a table that nobody reads yet, with room
 * @name: its name
 * @match: which flows belong to it
 * @i: the place that it is to have
 * @count: counters of the class of the same name in the table before, or NULL
 *
 * Context: process.
 * Return: the class, with the settings of its protocol; or NULL without memory.
 */
struct rehome_class *rehome_classes_add(struct rehome_classes *cs, const char *name,
					const struct rehome_match *match,
					unsigned int i,
					struct rehome_class_count *count)
{
	struct rehome_class *class = rehome_class_alloc(name, true, match, count);

	if (!class)
		return NULL;
	rehome_classes_insert(cs, class, i);
	return class;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_classes_add);

/**
 * rehome_classes_remove - take a class out
 * @cs: a table that nobody reads yet
 * @i: its place
 */
void rehome_classes_remove(struct rehome_classes *cs, unsigned int i)
{
	cs->count--;
	memmove(cs->at + i, cs->at + i + 1, (cs->count - i) * sizeof(*cs->at));
}
EXPORT_SYMBOL_IF_KUNIT(rehome_classes_remove);

/**
 * rehome_classes_place - where a class goes if nobody says so
 * @cs: the classes
 *
 * Return: the place before those that are always there.
 */
unsigned int rehome_classes_place(const struct rehome_classes *cs)
{
	unsigned int i = 0;

	while (cs->at[i]->own)
		i++;
	return i;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_classes_place);

/**
 * rehome_classes_settle - note what packets want to know of all of them at once
 * @cs: a table that nobody reads yet
 */
void rehome_classes_settle(struct rehome_classes *cs)
{
	const struct rehome_class *class;
	unsigned int i;

	cs->tcp = false;
	cs->hosts = NULL;
	for (i = 0; i < cs->count; i++) {
		class = cs->at[i];
		if (!class->conf.active)
			continue;
		cs->tcp |= class->match->proto == IPPROTO_TCP;
		if (class->hosts)
			cs->hosts = class->hosts;
	}
}
EXPORT_SYMBOL_IF_KUNIT(rehome_classes_settle);

/**
 * rehome_classes_look_at - do flows belong to a class that was added by bits of a mark?
 * @cs: the classes
 * @mask: the bits
 *
 * Context: any in which @cs stays.
 */
bool rehome_classes_look_at(const struct rehome_classes *cs, u32 mask)
{
	unsigned int i;

	for (i = 0; i < cs->count; i++)
		if (cs->at[i]->match->mask & mask)
			return true;
	return false;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_classes_look_at);

static void use(const struct rehome_classes *cs, bool used)
{
	unsigned int i;

	for (i = 0; cs && i < cs->count; i++) {
		cs->at[i]->used = used;
		cs->at[i]->count->used = used;
	}
}

/**
 * rehome_classes_retire - give back a table, and what of it the next one has not
 * @cs: the table, or NULL
 * @next: the table that stays, or NULL
 * @seen: packets may read it still
 *
 * Context: process; one at a time for the tables of a namespace.
 */
void rehome_classes_retire(struct rehome_classes *cs,
			   const struct rehome_classes *next, bool seen)
{
	struct rehome_class_count *count;
	struct rehome_class *class;
	unsigned int i;

	if (!cs)
		return;
	use(cs, false);
	use(next, true);
	for (i = 0; i < cs->count; i++) {
		class = cs->at[i];
		count = class->count;
		if (!count->used && seen)
			kfree_rcu(count, rcu);
		else if (!count->used)
			kfree(count);
		if (!class->used && seen)
			kfree_rcu(class, rcu);
		else if (!class->used)
			kfree(class);
	}
	if (seen)
		kvfree_rcu(cs, rcu);
	else
		kvfree(cs);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_classes_retire);
