// SPDX-License-Identifier: GPL-2.0
/* What routing rules ask for and conntrack does not keep. Of marks it keeps
 * only that of the connection; one that a rule set puts on packets without
 * saving it there is unknown afterwards. So a rule's mark is doubtful until
 * some connection mark was seen to carry it. The input device and the user of
 * a socket are never kept.
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
	r->input_count = 0;
	r->users = 0;
	r->doubtful = 0;
	memset(r->mask, 0, sizeof(r->mask));
	memset(r->overflow, 0, sizeof(r->overflow));
	spin_unlock_bh(&r->lock);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_rules_clear);

static void note_mask(struct rehome_rules *r, u8 family)
{
	const struct rehome_rule_mark *m;
	u32 mask = 0;

	for (m = r->marks; m < r->marks + r->count; m++)
		if (m->family == family)
			mask |= m->mask;
	WRITE_ONCE(r->mask[family == AF_INET6], mask);
}

static void note_mark(struct rehome_rules *r, u8 family, u32 mark, u32 mask,
		      bool add)
{
	struct rehome_rule_mark *m;

	for (m = r->marks; m < r->marks + r->count; m++)
		if (m->family == family && m->mark == mark && m->mask == mask)
			break;
	if (m < r->marks + r->count) {
		m->count += add ? 1 : -1;
		if (!m->count) {
			if (mark && !m->carried)
				WRITE_ONCE(r->doubtful, r->doubtful - 1);
			*m = r->marks[--r->count];
		}
	} else if (add && r->count < REHOME_RULES_MAX) {
		*m = (struct rehome_rule_mark){
			.family = family,
			.mark = mark, .mask = mask, .count = 1,
		};
		r->count++;
		if (mark) {
			WRITE_ONCE(r->doubtful, r->doubtful + 1);
			r->fresh = true;
		}
	} else {
		r->overflow[family == AF_INET6] += add ? 1 : -1;
	}
	note_mask(r, family);
}

static void note_input(struct rehome_rules *r, u8 family, const char *name,
		       bool add)
{
	struct rehome_rule_input *in;

	for (in = r->inputs; in < r->inputs + r->input_count; in++)
		if (in->family == family && !strcmp(in->name, name))
			break;
	if (in < r->inputs + r->input_count) {
		in->count += add ? 1 : -1;
		if (!in->count)
			*in = r->inputs[--r->input_count];
	} else if (add && r->input_count < REHOME_INPUTS_MAX) {
		*in = (struct rehome_rule_input){
			.family = family, .count = 1,
		};
		strscpy(in->name, name, sizeof(in->name));
		r->input_count++;
	} else {
		r->overflow[family == AF_INET6] += add ? 1 : -1;
	}
}

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
	const struct fib_rule *rule = ri->rule;

	spin_lock_bh(&r->lock);
	if (rule->mark_mask)
		note_mark(r, info->family, rule->mark, rule->mark_mask, add);
	/* Rules for the router's own packets name the loopback device. */
	if (rule->iifname[0] && strcmp(rule->iifname, "lo"))
		note_input(r, info->family, rule->iifname, add);
	if (uid_valid(rule->uid_range.start) &&
	    (__kuid_val(rule->uid_range.start) ||
	     __kuid_val(rule->uid_range.end) != ~0U))
		r->users += add ? 1 : -1;
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

	/* Cheap for the many: it is called for every connection. */
	if (!ct_mark || !READ_ONCE(r->doubtful))
		return false;

	spin_lock_bh(&r->lock);
	for (m = r->marks; m < r->marks + r->count; m++) {
		if (m->carried || !m->mark || m->family != family ||
		    (ct_mark & m->mask) != m->mark)
			continue;
		m->carried = true;
		WRITE_ONCE(r->doubtful, r->doubtful - 1);
		news = true;
	}
	spin_unlock_bh(&r->lock);
	return news;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_rules_carried);

/**
 * rehome_rules_copy - what rules of one family ask for now
 * @r: the rules
 * @family: AF_INET or AF_INET6
 * @sel: where it goes
 */
void rehome_rules_copy(struct rehome_rules *r, u8 family,
		       struct rehome_selectors *sel)
{
	const struct rehome_rule_input *in;
	const struct rehome_rule_mark *m;

	sel->mask = 0;
	sel->count = 0;
	sel->input_count = 0;
	spin_lock_bh(&r->lock);
	sel->users = r->users;
	sel->overflow = r->overflow[family == AF_INET6];
	for (m = r->marks; m < r->marks + r->count; m++) {
		if (m->family != family)
			continue;
		sel->mask |= m->mask;
		if (!m->carried && m->mark)
			sel->doubtful[sel->count++] = m->mark;
	}
	for (in = r->inputs; in < r->inputs + r->input_count; in++)
		if (in->family == family)
			strscpy(sel->inputs[sel->input_count++], in->name,
				IFNAMSIZ);
	spin_unlock_bh(&r->lock);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_rules_copy);
