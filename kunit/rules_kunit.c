// SPDX-License-Identifier: GPL-2.0
/* What is known of the marks that routing rules ask for. */
#include <linux/socket.h>
#include <net/fib_notifier.h>
#include <net/fib_rules.h>
#include "helpers.h"
#include "rules.h"

#define MARK	0x100
#define MASK	0xff00

TEST_FAMILY_PARAM();

static u8 af(const struct kunit *test)
{
	return test_family(test) == NFPROTO_IPV4 ? AF_INET : AF_INET6;
}

static u8 other_af(const struct kunit *test)
{
	return test_family(test) == NFPROTO_IPV4 ? AF_INET6 : AF_INET;
}

static int rules_init(struct kunit *test)
{
	struct rehome_rules *r;

	r = kunit_kzalloc(test, sizeof(*r), GFP_KERNEL);
	if (!r)
		return -ENOMEM;
	rehome_rules_init(r);
	test->priv = r;
	return 0;
}

static void note(struct kunit *test, u8 family, u32 mark, u32 mask, bool add)
{
	struct fib_rule rule = {
		.mark = mark,
		.mark_mask = mask,
		.uid_range = { KUIDT_INIT(0), KUIDT_INIT(~0) },
	};
	struct fib_rule_notifier_info info = {
		.info.family = family,
		.rule = &rule,
	};

	rehome_rules_note(test->priv, &info.info, add);
}

/* Too large for the stack; the next copy takes its place. */
static const struct rehome_selectors *copy(struct kunit *test, u8 family)
{
	static struct rehome_selectors sel;

	/* Whatever was there before must not count. */
	memset(&sel, 0xff, sizeof(sel));
	rehome_rules_copy(test->priv, family, &sel);
	return &sel;
}

static void no_rules(struct kunit *test)
{
	const struct rehome_selectors *m = copy(test, af(test));

	KUNIT_EXPECT_EQ(test, 0, m->mask);
	KUNIT_EXPECT_EQ(test, 0, m->count);
	KUNIT_EXPECT_FALSE(test, m->overflow);
	KUNIT_EXPECT_FALSE(test, rehome_rules_carried(test->priv, af(test), MARK));
}

static void rule_without_mark(struct kunit *test)
{
	note(test, af(test), 0, 0, true);

	KUNIT_EXPECT_EQ(test, 0, copy(test, af(test))->count);
}

static void rule_with_mark_is_doubtful(struct kunit *test)
{
	const struct rehome_selectors *m;

	note(test, af(test), MARK, MASK, true);
	m = copy(test, af(test));

	KUNIT_EXPECT_EQ(test, MASK, m->mask);
	KUNIT_ASSERT_EQ(test, 1, m->count);
	KUNIT_EXPECT_EQ(test, MARK, m->doubtful[0]);
}

static void families_are_apart(struct kunit *test)
{
	note(test, af(test), MARK, MASK, true);

	KUNIT_EXPECT_EQ(test, 0, copy(test, other_af(test))->count);
	KUNIT_EXPECT_EQ(test, 0, copy(test, other_af(test))->mask);
	note(test, other_af(test), MARK, MASK, false);
	KUNIT_EXPECT_EQ(test, 1, copy(test, af(test))->count);
}

static void masks_add_up(struct kunit *test)
{
	note(test, af(test), MARK, MASK, true);
	note(test, af(test), 0x30000, 0xf0000, true);

	KUNIT_EXPECT_EQ(test, 0xfff00, copy(test, af(test))->mask);
	KUNIT_EXPECT_EQ(test, 2, copy(test, af(test))->count);
}

static void rules_are_counted(struct kunit *test)
{
	note(test, af(test), MARK, MASK, true);
	note(test, af(test), MARK, MASK, true);
	KUNIT_EXPECT_EQ(test, 1, copy(test, af(test))->count);

	note(test, af(test), MARK, MASK, false);
	KUNIT_EXPECT_EQ(test, 1, copy(test, af(test))->count);
	note(test, af(test), MARK, MASK, false);
	KUNIT_EXPECT_EQ(test, 0, copy(test, af(test))->count);
	KUNIT_EXPECT_EQ(test, 0, copy(test, af(test))->mask);
}

