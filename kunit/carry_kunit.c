// SPDX-License-Identifier: GPL-2.0
/* What an entry has of the one whose place it took. */
#include <net/netfilter/nf_conntrack_acct.h>
#include <net/netfilter/nf_conntrack_core.h>
#include <net/netfilter/nf_conntrack_l4proto.h>
#include <net/netfilter/nf_conntrack_labels.h>
#include <net/netfilter/nf_conntrack_timestamp.h>
#include <net/netfilter/nf_nat.h>
#include "helpers.h"

#define DAY	86400

TEST_FAMILY_PARAM();

/* What shall take the place of @old, with the same port on the second WAN. */
static struct nf_conn *successor(struct kunit *test, struct nf_conn *old)
{
	struct nf_conn *new = test_prepare(test, old);

	KUNIT_ASSERT_NOT_NULL(test, new);
	KUNIT_ASSERT_EQ(test, 0, test_bind(new, TEST_WAN1, TEST_PORT, 0));
	return new;
}

static void carries_counters(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct nf_conn *old = test_entry(test, &f), *new;
	struct nf_conn_acct *acct = nf_conn_acct_find(old);
	int dir;

	new = successor(test, old);
	/* As packets count that come while the move is prepared. */
	for (dir = 0; dir < IP_CT_DIR_MAX; dir++) {
		atomic64_set(&acct->counter[dir].packets, 100 + dir);
		atomic64_set(&acct->counter[dir].bytes, (5ULL << 32) + dir);
	}
	KUNIT_ASSERT_EQ(test, 0, test_swap(test, old, new));

	acct = nf_conn_acct_find(new);
	KUNIT_ASSERT_NOT_NULL(test, acct);
	for (dir = 0; dir < IP_CT_DIR_MAX; dir++) {
		KUNIT_EXPECT_EQ(test, 100 + dir,
				atomic64_read(&acct->counter[dir].packets));
		KUNIT_EXPECT_EQ(test, (5ULL << 32) + dir,
				atomic64_read(&acct->counter[dir].bytes));
	}
}

static void carries_the_start(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct nf_conn *old = test_entry(test, &f), *new;

	nf_conn_tstamp_find(old)->start = 12345;
	new = test_move(test, old, TEST_WAN1);

	KUNIT_EXPECT_EQ(test, 12345, nf_conn_tstamp_find(new)->start);
	KUNIT_EXPECT_EQ(test, 0, nf_conn_tstamp_find(new)->stop);
}

/* The rule set may change the mark while the move is prepared. */
static void carries_the_last_mark(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct nf_conn *old = test_entry(test, &f), *new;

	old->mark = 1;
	new = successor(test, old);
	old->mark = 2;
	KUNIT_ASSERT_EQ(test, 0, test_swap(test, old, new));

	KUNIT_EXPECT_EQ(test, 2, new->mark);
}

static void carries_what_prepare_took(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct nf_conn *old = test_entry(test, &f), *new;

	old->secmark = 42;
	__set_bit(77, nf_ct_labels_find(old)->bits);
	new = test_move(test, old, TEST_WAN1);

	KUNIT_EXPECT_EQ(test, 42, new->secmark);
	KUNIT_EXPECT_MEMEQ(test, nf_ct_labels_find(old),
			   nf_ct_labels_find(new),
			   sizeof(struct nf_conn_labels));
}

static void carries_no_extensions_of_its_own(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct nf_conn *new;

	f.bare = true;
	new = test_move(test, test_entry(test, &f), TEST_WAN1);

	KUNIT_EXPECT_NULL(test, nf_conn_acct_find(new));
	KUNIT_EXPECT_NULL(test, nf_conn_tstamp_find(new));
}

static void carries_dnat(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct nf_conn *new;

	f.to = TEST_FAR2;
	f.to_port = 5353;
	new = test_move(test, test_entry(test, &f), TEST_WAN1);

	KUNIT_EXPECT_EQ(test, IPS_NAT_MASK | IPS_NAT_DONE_MASK,
			new->status & (IPS_NAT_MASK | IPS_NAT_DONE_MASK));
	KUNIT_EXPECT_EQ(test, 5353, ntohs(test_reply(new)->src.u.all));
	KUNIT_EXPECT_PTR_EQ(test, new, test_find(test, new, test_reply(new)));
}

static void carries_no_masq_index(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct nf_conn *old, *new;

	f.masq_index = 3;
	old = test_entry(test, &f);
	new = test_prepare(test, old);
	KUNIT_ASSERT_NOT_NULL(test, new);
	KUNIT_ASSERT_EQ(test, 0, test_bind(new, TEST_WAN1, TEST_PORT, 4));
	KUNIT_ASSERT_EQ(test, 0, test_swap(test, old, new));

	/* The new device's, so that masquerading itself lets it be. */
	KUNIT_ASSERT_NOT_NULL(test, nfct_nat(new));
	KUNIT_EXPECT_EQ(test, 4, nfct_nat(new)->masq_index);
	KUNIT_EXPECT_EQ(test, 3, nfct_nat(old)->masq_index);
}

static void carries_the_zone(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test)), plain = f;
	struct nf_conn *other = test_entry(test, &plain), *new;

	f.zone = 5;
	new = test_move(test, test_entry(test, &f), TEST_WAN1);

	/* The same tuple in the default zone is another flow. */
	KUNIT_EXPECT_PTR_EQ(test, new, test_find(test, new, test_orig(new)));
	KUNIT_EXPECT_PTR_EQ(test, other, test_find(test, other,
						   test_orig(new)));
	KUNIT_EXPECT_NULL(test, test_find(test, other, test_reply(new)));
}

