// SPDX-License-Identifier: GPL-2.0
/* The reset that the sender of a packet of TCP gets when the packet proves its connection
 * dead. What the router sends is caught in LOCAL_OUT.
 */
#include "connected.h"

TEST_FAMILY_PARAM();

/* The sender gets, from the address that it knows, what is valid in its window. */
static void connection_that_is_dead(struct kunit *test)
{
	union nf_inet_addr lan = test_addr(test_family(test), TEST_LAN);
	union nf_inet_addr far = test_addr(test_family(test), TEST_FAR);
	struct nf_conn *ct = connection(test);
	struct sk_buff *second = data_of(test, ct);

	judged(test, data_of(test, ct), facts.wan1, NF_DROP);
	KUNIT_EXPECT_TRUE(test, nf_ct_is_dying(ct));
	expect_counted(test, 0, 0, 1, 0);
	KUNIT_EXPECT_EQ(test, 1, counted(NF_REHOME_REASON_EGRESS_MOVED)->expire);
	KUNIT_EXPECT_EQ(test, 1, resets());
	KUNIT_ASSERT_EQ(test, 1, caught.sent);
	KUNIT_EXPECT_TRUE(test, nf_inet_addr_cmp(&far, &caught.from));
	KUNIT_EXPECT_TRUE(test, nf_inet_addr_cmp(&lan, &caught.to));
	KUNIT_EXPECT_EQ(test, TCPHDR_RST, tcp_flag_byte(&caught.th) & 0x3f);
	KUNIT_EXPECT_EQ(test, TEST_RCV_NXT, ntohl(caught.th.seq));
	KUNIT_EXPECT_EQ(test, TEST_PORT, ntohs(caught.th.source));
	KUNIT_EXPECT_EQ(test, TEST_PORT, ntohs(caught.th.dest));
	/* By its entry, NAT finds the way back. */
	KUNIT_EXPECT_PTR_EQ(test, (const struct nf_conn *)ct, caught.ct);
	KUNIT_EXPECT_EQ(test, IP_CT_RELATED_REPLY, caught.ctinfo);
	/* What was on its way with it goes its way. */
	judged(test, second, facts.wan1, NF_ACCEPT);
	KUNIT_EXPECT_EQ(test, 1, caught.sent);
	KUNIT_EXPECT_EQ(test, 0, atomic64_read(&facts.rn->stats.asked));
}

/* More was sent to it than it has acknowledged: that has come when the reset does. */
static void transfer_that_is_dead(struct kunit *test)
{
	struct nf_conn *ct = connection(test);

	ct->proto.tcp.seen[IP_CT_DIR_REPLY].td_end = TEST_RCV_NXT + 3000;
	judged(test, data_of(test, ct), facts.wan1, NF_DROP);
	KUNIT_EXPECT_EQ(test, 1, resets());
	KUNIT_ASSERT_EQ(test, 2, caught.sent);
	KUNIT_EXPECT_EQ(test, TEST_RCV_NXT + 3000, ntohl(caught.th.seq));
	KUNIT_EXPECT_EQ(test, TCPHDR_RST, tcp_flag_byte(&caught.th) & 0x3f);
}

/* What conntrack does not know, as of one that takes a fast path, is less. */
static void transfer_that_is_not_tracked(struct kunit *test)
{
	struct nf_conn *ct = connection(test);

	ct->proto.tcp.seen[IP_CT_DIR_REPLY].td_end = TEST_RCV_NXT - 3000;
	judged(test, data_of(test, ct), facts.wan1, NF_DROP);
	KUNIT_ASSERT_EQ(test, 1, caught.sent);
	KUNIT_EXPECT_EQ(test, TEST_RCV_NXT, ntohl(caught.th.seq));
}

static void class_without_resets(struct kunit *test)
{
	struct nf_conn *ct = connection(test);

	test_class_of(test, test_net_classes(facts.rn), "tcp")->conf.reset = false;
	judged(test, data_of(test, ct), facts.wan1, NF_DROP);
	KUNIT_EXPECT_TRUE(test, nf_ct_is_dying(ct));
	KUNIT_EXPECT_EQ(test, 0, caught.sent);
	KUNIT_EXPECT_EQ(test, 0, resets());
}

