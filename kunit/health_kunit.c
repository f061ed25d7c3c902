// SPDX-License-Identifier: GPL-2.0
/* What several tell of the health of one WAN. */
#include "health.h"
#include "helpers.h"

#define INET	REHOME_SAID_INET
#define INET6	REHOME_SAID_INET6
#define BOTH	REHOME_SAID_BOTH

static int health_init(struct kunit *test)
{
	test->priv = kunit_kzalloc(test, sizeof(struct rehome_health), GFP_KERNEL);
	return test->priv ? 0 : -ENOMEM;
}

static void health_exit(struct kunit *test)
{
	if (test->priv)
		rehome_health_forget(test->priv);
}

static void says(struct kunit *test, int want, const char *by, u8 families,
		 const char *reason)
{
	KUNIT_EXPECT_EQ(test, want, rehome_health_tell(test->priv, by, families, reason));
}

static void ill(struct kunit *test, u8 families)
{
	KUNIT_EXPECT_EQ(test, families, rehome_health_ill(test->priv));
}

/* Checks of IPv4 and of IPv6, and two checks of one family, know nothing of each other. */
static void each_for_itself(struct kunit *test)
{
	ill(test, 0);
	says(test, 1, "mwan3", INET, "lost");
	ill(test, INET);
	says(test, 1, "mwan3", INET6, "lost");
	ill(test, BOTH);
	says(test, 1, "keepalived", INET, "");
	says(test, 1, "mwan3", INET, NULL);
	ill(test, BOTH);
	says(test, 1, "keepalived", INET, NULL);
	ill(test, INET6);
	says(test, 1, "", BOTH, "");
	says(test, 1, "mwan3", INET6, NULL);
	ill(test, BOTH);
	says(test, 1, "", INET, NULL);
	ill(test, INET6);
	says(test, 1, "", BOTH, NULL);
	ill(test, 0);
	KUNIT_EXPECT_TRUE(test, hlist_empty(&((struct rehome_health *)test->priv)->tellers));
}

/* A check says the same again and again. */
static void what_is_known(struct kunit *test)
{
	says(test, 0, "a", BOTH, NULL);
	says(test, 1, "a", INET, "x");
	says(test, 0, "a", INET, "x");
	says(test, 1, "a", INET, "y");
	says(test, 1, "a", BOTH, "y");
	says(test, 0, "a", BOTH, "y");
	says(test, 0, "b", BOTH, NULL);
	says(test, 1, "a", BOTH, NULL);
	says(test, 0, "a", BOTH, NULL);
}

/* One that does not fit is refused, and what others say is as it was. */
static void tellers_have_an_end(struct kunit *test)
{
	char by[REHOME_TELLER_LEN];
	int i;

	for (i = 0; i < REHOME_TELLERS_MAX; i++) {
		snprintf(by, sizeof(by), "teller%d", i);
		says(test, 1, by, INET, "");
	}
	says(test, -ENOSPC, "one-more", INET6, "");
	ill(test, INET);
	says(test, 1, "teller3", INET6, "");
	says(test, 1, "teller4", INET, NULL);
	says(test, 1, "one-more", INET6, "");
	ill(test, BOTH);
}

static void texts_are_cut(struct kunit *test)
{
	const struct rehome_health *health = test->priv;
	char text[2 * REHOME_REASON_LEN];
	struct rehome_teller *t;

	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = 0;
	says(test, 1, "a", INET6, text);
	says(test, 0, "a", INET6, text);
	t = hlist_entry(health->tellers.first, struct rehome_teller, node);
	KUNIT_EXPECT_EQ(test, REHOME_REASON_LEN - 1, strlen(t->reason[1]));
	KUNIT_EXPECT_EQ(test, 0, strlen(t->reason[0]));
}

static struct kunit_case health_cases[] = {
	KUNIT_CASE(each_for_itself),
	KUNIT_CASE(what_is_known),
	KUNIT_CASE(tellers_have_an_end),
	KUNIT_CASE(texts_are_cut),
	{}
};

static struct kunit_suite health_suite = {
	.name = "nf_rehome_health",
	.init = health_init,
	.exit = health_exit,
	.test_cases = health_cases,
};

kunit_test_suite(health_suite);

TEST_IMPORT_NS;
MODULE_DESCRIPTION("KUnit suite of the health that is told");
MODULE_LICENSE("GPL");