static void carries_the_time_of_the_stream(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct nf_conn *old = test_entry(test, &f);

	old->proto.udp.stream_ts = jiffies - 17;

	KUNIT_EXPECT_EQ(test, old->proto.udp.stream_ts,
			test_move(test, old, TEST_WAN1)->proto.udp.stream_ts);
}

struct status_case {
	const char *desc;
	unsigned long has;
	unsigned long want;
};

static const struct status_case status_cases[] = {
	{ "new", 0, 0 },
	{ "replied", IPS_SEEN_REPLY, IPS_SEEN_REPLY },
	{ "assured", IPS_SEEN_REPLY | IPS_ASSURED,
	  IPS_SEEN_REPLY | IPS_ASSURED },
	{ "offloaded", IPS_SEEN_REPLY | IPS_ASSURED | IPS_OFFLOAD,
	  IPS_SEEN_REPLY | IPS_ASSURED },
	{ "offloaded to hardware",
	  IPS_SEEN_REPLY | IPS_ASSURED | IPS_OFFLOAD | IPS_HW_OFFLOAD,
	  IPS_SEEN_REPLY | IPS_ASSURED },
};

KUNIT_ARRAY_PARAM_DESC(status, status_cases, desc);

static void carries_status(struct kunit *test)
{
	const unsigned long nat = IPS_SRC_NAT | IPS_NAT_DONE_MASK;
	const struct status_case *c = test->param_value;
	int i;

	for (i = 0; i < ARRAY_SIZE(test_families); i++) {
		struct test_flow f = test_overlay(test_families[i].nfproto);
		struct nf_conn *old = test_entry(test, &f), *new;

		old->status &= ~(IPS_SEEN_REPLY | IPS_ASSURED);
		old->status |= c->has;
		new = test_move(test, old, TEST_WAN1);

		KUNIT_EXPECT_EQ_MSG(test, nat | IPS_CONFIRMED | c->want,
				    new->status, "%s",
				    test_families[i].desc);
	}
}

struct timeout_case {
	const char *desc;
	unsigned int stream;	/* the sysctl, in seconds */
	unsigned int left;
	unsigned long status;
	unsigned int want;
};

static const struct timeout_case timeout_cases[] = {
	{ "almost over", 120, 2, 0, 2 },
	{ "fresh", 120, 120, 0, 120 },
	{ "offloaded", 120, DAY, IPS_OFFLOAD, 120 },
	{ "offloaded a while ago", 120, 110, IPS_OFFLOAD, 110 },
	{ "offloaded in hardware", 120, DAY, IPS_OFFLOAD | IPS_HW_OFFLOAD,
	  120 },
	{ "long stream timeout", 600, 580, 0, 580 },
	{ "offloaded, long stream timeout", 600, DAY, IPS_OFFLOAD, 600 },
	{ "stream timeout was shortened", 60, 100, 0, 60 },
};

KUNIT_ARRAY_PARAM_DESC(timeout, timeout_cases, desc);

static void restore_stream(void *timeout)
{
	nf_udp_pernet(&init_net)->timeouts[UDP_CT_REPLIED] =
		(unsigned long)timeout;
}

static void carries_the_timeout(struct kunit *test)
{
	unsigned int *stream =
		&nf_udp_pernet(&init_net)->timeouts[UDP_CT_REPLIED];
	const struct timeout_case *c = test->param_value;
	unsigned long was = *stream;
	int i;

	KUNIT_ASSERT_EQ(test, 0, kunit_add_action(test, restore_stream,
						  (void *)was));
	*stream = c->stream * HZ;
	for (i = 0; i < ARRAY_SIZE(test_families); i++) {
		struct test_flow f = test_overlay(test_families[i].nfproto);
		struct nf_conn *old = test_entry(test, &f), *new;
		s32 left;

		old->status |= c->status;
		WRITE_ONCE(old->timeout, nfct_time_stamp + c->left * HZ);
		new = test_move(test, old, TEST_WAN1);

		left = new->timeout - nfct_time_stamp;
		KUNIT_EXPECT_LE(test, left, (s32)(c->want * HZ));
		KUNIT_EXPECT_GT(test, left, (s32)((c->want - 1) * HZ));
	}
}

static struct kunit_case carry_cases[] = {
	KUNIT_CASE_PARAM(carries_counters, family_gen_params),
	KUNIT_CASE_PARAM(carries_the_start, family_gen_params),
	KUNIT_CASE_PARAM(carries_the_last_mark, family_gen_params),
	KUNIT_CASE_PARAM(carries_what_prepare_took, family_gen_params),
	KUNIT_CASE_PARAM(carries_no_extensions_of_its_own, family_gen_params),
	KUNIT_CASE_PARAM(carries_dnat, family_gen_params),
	KUNIT_CASE_PARAM(carries_no_masq_index, family_gen_params),
	KUNIT_CASE_PARAM(carries_the_zone, family_gen_params),
	KUNIT_CASE_PARAM(carries_the_time_of_the_stream,
			 family_gen_params),
	KUNIT_CASE_PARAM(carries_status, status_gen_params),
	KUNIT_CASE_PARAM(carries_the_timeout, timeout_gen_params),
	{}
};

static struct kunit_suite carry_suite = {
	.name = "nf_rehome_carry",
	.init = test_entries_init,
	.exit = test_entries_exit,
	.test_cases = carry_cases,
};

kunit_test_suite(carry_suite);

TEST_IMPORT_NS;
MODULE_DESCRIPTION("KUnit suite of what a move carries");
MODULE_LICENSE("GPL");
