// SPDX-License-Identifier: GPL-2.0
/* Which class a flow is of, by protocol, the ports of either side and signature;
 * the last one takes all the rest.
 */
#include <linux/in.h>
#include <net/netfilter/nf_conntrack_tuple.h>
#include "nets.h"

struct class_case {
	const char *desc;
	u16 port;
	const char *class;
};

static const struct class_case ports[] = {
	{ "tailscale", 41641, "tailscale" },
	{ "wireguard", 51820, "wireguard" },
	{ "zerotier", 9993, "zerotier" },
	{ "nebula", 4242, "nebula" },
	{ "IKE", 500, "ipsec" },
	{ "IPsec NAT traversal", 4500, "ipsec" },
	{ "openvpn", 1194, "openvpn" },
	{ "stun", 3478, "stun" },
	{ "below wireguard", 51819, "other" },
	{ "above wireguard", 51821, "other" },
	{ "wireguard in the other byte order", 0x6cca, "other" },
	{ "dns, for which nobody asked", 53, "other" },
	{ "quic, for which nobody asked", 443, "other" },
	{ "sip, for which nobody asked", 5060, "other" },
	{ "no port", 0, "other" },
};

KUNIT_ARRAY_PARAM_DESC(port, ports, desc);

struct flow {
	u8 proto;
	u16 sport;
	u16 dport;
	u16 reply_sport;	/* the real destination port */
	u16 reply_dport;	/* the outside port */
};

#define UDP(...)	{ IPPROTO_UDP, __VA_ARGS__ }

static const char *class_of(struct kunit *test, const struct flow *f, u8 family)
{
	struct nf_conntrack_tuple orig = {
		.src = { .u.all = htons(f->sport), .l3num = family },
		.dst = { .u.all = htons(f->dport), .protonum = f->proto },
	};
	struct nf_conntrack_tuple reply = {
		.src = { .u.all = htons(f->reply_sport), .l3num = family },
		.dst = { .u.all = htons(f->reply_dport),
			 .protonum = f->proto },
	};
	const struct rehome_class *class;

	class = rehome_classes_match(test_classes(test, NULL, 0), &orig, &reply, 0,
				     NF_REHOME_SIGNATURE_NONE);
	return class ? class->name : "none";
}

static void expect_class(struct kunit *test, const struct flow *f,
			 const char *want)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(test_families); i++)
		KUNIT_EXPECT_STREQ(test, want,
				   class_of(test, f, test_families[i].nfproto));
}

static void by_destination_port(struct kunit *test)
{
	const struct class_case *c = test->param_value;
	struct flow f = UDP(TEST_NO_PORT, c->port, c->port, TEST_NO_PORT);

	expect_class(test, &f, c->class);
}

static void by_source_port(struct kunit *test)
{
	const struct class_case *c = test->param_value;
	struct flow f = UDP(c->port, TEST_NO_PORT, TEST_NO_PORT, c->port);

	expect_class(test, &f, c->class);
}

static void by_port_behind_a_port_forward(struct kunit *test)
{
	const struct class_case *c = test->param_value;
	struct flow f = UDP(TEST_NO_PORT, TEST_NO_PORT, c->port, TEST_NO_PORT);

	expect_class(test, &f, c->class);
}

struct signature_case {
	const char *desc;
	u16 port;
	enum nf_rehome_signature signature;
	const char *class;
	bool asked;		/* for the presets */
};

