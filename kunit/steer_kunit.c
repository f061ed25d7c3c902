// SPDX-License-Identifier: GPL-2.0
/* Where a flow can be led by its mark, and when it goes home. */
#include <linux/jiffies.h>
#include <net/netfilter/nf_conntrack_l4proto.h>
#include "flow.h"
#include "indexed.h"
#include "nets.h"
#include "steer.h"
#include "view.h"

TEST_FAMILY_PARAM();

/* Three WANs that are up, each with a mark; the lesser index is preferred. */
enum { WAN0 = 2, WAN1, WAN2, WANS = 3 };

#define MASK		0xf00
#define MARK(wan)	(0x100U << ((wan) - WAN0))

static struct rehome_net *rn;
static struct rehome_view *view;

static int steer_init(struct kunit *test)
{
	int i, err = test_entries_init(test);

	if (err)
		return err;
	rn = test_net(test);
	view = kunit_kzalloc(test, struct_size(view, wans, WANS), GFP_KERNEL);
	if (!view)
		return -ENOMEM;
	view->mask = MASK;
	view->wan_count = WANS;
	for (i = 0; i < WANS; i++)
		view->wans[i] = (struct rehome_view_wan){
			.ifindex = WAN0 + i,
			.mark = { MARK(WAN0 + i), MASK },
			.rank = i,
		};
	return 0;
}

static struct rehome_view_wan *wan(int ifindex)
{
	return &view->wans[ifindex - WAN0];
}

static void set_state(const struct kunit *test, int ifindex,
		      enum nf_rehome_wan_state state)
{
	wan(ifindex)->state[rehome_family_index(test_family(test))] = state;
}

#define set_down(test, ifindex) \
	set_state(test, ifindex, NF_REHOME_WAN_STATE_DOWN)
#define set_up(test, ifindex) \
	set_state(test, ifindex, NF_REHOME_WAN_STATE_UP)

/* A flow of the first WAN with this mark. */
static struct rehome_flow flow_of(struct kunit *test, u32 mark)
{
	struct test_flow f = test_overlay(test_family(test));
	struct rehome_flow flow = {
		.ct = test_entry(test, &f),
		.class = test_net_classes(rn)->at[0],
		.family = f.family,
		.owner = WAN0,
	};

	flow.ct->mark = mark;
	return flow;
}

static void steer(struct rehome_flow *flow)
{
	flow->facts = (struct rehome_facts){};
	flow->bits = (struct rehome_mark){};
	flow->away_from = 0;
	flow->lead_to = 0;
	rcu_read_lock();
	rehome_steer(rn, flow, view);
	rcu_read_unlock();
}

static void without_a_mark(struct kunit *test)
{
	struct rehome_flow flow = flow_of(test, 0);

	steer(&flow);
	KUNIT_EXPECT_FALSE(test, flow.facts.marked);
	KUNIT_EXPECT_TRUE(test, flow.facts.other_up);
	KUNIT_EXPECT_FALSE(test, flow.facts.pinned);
	KUNIT_EXPECT_FALSE(test, flow.facts.steerable);
	KUNIT_EXPECT_EQ(test, 0, flow.bits.mask);
}

static void mark_of_nobody(struct kunit *test)
{
	struct rehome_flow flow = flow_of(test, 0xf);

	set_down(test, WAN0);
	steer(&flow);
	KUNIT_EXPECT_TRUE(test, flow.facts.marked);
	KUNIT_EXPECT_TRUE(test, flow.facts.other_up);
	KUNIT_EXPECT_FALSE(test, flow.facts.pinned);
	KUNIT_EXPECT_FALSE(test, flow.facts.steerable);
	/* Nor is that of a WAN without a mask one. */
	flow.ct->mark = MARK(WAN0);
	wan(WAN0)->mark.mask = 0;
	steer(&flow);
	KUNIT_EXPECT_FALSE(test, flow.facts.pinned);
	KUNIT_EXPECT_FALSE(test, flow.facts.steerable);
}

static void mark_of_its_wan(struct kunit *test)
{
	struct rehome_flow flow = flow_of(test, MARK(WAN0) | 0x30005);

	steer(&flow);
	KUNIT_EXPECT_FALSE(test, flow.facts.pinned);
	KUNIT_EXPECT_TRUE(test, flow.facts.steerable);
	set_state(test, WAN0, NF_REHOME_WAN_STATE_UNHEALTHY);
	steer(&flow);
	KUNIT_EXPECT_TRUE(test, flow.facts.pinned);
	KUNIT_EXPECT_TRUE(test, flow.facts.steerable);
	KUNIT_EXPECT_EQ(test, WAN0, flow.away_from);
	KUNIT_EXPECT_EQ(test, WAN1, flow.lead_to);
	/* Only those bits. */
	KUNIT_EXPECT_EQ(test, MARK(WAN1) | 0x30005,
			rehome_mark_apply(flow.ct->mark, flow.bits));
	/* The other family's state is not its. */
	set_up(test, WAN0);
	wan(WAN0)->state[!rehome_family_index(flow.family)] =
		NF_REHOME_WAN_STATE_DOWN;
	steer(&flow);
	KUNIT_EXPECT_FALSE(test, flow.facts.pinned);
}

