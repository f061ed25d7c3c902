// SPDX-License-Identifier: GPL-2.0
/* Conntrack entries for tests: real ones, in the table of the initial
 * namespace, which nothing else uses while no conntrack hook is registered.
 */
#include <linux/bottom_half.h>
#include <net/netfilter/nf_conntrack_acct.h>
#include <net/netfilter/nf_conntrack_core.h>
#include <net/netfilter/nf_conntrack_labels.h>
#include <net/netfilter/nf_conntrack_timestamp.h>
#include <net/netfilter/nf_conntrack_zones.h>
#include <net/netfilter/nf_nat.h>
#include "helpers.h"

#define ENTRIES_MAX	192

/**
 * struct test_entries - the entries of a case, in kunit.priv
 * @before: entries in the namespace before it
 * @live: entries in the table, or once in it; a reference is held to each
 * @loose: entries in no table, with a reference count of 0
 */
struct test_entries {
	unsigned int before;
	struct nf_conn *live[ENTRIES_MAX];
	struct nf_conn *loose[ENTRIES_MAX];
};

const struct test_family test_families[2] = {
	{ "IPv4", NFPROTO_IPV4 },
	{ "IPv6", NFPROTO_IPV6 },
};
EXPORT_SYMBOL_GPL(test_families);

/* TEST-NET-2 and the documentation prefix, 10/8 and fd00::/8: never an address of
 * the guest.
 */
union nf_inet_addr test_addr(u8 family, u8 host)
{
	bool private = host >= TEST_PRIVATE;
	union nf_inet_addr addr = {};

	if (family == NFPROTO_IPV4) {
		addr.ip = htonl((private ? 0x0a090800 : 0xc6336400) | host);
	} else {
		addr.ip6[0] = htonl(private ? 0xfd000000 : 0x20010db8);
		addr.ip6[3] = htonl(host);
	}
	return addr;
}
EXPORT_SYMBOL_GPL(test_addr);

static void put_in(struct kunit *test, struct nf_conn **slots,
		   struct nf_conn *ct)
{
	int i;

	for (i = 0; i < ENTRIES_MAX; i++) {
		if (!slots[i]) {
			slots[i] = ct;
			return;
		}
	}
	KUNIT_FAIL_AND_ABORT(test, "more than %d entries", ENTRIES_MAX);
}

static void take_out(struct nf_conn **slots, const struct nf_conn *ct)
{
	int i;

	for (i = 0; i < ENTRIES_MAX; i++)
		if (slots[i] == ct)
			slots[i] = NULL;
}

int test_entries_init(struct kunit *test)
{
	struct test_entries *es;

	es = kunit_kzalloc(test, sizeof(*es), GFP_KERNEL);
	if (!es)
		return -ENOMEM;
	es->before = nf_conntrack_count(&init_net);
	test->priv = es;
	return 0;
}
EXPORT_SYMBOL_GPL(test_entries_init);

void test_entries_exit(struct kunit *test)
{
	struct test_entries *es = test->priv;
	int i;

	if (!es)
		return;
	for (i = 0; i < ENTRIES_MAX; i++) {
		if (es->live[i]) {
			nf_ct_delete(es->live[i], 0, 0);
			nf_ct_put(es->live[i]);
		}
		if (es->loose[i])
			nf_conntrack_free(es->loose[i]);
	}
	/* References of what was moved go with RCU. */
	rcu_barrier();
	KUNIT_EXPECT_EQ_MSG(test, nf_conntrack_count(&init_net), es->before,
			    "entries leaked");
}
EXPORT_SYMBOL_GPL(test_entries_exit);

/* How many entries the namespace has more than before the case. */
unsigned int test_entries_more(struct kunit *test)
{
	struct test_entries *es = test->priv;

	return nf_conntrack_count(&init_net) - es->before;
}
EXPORT_SYMBOL_GPL(test_entries_more);

static void add_extensions(struct kunit *test, struct nf_conn *ct)
{
	struct nf_conn_tstamp *tstamp;
	void *acct, *labels;

	acct = nf_ct_ext_add(ct, NF_CT_EXT_ACCT, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, acct);
	labels = nf_ct_ext_add(ct, NF_CT_EXT_LABELS, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, labels);
	tstamp = nf_ct_ext_add(ct, NF_CT_EXT_TSTAMP, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, tstamp);
	tstamp->start = ktime_get_real_ns();
}

static unsigned int translate(struct nf_conn *ct, u8 family, u8 host,
			      u16 port, enum nf_nat_manip_type manip)
{
	struct nf_nat_range2 range = {
		.flags = NF_NAT_RANGE_MAP_IPS | NF_NAT_RANGE_PROTO_SPECIFIED,
		.min_addr = test_addr(family, host),
		.max_addr = test_addr(family, host),
		.min_proto.all = htons(port),
		.max_proto.all = htons(port),
	};
	unsigned int hook, verdict;

	hook = manip == NF_NAT_MANIP_SRC ? NF_INET_POST_ROUTING :
					   NF_INET_PRE_ROUTING;
	local_bh_disable();
	verdict = host ? nf_nat_setup_info(ct, &range, manip) :
			 nf_nat_alloc_null_binding(ct, hook);
	local_bh_enable();
	return verdict;
}

