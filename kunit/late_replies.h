/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_KUNIT_LATE_REPLIES_H
#define _REHOME_KUNIT_LATE_REPLIES_H

#include <linux/ip.h>
#include <linux/ipv6.h>
#include <net/ip.h>
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

/* A flow that has this mapping. */
static inline struct nf_conn *mapped(struct kunit *test, u8 host, u16 port)
{
	struct test_flow f = test_overlay(test_family(test));

	f.map = host;
	f.map_port = port;
	/* Never two of them in the table. */
	return test_entry_new(test, &f);
}

/* From the first WAN to the second, with another port. */
static inline void move(struct kunit *test)
{
	struct nf_conn *old = mapped(test, TEST_WAN0, TEST_PORT);

	rehome_late_moved(rn, mapped(test, TEST_WAN1, NEW_PORT), test_reply(old));
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

static inline unsigned int verdict_on(struct sk_buff *skb)
{
	const struct nf_hook_state state = {
		.pf = ip_hdr(skb)->version == 4 ? NFPROTO_IPV4 : NFPROTO_IPV6,
		.hook = NF_INET_PRE_ROUTING,
		.net = &init_net,
	};
	unsigned int verdict;

	rcu_read_lock();
	verdict = rehome_late_packet(rn, skb, &state);
	rcu_read_unlock();
	return verdict;
}

static inline void receive(struct kunit *test, struct sk_buff *skb)
{
	KUNIT_EXPECT_EQ(test, NF_ACCEPT, verdict_on(skb));
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
