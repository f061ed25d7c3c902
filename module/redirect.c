// SPDX-License-Identifier: GPL-2.0
/* Sends a UDP packet to another destination, before anything looks at it again. */
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/skbuff.h>
#include <linux/udp.h>
#include <net/checksum.h>
#include <net/ip.h>
#include <net/netfilter/nf_conntrack_tuple.h>
#include "packet.h"
#include "redirect.h"

static void to4(struct sk_buff *skb, struct udphdr *uh,
		const struct nf_conntrack_tuple *now)
{
	struct iphdr *iph = ip_hdr(skb);

	if (uh->check || skb->ip_summed == CHECKSUM_PARTIAL) {
		inet_proto_csum_replace4(&uh->check, skb, iph->daddr,
					 now->dst.u3.ip, true);
		inet_proto_csum_replace2(&uh->check, skb, uh->dest,
					 now->dst.u.udp.port, false);
		if (!uh->check)
			uh->check = CSUM_MANGLED_0;
	}
	csum_replace4(&iph->check, iph->daddr, now->dst.u3.ip);
	iph->daddr = now->dst.u3.ip;
}

static void to6(struct sk_buff *skb, struct udphdr *uh,
		const struct nf_conntrack_tuple *now)
{
	struct ipv6hdr *ip6h = ipv6_hdr(skb);

	/* RFC 6935: a tunnel may go without a checksum in IPv6, too. */
	if (uh->check || skb->ip_summed == CHECKSUM_PARTIAL) {
		inet_proto_csum_replace16(&uh->check, skb,
					  ip6h->daddr.s6_addr32,
					  now->dst.u3.ip6, true);
		inet_proto_csum_replace2(&uh->check, skb, uh->dest,
					 now->dst.u.udp.port, false);
		if (!uh->check)
			uh->check = CSUM_MANGLED_0;
	}
	ip6h->daddr = now->dst.u3.in6;
}

/**
 * rehome_redirect - give a UDP packet another destination
 * @skb: the packet, which nobody need own alone
 * @family: NFPROTO_IPV4 or NFPROTO_IPV6
 * @now: has the destination, in network order
 *
 * A checksum that was right is right afterwards, whoever is to make it.
 *
 * Context: any; atomic.
 * Return: false if there is no memory, or it is no UDP packet.
 */
bool rehome_redirect(struct sk_buff *skb, u8 family,
		     const struct nf_conntrack_tuple *now)
{
	struct nf_conntrack_tuple t;
	struct udphdr *uh;
	int at;

	if (!rehome_packet_tuple(skb, family, &t, &at) ||
	    skb_ensure_writable(skb, at + sizeof(*uh)))
		return false;
	uh = (struct udphdr *)(skb->data + at);
	if (family == NFPROTO_IPV4)
		to4(skb, uh, now);
	else
		to6(skb, uh, now);
	uh->dest = now->dst.u.udp.port;
	return true;
}