static void rule_never_seen_goes(struct kunit *test)
{
	note(test, af(test), MARK, MASK, true);

	note(test, af(test), MARK + 1, MASK, false);
	note(test, af(test), MARK, MASK + 1, false);

	KUNIT_EXPECT_EQ(test, 1, copy(test, af(test))->count);
}

static void any_rule_may_go(struct kunit *test)
{
	const struct rehome_selectors *m;
	int i;

	for (i = 1; i <= 3; i++)
		note(test, af(test), i, MASK | 0xff, true);
	note(test, af(test), 1, MASK | 0xff, false);
	m = copy(test, af(test));

	KUNIT_ASSERT_EQ(test, 2, m->count);
	KUNIT_EXPECT_EQ(test, 5, m->doubtful[0] + m->doubtful[1]);
}

static void too_many_rules(struct kunit *test)
{
	int i;

	for (i = 1; i <= REHOME_RULES_MAX; i++)
		note(test, af(test), i, ~0, true);
	KUNIT_EXPECT_FALSE(test, copy(test, af(test))->overflow);

	note(test, af(test), i, ~0, true);
	KUNIT_EXPECT_TRUE(test, copy(test, af(test))->overflow);
	KUNIT_EXPECT_EQ(test, REHOME_RULES_MAX, copy(test, af(test))->count);

	/* What did not fit is gone without having been there. */
	note(test, af(test), i, ~0, false);
	KUNIT_EXPECT_EQ(test, REHOME_RULES_MAX, copy(test, af(test))->count);
}

static void clear_forgets(struct kunit *test)
{
	int i;

	for (i = 0; i <= REHOME_RULES_MAX; i++)
		note(test, af(test), i + 1, ~0, true);
	rehome_rules_clear(test->priv);

	KUNIT_EXPECT_EQ(test, 0, copy(test, af(test))->count);
	KUNIT_EXPECT_FALSE(test, copy(test, af(test))->overflow);
	note(test, af(test), MARK, MASK, true);
	KUNIT_EXPECT_EQ(test, 1, copy(test, af(test))->count);
}

static void carried_mark_is_doubtful_no_more(struct kunit *test)
{
	note(test, af(test), MARK, MASK, true);

	/* Bits beyond the mask are somebody else's. */
	KUNIT_EXPECT_TRUE(test, rehome_rules_carried(test->priv, af(test),
						     MARK | 0x70001));

	KUNIT_EXPECT_EQ(test, 0, copy(test, af(test))->count);
	KUNIT_EXPECT_EQ(test, MASK, copy(test, af(test))->mask);
	/* It is news once. */
	KUNIT_EXPECT_FALSE(test, rehome_rules_carried(test->priv, af(test), MARK));
}

static void other_mark_teaches_nothing(struct kunit *test)
{
	note(test, af(test), MARK, MASK, true);

	KUNIT_EXPECT_FALSE(test, rehome_rules_carried(test->priv, af(test), 0));
	KUNIT_EXPECT_FALSE(test, rehome_rules_carried(test->priv, af(test), 0x200));
	KUNIT_EXPECT_FALSE(test, rehome_rules_carried(test->priv, af(test),
						      MARK | 0x200));
	KUNIT_EXPECT_EQ(test, 1, copy(test, af(test))->count);
}

/* Any connection has a mark of 0 in some bits; that saves nothing. */
static void rule_for_no_mark(struct kunit *test)
{
	note(test, af(test), 0, MASK, true);

	KUNIT_EXPECT_FALSE(test, rehome_rules_carried(test->priv, af(test), 1));
}

static void one_mark_may_carry_several(struct kunit *test)
{
	note(test, af(test), 0x100, 0xf00, true);
	note(test, af(test), 0x1, 0xf, true);
	note(test, other_af(test), 0x100, 0xf00, true);

	KUNIT_EXPECT_TRUE(test, rehome_rules_carried(test->priv, af(test), 0x101));

	KUNIT_EXPECT_EQ(test, 0, copy(test, af(test))->count);
	/* What one family's connections carry says nothing of the other's. */
	KUNIT_EXPECT_EQ(test, 1, copy(test, other_af(test))->count);
}

static void rule_that_comes_back_is_doubtful_again(struct kunit *test)
{
	note(test, af(test), MARK, MASK, true);
	rehome_rules_carried(test->priv, af(test), MARK);

	note(test, af(test), MARK, MASK, false);
	note(test, af(test), MARK, MASK, true);

	KUNIT_EXPECT_EQ(test, 1, copy(test, af(test))->count);
}

