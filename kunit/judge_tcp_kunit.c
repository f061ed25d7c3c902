// SPDX-License-Identifier: GPL-2.0
/* A packet of TCP is judged: from a real entry and real devices to the reset that its
 * sender gets, or does not. What the router sends is caught in LOCAL_OUT.
 */
#include <net/tcp.h>
#include "class.h"
#include "judged.h"
#include "reset.h"

TEST_FAMILY_PARAM();

/* The last reset that the router sent, and how many. */
static struct {
	int sent;
	struct tcphdr th;
	union nf_inet_addr from;
	union nf_inet_addr to;
	const struct nf_conn *ct;
	enum ip_conntrack_info ctinfo;
} caught;

static unsigned int catch(void *priv, struct sk_buff *skb,
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

static void let_go(void *unused)
{
	nf_unregister_net_hooks(&init_net, catch_ops, ARRAY_SIZE(catch_ops));
}

static int judge_tcp_init(struct kunit *test)
{
	int err = judged_init(test);

	if (err)
		return err;
	memset(&caught, 0, sizeof(caught));
	facts.rn->window.trigger = jiffies - HZ;
	facts.rn->window.burst = ktime_get_ns() - 2 * NSEC_PER_SEC;
	facts.rn->classes[REHOME_CLASS_TCP].active = true;
	err = nf_register_net_hooks(&init_net, catch_ops, ARRAY_SIZE(catch_ops));
	return err ? : kunit_add_action(test, let_go, NULL);
}

/* A connection from inside, to which there is a way back, and that is established. */
static struct nf_conn *connection_with(struct kunit *test, struct test_flow f)
{
	const struct test_route back = {
		.family = f.family, .oif = facts.lan, .host = TEST_LAN,
	};
	struct nf_conn *ct;

	f.proto = IPPROTO_TCP;
	ct = test_entry(test, &f);
	ct->proto.tcp.state = TCP_CONNTRACK_ESTABLISHED;
	test_route_add(test, &back);
	return ct;
}

static struct nf_conn *connection(struct kunit *test)
{
	struct nf_conn *ct = connection_with(test, test_overlay(test_family(test)));

	note(ct, facts.wan0, REHOME_HOP_ANY);
	return ct;
}

static struct sk_buff *data_of(struct kunit *test, struct nf_conn *ct)
{
	return test_tcp_of(test, ct, IP_CT_ESTABLISHED, TCPHDR_ACK | TCPHDR_PSH, 10,
			   facts.lan);
}

/* It leaves by a WAN, with what verdict? The entry is let go. */
static void judged(struct kunit *test, struct sk_buff *skb, int ifindex,
		   unsigned int verdict)
{
	const struct nf_conn *ct = has(skb);

	KUNIT_EXPECT_EQ(test, verdict, verdict_on(test, skb, ifindex));
	KUNIT_EXPECT_PTR_EQ(test, ct, (const struct nf_conn *)test_entry_of(test, skb));
}

static u64 resets(void)
{
	return atomic64_read(&facts.rn->stats.resets);
}

static void expect_untouched(struct kunit *test, const struct nf_conn *ct)
{
	KUNIT_EXPECT_FALSE(test, nf_ct_is_dying(ct));
	KUNIT_EXPECT_EQ(test, 0, caught.sent);
	KUNIT_EXPECT_EQ(test, 0, resets());
}

static void connection_that_fits(struct kunit *test)
{
	struct nf_conn *ct = connection(test);

	judged(test, data_of(test, ct), facts.wan0, NF_ACCEPT);
	expect_untouched(test, ct);
	expect_counted(test, 1, 0, 0, 0);
	KUNIT_EXPECT_EQ(test, 1, counted(NF_REHOME_REASON_FITS)->keep);
	KUNIT_EXPECT_EQ(test, GEN, record_of(test, ct).gen);
}

/* The sender is told, from the address that it knows, what is valid in its window. */
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

static void class_without_resets(struct kunit *test)
{
	struct nf_conn *ct = connection(test);

	facts.rn->classes[REHOME_CLASS_TCP].reset = false;
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

static void report_tells_only(struct kunit *test)
{
	struct nf_conn *ct = connection(test);

	facts.rn->params.mode = NF_REHOME_MODE_REPORT;
	judged(test, data_of(test, ct), facts.wan1, NF_ACCEPT);
	expect_untouched(test, ct);
	expect_counted(test, 0, 0, 0, 1);
}

/* Routes may come back, and it would survive that; its next packet asks again. */
static void routes_that_just_change(struct kunit *test)
{
	struct nf_conn *ct = connection(test);

	facts.rn->window.trigger = jiffies;
	facts.rn->window.burst = ktime_get_ns();
	judged(test, data_of(test, ct), facts.wan1, NF_ACCEPT);
	expect_untouched(test, ct);
	KUNIT_EXPECT_EQ(test, 1, counted(NF_REHOME_REASON_NOT_PROVEN)->keep);
	KUNIT_EXPECT_EQ(test, GEN - 1, record_of(test, ct).gen);
	/* They have done so for a while. */
	facts.rn->window.burst = ktime_get_ns() - 2 * NSEC_PER_SEC;
	judged(test, data_of(test, ct), facts.wan1, NF_DROP);
	KUNIT_EXPECT_TRUE(test, nf_ct_is_dying(ct));
	KUNIT_EXPECT_EQ(test, 1, caught.sent);
}

/* Masquerading would end it at that packet. */
static void masqueraded_while_routes_change(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct nf_conn *ct;

	f.masq_index = facts.wan0;
	ct = connection_with(test, f);
	note(ct, facts.wan0, REHOME_HOP_ANY);
	facts.rn->window.trigger = jiffies;
	facts.rn->window.burst = ktime_get_ns();
	judged(test, data_of(test, ct), facts.wan1, NF_DROP);
	expect_untouched(test, ct);
	judged(test, data_of(test, ct), facts.wan0, NF_ACCEPT);
	expect_untouched(test, ct);
	/* What is only told of is left to it. */
	facts.rn->params.mode = NF_REHOME_MODE_REPORT;
	judged(test, data_of(test, ct), facts.wan1, NF_ACCEPT);
	expect_untouched(test, ct);
	facts.rn->params.mode = NF_REHOME_MODE_RENAT;
	facts.rn->window.trigger = jiffies - HZ;
	judged(test, data_of(test, ct), facts.wan1, NF_DROP);
	KUNIT_EXPECT_TRUE(test, nf_ct_is_dying(ct));
	KUNIT_EXPECT_EQ(test, 1, caught.sent);
}

/* An address that no WAN has or had may work by each of them. */
static void address_of_a_pool(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct nf_conn *ct;

	f.map = TEST_FAR2;
	ct = connection_with(test, f);
	note(ct, facts.wan0, REHOME_HOP_ANY);
	judged(test, data_of(test, ct), facts.wan1, NF_ACCEPT);
	expect_untouched(test, ct);
	KUNIT_EXPECT_EQ(test, 1, counted(NF_REHOME_REASON_NOT_PROVEN)->keep);
}

static void leaves_to_the_inside(struct kunit *test)
{
	struct nf_conn *ct = connection(test);

	judged(test, data_of(test, ct), facts.lan, NF_ACCEPT);
	expect_untouched(test, ct);
	KUNIT_EXPECT_EQ(test, 1, counted(NF_REHOME_REASON_NOT_PROVEN)->keep);
}

static void conntrack_counts_its_bytes(struct kunit *test)
{
	struct nf_conn *ct = connection(test);

	set_bit(IPS_SEQ_ADJUST_BIT, &ct->status);
	judged(test, data_of(test, ct), facts.wan1, NF_ACCEPT);
	clear_bit(IPS_SEQ_ADJUST_BIT, &ct->status);
	expect_untouched(test, ct);
	KUNIT_EXPECT_EQ(test, 1, counted(NF_REHOME_REASON_EXCLUDED)->keep);
}

/* Its destination was translated, which its entry undoes for the reset. */
static void redirected_to_another_server(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct nf_conn *ct;

	f.dst = TEST_FAR2;
	f.to = TEST_FAR;
	f.to_port = TEST_PORT;
	ct = connection_with(test, f);
	note(ct, facts.wan0, REHOME_HOP_ANY);
	judged(test, data_of(test, ct), facts.wan1, NF_DROP);
	KUNIT_EXPECT_TRUE(test, nf_ct_is_dying(ct));
	KUNIT_EXPECT_EQ(test, 1, caught.sent);
}

/* A server of the inside, whose answers leave with an address that is gone. */
static void server_of_the_inside(struct kunit *test)
{
	union nf_inet_addr lan = test_addr(test_family(test), TEST_LAN);
	struct test_flow f = {
		.family = test_family(test), .src = TEST_FAR, .sport = TEST_PORT,
		.dst = TEST_WAN0, .dport = TEST_PORT,
		.to = TEST_LAN, .to_port = TEST_PORT,
	};
	const struct rehome_first first = {
		.egress = { .ifindex = facts.wan0, .hop = REHOME_HOP_ANY },
		.inbound = true,
	};
	struct nf_conn *ct = connection_with(test, f);
	struct sk_buff *skb = test_tcp_of(test, ct, IP_CT_ESTABLISHED_REPLY, TCPHDR_ACK,
					  10, facts.lan);

	rehome_record_note(&facts.rn->index, ct, &first);
	test_addr_del(test, facts.wan0, f.family, TEST_WAN0);
	show();
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

/* For which nobody asked: no record is made of it. */
static void connection_of_no_class(struct kunit *test)
{
	struct nf_conn *ct = connection_with(test, test_overlay(test_family(test)));

	facts.rn->classes[REHOME_CLASS_TCP].active = false;
	judged(test, data_of(test, ct), facts.wan1, NF_ACCEPT);
	expect_untouched(test, ct);
	KUNIT_EXPECT_EQ(test, 0, facts.rn->index.flows);
	KUNIT_EXPECT_EQ(test, 0, atomic64_read(&facts.rn->stats.judged));
}

/* One that is older than the module, or than its class: it came from a packet. */
static void connection_that_was_not_known(struct kunit *test)
{
	struct nf_conn *ct = connection_with(test, test_overlay(test_family(test)));
	struct rehome_record r;

	facts.rn->index.complete = true;
	judged(test, data_of(test, ct), facts.wan0, NF_ACCEPT);
	expect_untouched(test, ct);
	r = record_of(test, ct);
	KUNIT_EXPECT_FALSE(test, rehome_record_is(&r, REHOME_RECORD_INJECTED));
	judged(test, data_of(test, ct), facts.wan1, NF_DROP);
	KUNIT_EXPECT_EQ(test, 1, caught.sent);
}

static struct kunit_case judge_tcp_cases[] = {
	KUNIT_CASE_PARAM(connection_that_fits, family_gen_params),
	KUNIT_CASE_PARAM(connection_that_is_dead, family_gen_params),
	KUNIT_CASE_PARAM(class_without_resets, family_gen_params),
	KUNIT_CASE_PARAM(states_of_a_connection, family_gen_params),
	KUNIT_CASE_PARAM(packets_that_end_it, family_gen_params),
	KUNIT_CASE_PARAM(report_tells_only, family_gen_params),
	KUNIT_CASE_PARAM(routes_that_just_change, family_gen_params),
	KUNIT_CASE_PARAM(masqueraded_while_routes_change, family_gen_params),
	KUNIT_CASE_PARAM(address_of_a_pool, family_gen_params),
	KUNIT_CASE_PARAM(leaves_to_the_inside, family_gen_params),
	KUNIT_CASE_PARAM(conntrack_counts_its_bytes, family_gen_params),
	KUNIT_CASE_PARAM(redirected_to_another_server, family_gen_params),
	KUNIT_CASE_PARAM(server_of_the_inside, family_gen_params),
	KUNIT_CASE_PARAM(connection_of_no_class, family_gen_params),
	KUNIT_CASE_PARAM(connection_that_was_not_known, family_gen_params),
	{}
};

static struct kunit_suite judge_tcp_suite = {
	.name = "nf_rehome_judge_tcp",
	.init = judge_tcp_init,
	.exit = judged_exit,
	.test_cases = judge_tcp_cases,
};

kunit_test_suite(judge_tcp_suite);

TEST_IMPORT_NS;
MODULE_DESCRIPTION("KUnit suite of packets of TCP that are judged");
MODULE_LICENSE("GPL");
