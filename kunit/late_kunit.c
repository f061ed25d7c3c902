// SPDX-License-Identifier: GPL-2.0
/* Replies to an old mapping are sent on to the new one, with all that tells a
 * good packet from a broken one. For which mappings are old see late_move_kunit.c.
 */
#include <net/checksum.h>
#include <net/ip6_checksum.h>
#include "late_replies.h"

TEST_FAMILY_PARAM();

static void late_reply_is_sent_on(struct kunit *test)
{
	struct test_packet p = reply(test);

	expect_untouched(test, &p);
	move(test);
	expect_sent_on(test, &p);
	p.options = true;
	expect_sent_on(test, &p);
	p.len = 0;
	expect_sent_on(test, &p);
	/* RFC 6935 lets tunnels go without in IPv6, too. */
	p.unsummed = true;
	expect_sent_on(test, &p);
	p.options = false;
	p.len = 100;
	expect_sent_on(test, &p);
}

/* One that comes out as 0 is not to be taken for none. */
static void checksum_that_would_be_none(struct kunit *test)
{
	struct test_packet p = reply(test);
	__sum16 payload = 0;
	struct sk_buff *skb;

	/* Sent on, the sum of all else: with it in the payload, that is all ones. */
	p.dst = TEST_WAN1;
	p.dport = NEW_PORT;
	p.payload = (const u8 *)&payload;
	p.len = sizeof(payload);
	payload = test_udp(test_skb(test, &p))->check;
	KUNIT_ASSERT_TRUE(test, test_udp(test_skb(test, &p))->check ==
				CSUM_MANGLED_0);
	p.dst = TEST_WAN0;
	p.dport = TEST_PORT;
	skb = test_skb(test, &p);
	move(test);
	receive(test, skb);
	KUNIT_EXPECT_TRUE(test, test_udp(skb)->check == CSUM_MANGLED_0);
	KUNIT_EXPECT_TRUE(test, test_sums_are_right(skb));
}

/* From a guest of this machine: its checksum is still to be made, of the sum of
 * the addresses that is there.
 */
static void checksum_to_be_made(struct kunit *test)
{
	struct test_packet p = reply(test);
	struct sk_buff *skb = test_skb(test, &p);
	struct udphdr *uh = test_udp(skb);
	unsigned int len = ntohs(uh->len);

	move(test);
	if (p.family == NFPROTO_IPV4)
		uh->check = ~csum_tcpudp_magic(ip_hdr(skb)->saddr,
					       ip_hdr(skb)->daddr, len,
					       IPPROTO_UDP, 0);
	else
		uh->check = ~csum_ipv6_magic(&ipv6_hdr(skb)->saddr,
					     &ipv6_hdr(skb)->daddr, len,
					     IPPROTO_UDP, 0);
	skb->ip_summed = CHECKSUM_PARTIAL;
	skb->csum_start = skb_transport_header(skb) - skb->head;
	skb->csum_offset = offsetof(struct udphdr, check);
	receive(test, skb);
	KUNIT_EXPECT_TRUE(test, goes_to(skb, TEST_WAN1, NEW_PORT));
	KUNIT_EXPECT_TRUE(test, skb->ip_summed == CHECKSUM_PARTIAL);
	KUNIT_ASSERT_EQ(test, 0, skb_checksum_help(skb));
	KUNIT_EXPECT_TRUE(test, test_sums_are_right(skb));
}

/* The sum that a driver made of all is that of all afterwards. */
static void checksum_of_a_driver(struct kunit *test)
{
	struct test_packet p = reply(test);
	struct sk_buff *skb = test_skb(test, &p);
	u8 checks = init_net.ct.sysctl_checksum;

	move(test);
	skb->ip_summed = CHECKSUM_COMPLETE;
	skb->csum = csum_partial(skb->data, skb->len, 0);
	/* Conntrack would be done with it. */
	init_net.ct.sysctl_checksum = 0;
	receive(test, skb);
	init_net.ct.sysctl_checksum = checks;
	KUNIT_EXPECT_TRUE(test, goes_to(skb, TEST_WAN1, NEW_PORT));
	KUNIT_EXPECT_TRUE(test, test_sums_are_right(skb));
	KUNIT_EXPECT_TRUE(test, skb->ip_summed == CHECKSUM_COMPLETE);
	KUNIT_EXPECT_EQ(test, csum_fold(csum_partial(skb->data, skb->len, 0)),
			csum_fold(skb->csum));
}

/* What others hold as well is not written to. */
static void packet_that_is_shared(struct kunit *test)
{
	struct test_packet p = reply(test);
	struct sk_buff *skb = test_skb(test, &p), *other;

	move(test);
	other = skb_clone(skb, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, other);
	receive(test, skb);
	KUNIT_EXPECT_TRUE(test, goes_to(skb, TEST_WAN1, NEW_PORT));
	KUNIT_EXPECT_TRUE(test, test_sums_are_right(skb));
	KUNIT_EXPECT_TRUE(test, goes_to(other, TEST_WAN0, TEST_PORT));
	KUNIT_EXPECT_TRUE(test, test_sums_are_right(other));
	kfree_skb(other);
}

static void other_packets_pass(struct kunit *test)
{
	struct test_packet p;

	move(test);
	p = reply(test);
	p.src = TEST_FAR2;
	expect_untouched(test, &p);
	p = reply(test);
	p.sport++;
	expect_untouched(test, &p);
	p = reply(test);
	p.dst = TEST_WAN1;
	expect_untouched(test, &p);
	/* In the same bucket. */
	p = reply(test);
	p.dport += REHOME_LATE_BUCKETS;
	expect_untouched(test, &p);
	p = reply(test);
	p.proto = IPPROTO_TCP;
	expect_untouched(test, &p);
	p = reply(test);
	p.proto = IPPROTO_UDPLITE;
	expect_untouched(test, &p);
	p = reply(test);
	p.frag = p.family == NFPROTO_IPV4 ? 100 : 100 << 3;
	expect_untouched(test, &p);
	p.frag |= p.family == NFPROTO_IPV4 ? IP_MF : 1;
	expect_untouched(test, &p);
}

static struct kunit_case late_cases[] = {
	KUNIT_CASE_PARAM(late_reply_is_sent_on, family_gen_params),
	KUNIT_CASE_PARAM(checksum_that_would_be_none, family_gen_params),
	KUNIT_CASE_PARAM(checksum_to_be_made, family_gen_params),
	KUNIT_CASE_PARAM(checksum_of_a_driver, family_gen_params),
	KUNIT_CASE_PARAM(packet_that_is_shared, family_gen_params),
	KUNIT_CASE_PARAM(other_packets_pass, family_gen_params),
	{}
};

static struct kunit_suite late_suite = {
	.name = "nf_rehome_late",
	.init = late_init,
	.exit = late_exit,
	.test_cases = late_cases,
};

kunit_test_suite(late_suite);

TEST_IMPORT_NS;
MODULE_DESCRIPTION("KUnit suite of late replies");
MODULE_LICENSE("GPL");
