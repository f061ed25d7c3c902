// SPDX-License-Identifier: GPL-2.0
/* The index of flows: how it finds them, what makes room, and how big it gets. */
#include <linux/nf_rehome.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/netfilter/nf_conntrack_core.h>
#include "records.h"

TEST_FAMILY_PARAM();

static const struct rehome_record *find(const struct nf_conn *ct)
{
	const struct rehome_record *r;

	rcu_read_lock();
	r = rehome_index_find(test_index, ct);
	rcu_read_unlock();
	return r;
}

static const struct rehome_record *lookup(const struct nf_conn *ct)
{
	const struct rehome_record *r;

	spin_lock_bh(&test_index->lock);
	r = rehome_index_lookup(test_index, ct);
	spin_unlock_bh(&test_index->lock);
	return r;
}

static const struct rehome_record *
lookup_key(const struct rehome_index_key *key)
{
	const struct rehome_record *r;

	spin_lock_bh(&test_index->lock);
	r = rehome_index_lookup_key(test_index, key);
	spin_unlock_bh(&test_index->lock);
	return r;
}

static struct rehome_record *add(const struct nf_conn *ct)
{
	struct rehome_record *r;

	spin_lock_bh(&test_index->lock);
	r = rehome_index_add(test_index, ct);
	spin_unlock_bh(&test_index->lock);
	return r;
}

static unsigned int length(const struct list_head *list)
{
	const struct list_head *at;
	unsigned int n = 0;

	list_for_each(at, list)
		n++;
	return n;
}

/* The counts are those of the lists. */
static void expect_lists(struct kunit *test, unsigned int unanswered,
			 unsigned int answered)
{
	KUNIT_EXPECT_EQ(test, answered, test_index->count_answered);
	KUNIT_EXPECT_EQ(test, answered + unanswered, test_index->flows);
	KUNIT_EXPECT_EQ(test, answered, length(&test_index->answered));
	KUNIT_EXPECT_EQ(test, unanswered, length(&test_index->unanswered));
}

static void added_is_found(struct kunit *test)
{
	struct nf_conn *ct = test_silent(test, test_family(test), 1000);
	const struct rehome_record *r = add(ct);

	KUNIT_ASSERT_NOT_NULL(test, r);
	KUNIT_EXPECT_PTR_EQ(test, r, find(ct));
	KUNIT_EXPECT_PTR_EQ(test, r, lookup(ct));
	KUNIT_EXPECT_PTR_EQ(test, r, lookup_key(&r->key));
	KUNIT_EXPECT_TRUE(test, nf_ct_tuple_equal(test_orig(ct), &r->key.tuple));
	KUNIT_EXPECT_PTR_EQ(test, ct, r->ct);
	/* Nothing is known yet, and it may move. */
	KUNIT_EXPECT_EQ(test, REHOME_HOP_ANY, r->chosen.hop);
	KUNIT_EXPECT_EQ(test, 0, r->chosen.ifindex);
	KUNIT_EXPECT_EQ(test, REHOME_TOKENS, r->tokens);
	KUNIT_EXPECT_EQ(test, 0, r->flags);
	expect_lists(test, 1, 0);
}

static void another_flow_is_not_found(struct kunit *test)
{
	struct nf_conn *other = test_silent(test, test_family(test), 1001);
	struct rehome_index_key key;
	const struct rehome_record *r;

	r = add(test_silent(test, test_family(test), 1000));
	KUNIT_ASSERT_NOT_NULL(test, r);
	KUNIT_EXPECT_NULL(test, find(other));
	KUNIT_EXPECT_NULL(test, lookup(other));
	key = r->key;
	key.tuple.dst.u.all = ~key.tuple.dst.u.all;
	KUNIT_EXPECT_NULL(test, lookup_key(&key));
	/* Nor by the tuple of its replies. */
	key = r->key;
	key.tuple = *test_reply(r->ct);
	KUNIT_EXPECT_NULL(test, lookup_key(&key));
}

static void another_zone_is_another_flow(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	const struct rehome_record *a, *b;
	struct nf_conn *ct = test_entry(test, &f), *zoned;

	f.zone = 5;
	zoned = test_entry(test, &f);
	a = add(ct);
	KUNIT_EXPECT_NULL(test, find(zoned));
	b = add(zoned);
	KUNIT_EXPECT_PTR_NE(test, a, b);
	KUNIT_EXPECT_PTR_EQ(test, a, find(ct));
	KUNIT_EXPECT_PTR_EQ(test, b, find(zoned));
	KUNIT_EXPECT_PTR_EQ(test, b, lookup_key(&b->key));
	expect_lists(test, 2, 0);
}

