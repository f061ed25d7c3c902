// SPDX-License-Identifier: GPL-2.0
/* A packet gives its flow a new entry, which gets all that the old one had; and
 * what is done to an entry without a packet.
 */
#include <net/netfilter/nf_conntrack_acct.h>
#include <net/netfilter/nf_conntrack_core.h>
#include <net/netfilter/nf_conntrack_l4proto.h>
#include <net/netfilter/nf_conntrack_labels.h>
#include <net/netfilter/nf_conntrack_timestamp.h>
#include <net/netfilter/nf_nat.h>
#include "move.h"
#include "packets.h"

TEST_FAMILY_PARAM();

#define PORT	50000

/* New entries count, know when they began, and may be labelled. */
static void restore_settings(void *data)
{
	nf_connlabels_put(&init_net);
	init_net.ct.sysctl_acct = (unsigned long)data & 1;
	init_net.ct.sysctl_tstamp = (unsigned long)data >> 1;
}

static int move_init(struct kunit *test)
{
	unsigned long was = (init_net.ct.sysctl_acct ? 1 : 0) |
			    (init_net.ct.sysctl_tstamp ? 2 : 0);
	int err = test_entries_init(test);

	if (err)
		return err;
	err = nf_connlabels_get(&init_net, 127);
	if (err)
		return err;
	init_net.ct.sysctl_acct = 1;
	init_net.ct.sysctl_tstamp = 1;
	return kunit_add_action_or_reset(test, restore_settings, (void *)was);
}

static struct sk_buff *packet_of(struct kunit *test, struct nf_conn *ct)
{
	return test_skb_of(test, ct, IP_CT_ESTABLISHED);
}

static struct nf_hook_state state_of(const struct kunit *test)
{
	return (struct nf_hook_state){
		.pf = test_family(test),
		.hook = NF_INET_POST_ROUTING,
		.net = &init_net,
	};
}

static enum rehome_moved begin(struct kunit *test, struct sk_buff *skb,
			       struct rehome_move *move, bool *ended)
{
	const struct nf_hook_state state = state_of(test);
	enum rehome_moved moved;

	rcu_read_lock();
	local_bh_disable();
	moved = rehome_move_begin(skb, &state, move, ended);
	local_bh_enable();
	rcu_read_unlock();
	return moved;
}

/* As a chain of NAT would, and what comes behind it. */
static bool end(struct kunit *test, struct sk_buff *skb,
		const struct rehome_move *move, u8 host, u16 port)
{
	bool confirmed;

	test_translate(test, skb, host, port);
	rcu_read_lock();
	local_bh_disable();
	confirmed = rehome_move_confirm(skb, move);
	local_bh_enable();
	rcu_read_unlock();
	return confirmed;
}

static struct nf_conn *moved_to(struct kunit *test, struct nf_conn *old, u8 host,
				u16 port, enum nf_rehome_reason reason)
{
	struct rehome_move move = { .reason = reason };
	struct sk_buff *skb = packet_of(test, old);
	bool ended = false;

	KUNIT_ASSERT_EQ(test, REHOME_MOVED_ANEW, begin(test, skb, &move, &ended));
	KUNIT_EXPECT_TRUE(test, ended);
	KUNIT_ASSERT_TRUE(test, end(test, skb, &move, host, port));
	/* Whatever was done to it, it is whole. */
	KUNIT_EXPECT_TRUE(test, test_sums_are_right(skb));
	return test_entry_of(test, skb);
}

static void new_entry_for_the_old_one(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct nf_conn *old = test_entry(test, &f), *new;
	union nf_inet_addr addr = test_addr(f.family, TEST_WAN1);

	new = moved_to(test, old, TEST_WAN1, TEST_PORT,
		       NF_REHOME_REASON_EGRESS_MOVED);
	KUNIT_EXPECT_PTR_NE(test, old, new);
	KUNIT_EXPECT_TRUE(test, nf_ct_tuple_equal(test_orig(old),
						  test_orig(new)));
	KUNIT_EXPECT_TRUE(test, nf_inet_addr_cmp(&test_reply(new)->dst.u3,
						 &addr));
	KUNIT_EXPECT_TRUE(test, nf_ct_is_confirmed(new));
	KUNIT_EXPECT_TRUE(test, nf_ct_is_dying(old));
	KUNIT_EXPECT_PTR_EQ(test, new, test_find(test, new, test_orig(old)));
	KUNIT_EXPECT_PTR_EQ(test, new, test_find(test, new, test_reply(new)));
	KUNIT_EXPECT_NULL(test, test_find(test, new, test_reply(old)));
	/* The table's and ours; of the old one, ours only. */
	KUNIT_EXPECT_EQ(test, 2, refcount_read(&new->ct_general.use));
	KUNIT_EXPECT_EQ(test, 1, refcount_read(&old->ct_general.use));
}

