// SPDX-License-Identifier: GPL-2.0
/* All counters of a namespace at one moment, and setting them to zero. */
#include <linux/export.h>
#include "compat.h"
#include "pernet.h"
#include "tally.h"

/**
 * rehome_tally_read - the counters of a namespace now
 * @rn: the namespace
 * @tally: where they are copied to
 *
 * What is counted under one lock belongs together: what was done about flows, by
 * reason, class, failure and device; and the flows of the index.
 *
 * Context: process, the namespace's mutex.
 */
void rehome_tally_read(struct rehome_net *rn, struct rehome_tally *tally)
{
	lockdep_assert_held(&rn->mutex);
	tally->events = atomic64_read(&rn->events);
	tally->passes = rn->passes;
	rehome_stats_read(&rn->stats, rehome_net_classes(rn), &tally->stats);
	spin_lock_bh(&rn->index.lock);
	tally->index = rn->index.count;
	spin_unlock_bh(&rn->index.lock);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_tally_read);

static void index_less(struct rehome_index *ix,
		       const struct rehome_index_count *was)
{
	spin_lock_bh(&ix->lock);
	ix->count.observed -= was->observed;
	ix->count.adopted -= was->adopted;
	ix->count.gone -= was->gone;
	ix->count.evicted -= was->evicted;
	ix->count.refused -= was->refused;
	spin_unlock_bh(&ix->lock);
}

/**
 * rehome_tally_reset - set counters to zero
 * @rn: the namespace
 * @tally: what rehome_tally_read() read of them
 *
 * Packets go on counting. What was read is taken off instead of storing zero, so what
 * came in between stays in the counters: each count is in the tally or in them, in
 * exactly one of both. A reader that takes no mutex, of which there is none but tests,
 * may see some counters before and others after.
 *
 * What a pass compares with a counter moves with it, so that a reset starts nothing.
 *
 * Context: process, the namespace's mutex, held since @tally was read: it keeps away
 * passes, other resets, and what gives a device's place to another one.
 */
void rehome_tally_reset(struct rehome_net *rn, const struct rehome_tally *tally)
{
	lockdep_assert_held(&rn->mutex);
	atomic64_sub(tally->events, &rn->events);
	rn->passes -= tally->passes;
	rehome_stats_less(&rn->stats, rehome_net_classes(rn), &tally->stats);
	index_less(&rn->index, &tally->index);
	/* Only whether they differ counts, so it may well wrap. */
	rn->refused -= tally->index.refused;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_tally_reset);
