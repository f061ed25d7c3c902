// SPDX-License-Identifier: GPL-2.0
/* The health of a WAN, as it is told: each teller speaks for itself, and of each
 * family, and the WAN is unhealthy while any of them says so. So two health checks
 * do not overwrite each other.
 */
#include <linux/slab.h>
#include "compat.h"
#include "health.h"

static struct rehome_teller *health_teller(const struct rehome_health *health,
					   const char *by)
{
	struct rehome_teller *t;

	hlist_for_each_entry(t, &health->tellers, node)
		if (!strcmp(t->by, by))
			return t;
	return NULL;
}

static unsigned int health_count(const struct rehome_health *health)
{
	const struct rehome_teller *t;
	unsigned int count = 0;

	hlist_for_each_entry(t, &health->tellers, node)
		count++;
	return count;
}

static void health_drop(struct rehome_teller *t)
{
	hlist_del(&t->node);
	kfree(t);
}

static int say_well(struct rehome_teller *t, u8 families)
{
	if (!t || !(t->families & families))
		return 0;
	t->families &= ~families;
	if (!t->families)
		health_drop(t);
	return 1;
}

static int say_ill(struct rehome_teller *t, u8 families, const char *reason)
{
	int i, said = (t->families & families) != families;

	t->families |= families;
	for (i = 0; i < ARRAY_SIZE(t->reason); i++)
		if (families & BIT(i) &&
		    strncmp(t->reason[i], reason, sizeof(t->reason[i]) - 1)) {
			strscpy(t->reason[i], reason, sizeof(t->reason[i]));
			said = 1;
		}
	return said;
}

/**
 * rehome_health_tell - note what a teller says
 * @health: of the WAN
 * @by: who says it; empty for who gives no name
 * @families: REHOME_SAID_*, of what
 * @reason: why it is unhealthy, may be empty; NULL says that it is not
 *
 * Context: process, may sleep; the namespace's mutex, as for all here.
 * Return: 1, 0 if that was known, -ENOSPC if there are too many tellers, -ENOMEM.
 */
int rehome_health_tell(struct rehome_health *health, const char *by, u8 families,
		       const char *reason)
{
	struct rehome_teller *t = health_teller(health, by);

	if (!reason)
		return say_well(t, families);
	if (!t) {
		if (health_count(health) >= REHOME_TELLERS_MAX)
			return -ENOSPC;
		t = kzalloc(sizeof(*t), GFP_KERNEL_ACCOUNT);
		if (!t)
			return -ENOMEM;
		strscpy(t->by, by, sizeof(t->by));
		hlist_add_head(&t->node, &health->tellers);
	}
	return say_ill(t, families, reason);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_health_tell);

/**
 * rehome_health_ill - of which families does anybody say that it is unhealthy?
 * @health: of the WAN
 *
 * Return: REHOME_SAID_*
 */
u8 rehome_health_ill(const struct rehome_health *health)
{
	const struct rehome_teller *t;
	u8 families = 0;

	hlist_for_each_entry(t, &health->tellers, node)
		families |= t->families;
	return families;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_health_ill);

/**
 * rehome_health_forget - forget what all of them said
 * @health: of the WAN
 */
void rehome_health_forget(struct rehome_health *health)
{
	struct hlist_node *tmp;
	struct rehome_teller *t;

	hlist_for_each_entry_safe(t, tmp, &health->tellers, node)
		health_drop(t);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_health_forget);
