/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_KUNIT_LATE_REPLIES_H
#define _REHOME_KUNIT_LATE_REPLIES_H

#include <linux/ip.h>
#include <linux/ipv6.h>
#include <net/ip.h>
#include <net/netfilter/nf_conntrack_core.h>
#include "late.h"
#include "nets.h"
#include "packets.h"

#define NEW_PORT	50000

static struct rehome_net *rn;

static inline int late_init(struct kunit *test)
{
	int err = test_entries_init(test);

	if (err)
		return err;
	rn = test_net(test);
	return 0;
}

/* What waits for late replies holds the entries that it had. */
static inline void late_exit(struct kunit *test)
{
	if (rn)
		rehome_late_exit(&rn->late);
	rn = NULL;
	test_entries_exit(test);
}

/* The flow has this mapping now. */
static inline struct nf_conn *mapped(struct kunit *test, u8 host, u16 port)
{
	struct test_flow f = test_overlay(test_family(test));

	f.map = host;
	f.map_port = port;
	return test_entry(test, &f);
}

static inline struct nf_conn *move_to(struct kunit *test, struct nf_conn *old,
				      u8 host, u16 port)
{
	struct nf_conn *new;

	rehome_late_begin(rn, old, true);
	nf_ct_delete(old, 0, 0);
	new = mapped(test, host, port);
	rehome_late_moved(rn, new, test_reply(old));
	return new;
}

/* From the first WAN to the second, with another port. */
static inline struct nf_conn *move(struct kunit *test)
{
	return move_to(test, mapped(test, TEST_WAN0, TEST_PORT), TEST_WAN1, NEW_PORT);
}

static inline struct test_packet reply(struct kunit *test)
{
	return (struct test_packet){
		.family = test_family(test),
		.src = TEST_FAR, .sport = TEST_PORT,
		.dst = TEST_WAN0, .dport = TEST_PORT,
		.len = 101,
	};
}

static inline struct nf_hook_state state_of(const struct sk_buff *skb)
{
	return (struct nf_hook_state){
		.pf = ip_hdr(skb)->version == 4 ? NFPROTO_IPV4 : NFPROTO_IPV6,
		.hook = NF_INET_PRE_ROUTING,
		.net = &init_net,
	};
}

static inline void conntrack_looks(struct kunit *test, struct sk_buff *skb)
{
	const struct nf_hook_state state = state_of(skb);

	KUNIT_EXPECT_EQ(test, NF_ACCEPT, nf_conntrack_in(skb, &state));
}

/* The entry that a packet comes out with; without a reference. */
struct came {
	const struct nf_conn *ct;
	enum ip_conntrack_info ctinfo;
};

static inline unsigned int verdict_on(struct sk_buff *skb, struct came *with)
{
	const struct nf_hook_state state = state_of(skb);
	unsigned int verdict;

	rcu_read_lock();
	verdict = rehome_late_packet(rn, skb, &state);
	rcu_read_unlock();
	with->ct = nf_ct_get(skb, &with->ctinfo);
	nf_reset_ct(skb);
	return verdict;
}

static inline struct came receive(struct kunit *test, struct sk_buff *skb)
{
	struct came with;

	conntrack_looks(test, skb);
	KUNIT_EXPECT_EQ(test, NF_ACCEPT, verdict_on(skb, &with));
	return with;
}

static inline bool goes_to(const struct sk_buff *skb, u8 host, u16 port)
{
	u8 family = ip_hdr(skb)->version == 4 ? NFPROTO_IPV4 : NFPROTO_IPV6;
	union nf_inet_addr addr = test_addr(family, host), to = {};

	if (family == NFPROTO_IPV4)
		to.ip = ip_hdr(skb)->daddr;
	else
		to.in6 = ipv6_hdr(skb)->daddr;
	return nf_inet_addr_cmp(&addr, &to) &&
	       test_udp(skb)->dest == htons(port);
}

static inline void expect_untouched(struct kunit *test, const struct test_packet *p)
{
	struct sk_buff *skb = test_skb(test, p);
	u8 *before = kunit_kmalloc(test, skb->len, GFP_KERNEL);
	u64 late = atomic64_read(&rn->stats.late);

	KUNIT_ASSERT_NOT_NULL(test, before);
	memcpy(before, skb->data, skb->len);
	receive(test, skb);
	KUNIT_EXPECT_MEMEQ(test, before, skb->data, skb->len);
	KUNIT_EXPECT_EQ(test, late, atomic64_read(&rn->stats.late));
}

static inline void expect_sent_on(struct kunit *test, const struct test_packet *p)
{
	struct sk_buff *skb = test_skb(test, p);
	u64 late = atomic64_read(&rn->stats.late);
	bool summed = test_udp(skb)->check;

	KUNIT_ASSERT_TRUE(test, test_sums_are_right(skb));
	receive(test, skb);
	KUNIT_EXPECT_TRUE(test, goes_to(skb, TEST_WAN1, NEW_PORT));
	KUNIT_EXPECT_TRUE(test, test_sums_are_right(skb));
	KUNIT_EXPECT_EQ(test, summed, !!test_udp(skb)->check);
	KUNIT_EXPECT_EQ(test, htons(p->sport), test_udp(skb)->source);
	KUNIT_EXPECT_EQ(test, late + 1, atomic64_read(&rn->stats.late));
}

#endif
