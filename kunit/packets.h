/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_KUNIT_PACKETS_H
#define _REHOME_KUNIT_PACKETS_H

#include <linux/skbuff.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include "helpers.h"

/**
 * struct test_packet - a packet, as it comes to a hook
 * @family: NFPROTO_IPV4 or NFPROTO_IPV6
 * @src: host that sends it
 * @sport: from this port
 * @dst: host that it goes to
 * @dport: to this port
 * @payload: its payload; NULL for one of @len bytes of some sort
 * @len: length of the payload
 * @proto: IP protocol number; 0 is UDP
 * @frag: IPv4's frag_off or IPv6's, in host order, with a fragment header
 * @options: with options of IPv4 or a header of IPv6's
 * @unsummed: no UDP checksum
 */
struct test_packet {
	u8 family;
	u8 src;
	u16 sport;
	u8 dst;
	u16 dport;
	const u8 *payload;
	unsigned int len;
	u8 proto;
	u16 frag;
	bool options;
	bool unsummed;
};

struct sk_buff *test_skb(struct kunit *test, const struct test_packet *p);
struct udphdr *test_udp(const struct sk_buff *skb);
bool test_sums_are_right(const struct sk_buff *skb);

/* Packets of an overlay flow, what NAT does to them, and the entry that one has. */
struct sk_buff *test_skb_of(struct kunit *test, struct nf_conn *ct,
			    enum ip_conntrack_info ctinfo);
/* One of a connection like that, with some flags of TCP and so much data, that says to
 * wait for TEST_RCV_NXT. It came in by a device.
 */
#define TEST_RCV_NXT	0xfffffff0
struct sk_buff *test_tcp_of(struct kunit *test, struct nf_conn *ct,
			    enum ip_conntrack_info ctinfo, u8 flags, unsigned int len,
			    int ifindex);

void test_translate(struct kunit *test, struct sk_buff *skb, u8 host, u16 port);
struct nf_conn *test_entry_of(struct kunit *test, struct sk_buff *skb);

#endif
