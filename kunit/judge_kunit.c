// SPDX-License-Identifier: GPL-2.0
/* A packet is judged before the chains of NAT: from a real entry, real devices and what
 * is recorded to what becomes of them. For what is done behind the chains see
 * moved_kunit.c.
 */
#include <linux/netdevice.h>
#include <net/netfilter/nf_conntrack_acct.h>
#include "compat.h"
#include "judged.h"

TEST_FAMILY_PARAM();

/* So that the next one passes without a look. */
static void packet_that_fits(struct kunit *test)
{
	struct nf_conn *ct = flow(test);
	struct rehome_record r;

	leaves_with(test, packet_of(test, ct), facts.wan0);
	KUNIT_EXPECT_FALSE(test, nf_ct_is_dying(ct));
	expect_counted(test, 1, 0, 0, 0);
	KUNIT_EXPECT_EQ(test, 1, counted(NF_REHOME_REASON_FITS)->keep);
	KUNIT_EXPECT_EQ(test, 1, atomic64_read(&facts.rn->stats.judged));
	r = record_of(test, ct);
	KUNIT_EXPECT_EQ(test, facts.wan0, r.left.ifindex);
	KUNIT_EXPECT_EQ(test, GEN, r.gen);
	KUNIT_EXPECT_EQ(test, REHOME_TOKENS, r.tokens);
}

static void packet_that_moves_its_flow(struct kunit *test)
{
	struct nf_conn *old = flow(test), *new;
	struct sk_buff *skb = packet_of(test, old);
	struct rehome_egress left = { .ifindex = facts.wan0 };
	u8 acct = init_net.ct.sysctl_acct;
	struct rehome_record r;

	/* What was judged is of the old one. */
	rehome_record_judged(&facts.rn->index, old, &left, GEN);
	atomic64_set(&nf_conn_acct_find(old)->counter[1].bytes, 700);
	init_net.ct.sysctl_acct = 1;
	leaves(test, skb, facts.wan1);
	init_net.ct.sysctl_acct = acct;
	new = has(skb);
	KUNIT_ASSERT_PTR_NE(test, old, new);
	KUNIT_EXPECT_TRUE(test, nf_ct_is_dying(old));
	KUNIT_EXPECT_FALSE(test, nf_ct_is_confirmed(new));
	KUNIT_EXPECT_TRUE(test, nf_ct_tuple_equal(test_orig(old), test_orig(new)));
	KUNIT_EXPECT_EQ(test, 0xbeef, new->mark);
	KUNIT_EXPECT_EQ(test, IPS_SEEN_REPLY, new->status & IPS_SEEN_REPLY);
	KUNIT_ASSERT_NOT_NULL(test, nf_conn_acct_find(new));
	KUNIT_EXPECT_EQ(test, 700,
			atomic64_read(&nf_conn_acct_find(new)->counter[1].bytes));
	r = record_of(test, new);
	KUNIT_EXPECT_EQ(test, facts.wan1, r.chosen.ifindex);
	KUNIT_EXPECT_EQ(test, REHOME_TOKENS - 1, r.tokens);
	KUNIT_EXPECT_NE(test, GEN, r.gen);
	KUNIT_EXPECT_TRUE(test, rehome_record_is(&r, REHOME_RECORD_OUTBOUND));
	KUNIT_EXPECT_EQ(test, 1, atomic64_read(&facts.rn->stats.asked));
	/* The rule set has not been asked yet. */
	expect_counted(test, 0, 0, 0, 0);

	KUNIT_EXPECT_PTR_EQ(test, new, mapped(test, skb, TEST_WAN1, TEST_PORT));
	KUNIT_EXPECT_TRUE(test, nf_ct_is_confirmed(new));
	KUNIT_EXPECT_PTR_EQ(test, new, test_find(test, new, test_reply(new)));
	expect_counted(test, 0, 1, 0, 0);
	KUNIT_EXPECT_EQ(test, 1, counted(NF_REHOME_REASON_EGRESS_MOVED)->renat);
	KUNIT_EXPECT_EQ(test, 1, rehome_stats_device(&facts.rn->stats,
						     facts.wan0).moved_from);
	KUNIT_EXPECT_EQ(test, 1, rehome_stats_device(&facts.rn->stats,
						     facts.wan1).moved_to);
	KUNIT_EXPECT_EQ(test, 1, facts.rn->failovers.now.renat);
	KUNIT_EXPECT_EQ(test, 1, facts.rn->late.count);
	r = record_of(test, new);
	KUNIT_EXPECT_TRUE(test, rehome_record_is(&r, REHOME_RECORD_WAS_NATTED));
	KUNIT_EXPECT_EQ(test, 0, r.also.ifindex);
	/* There it fits. */
	leaves_with(test, packet_of(test, new), facts.wan1);
	KUNIT_EXPECT_EQ(test, 1, counted(NF_REHOME_REASON_FITS)->keep);
}

