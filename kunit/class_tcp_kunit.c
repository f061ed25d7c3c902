// SPDX-License-Identifier: GPL-2.0
/* Which class a connection of TCP is of: none, until somebody asks for one. */
#include <linux/in.h>
#include <net/netfilter/nf_conntrack_core.h>
#include "class.h"
#include "helpers.h"
#include "hosts.h"

TEST_FAMILY_PARAM();

static struct nf_conntrack_tuple connection(struct kunit *test, u8 host, u16 sport,
					    u16 dport)
{
	u8 family = test_family(test);

	return (struct nf_conntrack_tuple){
		.src = {
			.u3 = test_addr(family, host),
			.u.all = htons(sport),
			.l3num = family,
		},
		.dst = {
			.u3 = test_addr(family, TEST_FAR),
			.u.all = htons(dport),
			.protonum = IPPROTO_TCP,
		},
	};
}

/* Class of a connection from a host and port to a port, by way of another one. */
static int class_of_tcp(struct kunit *test, const struct rehome_class_conf *conf, u8 host,
			u16 sport, u16 dport)
{
	struct nf_conntrack_tuple orig = connection(test, host, sport, dport), reply;

	/* Behind a port-forward, which does not count. */
	nf_ct_invert_tuple(&reply, &orig);
	reply.src.u.all = htons(sport);
	return rehome_class_match(conf, &orig, &reply, NF_REHOME_SIGNATURE_NONE);
}

static void all_of_tcp(struct kunit *test)
{
	struct rehome_class_conf conf[REHOME_CLASSES];

	rehome_classes_init(conf);
	KUNIT_EXPECT_TRUE(test, rehome_class_wants(conf, IPPROTO_UDP));
	KUNIT_EXPECT_FALSE(test, rehome_class_wants(conf, IPPROTO_TCP));
	KUNIT_EXPECT_EQ(test, -1, class_of_tcp(test, conf, TEST_LAN, 40000, 443));
	conf[REHOME_CLASS_TCP].active = true;
	KUNIT_EXPECT_TRUE(test, rehome_class_wants(conf, IPPROTO_TCP));
	KUNIT_EXPECT_FALSE(test, rehome_class_wants(conf, IPPROTO_SCTP));
	KUNIT_EXPECT_EQ(test, REHOME_CLASS_TCP,
			class_of_tcp(test, conf, TEST_LAN, 40000, 443));
	KUNIT_EXPECT_EQ(test, REHOME_CLASS_TCP,
			class_of_tcp(test, conf, TEST_LAN, 41641, 0));
}

/* Where Tailscale's relays listen, and of hosts that run it only. */
static void relays_of_a_host(struct kunit *test)
{
	struct nf_conntrack_tuple overlay = connection(test, TEST_LAN, 41641, 41641);
	struct rehome_class_conf conf[REHOME_CLASSES];
	struct rehome_hosts hosts = {};

	rehome_classes_init(conf);
	conf[REHOME_CLASS_DERP].active = true;
	/* There are none. */
	KUNIT_EXPECT_EQ(test, -1, class_of_tcp(test, conf, TEST_LAN, 40000, 443));
	conf[REHOME_CLASS_DERP].hosts = &hosts;
	KUNIT_ASSERT_EQ(test, 0, rehome_hosts_start(&hosts));
	KUNIT_EXPECT_TRUE(test, rehome_class_wants(conf, IPPROTO_TCP));
	KUNIT_EXPECT_EQ(test, -1, class_of_tcp(test, conf, TEST_LAN, 40000, 443));
	rehome_class_learn(conf, rehome_class_by_name("wireguard"), &overlay);
	rehome_class_learn(conf, -1, &overlay);
	conf[REHOME_CLASS_DERP].active = false;
	rehome_class_learn(conf, REHOME_CLASS_TAILSCALE, &overlay);
	conf[REHOME_CLASS_DERP].active = true;
	KUNIT_EXPECT_EQ(test, -1, class_of_tcp(test, conf, TEST_LAN, 40000, 443));
	rehome_class_learn(conf, REHOME_CLASS_TAILSCALE, &overlay);
	KUNIT_EXPECT_EQ(test, REHOME_CLASS_DERP,
			class_of_tcp(test, conf, TEST_LAN, 40000, 443));
	KUNIT_EXPECT_EQ(test, REHOME_CLASS_DERP,
			class_of_tcp(test, conf, TEST_LAN, 40000, 3478));
	KUNIT_EXPECT_EQ(test, REHOME_CLASS_DERP,
			class_of_tcp(test, conf, TEST_LAN, 40000, 80));
	KUNIT_EXPECT_EQ(test, -1, class_of_tcp(test, conf, TEST_LAN, 40000, 444));
	KUNIT_EXPECT_EQ(test, -1, class_of_tcp(test, conf, TEST_LAN, 443, 81));
	KUNIT_EXPECT_EQ(test, -1, class_of_tcp(test, conf, TEST_LAN2, 40000, 443));
	conf[REHOME_CLASS_TCP].active = true;
	KUNIT_EXPECT_EQ(test, REHOME_CLASS_DERP,
			class_of_tcp(test, conf, TEST_LAN, 40000, 443));
	KUNIT_EXPECT_EQ(test, REHOME_CLASS_TCP,
			class_of_tcp(test, conf, TEST_LAN2, 40000, 443));
	rehome_hosts_exit(&hosts);
}

static struct kunit_case class_tcp_cases[] = {
	KUNIT_CASE_PARAM(all_of_tcp, family_gen_params),
	KUNIT_CASE_PARAM(relays_of_a_host, family_gen_params),
	{}
};

static struct kunit_suite class_tcp_suite = {
	.name = "nf_rehome_class_tcp",
	.test_cases = class_tcp_cases,
};

kunit_test_suite(class_tcp_suite);

TEST_IMPORT_NS;
MODULE_DESCRIPTION("KUnit suite of the classes of TCP");
MODULE_LICENSE("GPL");
