/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_RULES_H
#define _REHOME_RULES_H

#include <linux/spinlock.h>
#include <linux/types.h>

struct fib_notifier_info;

#define REHOME_RULES_MAX	32

/**
 * struct rehome_rule_mark - a mark that routing rules ask for
 * @family: AF_INET or AF_INET6
 * @mark: value
 * @mask: bits that count
 * @count: number of rules that ask for it
 * @carried: some connection mark carried it, so the rule set saves it there
 */
struct rehome_rule_mark {
	u8 family;
	u32 mark;
	u32 mask;
	unsigned int count;
	bool carried;
};

/**
 * struct rehome_rules - the marks that routing rules of a namespace ask for
 * @lock: protects the rest; taken in notifiers
 * @marks: the marks
 * @count: how many there are
 * @overflow: rules beyond what fits
 */
struct rehome_rules {
	spinlock_t lock;	/* the rest */
	struct rehome_rule_mark marks[REHOME_RULES_MAX];
	unsigned int count;
	unsigned int overflow;
};

/**
 * struct rehome_marks - a pass's copy of the marks of one family
 * @mask: all bits that some rule looks at
 * @doubtful: values that no connection mark was seen to carry
 * @count: how many there are
 * @overflow: there were more than fit
 */
struct rehome_marks {
	u32 mask;
	u32 doubtful[REHOME_RULES_MAX];
	unsigned int count;
	bool overflow;
};

void rehome_rules_init(struct rehome_rules *r);
void rehome_rules_clear(struct rehome_rules *r);
void rehome_rules_note(struct rehome_rules *r,
		       const struct fib_notifier_info *info, bool add);
bool rehome_rules_carried(struct rehome_rules *r, u8 family, u32 ct_mark);
void rehome_rules_copy(struct rehome_rules *r, u8 family,
		       struct rehome_marks *m);

#endif
