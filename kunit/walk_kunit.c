// SPDX-License-Identifier: GPL-2.0
/* Going through conntrack's table, of any size, a bit at a time. Nothing else puts
 * entries there meanwhile.
 */
#include <linux/umh.h>
#include <net/netfilter/nf_conntrack_core.h>
#include "records.h"
#include "walk.h"

TEST_FAMILY_PARAM();

/* More than two batches, and than a bucket may give at once. */
#define FLOWS		170
#define PORT		1000
#define BUCKETS		"/proc/sys/net/netfilter/nf_conntrack_buckets"
/* Fewer buckets than there are locks, and more than a call looks at. */
#define SMALL		512
#define LARGE		65536
/* What a call looks at, and what it may look at beyond that. */
#define CALL		4096
#define HOLD		(256 + 80)

/* The walk of the case that runs, what it found, and the calls that it took. */
static struct {
	struct rehome_walk w;
	struct nf_conn *flows[FLOWS];
	int found[FLOWS];
	int others;
	int calls;
} walk;

static int walk_init(struct kunit *test)
{
	memset(&walk, 0, sizeof(walk));
	return test_entries_init(test);
}

static void fill(struct kunit *test, u8 family, int n)
{
	int i;

	for (i = 0; i < n; i++)
		walk.flows[i] = test_silent(test, family, PORT + i);
}

static void note(struct kunit *test, struct nf_conn *ct)
{
	int i;

	for (i = 0; i < FLOWS && walk.flows[i] != ct; i++)
		;
	if (i < FLOWS)
		walk.found[i]++;
	else
		walk.others++;
	/* The table's, ours, and the walk's. */
	KUNIT_EXPECT_EQ(test, 3, refcount_read(&ct->ct_general.use));
}

static bool any(const struct nf_conn *ct, void *data)
{
	return true;
}

/* One call; what it found is noted, and let go. */
static void step(struct kunit *test, struct net *net,
		 bool (*want)(const struct nf_conn *, void *), void *data)
{
	int i;

	rehome_walk_next(net, &walk.w, want, data);
	walk.calls++;
	for (i = 0; i < walk.w.count; i++) {
		note(test, walk.w.found[i]);
		nf_ct_put(walk.w.found[i]);
	}
	KUNIT_ASSERT_LE(test, walk.calls, LARGE);
}

static void go(struct kunit *test, struct net *net,
	       bool (*want)(const struct nf_conn *, void *), void *data)
{
	while (!walk.w.done)
		step(test, net, want, data);
}

static void expect_found(struct kunit *test, int from, int to, int times)
{
	int i;

	for (i = from; i < to; i++) {
		KUNIT_EXPECT_EQ_MSG(test, times, walk.found[i], "flow %d", i);
		KUNIT_EXPECT_EQ(test, 2,
				refcount_read(&walk.flows[i]->ct_general.use));
	}
	KUNIT_EXPECT_EQ(test, 0, walk.others);
}

/* As the administrator would: the kernel exports no function for it, and its own
 * threads need not see the files of the system.
 */
static bool set_size(unsigned long size)
{
	static char *env[2] = { "PATH=/bin:/usr/bin", NULL };
	char command[80];
	char *argv[4] = { "/bin/sh", "-c", command, NULL };

	scnprintf(command, sizeof(command), "echo %lu >" BUCKETS, size);
	return !call_usermodehelper(argv[0], argv, env, UMH_WAIT_PROC) &&
	       nf_conntrack_htable_size == size;
}

static void restore_size(void *size)
{
	set_size((unsigned long)size);
}

static void resize(struct kunit *test, unsigned long size)
{
	KUNIT_ASSERT_TRUE(test, set_size(size));
}

/* At the end of the case it is what it was. */
static void resizes(struct kunit *test, unsigned long size)
{
	void *was = (void *)(unsigned long)nf_conntrack_htable_size;

	KUNIT_ASSERT_EQ(test, 0, kunit_add_action(test, restore_size, was));
	resize(test, size);
}

/* In batches, with a reference; its reply is no other entry. */
static void each_is_found_once(struct kunit *test)
{
	fill(test, test_family(test), FLOWS);
	go(test, &init_net, any, NULL);
	expect_found(test, 0, FLOWS, 1);
	KUNIT_EXPECT_GE(test, walk.calls, FLOWS / REHOME_WALK_MAX + 1);
	KUNIT_EXPECT_EQ(test, test_entries_more(test), walk.w.seen);
	/* What is done stays so. */
	step(test, &init_net, any, NULL);
	KUNIT_EXPECT_EQ(test, 0, walk.w.count);
	KUNIT_EXPECT_EQ(test, FLOWS, walk.w.seen);
}