static void the_entry_of_a_flow(struct kunit *test)
{
	struct nf_conn *ct = test_noted(test, test_family(test), 1000), *got;
	struct rehome_index_key key = test_record(test, ct).key;

	got = rehome_index_get(&init_net, &key);
	KUNIT_EXPECT_PTR_EQ(test, ct, got);
	if (got)
		nf_ct_put(got);
	/* The other direction of a flow is no flow. */
	key.tuple = *test_reply(ct);
	KUNIT_EXPECT_NULL(test, rehome_index_get(&init_net, &key));
	key = test_record(test, ct).key;
	nf_ct_delete(ct, 0, 0);
	KUNIT_EXPECT_NULL(test, rehome_index_get(&init_net, &key));
}

static void dropped_is_gone(struct kunit *test)
{
	struct nf_conn *a = test_noted(test, test_family(test), 1000);
	struct nf_conn *b = test_noted(test, test_family(test), 1001);
	struct rehome_record *r;

	set_bit(IPS_SEEN_REPLY_BIT, &b->status);
	rehome_record_lives(test_index, b);
	expect_lists(test, 1, 1);
	spin_lock_bh(&test_index->lock);
	r = rehome_index_lookup(test_index, b);
	if (r)
		rehome_index_drop(test_index, r);
	spin_unlock_bh(&test_index->lock);
	KUNIT_EXPECT_NOT_NULL(test, r);
	KUNIT_EXPECT_FALSE(test, test_has(b));
	expect_lists(test, 1, 0);
	spin_lock_bh(&test_index->lock);
	r = rehome_index_lookup(test_index, a);
	if (r)
		rehome_index_drop(test_index, r);
	spin_unlock_bh(&test_index->lock);
	KUNIT_EXPECT_NOT_NULL(test, r);
	expect_lists(test, 0, 0);
	/* It may come back. */
	KUNIT_EXPECT_NOT_NULL(test, add(a));
}

/* Who has answered once is known to have, and is counted once. */
static void answered_once(struct kunit *test)
{
	struct nf_conn *ct = test_noted(test, test_family(test), 1000);

	rehome_record_lives(test_index, ct);
	expect_lists(test, 1, 0);
	set_bit(IPS_SEEN_REPLY_BIT, &ct->status);
	rehome_record_lives(test_index, ct);
	rehome_record_lives(test_index, ct);
	expect_lists(test, 0, 1);
	/* A flow that begins anew has no answer yet. */
	nf_ct_delete(ct, 0, 0);
	test_noted(test, test_family(test), 1000);
	expect_lists(test, 1, 0);
}

static void nothing_when_stopped(struct kunit *test)
{
	struct nf_conn *ct = test_noted(test, test_family(test), 1000);
	struct rehome_index_key key = test_record(test, ct).key;
	struct rehome_record copy;

	test_index->complete = true;
	rehome_index_stop(test_index);
	expect_lists(test, 0, 0);
	KUNIT_EXPECT_NULL(test, find(ct));
	KUNIT_EXPECT_NULL(test, lookup(ct));
	KUNIT_EXPECT_NULL(test, lookup_key(&key));
	KUNIT_EXPECT_FALSE(test, rehome_record_read(test_index, ct, &copy));
	KUNIT_EXPECT_NULL(test, add(ct));
	rehome_record_note(test_index, ct, &test_first);
	KUNIT_EXPECT_FALSE(test, rehome_record_adopt(test_index, ct));
	expect_lists(test, 0, 0);
	KUNIT_EXPECT_EQ(test, 0, rehome_index_bytes(test_index));
	KUNIT_EXPECT_EQ(test, 0, test_index->count.refused);

	KUNIT_ASSERT_EQ(test, 0, rehome_index_start(test_index));
	KUNIT_EXPECT_NULL(test, find(ct));
	/* Whatever came meanwhile is missing. */
	KUNIT_EXPECT_FALSE(test, test_index->complete);
	KUNIT_EXPECT_NOT_NULL(test, add(ct));
}

static void the_oldest_without_answer_makes_room(struct kunit *test)
{
	struct nf_conn *ct[4];
	int i;

	test_index->max = 3;
	for (i = 0; i < 3; i++)
		ct[i] = test_noted(test, test_family(test), 1000 + i);
	test_index->complete = true;
	set_bit(IPS_SEEN_REPLY_BIT, &ct[0]->status);
	ct[3] = test_noted(test, test_family(test), 1003);
	KUNIT_EXPECT_TRUE(test, test_has(ct[0]));
	KUNIT_EXPECT_FALSE(test, test_has(ct[1]));
	KUNIT_EXPECT_TRUE(test, test_has(ct[2]));
	KUNIT_EXPECT_TRUE(test, test_has(ct[3]));
	expect_lists(test, 2, 1);
	KUNIT_EXPECT_EQ(test, 1, test_index->count.evicted);
	KUNIT_EXPECT_EQ(test, 0, test_index->count.refused);
	/* It lives, and has no record any more. */
	KUNIT_EXPECT_FALSE(test, test_index->complete);
}