/* Between the two hooks a flow has no entry, and a pass may look for it. */
static void record_stays_while_it_moves(struct kunit *test)
{
	struct nf_conn *ct = flow(test);
	struct sk_buff *skb = packet_of(test, ct);
	const struct rehome_index_key key = record_of(test, ct).key;
	struct rehome_record *r;

	spin_lock_bh(&facts.rn->index.lock);
	r = rehome_index_lookup(&facts.rn->index, ct);
	r->born -= 1000;
	r->last = (u32)jiffies - 1000 * HZ;
	spin_unlock_bh(&facts.rn->index.lock);
	leaves(test, skb, facts.wan1);
	rehome_record_ended(&facts.rn->index, &key);
	KUNIT_EXPECT_EQ(test, 0, facts.rn->index.count.gone);
	mapped(test, skb, TEST_WAN1, TEST_PORT);
	expect_counted(test, 0, 1, 0, 0);
}

/* For as long as judging and NAT take; see route_kunit.c. */
static void route_is_held(struct kunit *test)
{
	struct net_device *dev = dev_get_by_index(&init_net, facts.wan0);
	struct nf_conn *ct = flow(test);
	struct sk_buff *skb = packet_of(test, ct);
	struct rtable *rt;
	bool noref;

	KUNIT_ASSERT_NOT_NULL(test, dev);
	rt = rehome_rt_alloc(dev, 0, RTN_UNICAST, false);
	dev_put(dev);
	KUNIT_ASSERT_NOT_NULL(test, rt);
	rcu_read_lock();
	skb_dst_set_noref(skb, &rt->dst);
	verdict_on(test, skb, facts.wan0);
	noref = skb_dst_is_noref(skb);
	rcu_read_unlock();
	KUNIT_EXPECT_FALSE(test, noref);
	skb_dst_drop(skb);
	dst_release(&rt->dst);
	KUNIT_EXPECT_PTR_EQ(test, ct, test_entry_of(test, skb));
}

/* Of a flow from inside, only its own packets say where the mapping belongs. */
static void reply_proves_nothing(struct kunit *test)
{
	struct nf_conn *ct = flow(test);

	leaves_with(test, test_skb_of(test, ct, IP_CT_ESTABLISHED_REPLY), facts.wan1);
	KUNIT_EXPECT_FALSE(test, nf_ct_is_dying(ct));
	expect_counted(test, 0, 0, 0, 0);
	KUNIT_EXPECT_EQ(test, 0, record_of(test, ct).left.ifindex);
}

/* Of one from outside, its replies: here they left with an address that is gone. */
static void flow_from_outside(struct kunit *test)
{
	const struct test_flow f = forwarded(test);
	struct nf_conn *ct = test_entry(test, &f);

	loses_its_address(test, ct);
	leaves_with(test, packet_of(test, ct), facts.wan1);
	expect_counted(test, 0, 0, 0, 0);
	KUNIT_EXPECT_EQ(test, 0, record_of(test, ct).left.ifindex);
	leaves_with(test, test_skb_of(test, ct, IP_CT_ESTABLISHED_REPLY), facts.wan1);
	KUNIT_EXPECT_TRUE(test, nf_ct_is_dying(ct));
	expect_counted(test, 0, 0, 1, 0);
	KUNIT_EXPECT_EQ(test, 1, counted(NF_REHOME_REASON_ADDR_GONE)->expire);
}

