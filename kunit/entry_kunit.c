// SPDX-License-Identifier: GPL-2.0
/* What an entry tells: whether it is a flow of interest, whether it is to be left
 * alone, how it is translated, and how long it was silent.
 */
#include <net/netfilter/nf_conntrack_extend.h>
#include <net/netfilter/nf_conntrack_helper.h>
#include <net/netfilter/nf_conntrack_l4proto.h>
#include <net/netfilter/nf_conntrack_timeout.h>
#include <net/netfilter/nf_conntrack_zones.h>
#include "entry.h"
#include "nets.h"

TEST_FAMILY_PARAM();

/* Name of its class, as far as its ports tell, or NULL; until the end of the case. */
static const char *test_class(struct kunit *test, const struct nf_conn *ct)
{
	const struct rehome_class *class;

	class = rehome_entry_class(test_classes(test, NULL, 0), ct,
				   NF_REHOME_SIGNATURE_NONE);
	return class ? class->name : NULL;
}

/* One that only its destination port gives away. */
static struct test_flow overlay(u8 family)
{
	struct test_flow f = test_overlay(family);

	f.sport = TEST_NO_PORT;
	f.map_port = TEST_NO_PORT;
	return f;
}

static void expect_class(struct kunit *test, const struct nf_conn *ct,
			 const char *want)
{
	KUNIT_EXPECT_STREQ(test, want, test_class(test, ct));
}

static void class_by_destination(struct kunit *test)
{
	struct test_flow f = overlay(test_family(test));

	expect_class(test, test_entry(test, &f), "tailscale");
}

static void class_by_source(struct kunit *test)
{
	struct test_flow f = overlay(test_family(test));

	f.sport = 51820;
	f.dport = TEST_NO_PORT;
	expect_class(test, test_entry(test, &f), "wireguard");
}

static void class_behind_a_port_forward(struct kunit *test)
{
	struct test_flow f = {
		.family = test_family(test),
		.src = TEST_FAR, .sport = TEST_NO_PORT,
		.dst = TEST_WAN0, .dport = 443,
		.to = TEST_LAN, .to_port = 51820,
	};

	expect_class(test, test_entry(test, &f), "wireguard");
}

static void not_by_outside_port(struct kunit *test)
{
	struct test_flow f = overlay(test_family(test));

	f.dport = TEST_NO_PORT;
	f.map_port = TEST_PORT;
	expect_class(test, test_entry(test, &f), "other");
}

static void no_class_of_tcp(struct kunit *test)
{
	struct test_flow f = overlay(test_family(test));

	f.proto = IPPROTO_TCP;
	KUNIT_EXPECT_NULL(test, test_class(test, test_entry(test, &f)));
}

static void no_class_before_it_is_confirmed(struct kunit *test)
{
	struct test_flow f = overlay(test_family(test));
	struct nf_conn *ct = test_entry_new(test, &f);

	KUNIT_EXPECT_NULL(test, test_class(test, ct));
	test_entry_insert(test, ct);
	KUNIT_EXPECT_NOT_NULL(test, test_class(test, ct));
}

static void no_class_when_dying(struct kunit *test)
{
	struct test_flow f = overlay(test_family(test));
	struct nf_conn *ct = test_entry(test, &f);

	nf_ct_delete(ct, 0, 0);
	KUNIT_EXPECT_NULL(test, test_class(test, ct));
}

static void no_class_of_a_template(struct kunit *test)
{
	struct test_flow f = overlay(test_family(test));
	struct nf_conn *ct = test_entry(test, &f);

	/* Not for long: templates are freed in another way. */
	set_bit(IPS_TEMPLATE_BIT, &ct->status);
	KUNIT_EXPECT_NULL(test, test_class(test, ct));
	clear_bit(IPS_TEMPLATE_BIT, &ct->status);
}

struct status_case {
	const char *desc;
	unsigned long status;
	bool excluded;
};

static const struct status_case statuses[] = {
	{ "nothing special", 0, false },
	{ "offloaded", IPS_OFFLOAD, false },
	{ "offloaded to hardware", IPS_OFFLOAD | IPS_HW_OFFLOAD, false },
	{ "port forward", IPS_DST_NAT, false },
	{ "expected by another", IPS_EXPECTED, true },
	{ "sequence adjustment", IPS_SEQ_ADJUST, true },
	{ "timeout fixed by hand", IPS_FIXED_TIMEOUT, true },
	{ "helper assigned by a rule", IPS_HELPER, true },
	{ "lost a clash", IPS_NAT_CLASH, true },
	{ "not tracked", IPS_UNTRACKED, true },
};