static bool of_lower_port(const struct nf_conn *ct, void *data)
{
	return ntohs(test_orig(ct)->src.u.all) < *(u16 *)data;
}

static void what_is_wanted(struct kunit *test)
{
	u16 port = PORT + 50;

	fill(test, test_family(test), 100);
	go(test, &init_net, of_lower_port, &port);
	expect_found(test, 0, 50, 1);
	expect_found(test, 50, 100, 0);
	/* They were looked at nevertheless. */
	KUNIT_EXPECT_EQ(test, 100, walk.w.seen);
}

/* All namespaces are in the one table. */
static void other_namespace(struct kunit *test)
{
	struct net *other = kunit_kzalloc(test, sizeof(*other), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, other);
	fill(test, test_family(test), 3);
	write_pnet(&walk.flows[1]->ct_net, other);
	go(test, &init_net, any, NULL);
	KUNIT_EXPECT_EQ(test, 2, walk.w.seen);
	KUNIT_EXPECT_EQ(test, 0, walk.found[1]);
	memset(&walk.w, 0, sizeof(walk.w));
	go(test, other, any, NULL);
	write_pnet(&walk.flows[1]->ct_net, &init_net);
	KUNIT_EXPECT_EQ(test, 1, walk.w.seen);
	expect_found(test, 0, 3, 1);
}

/* Its last reference was just given up, and it is about to be freed. */
static void what_nobody_holds(struct kunit *test)
{
	fill(test, test_family(test), 3);
	refcount_set(&walk.flows[1]->ct_general.use, 0);
	go(test, &init_net, any, NULL);
	KUNIT_EXPECT_EQ(test, 0, refcount_read(&walk.flows[1]->ct_general.use));
	refcount_set(&walk.flows[1]->ct_general.use, 2);
	expect_found(test, 0, 1, 1);
	expect_found(test, 1, 2, 0);
	expect_found(test, 2, 3, 1);
}

/* Whoever has the batch may take its time. */
static void entry_that_ends_after(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct nf_conn *ct = test_entry(test, &f);

	test_entry_forget(test, ct);
	nf_ct_put(ct);
	while (!walk.w.done && !walk.w.count)
		rehome_walk_next(&init_net, &walk.w, any, NULL);
	KUNIT_ASSERT_PTR_EQ(test, ct, walk.w.found[0]);
	nf_ct_delete(ct, 0, 0);
	KUNIT_EXPECT_EQ(test, 1, refcount_read(&ct->ct_general.use));
	nf_ct_put(ct);
}

/* Between two batches it may find new ones, and none that ended. */
static void table_that_changes(struct kunit *test)
{
	int i, had = 0;

	fill(test, test_family(test), 100);
	step(test, &init_net, any, NULL);
	KUNIT_ASSERT_FALSE(test, walk.w.done);
	for (i = 0; i < 100; i++) {
		had += walk.found[i];
		if (!walk.found[i])
			nf_ct_delete(walk.flows[i], 0, 0);
	}
	KUNIT_EXPECT_GE(test, had, REHOME_WALK_FULL);
	KUNIT_EXPECT_LT(test, had, 100);
	go(test, &init_net, any, NULL);
	KUNIT_EXPECT_EQ(test, had, walk.w.seen);
	for (i = 0; i < 100; i++)
		KUNIT_EXPECT_LE(test, walk.found[i], 1);
}

/* Into one bucket, where lookups would not find them. */
static void gather(int from, int to, unsigned int bucket)
{
	struct hlist_nulls_node *node;
	int i;

	local_bh_disable();
	for (i = from; i < to; i++) {
		node = &walk.flows[i]->tuplehash[IP_CT_DIR_ORIGINAL].hnnode;
		hlist_nulls_del_rcu(node);
		hlist_nulls_add_head_rcu(node, &nf_conntrack_hash[bucket]);
	}
	local_bh_enable();
}

/* A batch that is nearly full gets no other bucket, whose chain might not fit. */
static void bucket_behind_a_batch(struct kunit *test)
{
	const int half = REHOME_WALK_FULL + 6;

	fill(test, test_family(test), 2 * half);
	gather(0, half, 3);
	gather(half, 2 * half, 3 + CONNTRACK_LOCKS);
	step(test, &init_net, any, NULL);
	KUNIT_EXPECT_EQ(test, half, walk.w.count);
	expect_found(test, 0, half, 1);
	step(test, &init_net, any, NULL);
	KUNIT_EXPECT_EQ(test, half, walk.w.count);
	expect_found(test, half, 2 * half, 1);
}

