/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_KUNIT_CONNECTED_H
#define _REHOME_KUNIT_CONNECTED_H

#include <net/tcp.h>
#include "classes.h"
#include "judged.h"

/* The last reset that the router sent, and how many. */
static struct {
	int sent;
	struct tcphdr th;
	union nf_inet_addr from;
	union nf_inet_addr to;
	const struct nf_conn *ct;
	enum ip_conntrack_info ctinfo;
} caught;

static inline unsigned int catch(void *priv, struct sk_buff *skb,
				 const struct nf_hook_state *state)
{
	/* Where nf_reject says that its header is, there is none. */
	int at = skb_network_offset(skb) + sizeof(struct ipv6hdr);

	if (state->pf == NFPROTO_IPV4) {
		if (ip_hdr(skb)->protocol != IPPROTO_TCP)
			return NF_ACCEPT;
		at = skb_network_offset(skb) + ip_hdrlen(skb);
		caught.from.ip = ip_hdr(skb)->saddr;
		caught.to.ip = ip_hdr(skb)->daddr;
	} else {
		if (ipv6_hdr(skb)->nexthdr != IPPROTO_TCP)
			return NF_ACCEPT;
		caught.from.in6 = ipv6_hdr(skb)->saddr;
		caught.to.in6 = ipv6_hdr(skb)->daddr;
	}
	caught.sent++;
	if (skb_copy_bits(skb, at, &caught.th, sizeof(caught.th)))
		return NF_DROP;
	caught.ct = nf_ct_get(skb, &caught.ctinfo);
	return NF_DROP;
}

static const struct nf_hook_ops catch_ops[] = {
	{ .hook = catch, .pf = NFPROTO_IPV4, .hooknum = NF_INET_LOCAL_OUT },
	{ .hook = catch, .pf = NFPROTO_IPV6, .hooknum = NF_INET_LOCAL_OUT },
};

static inline void let_go(void *unused)
{
	nf_unregister_net_hooks(&init_net, catch_ops, ARRAY_SIZE(catch_ops));
}

static inline int judge_tcp_init(struct kunit *test)
{
	int err = judged_init(test);

	if (err)
		return err;
	memset(&caught, 0, sizeof(caught));
	facts.rn->window.trigger = jiffies - HZ;
	facts.rn->window.burst = ktime_get_ns() - 2 * NSEC_PER_SEC;
	test_class_active(test, test_net_classes(facts.rn), "tcp",
			  true);
	err = nf_register_net_hooks(&init_net, catch_ops, ARRAY_SIZE(catch_ops));
	return err ? : kunit_add_action(test, let_go, NULL);
}

/* What both sides wait for is what was sent last. */
static inline void nothing_is_under_way(struct nf_conn *ct)
{
	ct->proto.tcp.seen[IP_CT_DIR_ORIGINAL].td_end = TEST_RCV_NXT;
	ct->proto.tcp.seen[IP_CT_DIR_REPLY].td_end = TEST_RCV_NXT;
}

/* A connection from inside, to which there is a way back, and that is established. */
static inline struct nf_conn *connection_with(struct kunit *test, struct test_flow f)
{
	const struct test_route back = {
		.family = f.family, .oif = facts.lan, .host = TEST_LAN,
	};
	struct nf_conn *ct;

	f.proto = IPPROTO_TCP;
	ct = test_entry(test, &f);
	ct->proto.tcp.state = TCP_CONNTRACK_ESTABLISHED;
	nothing_is_under_way(ct);
	test_route_add(test, &back);
	return ct;
}

/* Its first packet left by the first WAN. */
static inline struct nf_conn *connection_of(struct kunit *test, struct test_flow f)
{
	struct nf_conn *ct = connection_with(test, f);

	note(ct, facts.wan0, REHOME_HOP_ANY);
	return ct;
}

static inline struct nf_conn *connection(struct kunit *test)
{
	return connection_of(test, test_overlay(test_family(test)));
}

static inline struct sk_buff *data_of(struct kunit *test, struct nf_conn *ct)
{
	return test_tcp_of(test, ct, IP_CT_ESTABLISHED, TCPHDR_ACK | TCPHDR_PSH, 10,
			   facts.lan);
}

/* It leaves by a WAN, with what verdict? The entry is let go. */
static inline void judged(struct kunit *test, struct sk_buff *skb, int ifindex,
			  unsigned int verdict)
{
	const struct nf_conn *ct = has(skb);

	KUNIT_EXPECT_EQ(test, verdict, verdict_on(test, skb, ifindex));
	KUNIT_EXPECT_PTR_EQ(test, ct, (const struct nf_conn *)test_entry_of(test, skb));
}

static inline u64 resets(void)
{
	return atomic64_read(&facts.rn->stats.resets);
}

static inline void expect_untouched(struct kunit *test, const struct nf_conn *ct)
{
	KUNIT_EXPECT_FALSE(test, nf_ct_is_dying(ct));
	KUNIT_EXPECT_EQ(test, 0, caught.sent);
	KUNIT_EXPECT_EQ(test, 0, resets());
}

#endif
