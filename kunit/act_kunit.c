// SPDX-License-Identifier: GPL-2.0
/* Entries that are to take the place of others, and what they get of them.
 * See bind_kunit.c for the mapping and swap_kunit.c for the exchange.
 */
#include <linux/sched.h>
#include <net/netfilter/nf_conntrack_acct.h>
#include <net/netfilter/nf_conntrack_core.h>
#include <net/netfilter/nf_conntrack_labels.h>
#include <net/netfilter/nf_conntrack_timestamp.h>
#include <net/netfilter/nf_conntrack_zones.h>
#include <net/netfilter/nf_nat.h>
#include "act.h"
#include "helpers.h"
#include "offer.h"

TEST_FAMILY_PARAM();

static void prepare_takes_the_original_tuple(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct nf_conn *old = test_entry(test, &f), *ct;
	struct nf_conntrack_tuple reply;

	ct = test_prepare(test, old);

	KUNIT_ASSERT_NOT_NULL(test, ct);
	KUNIT_EXPECT_TRUE(test, nf_ct_tuple_equal(test_orig(old),
						  test_orig(ct)));
	KUNIT_ASSERT_TRUE(test, nf_ct_invert_tuple(&reply, test_orig(old)));
	KUNIT_EXPECT_TRUE(test, nf_ct_tuple_equal(&reply, test_reply(ct)));
	KUNIT_EXPECT_EQ(test, IPS_DST_NAT_DONE, ct->status);
	KUNIT_EXPECT_EQ(test, 0, refcount_read(&ct->ct_general.use));
}

static void prepare_leaves_the_old_one_alone(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct nf_conn *old = test_entry(test, &f);
	unsigned long status = old->status;
	u32 timeout = old->timeout;

	test_prepare(test, old);

	KUNIT_EXPECT_EQ(test, status, old->status);
	KUNIT_EXPECT_EQ(test, timeout, old->timeout);
	KUNIT_EXPECT_EQ(test, 2, refcount_read(&old->ct_general.use));
	KUNIT_EXPECT_PTR_EQ(test, old, test_find(test, old, test_orig(old)));
}

static void prepare_carries_marks(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct nf_conn *old = test_entry(test, &f), *ct;

	old->mark = 0xbeef;
	old->secmark = 42;

	ct = test_prepare(test, old);

	KUNIT_ASSERT_NOT_NULL(test, ct);
	KUNIT_EXPECT_EQ(test, 0xbeef, ct->mark);
	KUNIT_EXPECT_EQ(test, 42, ct->secmark);
}

static void prepare_carries_labels(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct nf_conn *old = test_entry(test, &f), *ct;
	const struct nf_conn_labels *labels;

	__set_bit(3, nf_ct_labels_find(old)->bits);
	__set_bit(127, nf_ct_labels_find(old)->bits);

	ct = test_prepare(test, old);

	KUNIT_ASSERT_NOT_NULL(test, ct);
	labels = nf_ct_labels_find(ct);
	KUNIT_ASSERT_NOT_NULL(test, labels);
	KUNIT_EXPECT_MEMEQ(test, nf_ct_labels_find(old), labels,
			   sizeof(*labels));
}

static void prepare_carries_extensions(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct nf_conn *ct = test_prepare(test, test_entry(test, &f));

	KUNIT_ASSERT_NOT_NULL(test, ct);
	KUNIT_EXPECT_NOT_NULL(test, nf_conn_acct_find(ct));
	KUNIT_EXPECT_NOT_NULL(test, nf_conn_tstamp_find(ct));
	KUNIT_EXPECT_NOT_NULL(test, nf_ct_labels_find(ct));
}

static void prepare_invents_no_extensions(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct nf_conn *ct;

	f.bare = true;
	ct = test_prepare(test, test_entry(test, &f));

	KUNIT_ASSERT_NOT_NULL(test, ct);
	KUNIT_EXPECT_NULL(test, nf_conn_acct_find(ct));
	KUNIT_EXPECT_NULL(test, nf_conn_tstamp_find(ct));
	KUNIT_EXPECT_NULL(test, nf_ct_labels_find(ct));
	KUNIT_EXPECT_NULL(test, nfct_nat(ct));
}

static void prepare_carries_dnat(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	union nf_inet_addr to = test_addr(f.family, TEST_FAR2);
	struct nf_conn *ct;

	f.to = TEST_FAR2;
	f.to_port = 5353;
	ct = test_prepare(test, test_entry(test, &f));

	KUNIT_ASSERT_NOT_NULL(test, ct);
	KUNIT_EXPECT_TRUE(test, nf_inet_addr_cmp(&test_reply(ct)->src.u3,
						 &to));
	KUNIT_EXPECT_EQ(test, 5353, ntohs(test_reply(ct)->src.u.all));
	KUNIT_EXPECT_EQ(test, IPS_DST_NAT | IPS_DST_NAT_DONE, ct->status);
}