/* Masks need not be the same. */
static void bits_of_all_wans(struct kunit *test)
{
	struct rehome_flow flow = flow_of(test, MARK(WAN0) | 0x30005);

	wan(WAN1)->mark = (struct rehome_mark){ 0x10000, 0x30000 };
	view->mask = MASK | 0x30000;
	set_down(test, WAN0);
	steer(&flow);
	KUNIT_EXPECT_EQ(test, WAN1, flow.lead_to);
	KUNIT_EXPECT_EQ(test, 0x10005,
			rehome_mark_apply(flow.ct->mark, flow.bits));
}

static void the_best_that_is_up(struct kunit *test)
{
	struct rehome_flow flow = flow_of(test, MARK(WAN0));

	set_down(test, WAN0);
	wan(WAN2)->rank = 0;
	steer(&flow);
	KUNIT_EXPECT_EQ(test, WAN2, flow.lead_to);
	set_state(test, WAN2, NF_REHOME_WAN_STATE_UNHEALTHY);
	steer(&flow);
	KUNIT_EXPECT_EQ(test, WAN1, flow.lead_to);
	/* One without a mark cannot be led to, though it is there. */
	wan(WAN1)->mark.mask = 0;
	steer(&flow);
	KUNIT_EXPECT_TRUE(test, flow.facts.pinned);
	KUNIT_EXPECT_TRUE(test, flow.facts.other_up);
	KUNIT_EXPECT_FALSE(test, flow.facts.steerable);
	KUNIT_EXPECT_EQ(test, 0, flow.bits.mask);
	/* Nor one without a device. */
	wan(WAN1)->ifindex = 0;
	steer(&flow);
	KUNIT_EXPECT_FALSE(test, flow.facts.other_up);
}

/* To the WAN that it is to leave it is not led, whatever its mark says. */
static void not_to_where_it_is(struct kunit *test)
{
	struct rehome_flow flow = flow_of(test, MARK(WAN1));

	set_down(test, WAN1);
	steer(&flow);
	KUNIT_EXPECT_TRUE(test, flow.facts.pinned);
	KUNIT_EXPECT_EQ(test, WAN1, flow.away_from);
	KUNIT_EXPECT_EQ(test, WAN2, flow.lead_to);
	set_down(test, WAN2);
	steer(&flow);
	KUNIT_EXPECT_FALSE(test, flow.facts.other_up);
	KUNIT_EXPECT_FALSE(test, flow.facts.steerable);
}

/* Led from the first WAN to the second, where it belongs now. */
static struct rehome_flow away_flow(struct kunit *test)
{
	struct rehome_flow flow = flow_of(test, MARK(WAN1) | 0x5);

	flow.owner = WAN1;
	flow.record.home = MARK(WAN0);
	rehome_record_set(&flow.record, REHOME_RECORD_AWAY, true);
	return flow;
}

static void home_again(struct kunit *test)
{
	struct rehome_flow flow = away_flow(test);

	steer(&flow);
	KUNIT_EXPECT_TRUE(test, flow.facts.away);
	KUNIT_EXPECT_FALSE(test, flow.facts.draining);
	KUNIT_EXPECT_FALSE(test, flow.facts.steerable);
	KUNIT_EXPECT_EQ(test, WAN1, flow.away_from);
	KUNIT_EXPECT_EQ(test, WAN0, flow.lead_to);
	KUNIT_EXPECT_EQ(test, MARK(WAN0) | 0x5,
			rehome_mark_apply(flow.ct->mark, flow.bits));
}

static void not_home_yet(struct kunit *test)
{
	struct rehome_flow flow = away_flow(test);

	set_state(test, WAN0, NF_REHOME_WAN_STATE_UNHEALTHY);
	steer(&flow);
	KUNIT_EXPECT_FALSE(test, flow.facts.away);
	/* But on to the next one, if need be. */
	set_down(test, WAN1);
	steer(&flow);
	KUNIT_EXPECT_FALSE(test, flow.facts.away);
	KUNIT_EXPECT_TRUE(test, flow.facts.pinned);
	KUNIT_EXPECT_TRUE(test, flow.facts.steerable);
	KUNIT_EXPECT_EQ(test, WAN2, flow.lead_to);
}

