// SPDX-License-Identifier: GPL-2.0
/* An index, and flows in it, for the suites about it. */
#include <linux/nf_rehome.h>
#include <linux/slab.h>
#include <linux/timekeeping.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/netfilter/nf_conntrack_core.h>
#include "records.h"

struct rehome_index *test_index;
EXPORT_SYMBOL_GPL(test_index);

int test_index_init(struct kunit *test)
{
	int err = test_entries_init(test);

	if (err)
		return err;
	test_index = kunit_kzalloc(test, sizeof(*test_index), GFP_KERNEL);
	if (!test_index)
		return -ENOMEM;
	rehome_index_setup(test_index);
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
	.iif = 7, .oif = 8, .mark = 0x1ff, .ct_mark = 0x100, .dscp = 46,
	.signature = NF_REHOME_SIGNATURE_DISCO, .seen = true,
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

/* As if it had been recorded long ago. */
static void age(const struct nf_conn *ct)
{
	struct rehome_index_key key;

	rehome_index_key_of(&key, ct);
	rehome_index_lookup(test_index, &key)->born = ktime_get_seconds() - 2;
}

/* Ends a flow behind the index's back. */
void test_end(const struct nf_conn *ct)
{
	age(ct);
	nf_ct_delete((struct nf_conn *)ct, 0, 0);
}
EXPORT_SYMBOL_GPL(test_end);

bool test_has(const struct nf_conn *ct)
{
	struct rehome_index_key key;

	rehome_index_key_of(&key, ct);
	return rehome_index_lookup(test_index, &key);
}
EXPORT_SYMBOL_GPL(test_has);

unsigned int test_scan_all(struct kunit *test)
{
	struct rehome_first first;
	struct rehome_scan *scan = rehome_scan_begin(test_index);
	unsigned int n = 0;
	struct nf_conn *ct;

	KUNIT_ASSERT_NOT_NULL(test, scan);
	while (!rehome_scan_done(scan)) {
		ct = rehome_scan_next(test_index, &init_net, scan, &first);
		if (!ct)
			continue;
		n++;
		nf_ct_put(ct);
	}
	rehome_scan_end(test_index, scan);
	return n;
}
EXPORT_SYMBOL_GPL(test_scan_all);

/* Flows without an entry. */
void test_records(struct kunit *test, unsigned int n)
{
	struct rehome_index_key key = {};
	u32 i;

	for (i = 0; i < n; i++) {
		key.tuple.src.u3.ip = htonl(i);
		spin_lock_bh(&test_index->lock);
		KUNIT_EXPECT_NOT_NULL(test, rehome_index_add(test_index, &init_net,
							     &key));
		spin_unlock_bh(&test_index->lock);
	}
}
EXPORT_SYMBOL_GPL(test_records);