static void prepare_carries_the_zone(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct nf_conn *ct;

	f.zone = 5;
	ct = test_prepare(test, test_entry(test, &f));

	KUNIT_ASSERT_NOT_NULL(test, ct);
	KUNIT_EXPECT_EQ(test, 5, nf_ct_zone(ct)->id);
	KUNIT_EXPECT_EQ(test, NF_CT_DEFAULT_ZONE_DIR, nf_ct_zone(ct)->dir);
}

static void restore_max(void *max)
{
	nf_conntrack_max = (unsigned long)max;
}

static void prepare_when_the_table_is_full(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct nf_conn *old = test_entry(test, &f);
	unsigned long max = nf_conntrack_max;

	KUNIT_ASSERT_EQ(test, 0, kunit_add_action(test, restore_max,
						  (void *)max));
	nf_conntrack_max = nf_conntrack_count(&init_net);

	KUNIT_EXPECT_NULL(test, test_prepare(test, old));

	KUNIT_EXPECT_EQ(test, 1, test_entries_more(test));
	KUNIT_EXPECT_PTR_EQ(test, old, test_find(test, old, test_orig(old)));
}

/* Lets each allocation fail in turn, until there is none left to fail. */
static void prepare_without_memory(struct kunit *test)
{
#ifdef CONFIG_FAILSLAB
	struct test_flow f = test_overlay(test_family(test));
	struct nf_conn *old = test_entry(test, &f), *ct;
	bool failed = true;
	int nth;

	for (nth = 1; failed && nth < 50; nth++) {
		current->fail_nth = nth;
		ct = test_prepare(test, old);
		failed = !current->fail_nth;
		current->fail_nth = 0;
		if (!ct) {
			KUNIT_EXPECT_TRUE(test, failed);
			KUNIT_EXPECT_EQ(test, 1, test_entries_more(test));
			continue;
		}
		/* All or nothing: no entry that lacks something. */
		KUNIT_EXPECT_NOT_NULL(test, nf_conn_acct_find(ct));
		KUNIT_EXPECT_NOT_NULL(test, nf_conn_tstamp_find(ct));
		KUNIT_EXPECT_NOT_NULL(test, nf_ct_labels_find(ct));
		test_entry_forget(test, ct);
		nf_conntrack_free(ct);
	}
	KUNIT_EXPECT_FALSE(test, failed);
	KUNIT_EXPECT_GT(test, nth, 2);
#else
	kunit_skip(test, "needs CONFIG_FAILSLAB");
#endif
}

static void drop_frees_the_offer(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct rehome_offer offer = {};

	offer.ct = test_prepare(test, test_entry(test, &f));
	KUNIT_ASSERT_NOT_NULL(test, offer.ct);
	KUNIT_EXPECT_EQ(test, 0, test_bind(offer.ct, TEST_WAN1, TEST_PORT,
					   3));
	test_entry_forget(test, offer.ct);

	rehome_offer_drop(&offer);

	KUNIT_EXPECT_NULL(test, offer.ct);
	KUNIT_EXPECT_EQ(test, 1, test_entries_more(test));
	/* Twice, as for an offer without entry. */
	rehome_offer_drop(&offer);
}

static struct kunit_case act_cases[] = {
	KUNIT_CASE_PARAM(prepare_takes_the_original_tuple, family_gen_params),
	KUNIT_CASE_PARAM(prepare_leaves_the_old_one_alone, family_gen_params),
	KUNIT_CASE_PARAM(prepare_carries_marks, family_gen_params),
	KUNIT_CASE_PARAM(prepare_carries_labels, family_gen_params),
	KUNIT_CASE_PARAM(prepare_carries_extensions, family_gen_params),
	KUNIT_CASE_PARAM(prepare_invents_no_extensions, family_gen_params),
	KUNIT_CASE_PARAM(prepare_carries_dnat, family_gen_params),
	KUNIT_CASE_PARAM(prepare_carries_the_zone, family_gen_params),
	KUNIT_CASE_PARAM(prepare_when_the_table_is_full, family_gen_params),
	KUNIT_CASE_PARAM(prepare_without_memory, family_gen_params),
	KUNIT_CASE_PARAM(drop_frees_the_offer, family_gen_params),
	{}
};

static struct kunit_suite act_suite = {
	.name = "nf_rehome_act",
	.init = test_entries_init,
	.exit = test_entries_exit,
	.test_cases = act_cases,
};

kunit_test_suite(act_suite);

TEST_IMPORT_NS;
MODULE_DESCRIPTION("KUnit suite of preparing a move");
MODULE_LICENSE("GPL");
