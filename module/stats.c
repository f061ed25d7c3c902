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
 * @class: its class, or NULL
 * @reason: why
 * @from: device that it left; 0 if that is not known
 * @to: device that it went to
 */
void rehome_stats_renat(struct rehome_stats *s, const struct rehome_class *class,
			enum nf_rehome_reason reason, int from, int to)
{
	struct rehome_device_count *d;

	spin_lock_bh(&s->lock);
	s->reasons[reason].renat++;
	if (class)
		class->count->now.renat++;
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
 * @class: its class, or NULL
 * @reason: why
 * @from: device of its mapping; 0 if that is not known
 */
void rehome_stats_expire(struct rehome_stats *s, const struct rehome_class *class,
			 enum nf_rehome_reason reason, int from)
{
	struct rehome_device_count *d;

	spin_lock_bh(&s->lock);
	s->reasons[reason].expire++;
	if (class)
		class->count->now.expire++;
	d = device_of(s, from);
	if (d)
		d->expired++;
	spin_unlock_bh(&s->lock);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_stats_expire);

/**
 * rehome_stats_report - mode or class forbid what was decided
 * @s: the counters
 * @class: class of the flow, or NULL
 * @reason: why it was decided
 */
void rehome_stats_report(struct rehome_stats *s, const struct rehome_class *class,
			 enum nf_rehome_reason reason)
{
	spin_lock_bh(&s->lock);
	s->reasons[reason].report++;
	if (class)
		class->count->now.report++;
	spin_unlock_bh(&s->lock);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_stats_report);

/**
 * rehome_stats_class - what was done about the flows of a class
 * @s: the counters
 * @class: the class
 *
 * Return: the counters.
 */
struct rehome_count rehome_stats_class(struct rehome_stats *s,
				       const struct rehome_class *class)
{
	struct rehome_count count;

	spin_lock_bh(&s->lock);
	count = class->count->now;
	spin_unlock_bh(&s->lock);
	return count;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_stats_class);

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

/**
 * rehome_stats_read - the counters at one moment
 * @s: the counters
 * @cs: the classes, whose counters keep what was read of them
 * @copy: where they are copied to; its lock is not used
 *
 * Those by reason, class, failure and device belong together, each of the others
 * stands for itself.
 *
 * Context: process, the namespace's mutex.
 */
void rehome_stats_read(struct rehome_stats *s, const struct rehome_classes *cs,
		       struct rehome_stats *copy)
{
	unsigned int i;

	spin_lock_bh(&s->lock);
	memcpy(copy->reasons, s->reasons, sizeof(copy->reasons));
	for (i = 0; i < cs->count; i++)
		cs->at[i]->count->told = cs->at[i]->count->now;
	memcpy(copy->failures, s->failures, sizeof(copy->failures));
	memcpy(copy->devices, s->devices, sizeof(copy->devices));
	spin_unlock_bh(&s->lock);
	atomic64_set(&copy->judged, atomic64_read(&s->judged));
	atomic64_set(&copy->asked, atomic64_read(&s->asked));
	atomic64_set(&copy->late, atomic64_read(&s->late));
	atomic64_set(&copy->resets, atomic64_read(&s->resets));
	atomic64_set(&copy->windows, atomic64_read(&s->windows));
	memcpy(copy->passes, s->passes, sizeof(copy->passes));
	copy->walked = s->walked;
	copy->flows = s->flows;
	copy->duration = s->duration;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_stats_read);

static void counts_less(struct rehome_count *c, const struct rehome_count *was,
			int n)
{
	for (; n--; c++, was++) {
		c->keep -= was->keep;
		c->renat -= was->renat;
		c->expire -= was->expire;
		c->report -= was->report;
	}
}

static void numbers_less(u64 *c, const u64 *was, int n)
{
	while (n--)
		c[n] -= was[n];
}

/* A device has the place that it had; more of them may have got one. */
static void devices_less(struct rehome_device_count *d,
			 const struct rehome_device_count *was)
{
	int i;

	for (i = 0; i < REHOME_STATS_DEVICES; i++) {
		if (d[i].ifindex != was[i].ifindex)
			continue;
		d[i].moved_from -= was[i].moved_from;
		d[i].moved_to -= was[i].moved_to;
		d[i].expired -= was[i].expired;
	}
}

/**
 * rehome_stats_less - take off what was read
 * @s: the counters
 * @cs: the classes
 * @was: what rehome_stats_read() read, under the same mutex
 *
 * What was counted since then stays: no count is lost, and none told twice.
 *
 * Context: process, the namespace's mutex, held since @was was read.
 */
void rehome_stats_less(struct rehome_stats *s, const struct rehome_classes *cs,
		       const struct rehome_stats *was)
{
	unsigned int i;

	spin_lock_bh(&s->lock);
	counts_less(s->reasons, was->reasons, REHOME_REASONS);
	for (i = 0; i < cs->count; i++)
		counts_less(&cs->at[i]->count->now, &cs->at[i]->count->told, 1);
	numbers_less(s->failures, was->failures, REHOME_FAILURES);
	devices_less(s->devices, was->devices);
	spin_unlock_bh(&s->lock);
	atomic64_sub(atomic64_read(&was->judged), &s->judged);
	atomic64_sub(atomic64_read(&was->asked), &s->asked);
	atomic64_sub(atomic64_read(&was->late), &s->late);
	atomic64_sub(atomic64_read(&was->resets), &s->resets);
	atomic64_sub(atomic64_read(&was->windows), &s->windows);
	numbers_less(s->passes, was->passes, REHOME_PASSES);
	s->walked -= was->walked;
	s->flows -= was->flows;
	s->duration -= was->duration;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_stats_less);
