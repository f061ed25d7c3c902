/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_CLASSES_H
#define _REHOME_CLASSES_H

#include <linux/in.h>
#include <linux/rcupdate.h>
#include "class.h"

/* Those that may be added to a namespace, so that user space fills no memory, and a packet
 * that is of none of them is not looked at for long: 23 us with one port each. And to one
 * of an unprivileged user: 40 us with all that can be said of each.
 */
#define REHOME_CLASSES_OWN_MAX		1024
#define REHOME_CLASSES_OWN_MAX_USERNS	64

/**
 * struct rehome_classes - the classes of a namespace, which packets read under RCU
 * @rcu: frees it
 * @hosts: where hosts that run Tailscale are remembered; NULL if nobody asks for them
 * @tcp: some of TCP are active
 * @count: number of classes
 * @room: and how many there may be
 * @at: the classes, first match first
 *
 * A table that packets read is not changed any more: who changes something makes a copy
 * of it, and of the classes that it is about.
 */
struct rehome_classes {
	struct rcu_head rcu;
	struct rehome_hosts *hosts;
	bool tcp;
	unsigned int count;
	unsigned int room;
	struct rehome_class *at[];
};

const struct rehome_class *
rehome_classes_match(const struct rehome_classes *cs,
		     const struct nf_conntrack_tuple *orig,
		     const struct nf_conntrack_tuple *reply, u32 mark,
		     enum nf_rehome_signature signature);
void rehome_classes_learn(const struct rehome_classes *cs,
			  const struct rehome_class *class,
			  const struct nf_conntrack_tuple *orig);
int rehome_classes_find(const struct rehome_classes *cs, const char *name);

struct rehome_classes *rehome_classes_alloc(unsigned int room);
struct rehome_class *rehome_class_alloc(const char *name, bool own,
					const struct rehome_match *match,
					struct rehome_class_count *count);
struct rehome_classes *rehome_classes_fresh(struct rehome_hosts *hosts,
					    const struct rehome_classes *before,
					    unsigned int more);
struct rehome_classes *rehome_classes_copy(const struct rehome_classes *cs,
					   unsigned int more);
struct rehome_class *rehome_classes_renew(struct rehome_classes *cs, unsigned int i);
struct rehome_class *rehome_classes_add(struct rehome_classes *cs, const char *name,
					const struct rehome_match *match,
					unsigned int i,
					struct rehome_class_count *count);
void rehome_classes_insert(struct rehome_classes *cs, struct rehome_class *class,
			   unsigned int i);
void rehome_classes_remove(struct rehome_classes *cs, unsigned int i);
unsigned int rehome_classes_place(const struct rehome_classes *cs);
void rehome_classes_settle(struct rehome_classes *cs);
bool rehome_classes_look_at(const struct rehome_classes *cs, u32 mask);
void rehome_classes_retire(struct rehome_classes *cs,
			   const struct rehome_classes *next, bool seen);

/* Flows of a protocol may be of a class. */
static inline bool rehome_classes_want(const struct rehome_classes *cs, u8 proto)
{
	return likely(proto == IPPROTO_UDP) || (proto == IPPROTO_TCP && cs->tcp);
}

#endif
