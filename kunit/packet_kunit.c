// SPDX-License-Identifier: GPL-2.0
/* What a UDP packet itself tells, wherever its headers are. */
#include <linux/ip.h>
#include <net/ip.h>
#include <net/netfilter/nf_conntrack_tuple.h>
#include "packet.h"
#include "packets.h"

TEST_FAMILY_PARAM();

static struct test_packet packet(const struct kunit *test)
{
	return (struct test_packet){
		.family = test_family(test),
		.src = TEST_FAR, .sport = 1000,
		.dst = TEST_WAN0, .dport = 2000,
		.len = 100,
	};
}

static void expect_tuple(struct kunit *test, const struct test_packet *p)
{
	const struct nf_conntrack_tuple want = {
		.src = {
			.u3 = test_addr(p->family, p->src),
			.u.udp.port = htons(p->sport),
			.l3num = p->family,
		},
		.dst = {
			.u3 = test_addr(p->family, p->dst),
			.u.udp.port = htons(p->dport),
			.protonum = IPPROTO_UDP,
			.dir = IP_CT_DIR_REPLY,
		},
	};
	struct sk_buff *skb = test_skb(test, p);
	struct nf_conntrack_tuple t;
	int at;

	/* No byte of what is compared and hashed may be left as it was. */
	memset(&t, 0xff, sizeof(t));
	KUNIT_ASSERT_TRUE(test, rehome_packet_tuple(skb, p->family, &t, &at));
	KUNIT_EXPECT_TRUE(test, nf_ct_tuple_equal(&want, &t));
	KUNIT_EXPECT_EQ(test, want.dst.dir, t.dst.dir);
	KUNIT_EXPECT_EQ(test, skb_transport_offset(skb), at);
}

static bool has_tuple(struct kunit *test, const struct test_packet *p)
{
	struct nf_conntrack_tuple t;
	int at;

	return rehome_packet_tuple(test_skb(test, p), p->family, &t, &at);
}

static void tuple_of_a_packet(struct kunit *test)
{
	struct test_packet p = packet(test);

	expect_tuple(test, &p);
	p.options = true;
	expect_tuple(test, &p);
	p.len = 0;
	expect_tuple(test, &p);
}

/* As it comes from a driver that puts little into the linear part. */
static void tuple_behind_the_linear_part(struct kunit *test)
{
	struct test_packet p = packet(test);
	struct sk_buff *skb = test_skb(test, &p), *tail;
	unsigned int head = skb_transport_offset(skb) + 3;
	struct nf_conntrack_tuple t;
	int at;

	tail = alloc_skb(skb->len, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, tail);
	skb_put_data(tail, skb->data + head, skb->len - head);
	__skb_trim(skb, head);
	/* Freed with it. */
	skb_shinfo(skb)->frag_list = tail;
	skb->len += tail->len;
	skb->data_len += tail->len;

	KUNIT_ASSERT_TRUE(test, rehome_packet_tuple(skb, p.family, &t, &at));
	KUNIT_EXPECT_EQ(test, htons(1000), t.src.u.udp.port);
	KUNIT_EXPECT_EQ(test, htons(2000), t.dst.u.udp.port);
}

static void no_tuple_of_a_fragment(struct kunit *test)
{
	struct test_packet p = packet(test);

	/* In units of 8 bytes in IPv4, shifted by as much in IPv6. */
	p.frag = p.family == NFPROTO_IPV4 ? 100 : 100 << 3;
	KUNIT_EXPECT_FALSE(test, has_tuple(test, &p));
	p.frag |= p.family == NFPROTO_IPV4 ? IP_MF : 1;
	KUNIT_EXPECT_FALSE(test, has_tuple(test, &p));
}

static void no_tuple_of_the_first_fragment(struct kunit *test)
{
	struct test_packet p = packet(test);

	p.frag = p.family == NFPROTO_IPV4 ? IP_MF : 1;
	KUNIT_EXPECT_FALSE(test, has_tuple(test, &p));
	if (p.family == NFPROTO_IPV6)
		return;
	/* That it must not be made one is no fragment. */
	p.frag = IP_DF;
	KUNIT_EXPECT_TRUE(test, has_tuple(test, &p));
}

static void no_tuple_of_another_protocol(struct kunit *test)
{
	static const u8 protos[] = {
		IPPROTO_TCP, IPPROTO_UDPLITE, IPPROTO_ICMP, IPPROTO_ICMPV6,
		IPPROTO_SCTP, IPPROTO_ESP, IPPROTO_GRE, IPPROTO_RAW,
	};
	struct test_packet p = packet(test);
	int i;

	for (i = 0; i < ARRAY_SIZE(protos); i++) {
		p.proto = protos[i];
		p.options = false;
		KUNIT_EXPECT_FALSE(test, has_tuple(test, &p));
		p.options = true;
		KUNIT_EXPECT_FALSE(test, has_tuple(test, &p));
	}
}