static void note_other(struct kunit *test, u8 family, const char *iif,
		       u32 uid, bool add)
{
	struct fib_rule rule = {
		.uid_range = { KUIDT_INIT(uid), KUIDT_INIT(uid ? : ~0) },
	};
	struct fib_rule_notifier_info info = {
		.info.family = family,
		.rule = &rule,
	};

	strscpy(rule.iifname, iif, sizeof(rule.iifname));
	rehome_rules_note(test->priv, &info.info, add);
}

static void rule_with_input(struct kunit *test)
{
	const struct rehome_selectors *m;

	note_other(test, af(test), "guest", 0, true);
	note_other(test, af(test), "guest", 0, true);
	note_other(test, af(test), "lo", 0, true);
	note_other(test, other_af(test), "dmz", 0, true);
	m = copy(test, af(test));

	KUNIT_ASSERT_EQ(test, 1, m->input_count);
	KUNIT_EXPECT_STREQ(test, "guest", m->inputs[0]);
	KUNIT_EXPECT_EQ(test, 0, m->count);

	note_other(test, af(test), "guest", 0, false);
	KUNIT_EXPECT_EQ(test, 1, copy(test, af(test))->input_count);
	note_other(test, af(test), "guest", 0, false);
	KUNIT_EXPECT_EQ(test, 0, copy(test, af(test))->input_count);
}

static void too_many_inputs(struct kunit *test)
{
	char name[IFNAMSIZ];
	int i;

	for (i = 0; i <= REHOME_INPUTS_MAX; i++) {
		KUNIT_EXPECT_FALSE(test, copy(test, af(test))->overflow);
		snprintf(name, sizeof(name), "lan%d", i);
		note_other(test, af(test), name, 0, true);
	}
	KUNIT_EXPECT_TRUE(test, copy(test, af(test))->overflow);
	note_other(test, af(test), name, 0, false);
	KUNIT_EXPECT_FALSE(test, copy(test, af(test))->overflow);
}

static void rule_with_user(struct kunit *test)
{
	KUNIT_EXPECT_FALSE(test, copy(test, af(test))->users);
	note_other(test, af(test), "", 1000, true);
	KUNIT_EXPECT_TRUE(test, copy(test, af(test))->users);
	rehome_rules_clear(test->priv);
	KUNIT_EXPECT_FALSE(test, copy(test, af(test))->users);
}

static struct kunit_case rules_cases[] = {
	KUNIT_CASE_PARAM(no_rules, family_gen_params),
	KUNIT_CASE_PARAM(rule_without_mark, family_gen_params),
	KUNIT_CASE_PARAM(rule_with_mark_is_doubtful, family_gen_params),
	KUNIT_CASE_PARAM(families_are_apart, family_gen_params),
	KUNIT_CASE_PARAM(masks_add_up, family_gen_params),
	KUNIT_CASE_PARAM(rules_are_counted, family_gen_params),
	KUNIT_CASE_PARAM(rule_never_seen_goes, family_gen_params),
	KUNIT_CASE_PARAM(any_rule_may_go, family_gen_params),
	KUNIT_CASE_PARAM(too_many_rules, family_gen_params),
	KUNIT_CASE_PARAM(clear_forgets, family_gen_params),
	KUNIT_CASE_PARAM(carried_mark_is_doubtful_no_more, family_gen_params),
	KUNIT_CASE_PARAM(other_mark_teaches_nothing, family_gen_params),
	KUNIT_CASE_PARAM(rule_for_no_mark, family_gen_params),
	KUNIT_CASE_PARAM(one_mark_may_carry_several, family_gen_params),
	KUNIT_CASE_PARAM(rule_that_comes_back_is_doubtful_again,
			 family_gen_params),
	KUNIT_CASE_PARAM(rule_with_input, family_gen_params),
	KUNIT_CASE_PARAM(too_many_inputs, family_gen_params),
	KUNIT_CASE_PARAM(rule_with_user, family_gen_params),
	{}
};

static struct kunit_suite rules_suite = {
	.name = "nf_rehome_rules",
	.init = rules_init,
	.test_cases = rules_cases,
};

kunit_test_suite(rules_suite);

TEST_IMPORT_NS;
MODULE_DESCRIPTION("KUnit suite of the marks of routing rules");
MODULE_LICENSE("GPL");