KUNIT_ARRAY_PARAM_DESC(status, statuses, desc);

static void excluded_by_status(struct kunit *test)
{
	const struct status_case *c = test->param_value;
	int i;

	for (i = 0; i < ARRAY_SIZE(test_families); i++) {
		struct test_flow f = overlay(test_families[i].nfproto);
		struct nf_conn *ct = test_entry(test, &f);
		unsigned long was = ct->status;

		ct->status |= c->status;
		KUNIT_EXPECT_EQ(test, c->excluded, rehome_entry_excluded(ct));
		/* Excluded is not unseen. */
		KUNIT_EXPECT_NOT_NULL(test, test_class(test, ct));
		ct->status = was;
	}
}

static void excluded_by_its_master(struct kunit *test)
{
	struct test_flow f = overlay(test_family(test)), g = f;
	struct nf_conn *ct = test_entry_new(test, &f), *master;

	g.sport = TEST_NO_PORT + 1;
	g.map_port = TEST_NO_PORT + 1;
	master = test_entry(test, &g);
	/* Put when the entry is destroyed. */
	nf_conntrack_get(&master->ct_general);
	ct->master = master;
	test_entry_insert(test, ct);

	KUNIT_EXPECT_TRUE(test, rehome_entry_excluded(ct));
	KUNIT_EXPECT_FALSE(test, rehome_entry_excluded(master));
}

static void excluded_by_a_helper(struct kunit *test)
{
	struct test_flow f = overlay(test_family(test));
	struct nf_conn *ct = test_entry_new(test, &f);

	KUNIT_ASSERT_NOT_NULL(test, nf_ct_helper_ext_add(ct, GFP_KERNEL));
	test_entry_insert(test, ct);

	KUNIT_EXPECT_TRUE(test, rehome_entry_excluded(ct));
}

static void excluded_by_a_timeout_policy(struct kunit *test)
{
#ifdef CONFIG_NF_CONNTRACK_TIMEOUT
	struct test_flow f = overlay(test_family(test));
	struct nf_conn *ct = test_entry_new(test, &f);

	KUNIT_ASSERT_NOT_NULL(test, nf_ct_ext_add(ct, NF_CT_EXT_TIMEOUT,
						  GFP_KERNEL));
	test_entry_insert(test, ct);

	KUNIT_EXPECT_TRUE(test, rehome_entry_excluded(ct));
#else
	kunit_skip(test, "needs CONFIG_NF_CONNTRACK_TIMEOUT");
#endif
}

static void excluded_by_traffic_control(struct kunit *test)
{
#if IS_ENABLED(CONFIG_NET_ACT_CT)
	struct test_flow f = overlay(test_family(test));
	struct nf_conn *ct = test_entry_new(test, &f);

	KUNIT_ASSERT_NOT_NULL(test, nf_ct_ext_add(ct, NF_CT_EXT_ACT_CT,
						  GFP_KERNEL));
	test_entry_insert(test, ct);

	KUNIT_EXPECT_TRUE(test, rehome_entry_excluded(ct));
#else
	kunit_skip(test, "needs CONFIG_NET_ACT_CT");
#endif
}

static void excluded_by_its_zone(struct kunit *test)
{
	struct test_flow f = overlay(test_family(test));

	f.zone = 5;
	KUNIT_EXPECT_TRUE(test, rehome_entry_excluded(test_entry(test, &f)));
}

static void not_excluded_for_what_can_be_carried(struct kunit *test)
{
	struct test_flow f = overlay(test_family(test)), masq = f, dnat = f;

	masq.sport = TEST_NO_PORT + 1;
	masq.map_port = TEST_NO_PORT + 1;
	masq.masq_index = 3;
	dnat.sport = TEST_NO_PORT + 2;
	dnat.map_port = TEST_NO_PORT + 2;
	dnat.to = TEST_FAR2;
	dnat.to_port = TEST_PORT;

	KUNIT_EXPECT_FALSE(test, rehome_entry_excluded(test_entry(test, &f)));
	KUNIT_EXPECT_FALSE(test,
			   rehome_entry_excluded(test_entry(test, &masq)));
	KUNIT_EXPECT_FALSE(test,
			   rehome_entry_excluded(test_entry(test, &dnat)));
}

