// SPDX-License-Identifier: GPL-2.0
/* The marks that routing rules ask for. Conntrack keeps only the connection
 * mark; a mark that a rule set puts on packets without saving it there is
 * unknown afterwards. So a rule's mark is doubtful until some connection mark
 * was seen to carry it.
 */
#include <linux/export.h>
#include <linux/socket.h>
#include <linux/string.h>
#include <net/fib_notifier.h>
#include <net/fib_rules.h>
#include "compat.h"
#include "rules.h"

void rehome_rules_init(struct rehome_rules *r)
{
	memset(r, 0, sizeof(*r));
	spin_lock_init(&r->lock);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_rules_init);

/**
 * rehome_rules_clear - forget all rules, before they are replayed again
 * @r: the rules
 *
 * Context: any but interrupts.
 */
void rehome_rules_clear(struct rehome_rules *r)
{
	spin_lock_bh(&r->lock);
	r->count = 0;
	r->overflow = 0;
	spin_unlock_bh(&r->lock);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_rules_clear);

/**
 * rehome_rules_note - note that a rule came or went
 * @r: the rules
 * @info: what the FIB notifier was told
 * @add: the rule came
 *
 * Context: a FIB notifier; does not sleep.
 */
void rehome_rules_note(struct rehome_rules *r,
		       const struct fib_notifier_info *info, bool add)
{
	const struct fib_rule_notifier_info *ri =
		container_of(info, struct fib_rule_notifier_info, info);
	u32 mask = ri->rule->mark_mask;
	u32 mark = ri->rule->mark;
	struct rehome_rule_mark *m;

	if (!mask)
		return;

	spin_lock_bh(&r->lock);
	for (m = r->marks; m < r->marks + r->count; m++)
		if (m->family == info->family && m->mark == mark &&
		    m->mask == mask)
			break;
	if (m < r->marks + r->count) {
		m->count += add ? 1 : -1;
		if (!m->count)
			*m = r->marks[--r->count];
	} else if (add && r->count < REHOME_RULES_MAX) {
		*m = (struct rehome_rule_mark){
			.family = info->family,
			.mark = mark, .mask = mask, .count = 1,
		};
		r->count++;
	} else {
		r->overflow += add ? 1 : -1;
	}
	spin_unlock_bh(&r->lock);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_rules_note);

/**
 * rehome_rules_carried - learn from a connection mark
 * @r: the rules
 * @family: AF_INET or AF_INET6
 * @ct_mark: the connection mark of some entry
 *
 * Return: true if a mark is doubtful no longer.
 */
bool rehome_rules_carried(struct rehome_rules *r, u8 family, u32 ct_mark)
{
	struct rehome_rule_mark *m;
	bool news = false;

	/* Cheap for the many: it is called for every entry of a pass. */
	if (!ct_mark || !READ_ONCE(r->count))
		return false;

	spin_lock_bh(&r->lock);
	for (m = r->marks; m < r->marks + r->count; m++) {
		if (m->carried || !m->mark || m->family != family || (ct_mark & m->mask) != m->mark)
			continue;
		m->carried = true;
		news = true;
	}
	spin_unlock_bh(&r->lock);
	return news;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_rules_carried);

/**
 * rehome_rules_copy - the marks of one family as they are now
 * @r: the rules
 * @family: AF_INET or AF_INET6
 * @m: where they go
 */
void rehome_rules_copy(struct rehome_rules *r, u8 family,
		       struct rehome_marks *m)
{
	const struct rehome_rule_mark *mark;

	m->mask = 0;
	m->count = 0;
	spin_lock_bh(&r->lock);
	m->overflow = r->overflow;
	for (mark = r->marks; mark < r->marks + r->count; mark++) {
		if (mark->family != family)
			continue;
		m->mask |= mark->mask;
		if (!mark->carried && mark->mark)
			m->doubtful[m->count++] = mark->mark;
	}
	spin_unlock_bh(&r->lock);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_rules_copy);