/* Longer than conntrack lets chains become, and than a batch. */
static void chain_that_does_not_fit(struct kunit *test)
{
	fill(test, test_family(test), FLOWS);
	gather(0, FLOWS, 3);
	while (!walk.w.count)
		step(test, &init_net, any, NULL);
	KUNIT_EXPECT_EQ(test, REHOME_WALK_MAX, walk.w.count);
	KUNIT_EXPECT_FALSE(test, walk.w.done);
	step(test, &init_net, any, NULL);
	KUNIT_EXPECT_GE(test, walk.w.count, FLOWS - REHOME_WALK_MAX);
	go(test, &init_net, any, NULL);
	expect_found(test, 0, FLOWS, 1);
	/* The one at which it stopped was looked at once. */
	KUNIT_EXPECT_EQ(test, FLOWS, walk.w.seen);
}

/* A batch is full, and what is left of the chain is not wanted. */
static void rest_of_a_chain(struct kunit *test)
{
	u16 port = PORT + REHOME_WALK_MAX;

	fill(test, test_family(test), FLOWS);
	/* What comes last is first in the chain. */
	gather(REHOME_WALK_MAX, FLOWS, 3);
	gather(0, REHOME_WALK_MAX, 3);
	go(test, &init_net, of_lower_port, &port);
	expect_found(test, 0, REHOME_WALK_MAX, 1);
	expect_found(test, REHOME_WALK_MAX, FLOWS, 0);
	KUNIT_EXPECT_EQ(test, FLOWS, walk.w.seen);
}

/* So that nothing else waits for long. */
static void call_has_an_end(struct kunit *test)
{
	resizes(test, LARGE);
	go(test, &init_net, any, NULL);
	KUNIT_EXPECT_GE(test, walk.calls, LARGE / (CALL + HOLD));
	KUNIT_EXPECT_LE(test, walk.calls, LARGE / CALL + 1);
}

static void table_of_any_size(struct kunit *test)
{
	fill(test, NFPROTO_IPV4, FLOWS);
	resizes(test, SMALL);
	go(test, &init_net, any, NULL);
	expect_found(test, 0, FLOWS, 1);
	KUNIT_EXPECT_EQ(test, SMALL, walk.w.lock);
	resize(test, LARGE);
	memset(&walk.w, 0, sizeof(walk.w));
	go(test, &init_net, any, NULL);
	expect_found(test, 0, FLOWS, 2);
	KUNIT_EXPECT_EQ(test, CONNTRACK_LOCKS, walk.w.lock);
}

/* Some may be missed, or come twice; but it ends, and finds nothing else. */
static void size_that_changes(struct kunit *test)
{
	int i;

	fill(test, NFPROTO_IPV4, FLOWS);
	resizes(test, LARGE);
	/* It stops behind a bucket that will be no more. */
	gather(0, REHOME_WALK_FULL, LARGE - CONNTRACK_LOCKS + 5);
	while (walk.w.bucket < SMALL && !walk.w.done)
		step(test, &init_net, any, NULL);
	KUNIT_ASSERT_FALSE(test, walk.w.done);
	resize(test, SMALL);
	step(test, &init_net, any, NULL);
	resize(test, LARGE);
	go(test, &init_net, any, NULL);
	KUNIT_EXPECT_EQ(test, 0, walk.others);
	for (i = 0; i < FLOWS; i++)
		KUNIT_EXPECT_EQ(test, 2,
				refcount_read(&walk.flows[i]->ct_general.use));
}

static struct kunit_case walk_cases[] = {
	KUNIT_CASE_PARAM(each_is_found_once, family_gen_params),
	KUNIT_CASE_PARAM(what_is_wanted, family_gen_params),
	KUNIT_CASE_PARAM(other_namespace, family_gen_params),
	KUNIT_CASE_PARAM(what_nobody_holds, family_gen_params),
	KUNIT_CASE_PARAM(entry_that_ends_after, family_gen_params),
	KUNIT_CASE_PARAM(table_that_changes, family_gen_params),
	KUNIT_CASE_PARAM(bucket_behind_a_batch, family_gen_params),
	KUNIT_CASE_PARAM(chain_that_does_not_fit, family_gen_params),
	KUNIT_CASE_PARAM(rest_of_a_chain, family_gen_params),
	KUNIT_CASE(call_has_an_end),
	KUNIT_CASE(table_of_any_size),
	KUNIT_CASE(size_that_changes),
	{}
};

static struct kunit_suite walk_suite = {
	.name = "nf_rehome_walk",
	.init = walk_init,
	.exit = test_entries_exit,
	.test_cases = walk_cases,
};

kunit_test_suite(walk_suite);

TEST_IMPORT_NS;
MODULE_DESCRIPTION("KUnit suite of going through conntrack's table");
MODULE_LICENSE("GPL");