static void how_its_source_is_translated(struct kunit *test)
{
	struct test_flow f = overlay(test_family(test)), masq = f, none = f;
	struct nf_conn *ct = test_entry(test, &f);

	KUNIT_EXPECT_EQ(test, NF_REHOME_XLAT_SNAT, rehome_entry_xlat(ct));
	KUNIT_EXPECT_EQ(test, 0, rehome_entry_masq_index(ct));
	masq.sport = TEST_NO_PORT + 1;
	masq.map_port = TEST_NO_PORT + 1;
	masq.masq_index = 3;
	ct = test_entry(test, &masq);
	KUNIT_EXPECT_EQ(test, NF_REHOME_XLAT_MASQUERADE, rehome_entry_xlat(ct));
	KUNIT_EXPECT_EQ(test, 3, rehome_entry_masq_index(ct));
	/* A rule may have masqueraded it to the address that it had. */
	none.sport = TEST_NO_PORT + 2;
	none.map = 0;
	none.masq_index = 3;
	ct = test_entry(test, &none);
	KUNIT_EXPECT_EQ(test, NF_REHOME_XLAT_NONE, rehome_entry_xlat(ct));
	KUNIT_EXPECT_EQ(test, 3, rehome_entry_masq_index(ct));
}

/* Known by what is left of its timeout. */
static void how_long_it_was_silent(struct kunit *test)
{
	struct test_flow f = overlay(test_family(test)), tcp = f;
	const struct nf_udp_net *un = nf_udp_pernet(&init_net);
	struct nf_conn *ct = test_entry(test, &f);
	unsigned int full = un->timeouts[UDP_CT_REPLIED];
	unsigned int unreplied = un->timeouts[UDP_CT_UNREPLIED];

	WRITE_ONCE(ct->timeout, nfct_time_stamp + full - 7 * HZ);
	KUNIT_EXPECT_GE(test, rehome_entry_silence(ct), 7UL * HZ);
	KUNIT_EXPECT_LT(test, rehome_entry_silence(ct), 17UL * HZ);
	/* A flow table gives it a day, which tells nothing. */
	WRITE_ONCE(ct->timeout, nfct_time_stamp + 86400 * HZ);
	KUNIT_EXPECT_EQ(test, 0, rehome_entry_silence(ct));
	/* While it has no answer, it has less time. */
	clear_bit(IPS_ASSURED_BIT, &ct->status);
	WRITE_ONCE(ct->timeout, nfct_time_stamp + unreplied - 7 * HZ);
	KUNIT_EXPECT_GE(test, rehome_entry_silence(ct), 7UL * HZ);
	KUNIT_EXPECT_LT(test, rehome_entry_silence(ct), 17UL * HZ);

	tcp.proto = IPPROTO_TCP;
	ct = test_entry(test, &tcp);
	WRITE_ONCE(ct->timeout, nfct_time_stamp + 5 * HZ);
	KUNIT_EXPECT_EQ(test, 0, rehome_entry_silence(ct));
}

static struct kunit_case entry_cases[] = {
	KUNIT_CASE_PARAM(class_by_destination, family_gen_params),
	KUNIT_CASE_PARAM(class_by_source, family_gen_params),
	KUNIT_CASE_PARAM(class_behind_a_port_forward, family_gen_params),
	KUNIT_CASE_PARAM(not_by_outside_port, family_gen_params),
	KUNIT_CASE_PARAM(no_class_of_tcp, family_gen_params),
	KUNIT_CASE_PARAM(no_class_before_it_is_confirmed, family_gen_params),
	KUNIT_CASE_PARAM(no_class_when_dying, family_gen_params),
	KUNIT_CASE_PARAM(no_class_of_a_template, family_gen_params),
	KUNIT_CASE_PARAM(excluded_by_status, status_gen_params),
	KUNIT_CASE_PARAM(excluded_by_its_master, family_gen_params),
	KUNIT_CASE_PARAM(excluded_by_a_helper, family_gen_params),
	KUNIT_CASE_PARAM(excluded_by_a_timeout_policy, family_gen_params),
	KUNIT_CASE_PARAM(excluded_by_traffic_control, family_gen_params),
	KUNIT_CASE_PARAM(excluded_by_its_zone, family_gen_params),
	KUNIT_CASE_PARAM(not_excluded_for_what_can_be_carried,
			 family_gen_params),
	KUNIT_CASE_PARAM(how_its_source_is_translated, family_gen_params),
	KUNIT_CASE_PARAM(how_long_it_was_silent, family_gen_params),
	{}
};

static struct kunit_suite entry_suite = {
	.name = "nf_rehome_entry",
	.init = test_entries_init,
	.exit = test_entries_exit,
	.test_cases = entry_cases,
};

kunit_test_suite(entry_suite);

TEST_IMPORT_NS;
MODULE_DESCRIPTION("KUnit suite of what an entry tells");
MODULE_LICENSE("GPL");