/* Only for one that somebody waits for: none that begins, none that is over. */
static void states_of_a_connection(struct kunit *test)
{
	static const struct {
		u8 state;
		bool ends;
		bool reset;
	} states[] = {
		{ TCP_CONNTRACK_SYN_SENT, true, false },
		{ TCP_CONNTRACK_SYN_RECV, true, false },
		{ TCP_CONNTRACK_SYN_SENT2, true, false },
		{ TCP_CONNTRACK_ESTABLISHED, true, true },
		{ TCP_CONNTRACK_FIN_WAIT, true, true },
		{ TCP_CONNTRACK_CLOSE_WAIT, true, true },
		{ TCP_CONNTRACK_LAST_ACK, false, false },
		{ TCP_CONNTRACK_TIME_WAIT, false, false },
		{ TCP_CONNTRACK_CLOSE, false, false },
	};
	struct test_flow f = test_overlay(test_family(test));
	struct nf_conn *ct = connection_with(test, f);
	int i;

	nf_ct_delete(ct, 0, 0);
	f.proto = IPPROTO_TCP;
	for (i = 0; i < ARRAY_SIZE(states); i++) {
		caught.sent = 0;
		ct = test_entry(test, &f);
		ct->proto.tcp.state = states[i].state;
		nothing_is_under_way(ct);
		note(ct, facts.wan0, REHOME_HOP_ANY);
		judged(test, data_of(test, ct), facts.wan1,
		       states[i].ends ? NF_DROP : NF_ACCEPT);
		KUNIT_EXPECT_EQ(test, states[i].ends, nf_ct_is_dying(ct));
		KUNIT_EXPECT_EQ_MSG(test, states[i].reset, caught.sent, "in state %d",
				    states[i].state);
		nf_ct_delete(ct, 0, 0);
	}
}

/* Nor is what only ends it a proof. */
static void packets_that_end_it(struct kunit *test)
{
	static const struct {
		u8 flags;
		u8 len;
	} ends[] = {
		{ TCPHDR_RST, 0 }, { TCPHDR_RST | TCPHDR_ACK, 10 },
		{ TCPHDR_FIN | TCPHDR_ACK, 0 },
	};
	struct nf_conn *ct = connection(test);
	struct sk_buff *skb;
	int i;

	for (i = 0; i < ARRAY_SIZE(ends); i++) {
		skb = test_tcp_of(test, ct, IP_CT_ESTABLISHED, ends[i].flags,
				  ends[i].len, facts.lan);
		judged(test, skb, facts.wan1, NF_ACCEPT);
		expect_untouched(test, ct);
	}
	expect_counted(test, 0, 0, 0, 0);
	/* The last data may come with the end. */
	skb = test_tcp_of(test, ct, IP_CT_ESTABLISHED, TCPHDR_FIN | TCPHDR_ACK, 1,
			  facts.lan);
	judged(test, skb, facts.wan1, NF_DROP);
	KUNIT_EXPECT_EQ(test, 1, caught.sent);
}

/* Its destination was translated, which its entry undoes for the reset. */
static void redirected_to_another_server(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct nf_conn *ct;

	f.dst = TEST_FAR2;
	f.to = TEST_FAR;
	f.to_port = TEST_PORT;
	ct = connection_of(test, f);
	judged(test, data_of(test, ct), facts.wan1, NF_DROP);
	KUNIT_EXPECT_TRUE(test, nf_ct_is_dying(ct));
	KUNIT_EXPECT_EQ(test, 1, caught.sent);
}

/* A server of the inside, whose answers leave with an address that is gone. */
static void server_of_the_inside(struct kunit *test)
{
	union nf_inet_addr lan = test_addr(test_family(test), TEST_LAN);
	const struct test_flow f = forwarded(test);
	struct nf_conn *ct = connection_with(test, f);
	struct sk_buff *skb = test_tcp_of(test, ct, IP_CT_ESTABLISHED_REPLY, TCPHDR_ACK,
					  10, facts.lan);

	loses_its_address(test, ct);
	/* As a packet of a server has it. */
	if (f.family == NFPROTO_IPV4)
		swap(ip_hdr(skb)->saddr, ip_hdr(skb)->daddr);
	else
		swap(ipv6_hdr(skb)->saddr, ipv6_hdr(skb)->daddr);
	judged(test, skb, facts.wan1, NF_DROP);
	KUNIT_EXPECT_TRUE(test, nf_ct_is_dying(ct));
	KUNIT_EXPECT_EQ(test, 1, counted(NF_REHOME_REASON_ADDR_GONE)->expire);
	KUNIT_ASSERT_EQ(test, 1, caught.sent);
	KUNIT_EXPECT_TRUE(test, nf_inet_addr_cmp(&lan, &caught.to));
}

static struct kunit_case reset_cases[] = {
	KUNIT_CASE_PARAM(connection_that_is_dead, family_gen_params),
	KUNIT_CASE_PARAM(transfer_that_is_dead, family_gen_params),
	KUNIT_CASE_PARAM(transfer_that_is_not_tracked, family_gen_params),
	KUNIT_CASE_PARAM(class_without_resets, family_gen_params),
	KUNIT_CASE_PARAM(states_of_a_connection, family_gen_params),
	KUNIT_CASE_PARAM(packets_that_end_it, family_gen_params),
	KUNIT_CASE_PARAM(redirected_to_another_server, family_gen_params),
	KUNIT_CASE_PARAM(server_of_the_inside, family_gen_params),
	{}
};

static struct kunit_suite reset_suite = {
	.name = "nf_rehome_reset",
	.init = judge_tcp_init,
	.exit = judged_exit,
	.test_cases = reset_cases,
};

kunit_test_suite(reset_suite);

TEST_IMPORT_NS;
MODULE_DESCRIPTION("KUnit suite of resets");
MODULE_LICENSE("GPL");