static void what_is_carried_over(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct nf_conn *old = test_entry(test, &f), *new;
	struct nf_conn_acct *acct = nf_conn_acct_find(old);
	const struct nf_conn_labels *labels;
	int dir;

	WRITE_ONCE(old->mark, 0xbeef);
	__set_bit(3, nf_ct_labels_find(old)->bits);
	__set_bit(127, nf_ct_labels_find(old)->bits);
	for (dir = 0; dir < IP_CT_DIR_MAX; dir++) {
		atomic64_set(&acct->counter[dir].packets, 7 + dir);
		atomic64_set(&acct->counter[dir].bytes, 700 + dir);
	}
	nf_conn_tstamp_find(old)->start = 12345;
	WRITE_ONCE(old->timeout, nfct_time_stamp + 50 * HZ);
	old->proto.udp.stream_ts = 4711;

	new = moved_to(test, old, TEST_WAN1, TEST_PORT,
		       NF_REHOME_REASON_EGRESS_MOVED);
	KUNIT_EXPECT_EQ(test, 0xbeef, new->mark);
	labels = nf_ct_labels_find(new);
	KUNIT_ASSERT_NOT_NULL(test, labels);
	KUNIT_EXPECT_MEMEQ(test, nf_ct_labels_find(old), labels,
			   sizeof(*labels));
	acct = nf_conn_acct_find(new);
	KUNIT_ASSERT_NOT_NULL(test, acct);
	for (dir = 0; dir < IP_CT_DIR_MAX; dir++) {
		KUNIT_EXPECT_EQ(test, 7 + dir,
				atomic64_read(&acct->counter[dir].packets));
		KUNIT_EXPECT_EQ(test, 700 + dir,
				atomic64_read(&acct->counter[dir].bytes));
	}
	KUNIT_ASSERT_NOT_NULL(test, nf_conn_tstamp_find(new));
	KUNIT_EXPECT_EQ(test, 12345, nf_conn_tstamp_find(new)->start);
	KUNIT_EXPECT_EQ(test, IPS_SEEN_REPLY | IPS_ASSURED,
			new->status & (IPS_SEEN_REPLY | IPS_ASSURED));
	KUNIT_EXPECT_LE(test, nf_ct_expires(new), 50UL * HZ);
	KUNIT_EXPECT_GT(test, nf_ct_expires(new), 20UL * HZ);
	KUNIT_EXPECT_EQ(test, 4711, new->proto.udp.stream_ts);
}

static void what_is_not_carried_over(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	const struct nf_udp_net *un = nf_udp_pernet(&init_net);
	struct nf_conn *old = test_entry(test, &f), *new;

	clear_bit(IPS_SEEN_REPLY_BIT, &old->status);
	clear_bit(IPS_ASSURED_BIT, &old->status);
	/* It takes the slow path, and has no more time than is given there. */
	WRITE_ONCE(old->timeout, nfct_time_stamp + 86400 * HZ);
	new = moved_to(test, old, TEST_WAN1, TEST_PORT,
		       NF_REHOME_REASON_EGRESS_MOVED);
	KUNIT_EXPECT_EQ(test, 0, new->status & (IPS_SEEN_REPLY | IPS_ASSURED |
						IPS_OFFLOAD));
	KUNIT_EXPECT_LE(test, nf_ct_expires(new),
			(unsigned long)un->timeouts[UDP_CT_REPLIED]);
	KUNIT_EXPECT_EQ(test, 0, new->mark);
}

static u16 port_of(const struct nf_conn *ct)
{
	return ntohs(test_reply(ct)->dst.u.all);
}

/* The address is the same, and conntrack was free to choose another port. */
static void outside_port_is_kept(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct nf_conn *ct;

	f.map_port = PORT;
	ct = moved_to(test, test_entry(test, &f), TEST_WAN0, PORT + 1,
		      NF_REHOME_REASON_EGRESS_MOVED);
	KUNIT_EXPECT_EQ(test, PORT, port_of(ct));
	/* Not with another address, */
	ct = moved_to(test, ct, TEST_WAN1, PORT + 1,
		      NF_REHOME_REASON_EGRESS_MOVED);
	KUNIT_EXPECT_EQ(test, PORT + 1, port_of(ct));
	/* nor where it is the port that was asked for. */
	ct = moved_to(test, ct, TEST_WAN1, TEST_PORT,
		      NF_REHOME_REASON_PORT_DISPLACED);
	KUNIT_EXPECT_EQ(test, TEST_PORT, port_of(ct));
}

