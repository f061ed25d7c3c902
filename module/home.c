// SPDX-License-Identifier: GPL-2.0
/* Flows that were moved away from their WAN by rewriting their mark. Routing
 * alone never brings them back, so where they came from is remembered. What is
 * forgotten stays where it is, which does no harm.
 */
#include <linux/export.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "compat.h"
#include "home.h"

static struct rehome_home *set_of(const struct rehome_homes *hs, u64 key)
{
	return &hs->slots[key % (REHOME_HOMES / REHOME_HOME_WAYS) *
			  REHOME_HOME_WAYS];
}

static struct rehome_home *lookup(const struct rehome_homes *hs, u64 key)
{
	struct rehome_home *slot;
	int i;

	if (!hs->slots)
		return NULL;
	slot = set_of(hs, key);
	for (i = 0; i < REHOME_HOME_WAYS; i++, slot++)
		if (slot->name[0] && slot->key == key)
			return slot;
	return NULL;
}

/**
 * rehome_home_find - the home of a flow that is away
 * @hs: the memory
 * @key: hash of the flow
 * @id: id of its entry; a later flow with the same addresses has no home
 * @mark: its connection mark; when somebody else changed it, it has no home
 *
 * Return: the home, or NULL.
 */
struct rehome_home *rehome_home_find(const struct rehome_homes *hs, u64 key,
				     u32 id, u32 mark)
{
	struct rehome_home *slot = lookup(hs, key);

	if (!slot || slot->id != id ||
	    (mark & slot->away.mask) != slot->away.value)
		return NULL;
	return slot;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_home_find);

/**
 * rehome_home_left - remember that a flow left its WAN
 * @hs: the memory
 * @known: its home, if it was away already, which stays its home; or NULL
 * @home: all that is to be remembered, with the id of its new entry
 *
 * Context: may sleep, for the memory of the first one.
 */
void rehome_home_left(struct rehome_homes *hs, struct rehome_home *known,
		      const struct rehome_home *home)
{
	struct rehome_home *slot, *set;
	int i;

	if (known) {
		known->id = home->id;
		known->away = home->away;
		known->until = 0;
		return;
	}
	if (!hs->slots)
		hs->slots = kvcalloc(REHOME_HOMES, sizeof(*hs->slots),
				     GFP_KERNEL);
	if (!hs->slots)
		return;
	slot = lookup(hs, home->key);
	set = set_of(hs, home->key);
	for (i = 0; !slot && i < REHOME_HOME_WAYS; i++)
		if (!set[i].name[0])
			slot = &set[i];
	if (!slot)
		slot = &set[(home->key >> 32) % REHOME_HOME_WAYS];
	*slot = *home;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_home_left);

/**
 * rehome_home_back - a flow is back at home, or is no more
 * @hs: the memory
 * @key: hash of the flow
 */
void rehome_home_back(struct rehome_homes *hs, u64 key)
{
	struct rehome_home *slot = lookup(hs, key);

	if (slot)
		slot->name[0] = '\0';
}
EXPORT_SYMBOL_IF_KUNIT(rehome_home_back);

void rehome_homes_exit(struct rehome_homes *hs)
{
	kvfree(hs->slots);
	hs->slots = NULL;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_homes_exit);