/* An entry in no table yet, for cases that still want to change it. */
struct nf_conn *test_entry_new(struct kunit *test, const struct test_flow *f)
{
	struct nf_conntrack_tuple reply, orig = {
		.src = {
			.u3 = test_addr(f->family, f->src),
			.u.all = htons(f->sport),
			.l3num = f->family,
		},
		.dst = {
			.u3 = test_addr(f->family, f->dst),
			.u.all = htons(f->dport),
			.protonum = f->proto ? : IPPROTO_UDP,
			.dir = IP_CT_DIR_ORIGINAL,
		},
	};
	struct test_entries *es = test->priv;
	struct nf_conntrack_zone zone;
	struct nf_conn_nat *nat;
	struct nf_conn *ct;

	nf_ct_zone_init(&zone, f->zone, NF_CT_DEFAULT_ZONE_DIR, 0);
	KUNIT_ASSERT_TRUE(test, nf_ct_invert_tuple(&reply, &orig));
	ct = nf_conntrack_alloc(&init_net, &zone, &orig, &reply, GFP_KERNEL);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, ct);
	put_in(test, es->loose, ct);
	if (!f->bare)
		add_extensions(test, ct);
	if (f->masq_index) {
		nat = nf_ct_nat_ext_add(ct);
		KUNIT_ASSERT_NOT_NULL(test, nat);
		nat->masq_index = f->masq_index;
	}
	KUNIT_ASSERT_EQ(test, NF_ACCEPT,
			translate(ct, f->family, f->to, f->to_port,
				  NF_NAT_MANIP_DST));
	if (f->asks)
		return ct;
	KUNIT_ASSERT_EQ(test, NF_ACCEPT,
			translate(ct, f->family, f->map, f->map_port,
				  NF_NAT_MANIP_SRC));
	/* As a flow that has been used for a while. */
	ct->status |= IPS_SEEN_REPLY | IPS_ASSURED;
	WRITE_ONCE(ct->timeout, nfct_time_stamp + 100 * HZ);
	return ct;
}
EXPORT_SYMBOL_GPL(test_entry_new);

/* Into the table, as a first packet leaves it. */
void test_entry_insert(struct kunit *test, struct nf_conn *ct)
{
	ct->status |= IPS_CONFIRMED;
	KUNIT_ASSERT_EQ(test, 0, nf_conntrack_hash_check_insert(ct));
	test_entry_forget(test, ct);
	test_entry_keep(test, ct);
}
EXPORT_SYMBOL_GPL(test_entry_insert);

struct nf_conn *test_entry(struct kunit *test, const struct test_flow *f)
{
	struct nf_conn *ct = test_entry_new(test, f);

	test_entry_insert(test, ct);
	return ct;
}
EXPORT_SYMBOL_GPL(test_entry);

/* Takes over the caller's reference, or an entry in no table. */
void test_entry_keep(struct kunit *test, struct nf_conn *ct)
{
	struct test_entries *es = test->priv;

	put_in(test, refcount_read(&ct->ct_general.use) ? es->live : es->loose,
	       ct);
}
EXPORT_SYMBOL_GPL(test_entry_keep);

/* Gives a reference, or an entry in no table, back to the caller. */
void test_entry_forget(struct kunit *test, struct nf_conn *ct)
{
	struct test_entries *es = test->priv;

	take_out(es->live, ct);
	take_out(es->loose, ct);
}
EXPORT_SYMBOL_GPL(test_entry_forget);

/* An overlay flow of a LAN host, translated to the first WAN. */
struct test_flow test_overlay(u8 family)
{
	return (struct test_flow){
		.family = family,
		.src = TEST_LAN, .sport = TEST_PORT,
		.dst = TEST_FAR, .dport = TEST_PORT,
		.map = TEST_WAN0, .map_port = TEST_PORT,
	};
}
EXPORT_SYMBOL_GPL(test_overlay);

/* The entry that a packet of @tuple would find in the zone of @like, or NULL;
 * without a reference, for cases that hold one anyway.
 */
struct nf_conn *test_find(struct kunit *test, const struct nf_conn *like,
			  const struct nf_conntrack_tuple *tuple)
{
	struct nf_conntrack_tuple_hash *h;
	struct nf_conn *ct;

	h = nf_conntrack_find_get(&init_net, nf_ct_zone(like), tuple);
	if (!h)
		return NULL;
	ct = nf_ct_tuplehash_to_ctrack(h);
	nf_ct_put(ct);
	return ct;
}
EXPORT_SYMBOL_GPL(test_find);

TEST_IMPORT_NS;
MODULE_DESCRIPTION("What the KUnit suites of nf_rehome share");
MODULE_LICENSE("GPL");
