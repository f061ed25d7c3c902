/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_HOME_H
#define _REHOME_HOME_H

#include <linux/if.h>
#include <linux/types.h>

#define REHOME_HOMES		4096
#define REHOME_HOME_WAYS	4

/**
 * struct rehome_mark - bits of a connection mark
 * @value: the bits
 * @mask: which of them count; 0 is none
 */
struct rehome_mark {
	u32 value;
	u32 mask;
};

/**
 * struct rehome_home - the WAN that a flow was moved away from by its mark
 * @key: hash of the flow
 * @id: id of its conntrack entry; another entry is another flow
 * @name: the WAN's name; empty is a free slot
 * @home: the flow's bits of the mark on that WAN
 * @away: those it was given instead
 * @until: when it goes back at the latest, in nanoseconds; 0 while its WAN is
 *	not up
 */
struct rehome_home {
	u64 key;
	u32 id;
	char name[IFNAMSIZ];
	struct rehome_mark home;
	struct rehome_mark away;
	u64 until;
};

/**
 * struct rehome_homes - flows that are away from home, serialized by the
 * namespace's mutex
 * @slots: in sets by the flow's hash, made with the first one. When a set is
 *	full, a flow of it stays where it is.
 */
struct rehome_homes {
	struct rehome_home *slots;
};

struct rehome_home *rehome_home_find(const struct rehome_homes *hs, u64 key,
				     u32 id, u32 mark);
void rehome_home_left(struct rehome_homes *hs, struct rehome_home *known,
		      const struct rehome_home *home);
void rehome_home_back(struct rehome_homes *hs, u64 key);
void rehome_homes_exit(struct rehome_homes *hs);

static inline u32 rehome_mark_apply(u32 mark, struct rehome_mark bits)
{
	return (mark & ~bits.mask) | (bits.value & bits.mask);
}

#endif
