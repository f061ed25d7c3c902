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

static struct rehome_home *slot_of(struct rehome_homes *hs, u64 key)
{
	return hs->slots ? &hs->slots[key % REHOME_HOMES] : NULL;
}

/**
 * rehome_home_left - remember that a flow left its WAN
 * @hs: the memory
 * @key: hash of the flow
 * @name: the WAN's name
 * @home: the flow's bits of the mark on that WAN
 * @away: those it was given instead
 *
 * A flow that moves on keeps its first home.
 *
 * Context: may sleep, for the memory of the first one.
 */
void rehome_home_left(struct rehome_homes *hs, u64 key, const char *name,
		      struct rehome_mark home, struct rehome_mark away)
{
	struct rehome_home *slot;

	if (!hs->slots)
		hs->slots = kvcalloc(REHOME_HOMES, sizeof(*hs->slots),
				     GFP_KERNEL);
	slot = slot_of(hs, key);
	if (!slot)
		return;
	if (slot->key != key || !slot->name[0]) {
		*slot = (struct rehome_home){ .key = key, .home = home };
		strscpy(slot->name, name, sizeof(slot->name));
	}
	slot->away = away;
	slot->until = 0;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_home_left);

/**
 * rehome_home_find - the home of a flow that is away
 * @hs: the memory
 * @key: hash of the flow
 * @mark: its connection mark; when somebody else changed it, it has no home
 *
 * Return: the home, or NULL.
 */
struct rehome_home *rehome_home_find(struct rehome_homes *hs, u64 key, u32 mark)
{
	struct rehome_home *slot = slot_of(hs, key);

	if (!slot || slot->key != key || !slot->name[0] ||
	    (mark & slot->away.mask) != slot->away.value)
		return NULL;
	return slot;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_home_find);

/**
 * rehome_home_back - a flow is back at home
 * @hs: the memory
 * @key: hash of the flow
 */
void rehome_home_back(struct rehome_homes *hs, u64 key)
{
	struct rehome_home *slot = slot_of(hs, key);

	if (slot && slot->key == key)
		slot->name[0] = '\0';
}
EXPORT_SYMBOL_IF_KUNIT(rehome_home_back);

void rehome_homes_exit(struct rehome_homes *hs)
{
	kvfree(hs->slots);
	hs->slots = NULL;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_homes_exit);