static void no_tuple_of_what_is_cut_off(struct kunit *test)
{
	struct test_packet p = packet(test);
	struct sk_buff *skb = test_skb(test, &p);
	struct nf_conntrack_tuple t;
	int at;

	skb_trim(skb, skb_transport_offset(skb) + sizeof(struct udphdr) - 1);
	KUNIT_EXPECT_FALSE(test, rehome_packet_tuple(skb, p.family, &t, &at));
}

/* A request of STUN. */
static const u8 stun[20] = {
	0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12,
};

static struct test_packet stun_packet(const struct kunit *test)
{
	struct test_packet p = packet(test);

	p.payload = stun;
	p.len = sizeof(stun);
	return p;
}

static enum nf_rehome_signature found(struct kunit *test,
				      const struct test_packet *p)
{
	return rehome_packet_signature(test_skb(test, p), p->family);
}

static void signature_of_a_packet(struct kunit *test)
{
	struct test_packet p = stun_packet(test);

	KUNIT_EXPECT_EQ(test, NF_REHOME_SIGNATURE_STUN, found(test, &p));
	p.options = true;
	KUNIT_EXPECT_EQ(test, NF_REHOME_SIGNATURE_STUN, found(test, &p));
	p.proto = IPPROTO_UDPLITE;
	KUNIT_EXPECT_EQ(test, NF_REHOME_SIGNATURE_NONE, found(test, &p));
	p = packet(test);
	KUNIT_EXPECT_EQ(test, NF_REHOME_SIGNATURE_NONE, found(test, &p));
	p.len = 0;
	KUNIT_EXPECT_EQ(test, NF_REHOME_SIGNATURE_NONE, found(test, &p));
}

/* The length of UDP's header counts, not what a link added to the packet; but no
 * more than there is.
 */
static void signature_by_the_length(struct kunit *test)
{
	struct test_packet p = stun_packet(test);
	struct sk_buff *skb = test_skb(test, &p);

	skb_put_zero(skb, 10);
	KUNIT_EXPECT_EQ(test, NF_REHOME_SIGNATURE_STUN,
			rehome_packet_signature(skb, p.family));
	test_udp(skb)->len = htons(sizeof(struct udphdr) + 19);
	KUNIT_EXPECT_EQ(test, NF_REHOME_SIGNATURE_NONE,
			rehome_packet_signature(skb, p.family));
	test_udp(skb)->len = htons(7);
	KUNIT_EXPECT_EQ(test, NF_REHOME_SIGNATURE_NONE,
			rehome_packet_signature(skb, p.family));
	test_udp(skb)->len = htons(1000);
	skb_trim(skb, skb_transport_offset(skb) + sizeof(struct udphdr) + 20);
	KUNIT_EXPECT_EQ(test, NF_REHOME_SIGNATURE_STUN,
			rehome_packet_signature(skb, p.family));
	skb_trim(skb, skb->len - 1);
	KUNIT_EXPECT_EQ(test, NF_REHOME_SIGNATURE_NONE,
			rehome_packet_signature(skb, p.family));
}

/* Several packets of one flow that came together are recognized by the first. */
static void signature_of_many(struct kunit *test)
{
	struct test_packet p = stun_packet(test);
	struct sk_buff *skb = test_skb(test, &p);
	struct udphdr *uh = test_udp(skb);

	skb_put_data(skb, stun, sizeof(stun));
	uh->len = htons(sizeof(*uh) + 2 * sizeof(stun));
	/* As one, its length is wrong. */
	KUNIT_EXPECT_EQ(test, NF_REHOME_SIGNATURE_NONE,
			rehome_packet_signature(skb, p.family));
	skb_shinfo(skb)->gso_type = SKB_GSO_UDP_L4;
	skb_shinfo(skb)->gso_size = sizeof(stun);
	skb_shinfo(skb)->gso_segs = 2;
	KUNIT_EXPECT_EQ(test, NF_REHOME_SIGNATURE_STUN,
			rehome_packet_signature(skb, p.family));
}

static struct kunit_case packet_cases[] = {
	KUNIT_CASE_PARAM(tuple_of_a_packet, family_gen_params),
	KUNIT_CASE_PARAM(tuple_behind_the_linear_part, family_gen_params),
	KUNIT_CASE_PARAM(no_tuple_of_a_fragment, family_gen_params),
	KUNIT_CASE_PARAM(no_tuple_of_the_first_fragment, family_gen_params),
	KUNIT_CASE_PARAM(no_tuple_of_another_protocol, family_gen_params),
	KUNIT_CASE_PARAM(no_tuple_of_what_is_cut_off, family_gen_params),
	KUNIT_CASE_PARAM(signature_of_a_packet, family_gen_params),
	KUNIT_CASE_PARAM(signature_by_the_length, family_gen_params),
	KUNIT_CASE_PARAM(signature_of_many, family_gen_params),
	{}
};

static struct kunit_suite packet_suite = {
	.name = "nf_rehome_packet",
	.test_cases = packet_cases,
};

kunit_test_suite(packet_suite);

TEST_IMPORT_NS;
MODULE_DESCRIPTION("KUnit suite of what a packet tells");
MODULE_LICENSE("GPL");
