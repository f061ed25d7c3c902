/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_RULES_H
#define _REHOME_RULES_H

#include <linux/if.h>
#include <linux/spinlock.h>
#include <linux/types.h>

struct fib_notifier_info;

#define REHOME_RULES_MAX	32
#define REHOME_INPUTS_MAX	32

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
 * struct rehome_rule_input - an input device that routing rules ask for
 * @family: AF_INET or AF_INET6
 * @name: its name
 * @count: number of rules that ask for it
 */
struct rehome_rule_input {
	u8 family;
	char name[IFNAMSIZ];
	unsigned int count;
};

/**
 * struct rehome_rules - what routing rules of a namespace ask for and conntrack
 * does not keep
 * @lock: protects the rest; taken in notifiers
 * @marks: the marks
 * @count: how many there are
 * @inputs: the input devices
 * @input_count: how many there are
 * @users: rules that ask for a user
 * @overflow: rules beyond what fits, IPv4's and IPv6's
 * @doubtful: marks that no connection mark was seen to carry
 * @fresh: one was added that no connection mark was looked at for
 * @mask: bits of the mark that some rule looks at, IPv4's and IPv6's
 * @tos_routes: there was an IPv4 route for a certain class of service
 */
struct rehome_rules {
	spinlock_t lock;	/* the rest */
	struct rehome_rule_mark marks[REHOME_RULES_MAX];
	unsigned int count;
	struct rehome_rule_input inputs[REHOME_INPUTS_MAX];
	unsigned int input_count;
	unsigned int users;
	unsigned int overflow[2];
	unsigned int doubtful;
	bool fresh;
	u32 mask[2];
	bool tos_routes;
};

/**
 * struct rehome_selectors - a pass's copy of what rules of one family ask for
 * @mask: all bits of the mark that some rule looks at
 * @doubtful: marks that no connection mark was seen to carry
 * @count: how many there are
 * @inputs: names of input devices
 * @input_count: how many there are
 * @users: some rule asks for a user
 * @dscp: rules or routes may ask for a class of service
 * @overflow: there were more than fit
 */
struct rehome_selectors {
	u32 mask;
	u32 doubtful[REHOME_RULES_MAX];
	unsigned int count;
	char inputs[REHOME_INPUTS_MAX][IFNAMSIZ];
	unsigned int input_count;
	bool users;
	bool dscp;
	bool overflow;
};

void rehome_rules_init(struct rehome_rules *r);
void rehome_rules_clear(struct rehome_rules *r);
void rehome_rules_note(struct rehome_rules *r,
		       const struct fib_notifier_info *info, bool add);
bool rehome_rules_carried(struct rehome_rules *r, u8 family, u32 ct_mark);
void rehome_rules_copy(struct rehome_rules *r, u8 family,
		       struct rehome_selectors *m);

#endif
