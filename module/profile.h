/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_PROFILE_H
#define _REHOME_PROFILE_H

#include <linux/types.h>

#define REHOME_PROFILES		64
#define REHOME_STALE_BITS	32768

struct rehome_key;

/**
 * struct rehome_profile - how far lookups for some kind of flow can be trusted
 * @used: pass that looked at it last; 0 is a free slot
 * @family: NFPROTO_IPV4 or NFPROTO_IPV6
 * @iif: device that its packets are taken to come in by
 * @mark: mark that they are taken to carry
 * @seen: all that was seen of a packet of each, not guessed
 * @right: flows that the last look at rest found where lookups say
 * @wrong: flows that it found elsewhere
 * @new_right: the same of the look in progress
 * @new_wrong: the same of the look in progress
 */
struct rehome_profile {
	u64 used;
	u8 family;
	int iif;
	u32 mark;
	bool seen;
	u32 right;
	u32 wrong;
	u32 new_right;
	u32 new_wrong;
};

/**
 * struct rehome_profiles - the profiles of a namespace, serialized by its mutex
 * @slot: the profiles; the one not used for longest gives way
 * @last: the one found last: there are many flows and few kinds
 * @stale: flows (bits of their hashes) that did not fit after the last event,
 *	for which the event is to blame and not the lookup
 * @next: the same of the pass in progress
 */
struct rehome_profiles {
	struct rehome_profile slot[REHOME_PROFILES];
	unsigned int last;
	unsigned long *stale;
	unsigned long *next;
};

const struct rehome_profile *
rehome_profile_find(struct rehome_profiles *ps,
		    const struct rehome_key *key);
bool rehome_profile_rest(struct rehome_profiles *ps,
			 const struct rehome_key *key, u64 hash, bool fits,
			 u64 pass);
void rehome_profile_event(struct rehome_profiles *ps,
			  const struct rehome_key *key, u64 hash);
void rehome_profiles_begin(struct rehome_profiles *ps);
void rehome_profiles_end(struct rehome_profiles *ps, bool rest);
void rehome_profiles_exit(struct rehome_profiles *ps);

#endif