static void no_home_any_more(struct kunit *test)
{
	struct rehome_flow flow = away_flow(test);

	wan(WAN0)->ifindex = 0;
	steer(&flow);
	KUNIT_EXPECT_FALSE(test, flow.facts.away);
	wan(WAN0)->ifindex = WAN0;
	wan(WAN0)->mark.value = 0xf00;
	steer(&flow);
	KUNIT_EXPECT_FALSE(test, flow.facts.away);
	wan(WAN0)->mark.value = MARK(WAN0);
	view->mask = 0;
	steer(&flow);
	KUNIT_EXPECT_FALSE(test, flow.facts.away);
	/* It never left. */
	view->mask = MASK;
	rehome_record_set(&flow.record, REHOME_RECORD_AWAY, false);
	steer(&flow);
	KUNIT_EXPECT_FALSE(test, flow.facts.away);
}

static void class_says_keep(struct kunit *test)
{
	struct rehome_flow flow = away_flow(test);

	test_net_classes(rn)->at[0]->conf.failback = NF_REHOME_FAILBACK_KEEP;
	steer(&flow);
	KUNIT_EXPECT_FALSE(test, flow.facts.away);
	/* Another class does not say so. */
	flow.class = test_net_classes(rn)->at[1];
	steer(&flow);
	KUNIT_EXPECT_TRUE(test, flow.facts.away);
}

static void silent_for(struct rehome_flow *flow, unsigned int seconds)
{
	const struct nf_udp_net *un = nf_udp_pernet(&init_net);

	WRITE_ONCE(flow->ct->timeout, nfct_time_stamp +
		   un->timeouts[UDP_CT_REPLIED] - seconds * HZ);
}

static void class_says_drain(struct kunit *test)
{
	struct rehome_flow flow = away_flow(test);

	test_net_classes(rn)->at[0]->conf.failback = NF_REHOME_FAILBACK_DRAIN;
	silent_for(&flow, 0);
	steer(&flow);
	KUNIT_EXPECT_TRUE(test, flow.facts.away);
	KUNIT_EXPECT_TRUE(test, flow.facts.draining);
	/* Idle. */
	silent_for(&flow, 6);
	steer(&flow);
	KUNIT_EXPECT_TRUE(test, flow.facts.away);
	KUNIT_EXPECT_FALSE(test, flow.facts.draining);
	/* Or its time is over, whatever the clock says. */
	silent_for(&flow, 0);
	flow.record.until = (u32)jiffies + 1000 * HZ;
	steer(&flow);
	KUNIT_EXPECT_TRUE(test, flow.facts.draining);
	flow.record.until = (u32)jiffies - HZ;
	steer(&flow);
	KUNIT_EXPECT_FALSE(test, flow.facts.draining);
	flow.record.until = (u32)jiffies - 0x7fff0000;
	steer(&flow);
	KUNIT_EXPECT_FALSE(test, flow.facts.draining);
	flow.record.until = (u32)jiffies + 0x7fff0000;
	steer(&flow);
	KUNIT_EXPECT_TRUE(test, flow.facts.draining);
}

static struct kunit_case steer_cases[] = {
	KUNIT_CASE_PARAM(without_a_mark, family_gen_params),
	KUNIT_CASE_PARAM(mark_of_nobody, family_gen_params),
	KUNIT_CASE_PARAM(mark_of_its_wan, family_gen_params),
	KUNIT_CASE_PARAM(bits_of_all_wans, family_gen_params),
	KUNIT_CASE_PARAM(the_best_that_is_up, family_gen_params),
	KUNIT_CASE_PARAM(not_to_where_it_is, family_gen_params),
	KUNIT_CASE_PARAM(home_again, family_gen_params),
	KUNIT_CASE_PARAM(not_home_yet, family_gen_params),
	KUNIT_CASE_PARAM(no_home_any_more, family_gen_params),
	KUNIT_CASE_PARAM(class_says_keep, family_gen_params),
	KUNIT_CASE_PARAM(class_says_drain, family_gen_params),
	{}
};

static struct kunit_suite steer_suite = {
	.name = "nf_rehome_steer",
	.init = steer_init,
	.exit = test_entries_exit,
	.test_cases = steer_cases,
};

kunit_test_suite(steer_suite);

TEST_IMPORT_NS;
MODULE_DESCRIPTION("KUnit suite of leading flows by their marks");
MODULE_LICENSE("GPL");