/* Something of it cannot be carried over: its next packet begins anew. */
static void excluded_is_expired(struct kunit *test)
{
	struct nf_conn *ct = flow(test);
	struct sk_buff *second = packet_of(test, ct);

	set_bit(IPS_HELPER_BIT, &ct->status);
	leaves_with(test, packet_of(test, ct), facts.wan1);
	KUNIT_EXPECT_TRUE(test, nf_ct_is_dying(ct));
	expect_counted(test, 0, 0, 1, 0);
	KUNIT_EXPECT_EQ(test, 1, counted(NF_REHOME_REASON_EGRESS_MOVED)->expire);
	KUNIT_EXPECT_NE(test, 0, record_of(test, ct).epoch);
	/* What was on its way with it goes its way, also when it began anew. */
	flow(test);
	leaves_with(test, second, facts.wan1);
	KUNIT_EXPECT_EQ(test, 0, atomic64_read(&facts.rn->stats.asked));
}

static void report_changes_nothing(struct kunit *test)
{
	struct nf_conn *ct = flow(test);

	facts.rn->params.mode = NF_REHOME_MODE_REPORT;
	leaves_with(test, packet_of(test, ct), facts.wan1);
	KUNIT_EXPECT_FALSE(test, nf_ct_is_dying(ct));
	expect_counted(test, 0, 0, 0, 1);
	KUNIT_EXPECT_EQ(test, 1, counted(NF_REHOME_REASON_EGRESS_MOVED)->report);
	KUNIT_EXPECT_EQ(test, REHOME_TOKENS, record_of(test, ct).tokens);
	/* It is reported once in a generation. */
	KUNIT_EXPECT_EQ(test, GEN, record_of(test, ct).gen);
	/* Nor does it catch up with what it did not do. */
	nf_ct_delete(ct, 0, 0);
	leaves_with(test, packet_of(test, ct), facts.wan1);
	KUNIT_EXPECT_EQ(test, 0, atomic64_read(&facts.rn->stats.asked));
}

/* Somebody deleted the entry and the flow began anew, while a packet with the old one
 * was on its way: what may not move the flow makes it no entry either.
 */
static void renewed_is_left_alone(struct kunit *test)
{
	struct nf_conn *old = flow(test);
	struct sk_buff *reported = packet_of(test, old), *kept = packet_of(test, old);
	struct rehome_classes *cs = test_net_classes(facts.rn);
	int i;

	nf_ct_delete(old, 0, 0);
	flow(test);
	facts.rn->params.mode = NF_REHOME_MODE_REPORT;
	leaves_with(test, reported, facts.wan1);
	facts.rn->params.mode = NF_REHOME_MODE_RENAT;
	for (i = 0; i < cs->count; i++)
		cs->at[i]->conf.action = NF_REHOME_ACTION_KEEP;
	leaves_with(test, kept, facts.wan1);
	KUNIT_EXPECT_EQ(test, 0, atomic64_read(&facts.rn->stats.asked));
	KUNIT_EXPECT_EQ(test, 0, facts.rn->late.count);
}

/* It waits; the next packet asks again. */
static void moved_too_often(struct kunit *test)
{
	struct nf_conn *ct = flow(test);
	struct rehome_record *r;

	spin_lock_bh(&facts.rn->index.lock);
	r = rehome_index_lookup(&facts.rn->index, ct);
	r->tokens = 0;
	r->moved = jiffies;
	spin_unlock_bh(&facts.rn->index.lock);
	leaves_with(test, packet_of(test, ct), facts.wan1);
	KUNIT_EXPECT_FALSE(test, nf_ct_is_dying(ct));
	KUNIT_EXPECT_EQ(test, 1, counted(NF_REHOME_REASON_DAMPED)->keep);
	KUNIT_EXPECT_EQ(test, GEN - 1, record_of(test, ct).gen);
}

