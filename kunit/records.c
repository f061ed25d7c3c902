// SPDX-License-Identifier: GPL-2.0
/* An index, and flows in it, for the suites about it. */
#include <linux/nf_rehome.h>
#include <linux/rcupdate.h>
#include <linux/timekeeping.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/netfilter/nf_conntrack_core.h>
#include "records.h"

struct rehome_index *test_index;
EXPORT_SYMBOL_GPL(test_index);

int test_index_init(struct kunit *test)
{
	int err = test_entries_init(test);

	test_index = NULL;
	if (err)
		return err;
	test_index = kunit_kzalloc(test, sizeof(*test_index), GFP_KERNEL);
	if (!test_index)
		return -ENOMEM;
	rehome_index_setup(test_index, TEST_INDEX_MAX);
	return rehome_index_start(test_index);
}
EXPORT_SYMBOL_GPL(test_index_init);

void test_index_exit(struct kunit *test)
{
	if (test_index && test_index->on)
		rehome_index_stop(test_index);
	test_entries_exit(test);
}
EXPORT_SYMBOL_GPL(test_index_exit);

const struct rehome_first test_first = {
	.egress = { .ifindex = 8, .hop = 9 },
	.signature = NF_REHOME_SIGNATURE_DISCO,
	.rules = 5,
};
EXPORT_SYMBOL_GPL(test_first);

struct nf_conn *test_silent(struct kunit *test, u8 family, u16 sport)
{
	struct test_flow f = test_overlay(family);
	struct nf_conn *ct;

	f.sport = sport;
	f.map_port = sport;
	ct = test_entry(test, &f);
	clear_bit(IPS_SEEN_REPLY_BIT, &ct->status);
	return ct;
}
EXPORT_SYMBOL_GPL(test_silent);

struct nf_conn *test_noted(struct kunit *test, u8 family, u16 sport)
{
	struct nf_conn *ct = test_silent(test, family, sport);

	rehome_record_note(test_index, ct, &test_first);
	return ct;
}
EXPORT_SYMBOL_GPL(test_noted);

/* A copy of what there is, whatever entry it is of. */
struct rehome_record test_record(struct kunit *test, const struct nf_conn *ct)
{
	struct rehome_record copy = {};
	const struct rehome_record *r;

	rcu_read_lock();
	r = rehome_index_find(test_index, ct);
	if (r)
		copy = *r;
	rcu_read_unlock();
	KUNIT_ASSERT_NOT_NULL(test, r);
	return copy;
}
EXPORT_SYMBOL_GPL(test_record);

bool test_has(const struct nf_conn *ct)
{
	bool has;

	rcu_read_lock();
	has = rehome_index_find(test_index, ct);
	rcu_read_unlock();
	return has;
}
EXPORT_SYMBOL_GPL(test_has);

/* As if it had been recorded, or expired, and its last packet seen, so long ago. */
void test_age(const struct nf_conn *ct, unsigned int seconds)
{
	struct rehome_record *r;

	rcu_read_lock();
	r = rehome_index_find(test_index, ct);
	if (r) {
		r->born = ktime_get_seconds() - seconds;
		r->last = (u32)jiffies - seconds * HZ;
	}
	rcu_read_unlock();
}
EXPORT_SYMBOL_GPL(test_age);

/* Ends a flow behind the index's back, as if it were one of a while. */
void test_end(const struct nf_conn *ct)
{
	test_age(ct, 2);
	nf_ct_delete((struct nf_conn *)ct, 0, 0);
}
EXPORT_SYMBOL_GPL(test_end);

/* As a hook does it. */
void test_judged(struct rehome_index *ix, const struct nf_conn *ct,
		 const struct rehome_egress *left, u32 gen)
{
	rcu_read_lock();
	rehome_record_judged(ix, ct, left, gen);
	rcu_read_unlock();
}
EXPORT_SYMBOL_GPL(test_judged);

unsigned int test_scan_all(struct kunit *test)
{
	struct rehome_scan *scan = rehome_scan_begin(test_index);
	unsigned int n = 0;
	struct nf_conn *ct;

	KUNIT_ASSERT_NOT_NULL(test, scan);
	while (!rehome_scan_done(scan)) {
		ct = rehome_scan_next(test_index, &init_net, scan);
		if (!ct)
			continue;
		n++;
		nf_ct_put(ct);
	}
	rehome_scan_end(test_index, scan);
	return n;
}
EXPORT_SYMBOL_GPL(test_scan_all);

/* Flows without an entry: of one that is in no table, only its tuple counts. */
void test_records(struct kunit *test, unsigned int n)
{
	struct nf_conn *like = kunit_kzalloc(test, sizeof(*like), GFP_KERNEL);
	struct nf_conntrack_tuple *t;
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, like);
	write_pnet(&like->ct_net, &init_net);
	t = &like->tuplehash[IP_CT_DIR_ORIGINAL].tuple;
	t->src.l3num = NFPROTO_IPV4;
	for (i = 0; i < n; i++) {
		t->src.u3.ip = htonl(i);
		spin_lock_bh(&test_index->lock);
		KUNIT_EXPECT_NOT_NULL(test, rehome_index_add(test_index, like));
		spin_unlock_bh(&test_index->lock);
	}
}
EXPORT_SYMBOL_GPL(test_records);
