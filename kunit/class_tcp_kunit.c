// SPDX-License-Identifier: GPL-2.0
/* Which class a connection of TCP is of: none, until somebody asks for one. */
#include <linux/in.h>
#include <net/netfilter/nf_conntrack_core.h>
#include "hosts.h"
#include "nets.h"

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
static const char *class_of_tcp(struct kunit *test, const struct rehome_classes *cs,
				u8 host, u16 sport, u16 dport)
{
	struct nf_conntrack_tuple orig = connection(test, host, sport, dport), reply;
	const struct rehome_class *class;

	/* Behind a port-forward, which does not count. */
	nf_ct_invert_tuple(&reply, &orig);
	reply.src.u.all = htons(sport);
	class = rehome_classes_match(cs, &orig, &reply, 0, NF_REHOME_SIGNATURE_NONE);
	return class ? class->name : "none";
}

static void all_of_tcp(struct kunit *test)
{
	struct rehome_classes *cs = test_classes(test, NULL, 0);

	rehome_classes_settle(cs);
	KUNIT_EXPECT_TRUE(test, rehome_classes_want(cs, IPPROTO_UDP));
	KUNIT_EXPECT_FALSE(test, rehome_classes_want(cs, IPPROTO_TCP));
	KUNIT_EXPECT_STREQ(test, "none", class_of_tcp(test, cs, TEST_LAN, 40000, 443));
	test_class_active(test, cs, "tcp", true);
	KUNIT_EXPECT_TRUE(test, rehome_classes_want(cs, IPPROTO_TCP));
	KUNIT_EXPECT_FALSE(test, rehome_classes_want(cs, IPPROTO_SCTP));
	KUNIT_EXPECT_STREQ(test, "tcp", class_of_tcp(test, cs, TEST_LAN, 40000, 443));
	KUNIT_EXPECT_STREQ(test, "tcp", class_of_tcp(test, cs, TEST_LAN, 41641, 0));
}

static void relay_of(struct kunit *test, const struct rehome_classes *cs, u8 host,
		     u16 sport, u16 dport, const char *want)
{
	KUNIT_EXPECT_STREQ_MSG(test, want, class_of_tcp(test, cs, host, sport, dport),
			       "host %d, from %d to %d", host, sport, dport);
}

/* Where Tailscale's relays listen, and of hosts that run it only. */
static void relays_of_a_host(struct kunit *test)
{
	struct nf_conntrack_tuple overlay = connection(test, TEST_LAN, 41641, 41641);
	struct rehome_hosts hosts = {};
	const struct rehome_match disco = { IPPROTO_UDP, NF_REHOME_SIGNATURE_DISCO };
	struct nf_conntrack_tuple other = connection(test, TEST_LAN2, 40000, 40000);
	struct rehome_classes *cs = test_classes(test, &hosts, 1);
	const struct rehome_class *tailscale = test_class_of(test, cs, "tailscale");
	const struct rehome_class *own;

	own = rehome_classes_add(cs, "own", &disco, 0, NULL);
	KUNIT_ASSERT_NOT_NULL(test, own);
	test_class_active(test, cs, "derp", true);
	/* There are none. */
	relay_of(test, cs, TEST_LAN, 40000, 443, "none");
	KUNIT_ASSERT_EQ(test, 0, rehome_hosts_start(&hosts));
	KUNIT_EXPECT_TRUE(test, rehome_classes_want(cs, IPPROTO_TCP));
	relay_of(test, cs, TEST_LAN, 40000, 443, "none");
	rehome_classes_learn(cs, test_class_of(test, cs, "wireguard"), &overlay);
	rehome_classes_learn(cs, NULL, &overlay);
	test_class_active(test, cs, "derp", false);
	rehome_classes_learn(cs, tailscale, &overlay);
	test_class_active(test, cs, "derp", true);
	relay_of(test, cs, TEST_LAN, 40000, 443, "none");
	rehome_classes_learn(cs, tailscale, &overlay);
	relay_of(test, cs, TEST_LAN, 40000, 443, "derp");
	relay_of(test, cs, TEST_LAN, 40000, 3478, "derp");
	relay_of(test, cs, TEST_LAN, 40000, 80, "derp");
	relay_of(test, cs, TEST_LAN, 40000, 444, "none");
	relay_of(test, cs, TEST_LAN, 443, 81, "none");
	relay_of(test, cs, TEST_LAN2, 40000, 443, "none");
	test_class_active(test, cs, "tcp", true);
	relay_of(test, cs, TEST_LAN, 40000, 443, "derp");
	relay_of(test, cs, TEST_LAN2, 40000, 443, "tcp");
	/* Who takes these flows for a class of his own has the relays as well. */
	rehome_classes_learn(cs, own, &other);
	relay_of(test, cs, TEST_LAN2, 40000, 443, "derp");
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