/* Two packets of a flow are on their way, on two processors perhaps. */
static void second_packet(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct nf_conn *old = test_entry(test, &f), *new;
	struct sk_buff *second = packet_of(test, old);
	struct rehome_move move = {};
	enum ip_conntrack_info ctinfo;
	bool ended = true;

	new = moved_to(test, old, TEST_WAN1, TEST_PORT,
		       NF_REHOME_REASON_EGRESS_MOVED);
	KUNIT_EXPECT_EQ(test, REHOME_MOVED_OTHER,
			begin(test, second, &move, &ended));
	KUNIT_EXPECT_FALSE(test, ended);
	KUNIT_EXPECT_PTR_EQ(test, new, nf_ct_get(second, &ctinfo));
	KUNIT_EXPECT_EQ(test, IP_CT_ESTABLISHED, ctinfo);
	KUNIT_EXPECT_FALSE(test, nf_ct_is_dying(new));
	nf_reset_ct(second);
	KUNIT_EXPECT_EQ(test, 1, refcount_read(&old->ct_general.use));
}

static void restore_max(void *max)
{
	nf_conntrack_max = (unsigned long)max;
}

static void no_room_in_the_table(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct nf_conn *old = test_entry(test, &f);
	struct sk_buff *skb = packet_of(test, old);
	unsigned long max = nf_conntrack_max;
	struct rehome_move move = {};
	bool ended = false;

	KUNIT_ASSERT_EQ(test, 0, kunit_add_action(test, restore_max,
						  (void *)max));
	nf_conntrack_max = nf_conntrack_count(&init_net);
	KUNIT_EXPECT_EQ(test, REHOME_MOVED_LOST,
			begin(test, skb, &move, &ended));
	KUNIT_EXPECT_TRUE(test, ended);
	KUNIT_EXPECT_NULL(test, skb_nfct(skb));
	KUNIT_EXPECT_EQ(test, 1, test_entries_more(test));
}

static void expired_once(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct nf_conn *ct = test_entry(test, &f);

	KUNIT_EXPECT_TRUE(test, rehome_move_expire(ct));
	KUNIT_EXPECT_TRUE(test, nf_ct_is_dying(ct));
	KUNIT_EXPECT_NULL(test, test_find(test, ct, test_orig(ct)));
	KUNIT_EXPECT_NULL(test, test_find(test, ct, test_reply(ct)));
	KUNIT_EXPECT_FALSE(test, rehome_move_expire(ct));
	KUNIT_EXPECT_EQ(test, 1, refcount_read(&ct->ct_general.use));
}

static void bits_of_the_mark(struct kunit *test)
{
	struct test_flow f = test_overlay(test_family(test));
	struct nf_conn *ct = test_entry(test, &f);

	WRITE_ONCE(ct->mark, 0x70155);
	KUNIT_EXPECT_EQ(test, 0x70155,
			rehome_move_mark(ct, (struct rehome_mark){
						 0xff200, 0x3f00 }));
	KUNIT_EXPECT_EQ(test, 0x73255, ct->mark);
	rehome_move_mark(ct, (struct rehome_mark){ 0xffff, 0 });
	KUNIT_EXPECT_EQ(test, 0x73255, ct->mark);
}

static struct kunit_case move_cases[] = {
	KUNIT_CASE_PARAM(new_entry_for_the_old_one, family_gen_params),
	KUNIT_CASE_PARAM(what_is_carried_over, family_gen_params),
	KUNIT_CASE_PARAM(what_is_not_carried_over, family_gen_params),
	KUNIT_CASE_PARAM(outside_port_is_kept, family_gen_params),
	KUNIT_CASE_PARAM(second_packet, family_gen_params),
	KUNIT_CASE_PARAM(no_room_in_the_table, family_gen_params),
	KUNIT_CASE_PARAM(expired_once, family_gen_params),
	KUNIT_CASE_PARAM(bits_of_the_mark, family_gen_params),
	{}
};

static struct kunit_suite move_suite = {
	.name = "nf_rehome_move",
	.init = move_init,
	.exit = test_entries_exit,
	.test_cases = move_cases,
};

kunit_test_suite(move_suite);

TEST_IMPORT_NS;
MODULE_DESCRIPTION("KUnit suite of moving a flow");
MODULE_LICENSE("GPL");