static void what_ended_makes_room(struct kunit *test)
{
	struct nf_conn *ct[3];
	int i;

	test_index->max = 2;
	for (i = 0; i < 2; i++)
		ct[i] = test_noted(test, test_family(test), 1000 + i);
	test_index->complete = true;
	test_end(ct[0]);
	ct[2] = test_noted(test, test_family(test), 1002);
	KUNIT_EXPECT_TRUE(test, test_has(ct[1]));
	KUNIT_EXPECT_TRUE(test, test_has(ct[2]));
	KUNIT_EXPECT_EQ(test, 1, test_index->count.gone);
	KUNIT_EXPECT_EQ(test, 0, test_index->count.evicted);
	KUNIT_EXPECT_TRUE(test, test_index->complete);
}

static void answered_flows_give_no_room(struct kunit *test)
{
	struct nf_conn *ct[3];
	int i;

	test_index->max = 2;
	for (i = 0; i < 2; i++) {
		ct[i] = test_noted(test, test_family(test), 1000 + i);
		set_bit(IPS_SEEN_REPLY_BIT, &ct[i]->status);
	}
	test_index->complete = true;
	ct[2] = test_noted(test, test_family(test), 1002);
	KUNIT_EXPECT_TRUE(test, test_has(ct[0]));
	KUNIT_EXPECT_TRUE(test, test_has(ct[1]));
	KUNIT_EXPECT_FALSE(test, test_has(ct[2]));
	KUNIT_EXPECT_EQ(test, 1, test_index->count.refused);
	KUNIT_EXPECT_EQ(test, 0, test_index->count.evicted);
	KUNIT_EXPECT_FALSE(test, test_index->complete);
	expect_lists(test, 0, 2);
	/* But they do when they have ended. */
	test_end(ct[0]);
	KUNIT_EXPECT_NOT_NULL(test, add(ct[2]));
	expect_lists(test, 1, 1);
}

/* A place in the list is no flow that could go. */
static void a_scan_gives_no_room(struct kunit *test)
{
	struct rehome_scan *scan = rehome_scan_begin(test_index);
	struct nf_conn *ct[2];

	KUNIT_ASSERT_NOT_NULL(test, scan);
	test_index->max = 1;
	ct[0] = test_noted(test, test_family(test), 1000);
	ct[1] = test_noted(test, test_family(test), 1001);
	KUNIT_EXPECT_FALSE(test, test_has(ct[0]));
	KUNIT_EXPECT_TRUE(test, test_has(ct[1]));
	KUNIT_EXPECT_EQ(test, 1, test_index->count.evicted);
	rehome_scan_end(test_index, scan);
	expect_lists(test, 1, 0);
}

/* A record is 168 bytes; the rest is what it is found by. */
static void memory_of_a_flow(struct kunit *test)
{
	const unsigned int n = 100000;
	u64 bytes;

	test_records(test, n);
	bytes = rehome_index_bytes(test_index);
	kunit_info(test, "%u flows take %llu bytes, %llu each\n", n, bytes,
		   bytes / n);
	KUNIT_EXPECT_LE(test, bytes, 192ULL * n);
	KUNIT_EXPECT_GE(test, bytes, (u64)sizeof(struct rehome_record) * n);
}

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(added_is_found, family_gen_params),
	KUNIT_CASE_PARAM(another_flow_is_not_found, family_gen_params),
	KUNIT_CASE_PARAM(another_zone_is_another_flow, family_gen_params),
	KUNIT_CASE_PARAM(the_entry_of_a_flow, family_gen_params),
	KUNIT_CASE_PARAM(dropped_is_gone, family_gen_params),
	KUNIT_CASE_PARAM(answered_once, family_gen_params),
	KUNIT_CASE_PARAM(nothing_when_stopped, family_gen_params),
	KUNIT_CASE_PARAM(the_oldest_without_answer_makes_room,
			 family_gen_params),
	KUNIT_CASE_PARAM(what_ended_makes_room, family_gen_params),
	KUNIT_CASE_PARAM(answered_flows_give_no_room, family_gen_params),
	KUNIT_CASE_PARAM(a_scan_gives_no_room, family_gen_params),
	KUNIT_CASE(memory_of_a_flow),
	{}
};

static struct kunit_suite suite = {
	.name = "nf_rehome_index",
	.init = test_index_init,
	.exit = test_index_exit,
	.test_cases = cases,
};

kunit_test_suite(suite);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("KUnit suite of the index of flows");
TEST_IMPORT_NS;
