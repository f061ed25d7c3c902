// SPDX-License-Identifier: GPL-2.0
/* Are lookups to be trusted? What conntrack does not keep of a flow is guessed:
 * its input device, and the mark that its packets carry. While the network is
 * quiet, a flow that fits proves the guess right, and one that does not proves
 * it wrong: it was translated where it really went. But a flow that did not
 * fit after the last event may just be stuck, and proves nothing.
 */
#include <linux/bitmap.h>
#include <linux/export.h>
#include <linux/slab.h>
#include "compat.h"
#include "profile.h"
#include "route.h"

static bool same(const struct rehome_profile *p, const struct rehome_key *key)
{
	return p->used && p->family == key->family && p->iif == key->iif &&
	       p->mark == key->mark && p->seen == key->seen;
}

/**
 * rehome_profile_find - what is known of flows of a kind
 * @ps: the profiles
 * @key: a flow's packet as routing sees it
 *
 * Return: its profile, or NULL.
 */
const struct rehome_profile *
rehome_profile_find(struct rehome_profiles *ps,
		    const struct rehome_key *key)
{
	int i;

	if (same(&ps->slot[ps->last], key))
		return &ps->slot[ps->last];
	for (i = 0; i < REHOME_PROFILES; i++)
		if (same(&ps->slot[i], key)) {
			ps->last = i;
			return &ps->slot[i];
		}
	return NULL;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_profile_find);

static struct rehome_profile *take(struct rehome_profiles *ps,
				   const struct rehome_key *key, u64 pass)
{
	struct rehome_profile *oldest = &ps->slot[0], *p;

	for (p = ps->slot; p < ps->slot + REHOME_PROFILES; p++) {
		if (same(p, key)) {
			p->used = pass;
			return p;
		}
		if (p->used < oldest->used)
			oldest = p;
	}
	*oldest = (struct rehome_profile){
		.used = pass,
		.family = key->family, .iif = key->iif, .mark = key->mark,
		.seen = key->seen,
	};
	return oldest;
}

static unsigned int bit(u64 hash, int n)
{
	return (n ? hash >> 32 : hash) % REHOME_STALE_BITS;
}

static bool was_stale(const struct rehome_profiles *ps, u64 hash)
{
	/* Without the memory of it, nothing is evidence. */
	return !ps->stale || (test_bit(bit(hash, 0), ps->stale) &&
			      test_bit(bit(hash, 1), ps->stale));
}

/**
 * rehome_profile_rest - a flow was looked at while the network is quiet
 * @ps: the profiles
 * @key: its packet as routing sees it
 * @hash: hash of the flow
 * @fits: its mapping fits where lookups say it goes
 * @pass: number of the pass, not 0
 *
 * Return: true if it proves the lookup wrong.
 */
bool rehome_profile_rest(struct rehome_profiles *ps,
			 const struct rehome_key *key, u64 hash, bool fits,
			 u64 pass)
{
	struct rehome_profile *p = take(ps, key, pass);

	if (fits) {
		p->new_right++;
		return false;
	}
	if (was_stale(ps, hash))
		return false;
	p->new_wrong++;
	return true;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_profile_rest);

/**
 * rehome_profile_event - a flow was found not to fit after an event
 * @ps: the profiles
 * @key: its packet as routing sees it
 * @hash: hash of the flow
 *
 * Not with a profile that was wrong: the flow may not have fitted before.
 */
void rehome_profile_event(struct rehome_profiles *ps,
			  const struct rehome_key *key, u64 hash)
{
	const struct rehome_profile *p = rehome_profile_find(ps, key);

	if (!ps->next || (p && p->wrong))
		return;
	__set_bit(bit(hash, 0), ps->next);
	__set_bit(bit(hash, 1), ps->next);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_profile_event);

/**
 * rehome_profiles_begin - a pass begins
 * @ps: the profiles
 *
 * Context: may sleep, for the memory of the first one.
 */
void rehome_profiles_begin(struct rehome_profiles *ps)
{
	struct rehome_profile *p;

	if (!ps->stale)
		ps->stale = bitmap_zalloc(REHOME_STALE_BITS, GFP_KERNEL);
	if (!ps->next)
		ps->next = bitmap_zalloc(REHOME_STALE_BITS, GFP_KERNEL);
	if (ps->next)
		bitmap_zero(ps->next, REHOME_STALE_BITS);
	for (p = ps->slot; p < ps->slot + REHOME_PROFILES; p++) {
		p->new_right = 0;
		p->new_wrong = 0;
	}
}
EXPORT_SYMBOL_IF_KUNIT(rehome_profiles_begin);

/**
 * rehome_profiles_end - a pass is through
 * @ps: the profiles
 * @rest: the network was quiet before it and while it ran
 */
void rehome_profiles_end(struct rehome_profiles *ps, bool rest)
{
	struct rehome_profile *p;

	if (!rest) {
		swap(ps->stale, ps->next);
		return;
	}
	for (p = ps->slot; p < ps->slot + REHOME_PROFILES; p++) {
		/* Without a flow there is no news. */
		if (!p->new_right && !p->new_wrong)
			continue;
		p->right = p->new_right;
		p->wrong = p->new_wrong;
	}
}
EXPORT_SYMBOL_IF_KUNIT(rehome_profiles_end);

void rehome_profiles_exit(struct rehome_profiles *ps)
{
	bitmap_free(ps->stale);
	bitmap_free(ps->next);
	ps->stale = NULL;
	ps->next = NULL;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_profiles_exit);