static void flow_that_was_not_known(struct kunit *test)
{
	static const u8 disco[122] = { 'T', 'S', 0xf0, 0x9f, 0x92, 0xac };
	struct test_flow f = test_overlay(test_family(test));
	struct nf_conn *ct = test_entry(test, &f);
	struct sk_buff *skb = packet_of(test, ct);
	struct rehome_record r;

	memcpy(skb_transport_header(skb) + sizeof(struct udphdr), disco, 100);
	leaves_with(test, skb, facts.wan0);
	KUNIT_EXPECT_EQ(test, 1, facts.rn->index.count.adopted);
	r = record_of(test, ct);
	KUNIT_EXPECT_EQ(test, NF_REHOME_SIGNATURE_DISCO, r.signature);
	KUNIT_EXPECT_TRUE(test, rehome_record_is(&r, REHOME_RECORD_OUTBOUND));
}

/* To the router itself, of no class, or of what has no one place. */
static void what_is_not_judged(struct kunit *test)
{
	struct nf_conn *ct = flow(test);
	struct nf_conntrack_tuple *to =
		&ct->tuplehash[IP_CT_DIR_ORIGINAL].tuple, was = *to;
	struct rehome_classes *cs = test_net_classes(facts.rn);
	int i;

	leaves_with(test, packet_of(test, ct), init_net.loopback_dev->ifindex);
	KUNIT_EXPECT_EQ(test, GEN, record_of(test, ct).gen);
	for (i = 0; i < cs->count; i++)
		cs->at[i]->conf.active = false;
	leaves_with(test, packet_of(test, ct), facts.wan1);
	for (i = 0; i < cs->count; i++)
		cs->at[i]->conf.active = !cs->at[i]->preset;
	if (test_family(test) == NFPROTO_IPV4)
		to->dst.u3.ip = htonl(0xe0000105);
	else
		to->dst.u3.ip6[0] = htonl(0xff0e0000);
	leaves_with(test, packet_of(test, ct), facts.wan1);
	*to = was;
	KUNIT_EXPECT_FALSE(test, nf_ct_is_dying(ct));
	KUNIT_EXPECT_EQ(test, 0, atomic64_read(&facts.rn->stats.judged));
	expect_counted(test, 0, 0, 0, 0);
}

/* An error of ICMP, that a host sends about a reply, has its entry, and is of no flow. */
static void error_about_it(struct kunit *test)
{
	const struct test_packet p = {
		.family = test_family(test), .src = TEST_LAN, .dst = TEST_FAR, .len = 100,
		.proto = test_family(test) == NFPROTO_IPV4 ? IPPROTO_ICMP : IPPROTO_ICMPV6,
	};
	struct sk_buff *skb = test_skb(test, &p);
	struct nf_conn *ct = flow(test);

	nf_conntrack_get(&ct->ct_general);
	nf_ct_set(skb, ct, IP_CT_RELATED);
	leaves_with(test, skb, facts.wan1);
	KUNIT_EXPECT_FALSE(test, nf_ct_is_dying(ct));
	KUNIT_EXPECT_EQ(test, 0, atomic64_read(&facts.rn->stats.judged));
	/* The first packets of a flow that was expected are its own. */
	skb = packet_of(test, ct);
	nf_reset_ct(skb);
	nf_conntrack_get(&ct->ct_general);
	nf_ct_set(skb, ct, IP_CT_RELATED);
	leaves(test, skb, facts.wan1);
	mapped(test, skb, TEST_WAN1, TEST_PORT);
	expect_counted(test, 0, 1, 0, 0);
}

/* It comes again on the device proper. */
static void what_passes_a_vrf(struct kunit *test)
{
	struct nf_conn *ct = flow(test);
	struct net_device *dev = dev_get_by_index(&init_net, facts.wan1);

	KUNIT_ASSERT_NOT_NULL(test, dev);
	dev->priv_flags |= IFF_L3MDEV_MASTER;
	leaves_with(test, packet_of(test, ct), facts.wan1);
	dev->priv_flags &= ~IFF_L3MDEV_MASTER;
	dev_put(dev);
	KUNIT_EXPECT_FALSE(test, nf_ct_is_dying(ct));
	KUNIT_EXPECT_EQ(test, 0, record_of(test, ct).left.ifindex);
}

