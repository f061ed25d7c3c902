// SPDX-License-Identifier: GPL-2.0
/* What a packet itself tells. */
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/netfilter.h>
#include <linux/skbuff.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <net/ip.h>
#include <net/ipv6.h>
#include <net/netfilter/nf_conntrack_tuple.h>
#include <net/tcp.h>
#include "compat.h"
#include "packet.h"
#include "signature.h"

/* Offset of the header of UDP or TCP, or -1. */
static int header_offset(const struct sk_buff *skb, u8 family, u8 want)
{
	int at = skb_network_offset(skb);
	__be16 frag;
	u8 proto;

	if (family == NFPROTO_IPV4)
		return ip_hdr(skb)->protocol != want ||
		       ip_is_fragment(ip_hdr(skb)) ? -1 : at + ip_hdrlen(skb);
	proto = ipv6_hdr(skb)->nexthdr;
	at = ipv6_skip_exthdr(skb, at + sizeof(struct ipv6hdr), &proto, &frag);
	/* Neither an offset nor more to come: RFC 8200 4.5. */
	return proto == want && !(frag & htons(~0x6)) ? at : -1;
}

/**
 * rehome_packet_is - is a packet of a protocol?
 * @skb: the packet
 * @family: NFPROTO_IPV4 or NFPROTO_IPV6
 * @proto: the protocol's number
 *
 * Context: any.
 * Return: false also for a fragment.
 */
bool rehome_packet_is(const struct sk_buff *skb, u8 family, u8 proto)
{
	return header_offset(skb, family, proto) >= 0;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_packet_is);

/**
 * rehome_packet_signature - what is a packet recognized by?
 * @skb: the packet
 * @family: NFPROTO_IPV4 or NFPROTO_IPV6
 *
 * Context: any.
 * Return: the signature, or none.
 */
enum nf_rehome_signature rehome_packet_signature(const struct sk_buff *skb,
						 u8 family)
{
	u8 buf[REHOME_SIGNATURE_HEAD];
	int at = header_offset(skb, family, IPPROTO_UDP);
	const struct udphdr *uh;
	unsigned int len, have;
	struct udphdr uh_buf;
	const u8 *head;

	if (at < 0)
		return NF_REHOME_SIGNATURE_NONE;
	uh = skb_header_pointer(skb, at, sizeof(uh_buf), &uh_buf);
	if (!uh || ntohs(uh->len) < sizeof(*uh))
		return NF_REHOME_SIGNATURE_NONE;
	at += sizeof(*uh);
	len = min_t(unsigned int, ntohs(uh->len) - sizeof(*uh), skb->len - at);
	/* Several of one flow that came together: the first of them. */
	if (skb_is_gso(skb) && skb_shinfo(skb)->gso_type & SKB_GSO_UDP_L4)
		len = skb_shinfo(skb)->gso_size;
	have = min_t(unsigned int, len, sizeof(buf));
	head = skb_header_pointer(skb, at, have, buf);
	return head ? rehome_signature(head, have, len) :
		      NF_REHOME_SIGNATURE_NONE;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_packet_signature);

/**
 * rehome_packet_ends - does a packet of TCP only end its connection?
 * @skb: the packet
 * @family: NFPROTO_IPV4 or NFPROTO_IPV6
 *
 * Context: any.
 * Return: true for a reset, and for the end of a stream without any data; also if its
 * headers cannot be read.
 */
bool rehome_packet_ends(const struct sk_buff *skb, u8 family)
{
	int at = header_offset(skb, family, IPPROTO_TCP);
	const struct tcphdr *th;
	struct tcphdr th_buf;

	if (at < 0)
		return true;
	th = skb_header_pointer(skb, at, sizeof(th_buf), &th_buf);
	return !th || th->rst || (th->fin && skb->len <= at + th->doff * 4);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_packet_ends);

/**
 * rehome_packet_data - which data does a packet of TCP carry?
 * @skb: the packet
 * @family: NFPROTO_IPV4 or NFPROTO_IPV6
 * @seq: where the number of its first byte goes, host order
 * @end: where the one behind its last byte goes
 *
 * Context: any.
 * Return: false if it carries none.
 */
bool rehome_packet_data(const struct sk_buff *skb, u8 family, u32 *seq, u32 *end)
{
	int at = header_offset(skb, family, IPPROTO_TCP);
	const struct tcphdr *th;
	struct tcphdr th_buf;

	if (at < 0)
		return false;
	th = skb_header_pointer(skb, at, sizeof(th_buf), &th_buf);
	if (!th || skb->len <= at + th->doff * 4)
		return false;
	*seq = ntohl(th->seq) + th->syn;
	*end = *seq + skb->len - at - th->doff * 4;
	return true;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_packet_data);

/**
 * rehome_packet_await - have a packet of TCP wait for more than it does
 * @skb: the packet, which nobody will receive: its checksum is not changed with it
 * @family: NFPROTO_IPV4 or NFPROTO_IPV6
 * @seq: the sequence number to wait for
 *
 * Context: any; atomic.
 * Return: false if it waits for that or more already, or there is no memory.
 */
bool rehome_packet_await(struct sk_buff *skb, u8 family, u32 seq)
{
	int at = header_offset(skb, family, IPPROTO_TCP);
	struct tcphdr *th;

	if (at < 0 || skb_ensure_writable(skb, at + sizeof(*th)))
		return false;
	th = (struct tcphdr *)(skb->data + at);
	if (!after(seq, ntohl(th->ack_seq)))
		return false;
	th->ack_seq = htonl(seq);
	skb->ip_summed = CHECKSUM_UNNECESSARY;
	return true;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_packet_await);

/**
 * rehome_packet_tuple - the tuple that conntrack will find a packet by
 * @skb: the packet
 * @family: NFPROTO_IPV4 or NFPROTO_IPV6
 * @t: where it goes
 * @at: where the offset of the UDP header goes
 *
 * Context: any.
 * Return: false if it is no UDP packet, or a fragment.
 */
bool rehome_packet_tuple(const struct sk_buff *skb, u8 family,
			 struct nf_conntrack_tuple *t, int *at)
{
	const struct udphdr *uh;
	struct udphdr uh_buf;

	*at = header_offset(skb, family, IPPROTO_UDP);
	if (*at < 0)
		return false;
	uh = skb_header_pointer(skb, *at, sizeof(uh_buf), &uh_buf);
	if (!uh)
		return false;
	*t = (struct nf_conntrack_tuple){
		.src.l3num = family,
		.src.u.udp.port = uh->source,
		.dst.u.udp.port = uh->dest,
		.dst.protonum = IPPROTO_UDP,
		.dst.dir = IP_CT_DIR_REPLY,
	};
	if (family == NFPROTO_IPV4) {
		t->src.u3.ip = ip_hdr(skb)->saddr;
		t->dst.u3.ip = ip_hdr(skb)->daddr;
	} else {
		t->src.u3.in6 = ipv6_hdr(skb)->saddr;
		t->dst.u3.in6 = ipv6_hdr(skb)->daddr;
	}
	return true;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_packet_tuple);
