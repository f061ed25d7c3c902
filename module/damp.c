// SPDX-License-Identifier: GPL-2.0
/* How often a flow may move: some times in a row, then once in a while, so that a WAN
 * that flaps does not drag its flows along.
 */
#include <linux/export.h>
#include <linux/jiffies.h>
#include <linux/minmax.h>
#include "compat.h"
#include "damp.h"
#include "indexed.h"

static u32 refilled(const struct rehome_record *r, unsigned long hold)
{
	if (r->tokens >= REHOME_TOKENS || !hold)
		return REHOME_TOKENS;
	return min_t(unsigned long, REHOME_TOKENS,
		     r->tokens + ((u32)jiffies - r->moved) / hold);
}

/**
 * rehome_damp_holds - was a flow moved too often?
 * @r: its record, or a copy of it
 * @hold: jiffies in which it gets one more move
 *
 * Context: any; who has more than a copy holds the index's lock.
 * Return: true if it must wait. No move is taken.
 */
bool rehome_damp_holds(const struct rehome_record *r, unsigned long hold)
{
	return !refilled(r, hold);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_damp_holds);

/**
 * rehome_damp_spend - take one move of a flow
 * @r: its record, not damped
 * @hold: jiffies in which it gets one more move
 *
 * Context: any; of a record in an index, with the index's lock held.
 */
void rehome_damp_spend(struct rehome_record *r, unsigned long hold)
{
	u32 tokens = refilled(r, hold);

	if (tokens == REHOME_TOKENS)
		r->moved = jiffies;
	else
		r->moved += (tokens - r->tokens) * hold;
	r->tokens = tokens - 1;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_damp_spend);
