// SPDX-License-Identifier: GPL-2.0
/* Packets for tests, with all headers set, and whole unless somebody else made
 * them otherwise.
 */
#include <linux/bottom_half.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <net/checksum.h>
#include <net/ip6_checksum.h>
#include <net/netfilter/nf_nat.h>
#include <net/tcp.h>
#include "packets.h"

#define ROOM	128

static void put_ip4(struct sk_buff *skb, const struct test_packet *p)
{
	unsigned int len = sizeof(struct iphdr) + (p->options ? 4 : 0);
	struct iphdr *iph = skb_push(skb, len);

	memset(iph, 0, len);
	iph->version = 4;
	iph->ihl = len / 4;
	iph->tot_len = htons(skb->len);
	iph->frag_off = htons(p->frag);
	iph->ttl = 64;
	iph->protocol = p->proto ? : IPPROTO_UDP;
	iph->saddr = test_addr(p->family, p->src).ip;
	iph->daddr = test_addr(p->family, p->dst).ip;
	/* Options that do nothing. */
	if (p->options)
		memset(iph + 1, 1, 4);
	iph->check = ip_fast_csum(iph, iph->ihl);
}

static void put_ip6(struct sk_buff *skb, const struct test_packet *p)
{
	u8 next = p->proto ? : IPPROTO_UDP;
	unsigned int len = skb->len;
	struct ipv6hdr *ip6h;
	struct frag_hdr *fh;
	u8 *opt;

	if (p->frag) {
		fh = skb_push(skb, sizeof(*fh));
		*fh = (struct frag_hdr){
			.nexthdr = next,
			.frag_off = htons(p->frag),
		};
		next = NEXTHDR_FRAGMENT;
		len += sizeof(*fh);
	}
	if (p->options) {
		opt = skb_push(skb, 8);
		/* A PadN of all that there is. */
		memset(opt, 0, 8);
		opt[0] = next;
		opt[2] = 1;
		opt[3] = 4;
		next = NEXTHDR_DEST;
		len += 8;
	}
	ip6h = skb_push(skb, sizeof(*ip6h));
	memset(ip6h, 0, sizeof(*ip6h));
	ip6h->version = 6;
	ip6h->payload_len = htons(len);
	ip6h->nexthdr = next;
	ip6h->hop_limit = 64;
	ip6h->saddr = test_addr(p->family, p->src).in6;
	ip6h->daddr = test_addr(p->family, p->dst).in6;
}

/* Sum of a UDP packet; 0 if its checksum is right. */
static __sum16 sum_of(const struct sk_buff *skb)
{
	const struct udphdr *uh = test_udp(skb);
	unsigned int len = ntohs(uh->len);
	__wsum sum = csum_partial(uh, len, 0);

	if (ip_hdr(skb)->version == 4)
		return csum_tcpudp_magic(ip_hdr(skb)->saddr, ip_hdr(skb)->daddr,
					 len, IPPROTO_UDP, sum);
	return csum_ipv6_magic(&ipv6_hdr(skb)->saddr, &ipv6_hdr(skb)->daddr,
			       len, IPPROTO_UDP, sum);
}

static void free_skb(void *skb)
{
	kfree_skb(skb);
}

/* Freed with the case. */
struct sk_buff *test_skb(struct kunit *test, const struct test_packet *p)
{
	struct sk_buff *skb = alloc_skb(ROOM + p->len, GFP_KERNEL);
	struct udphdr *uh;
	unsigned int i;
	u8 *payload;

	KUNIT_ASSERT_NOT_NULL(test, skb);
	KUNIT_ASSERT_EQ(test, 0, kunit_add_action(test, free_skb, skb));
	skb_reserve(skb, ROOM - sizeof(*uh));
	uh = skb_put(skb, sizeof(*uh));
	payload = skb_put(skb, p->len);
	for (i = 0; i < p->len; i++)
		payload[i] = p->payload ? p->payload[i] : i * 7 + 1;
	*uh = (struct udphdr){
		.source = htons(p->sport),
		.dest = htons(p->dport),
		.len = htons(sizeof(*uh) + p->len),
	};
	skb_reset_transport_header(skb);
	if (p->family == NFPROTO_IPV4)
		put_ip4(skb, p);
	else
		put_ip6(skb, p);
	skb_reset_network_header(skb);
	skb->protocol = htons(p->family == NFPROTO_IPV4 ? ETH_P_IP :
							  ETH_P_IPV6);
	if (!p->unsummed)
		uh->check = sum_of(skb) ? : CSUM_MANGLED_0;
	return skb;
}
EXPORT_SYMBOL_GPL(test_skb);