static const struct signature_case signatures[] = {
	{ "disco", TEST_NO_PORT, NF_REHOME_SIGNATURE_DISCO, "tailscale" },
	{ "wireguard", TEST_NO_PORT, NF_REHOME_SIGNATURE_WIREGUARD,
	  "wireguard" },
	{ "zerotier", TEST_NO_PORT, NF_REHOME_SIGNATURE_ZEROTIER, "zerotier" },
	{ "nebula", TEST_NO_PORT, NF_REHOME_SIGNATURE_NEBULA, "nebula" },
	{ "ike", TEST_NO_PORT, NF_REHOME_SIGNATURE_IKE, "ipsec" },
	{ "openvpn", TEST_NO_PORT, NF_REHOME_SIGNATURE_OPENVPN, "openvpn" },
	{ "stun", TEST_NO_PORT, NF_REHOME_SIGNATURE_STUN, "stun" },
	{ "none", TEST_NO_PORT, NF_REHOME_SIGNATURE_NONE, "other" },
	{ "quic, for which nobody asked", 443, NF_REHOME_SIGNATURE_QUIC,
	  "other" },
	{ "quic", TEST_NO_PORT, NF_REHOME_SIGNATURE_QUIC, "quic", true },
	{ "quic by its port", 443, NF_REHOME_SIGNATURE_NONE, "quic", true },
	{ "sip, for which nobody asked", 5060, NF_REHOME_SIGNATURE_SIP,
	  "other" },
	{ "sip", TEST_NO_PORT, NF_REHOME_SIGNATURE_SIP, "sip", true },
	{ "sip by its port", 5060, NF_REHOME_SIGNATURE_NONE, "sip", true },
	{ "dns by its port", 53, NF_REHOME_SIGNATURE_NONE, "dns", true },
	{ "none, with presets", TEST_NO_PORT, NF_REHOME_SIGNATURE_NONE,
	  "other", true },
	{ "a class above, by its port", 41641, NF_REHOME_SIGNATURE_WIREGUARD,
	  "tailscale" },
	{ "a class below, by its port", 3478, NF_REHOME_SIGNATURE_DISCO,
	  "tailscale" },
};

KUNIT_ARRAY_PARAM_DESC(signature, signatures, desc);

static void by_signature(struct kunit *test)
{
	const struct signature_case *c = test->param_value;
	const struct nf_conntrack_tuple orig = {
		.src.u.all = htons(TEST_NO_PORT),
		.dst = { .u.all = htons(c->port), .protonum = IPPROTO_UDP },
	};
	const struct nf_conntrack_tuple reply = {
		.src.u.all = htons(c->port),
		.dst = { .u.all = htons(TEST_NO_PORT),
			 .protonum = IPPROTO_UDP },
	};
	struct rehome_classes *cs = test_classes(test, NULL, 0);
	const struct rehome_class *class;
	int i;

	for (i = 0; i < cs->count; i++)
		cs->at[i]->conf.active |= c->asked;
	class = rehome_classes_match(cs, &orig, &reply, 0, c->signature);
	KUNIT_EXPECT_STREQ(test, c->class, class ? class->name : "none");
}

/* Chosen by the router, at random perhaps. */
static void not_by_outside_port(struct kunit *test)
{
	const struct class_case *c = test->param_value;
	struct flow f = UDP(TEST_NO_PORT, TEST_NO_PORT, TEST_NO_PORT, c->port);

	expect_class(test, &f, "other");
}

static void not_of_another_protocol(struct kunit *test)
{
	static const u8 protos[] = {
		IPPROTO_TCP, IPPROTO_ICMP, IPPROTO_ICMPV6, IPPROTO_SCTP,
		IPPROTO_UDPLITE, IPPROTO_GRE, 0,
	};
	const struct class_case *c = test->param_value;
	int i;

	for (i = 0; i < ARRAY_SIZE(protos); i++) {
		struct flow f = { protos[i], c->port, c->port, c->port,
				  c->port };

		expect_class(test, &f, "none");
	}
}

static void first_match_wins(struct kunit *test)
{
	struct flow f = UDP(3478, 41641, 41641, 3478);
	struct flow g = UDP(41641, 3478, 3478, 41641);

	expect_class(test, &f, "tailscale");
	expect_class(test, &g, "tailscale");
}

/* Whoever asks for a class to be kept means its flows, not those of all. */
static void class_that_is_off(struct kunit *test)
{
	const struct nf_conntrack_tuple orig = {
		.dst = { .u.all = htons(51820), .protonum = IPPROTO_UDP },
	}, reply = {};
	struct rehome_classes *cs = test_classes(test, NULL, 0);
	int i;

	test_class_active(test, cs, "wireguard", false);
	KUNIT_EXPECT_PTR_EQ(test, test_class_of(test, cs, "other"),
			    rehome_classes_match(cs, &orig, &reply, 0,
						 NF_REHOME_SIGNATURE_WIREGUARD));
	test_class_active(test, cs, "other", false);
	KUNIT_EXPECT_NULL(test, rehome_classes_match(cs, &orig, &reply, 0,
						     NF_REHOME_SIGNATURE_WIREGUARD));
	for (i = 0; i < cs->count; i++)
		cs->at[i]->conf.active = false;
	KUNIT_EXPECT_NULL(test, rehome_classes_match(cs, &orig, &reply, 0,
						     NF_REHOME_SIGNATURE_STUN));
}

