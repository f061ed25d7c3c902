// SPDX-License-Identifier: GPL-2.0
/* What was done, counted by packets and passes alike. */
#include <linux/export.h>
#include "compat.h"
#include "stats.h"

void rehome_stats_init(struct rehome_stats *s)
{
	spin_lock_init(&s->lock);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_stats_init);

/* NULL when there is no place for one more. */
static struct rehome_device_count *device_of(struct rehome_stats *s,
					     int ifindex)
{
	struct rehome_device_count *free = NULL;
	int i;

	if (ifindex <= 0)
		return NULL;
	for (i = 0; i < REHOME_STATS_DEVICES; i++) {
		if (s->devices[i].ifindex == ifindex)
			return &s->devices[i];
		if (!s->devices[i].ifindex && !free)
			free = &s->devices[i];
	}
	if (free)
		free->ifindex = ifindex;
	return free;
}

/**
 * rehome_stats_keep - a flow was looked at and left as it is
 * @s: the counters
 * @reason: why
 *
 * Context: any but hard interrupts, as for all here.
 */
void rehome_stats_keep(struct rehome_stats *s, enum nf_rehome_reason reason)
{
	spin_lock_bh(&s->lock);
	s->reasons[reason].keep++;
	spin_unlock_bh(&s->lock);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_stats_keep);

/**
 * rehome_stats_renat - a flow was moved
 * @s: the counters
 * @class: its class
 * @reason: why
 * @from: device that it left; 0 if that is not known
 * @to: device that it went to
 */
void rehome_stats_renat(struct rehome_stats *s, int class,
			enum nf_rehome_reason reason, int from, int to)
{
	struct rehome_device_count *d;

	spin_lock_bh(&s->lock);
	s->reasons[reason].renat++;
	s->classes[class].renat++;
	d = device_of(s, from);
	if (d)
		d->moved_from++;
	d = device_of(s, to);
	if (d)
		d->moved_to++;
	spin_unlock_bh(&s->lock);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_stats_renat);

/**
 * rehome_stats_expire - a flow was expired
 * @s: the counters
 * @class: its class
 * @reason: why
 * @from: device of its mapping; 0 if that is not known
 */
void rehome_stats_expire(struct rehome_stats *s, int class,
			 enum nf_rehome_reason reason, int from)
{
	struct rehome_device_count *d;

	spin_lock_bh(&s->lock);
	s->reasons[reason].expire++;
	s->classes[class].expire++;
	d = device_of(s, from);
	if (d)
		d->expired++;
	spin_unlock_bh(&s->lock);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_stats_expire);

/**
 * rehome_stats_report - mode or class forbid what was decided
 * @s: the counters
 * @class: class of the flow
 * @reason: why it was decided
 */
void rehome_stats_report(struct rehome_stats *s, int class,
			 enum nf_rehome_reason reason)
{
	spin_lock_bh(&s->lock);
	s->reasons[reason].report++;
	s->classes[class].report++;
	spin_unlock_bh(&s->lock);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_stats_report);

/**
 * rehome_stats_failure - something went wrong
 * @s: the counters
 * @kind: what
 */
void rehome_stats_failure(struct rehome_stats *s, enum nf_rehome_failure kind)
{
	spin_lock_bh(&s->lock);
	s->failures[kind]++;
	spin_unlock_bh(&s->lock);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_stats_failure);

/**
 * rehome_stats_device - what was done about the flows of a device
 * @s: the counters
 * @ifindex: the device
 *
 * Return: the counters; all zero if there are none.
 */
struct rehome_device_count rehome_stats_device(struct rehome_stats *s,
					       int ifindex)
{
	struct rehome_device_count count = {};
	int i;

	spin_lock_bh(&s->lock);
	for (i = 0; ifindex && i < REHOME_STATS_DEVICES; i++)
		if (s->devices[i].ifindex == ifindex)
			count = s->devices[i];
	spin_unlock_bh(&s->lock);
	return count;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_stats_device);

/**
 * rehome_stats_renumber - a named WAN has another device
 * @s: the counters
 * @old: interface index before
 * @new: interface index now; 0 forgets the counters
 */
void rehome_stats_renumber(struct rehome_stats *s, int old, int new)
{
	struct rehome_device_count *from, *to, count;
	int i;

	spin_lock_bh(&s->lock);
	for (i = 0; old && old != new && i < REHOME_STATS_DEVICES; i++) {
		from = &s->devices[i];
		if (from->ifindex != old)
			continue;
		count = *from;
		*from = (struct rehome_device_count){};
		to = device_of(s, new);
		if (!to)
			break;
		to->moved_from += count.moved_from;
		to->moved_to += count.moved_to;
		to->expired += count.expired;
		break;
	}
	spin_unlock_bh(&s->lock);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_stats_renumber);

/**
 * rehome_stats_total - what was done about flows, over all reasons
 * @s: the counters
 *
 * Return: the sums.
 */
struct rehome_count rehome_stats_total(struct rehome_stats *s)
{
	struct rehome_count sum = {};
	int i;

	spin_lock_bh(&s->lock);
	for (i = 0; i < REHOME_REASONS; i++) {
		sum.keep += s->reasons[i].keep;
		sum.renat += s->reasons[i].renat;
		sum.expire += s->reasons[i].expire;
		sum.report += s->reasons[i].report;
	}
	spin_unlock_bh(&s->lock);
	return sum;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_stats_total);