struct udphdr *test_udp(const struct sk_buff *skb)
{
	return (struct udphdr *)skb_transport_header(skb);
}
EXPORT_SYMBOL_GPL(test_udp);

/* Would its receiver take it? */
bool test_sums_are_right(const struct sk_buff *skb)
{
	const struct iphdr *iph = ip_hdr(skb);

	if (iph->version == 4 && ip_fast_csum(iph, iph->ihl))
		return false;
	return !test_udp(skb)->check || !sum_of(skb);
}
EXPORT_SYMBOL_GPL(test_sums_are_right);

/* Of an entry like that of test_overlay(), as conntrack gives it one. */
struct sk_buff *test_skb_of(struct kunit *test, struct nf_conn *ct,
			    enum ip_conntrack_info ctinfo)
{
	bool reply = CTINFO2DIR(ctinfo) == IP_CT_DIR_REPLY;
	const struct test_packet p = {
		.family = nf_ct_l3num(ct),
		.src = reply ? TEST_FAR : TEST_LAN, .sport = TEST_PORT,
		.dst = reply ? TEST_LAN : TEST_FAR, .dport = TEST_PORT,
		.len = 100,
	};
	struct sk_buff *skb = test_skb(test, &p);

	nf_conntrack_get(&ct->ct_general);
	nf_ct_set(skb, ct, ctinfo);
	return skb;
}
EXPORT_SYMBOL_GPL(test_skb_of);

struct sk_buff *test_tcp_of(struct kunit *test, struct nf_conn *ct,
			    enum ip_conntrack_info ctinfo, u8 flags, unsigned int len,
			    int ifindex)
{
	bool reply = CTINFO2DIR(ctinfo) == IP_CT_DIR_REPLY;
	const struct test_packet p = {
		.family = nf_ct_l3num(ct), .proto = IPPROTO_TCP,
		.src = reply ? TEST_FAR : TEST_LAN, .sport = TEST_PORT,
		.dst = reply ? TEST_LAN : TEST_FAR, .dport = TEST_PORT,
		/* Behind what is of UDP's header. */
		.len = sizeof(struct tcphdr) - sizeof(struct udphdr) + len,
	};
	struct sk_buff *skb = test_skb(test, &p);
	struct tcphdr *th = tcp_hdr(skb);

	*th = (struct tcphdr){
		.source = htons(p.sport),
		.dest = htons(p.dport),
		.seq = htonl(1000),
		.ack_seq = htonl(TEST_RCV_NXT),
		.doff = sizeof(*th) / 4,
	};
	tcp_flag_byte(th) = flags;
	skb->ip_summed = CHECKSUM_UNNECESSARY;
	rcu_read_lock();
	skb->dev = dev_get_by_index_rcu(&init_net, ifindex);
	rcu_read_unlock();
	nf_conntrack_get(&ct->ct_general);
	nf_ct_set(skb, ct, ctinfo);
	return skb;
}
EXPORT_SYMBOL_GPL(test_tcp_of);

/* As a chain of NAT would. */
void test_translate(struct kunit *test, struct sk_buff *skb, u8 host, u16 port)
{
	enum ip_conntrack_info ctinfo;
	struct nf_conn *ct = nf_ct_get(skb, &ctinfo);
	struct nf_nat_range2 range = {
		.flags = NF_NAT_RANGE_MAP_IPS | NF_NAT_RANGE_PROTO_SPECIFIED,
		.min_proto.all = htons(port),
		.max_proto.all = htons(port),
	};

	KUNIT_ASSERT_NOT_NULL(test, ct);
	range.min_addr = test_addr(nf_ct_l3num(ct), host);
	range.max_addr = range.min_addr;
	local_bh_disable();
	nf_nat_setup_info(ct, &range, NF_NAT_MANIP_SRC);
	nf_nat_packet(ct, ctinfo, NF_INET_POST_ROUTING, skb);
	local_bh_enable();
}
EXPORT_SYMBOL_GPL(test_translate);

/* It goes on without the packet: till the end of the case, once it is confirmed. */
struct nf_conn *test_entry_of(struct kunit *test, struct sk_buff *skb)
{
	enum ip_conntrack_info ctinfo;
	struct nf_conn *ct = nf_ct_get(skb, &ctinfo);

	KUNIT_ASSERT_NOT_NULL(test, ct);
	skb->_nfct = 0;
	if (nf_ct_is_confirmed(ct))
		test_entry_keep(test, ct);
	else
		nf_ct_put(ct);
	return ct;
}
EXPORT_SYMBOL_GPL(test_entry_of);