/* Two packets were on their way; the other one moved the flow. */
static void second_packet_catches_up(struct kunit *test)
{
	struct nf_conn *old = flow(test), *new;
	struct sk_buff *first = packet_of(test, old), *second = packet_of(test, old);

	leaves(test, first, facts.wan1);
	new = mapped(test, first, TEST_WAN1, TEST_PORT);
	leaves(test, second, facts.wan1);
	KUNIT_EXPECT_PTR_EQ(test, new, test_entry_of(test, second));
	/* With it, it is judged, and fits. */
	expect_counted(test, 1, 1, 0, 0);
	KUNIT_EXPECT_EQ(test, 1, counted(NF_REHOME_REASON_FITS)->keep);
	KUNIT_EXPECT_EQ(test, facts.wan1, record_of(test, new).left.ifindex);
	KUNIT_EXPECT_EQ(test, 1, facts.rn->late.count);
}

/* The kernel ended it, as with masquerading when an address goes. */
static void entry_that_others_ended(struct kunit *test)
{
	struct nf_conn *ct = flow(test), *new;
	struct sk_buff *skb;

	nf_ct_delete(ct, 0, 0);
	leaves_with(test, packet_of(test, ct), facts.wan0);
	leaves_with(test, test_skb_of(test, ct, IP_CT_ESTABLISHED_REPLY), facts.wan1);
	KUNIT_EXPECT_EQ(test, 0, atomic64_read(&facts.rn->stats.asked));
	skb = packet_of(test, ct);
	leaves(test, skb, facts.wan1);
	KUNIT_EXPECT_EQ(test, 1, failed(NF_REHOME_FAILURE_LOST_RACE));
	new = mapped(test, skb, TEST_WAN1, TEST_PORT);
	KUNIT_EXPECT_PTR_NE(test, ct, new);
	expect_counted(test, 0, 1, 0, 0);
	/* Of one that nothing is known of, nothing is done. */
	rehome_index_stop(&facts.rn->index);
	KUNIT_ASSERT_EQ(test, 0, rehome_index_start(&facts.rn->index));
	leaves_with(test, packet_of(test, ct), facts.wan1);
}

static struct kunit_case judge_cases[] = {
	KUNIT_CASE_PARAM(packet_that_fits, family_gen_params),
	KUNIT_CASE_PARAM(packet_that_moves_its_flow, family_gen_params),
	KUNIT_CASE_PARAM(record_stays_while_it_moves, family_gen_params),
	KUNIT_CASE_PARAM(route_is_held, family_gen_params),
	KUNIT_CASE_PARAM(reply_proves_nothing, family_gen_params),
	KUNIT_CASE_PARAM(flow_from_outside, family_gen_params),
	KUNIT_CASE_PARAM(excluded_is_expired, family_gen_params),
	KUNIT_CASE_PARAM(report_changes_nothing, family_gen_params),
	KUNIT_CASE_PARAM(renewed_is_left_alone, family_gen_params),
	KUNIT_CASE_PARAM(moved_too_often, family_gen_params),
	KUNIT_CASE_PARAM(flow_that_was_not_known, family_gen_params),
	KUNIT_CASE_PARAM(what_is_not_judged, family_gen_params),
	KUNIT_CASE_PARAM(error_about_it, family_gen_params),
	KUNIT_CASE_PARAM(what_passes_a_vrf, family_gen_params),
	KUNIT_CASE_PARAM(second_packet_catches_up, family_gen_params),
	KUNIT_CASE_PARAM(entry_that_others_ended, family_gen_params),
	{}
};

static struct kunit_suite judge_suite = {
	.name = "nf_rehome_judge",
	.init = judged_init,
	.exit = judged_exit,
	.test_cases = judge_cases,
};

kunit_test_suite(judge_suite);

TEST_IMPORT_NS;
MODULE_DESCRIPTION("KUnit suite of packets that are judged");
MODULE_LICENSE("GPL");