static void table_is_sound(struct kunit *test)
{
	struct rehome_classes *cs = test_classes(test, NULL, 0);
	const struct rehome_class *class, *last = cs->at[cs->count - 1];
	const struct rehome_match *m;
	int i, j;

	for (i = 0; i < cs->count; i++) {
		class = cs->at[i];
		m = class->match;
		KUNIT_EXPECT_FALSE(test, class->own);
		KUNIT_EXPECT_TRUE(test, m->proto == IPPROTO_UDP ||
				  (m->proto == IPPROTO_TCP && class->preset));
		for (j = 0; j < i; j++)
			KUNIT_EXPECT_STRNEQ(test, class->name, cs->at[j]->name);
		KUNIT_EXPECT_EQ(test, 0, m->sport.count + m->dport.count +
				m->from.count + m->to.count + m->mask);
		/* None comes behind the one that takes all. */
		if (class == last || !strcmp(class->name, "tcp"))
			continue;
		KUNIT_EXPECT_NE(test, 0, m->port.count);
		if (!class->preset)
			KUNIT_EXPECT_NE(test, NF_REHOME_SIGNATURE_NONE, m->signature);
	}
	KUNIT_EXPECT_STREQ(test, "other", last->name);
	KUNIT_EXPECT_EQ(test, IPPROTO_UDP, last->match->proto);
	KUNIT_EXPECT_EQ(test, 0, last->match->port.count);
	KUNIT_EXPECT_EQ(test, NF_REHOME_SIGNATURE_NONE, last->match->signature);
	KUNIT_EXPECT_FALSE(test, last->preset);
}

static void settings_at_first(struct kunit *test)
{
	struct rehome_classes *cs = test_classes(test, NULL, 0);
	const struct rehome_class_conf *conf;
	bool tcp;
	int i;

	for (i = 0; i < cs->count; i++) {
		conf = &cs->at[i]->conf;
		tcp = cs->at[i]->match->proto == IPPROTO_TCP;
		KUNIT_EXPECT_EQ(test, tcp ? NF_REHOME_ACTION_EXPIRE :
				NF_REHOME_ACTION_RENAT, conf->action);
		KUNIT_EXPECT_EQ(test, tcp, conf->reset);
		KUNIT_EXPECT_EQ(test, NF_REHOME_FAILBACK_NOW, conf->failback);
		KUNIT_EXPECT_GT(test, conf->drain, 0ULL);
		KUNIT_EXPECT_FALSE(test, conf->keep_port);
		KUNIT_EXPECT_EQ(test, !cs->at[i]->preset, conf->active);
	}
}

static void class_by_its_name(struct kunit *test)
{
	struct rehome_classes *cs = test_classes(test, NULL, 0);
	int i;

	for (i = 0; i < cs->count; i++)
		KUNIT_EXPECT_EQ(test, i, rehome_classes_find(cs, cs->at[i]->name));
	KUNIT_EXPECT_EQ(test, -1, rehome_classes_find(cs, "wire"));
	KUNIT_EXPECT_EQ(test, -1, rehome_classes_find(cs, ""));
}

static struct kunit_case class_cases[] = {
	KUNIT_CASE_PARAM(by_destination_port, port_gen_params),
	KUNIT_CASE_PARAM(by_source_port, port_gen_params),
	KUNIT_CASE_PARAM(by_port_behind_a_port_forward, port_gen_params),
	KUNIT_CASE_PARAM(by_signature, signature_gen_params),
	KUNIT_CASE_PARAM(not_by_outside_port, port_gen_params),
	KUNIT_CASE_PARAM(not_of_another_protocol, port_gen_params),
	KUNIT_CASE(first_match_wins),
	KUNIT_CASE(class_that_is_off),
	KUNIT_CASE(table_is_sound),
	KUNIT_CASE(settings_at_first),
	KUNIT_CASE(class_by_its_name),
	{}
};

static struct kunit_suite class_suite = {
	.name = "nf_rehome_class",
	.test_cases = class_cases,
};

kunit_test_suite(class_suite);

TEST_IMPORT_NS;
MODULE_DESCRIPTION("KUnit suite of the classes");
MODULE_LICENSE("GPL");
