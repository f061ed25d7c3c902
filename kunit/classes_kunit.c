// SPDX-License-Identifier: GPL-2.0
/* Classes of one's own: which flows are theirs, their place, and what becomes of a table
 * when another one takes its place.
 */
#include <linux/in.h>
#include <net/netfilter/nf_conntrack_core.h>
#include "nets.h"

TEST_FAMILY_PARAM();

/* Of the first suite's flow, in the words of what a class can say. */
struct match_case {
	const char *desc;
	struct rehome_match match;
	enum nf_rehome_signature signature;
	u32 mark;
	bool has;
};

#define PORTS(...)	{ .count = 1, .at = { { __VA_ARGS__ } } }

/* A flow from port 40000 to port 7000, forwarded to port 655, of mark 0x1202. */
static const struct match_case matches[] = {
	{ "its port", { IPPROTO_UDP, .port = PORTS(7000, 7000) }, .has = true },
	{ "its other port", { IPPROTO_UDP, .port = PORTS(40000, 40000) }, .has = true },
	{ "the forwarded port", { IPPROTO_UDP, .port = PORTS(655, 655) }, .has = true },
	{ "a range", { IPPROTO_UDP, .port = PORTS(6999, 7001) }, .has = true },
	{ "up to a port", { IPPROTO_UDP, .port = PORTS(6990, 7000) }, .has = true },
	{ "from a port", { IPPROTO_UDP, .port = PORTS(7000, 7010) }, .has = true },
	{ "a range below", { IPPROTO_UDP, .port = PORTS(656, 6999) } },
	{ "a range above", { IPPROTO_UDP, .port = PORTS(7001, 39999) } },
	{ "the second range", { IPPROTO_UDP, .port = { 2, { { 1, 2 }, { 7000, 7000 } } } },
	  .has = true },
	{ "another protocol", { IPPROTO_TCP, .port = PORTS(7000, 7000) } },
	{ "signature", { IPPROTO_UDP, NF_REHOME_SIGNATURE_STUN },
	  NF_REHOME_SIGNATURE_STUN, .has = true },
	{ "another signature", { IPPROTO_UDP, NF_REHOME_SIGNATURE_STUN },
	  NF_REHOME_SIGNATURE_IKE },
	{ "no signature", { IPPROTO_UDP, NF_REHOME_SIGNATURE_STUN } },
	{ "port or signature", { IPPROTO_UDP, NF_REHOME_SIGNATURE_STUN,
				 .port = PORTS(7000, 7000) }, .has = true },
	{ "signature or port", { IPPROTO_UDP, NF_REHOME_SIGNATURE_STUN,
				 .port = PORTS(1, 1) },
	  NF_REHOME_SIGNATURE_STUN, .has = true },
	{ "source port", { IPPROTO_UDP, .sport = PORTS(40000, 40000) }, .has = true },
	{ "source port of the other side", { IPPROTO_UDP, .sport = PORTS(7000, 7000) } },
	{ "destination port", { IPPROTO_UDP, .dport = PORTS(7000, 7000) }, .has = true },
	{ "forwarded destination", { IPPROTO_UDP, .dport = PORTS(655, 655) },
	  .has = true },
	{ "destination port of the other side",
	  { IPPROTO_UDP, .dport = PORTS(40000, 40000) } },
	{ "both ports", { IPPROTO_UDP, .sport = PORTS(40000, 40000),
			  .dport = PORTS(7000, 7000) }, .has = true },
	{ "one of both ports", { IPPROTO_UDP, .sport = PORTS(40000, 40000),
				 .dport = PORTS(7001, 7001) } },
	{ "mark", { IPPROTO_UDP, .mark = 0x200, .mask = 0xf00 }, .mark = 0x1202,
	  .has = true },
	{ "another mark", { IPPROTO_UDP, .mark = 0x200, .mask = 0xf00 }, .mark = 0x1302 },
	{ "port, but another mark", { IPPROTO_UDP, .mark = 0x200, .mask = 0xf00,
				      .port = PORTS(7000, 7000) }, .mark = 1 },
};

KUNIT_ARRAY_PARAM_DESC(match, matches, desc);

static void flow_of(struct nf_conntrack_tuple *orig, struct nf_conntrack_tuple *reply,
		    u8 family)
{
	*orig = (struct nf_conntrack_tuple){
		.src = {
			.u3 = test_addr(family, TEST_LAN),
			.u.all = htons(40000),
			.l3num = family,
		},
		.dst = {
			.u3 = test_addr(family, TEST_FAR),
			.u.all = htons(7000),
			.protonum = IPPROTO_UDP,
		},
	};
	nf_ct_invert_tuple(reply, orig);
	reply->src.u3 = test_addr(family, TEST_FAR2);
	reply->src.u.all = htons(655);
}

static struct rehome_class *own(struct kunit *test, struct rehome_classes *cs,
				const char *name, const struct rehome_match *match,
				unsigned int at)
{
	struct rehome_class *class = rehome_classes_add(cs, name, match, at, NULL);

	KUNIT_ASSERT_NOT_NULL(test, class);
	return class;
}

static void flows_of_a_class(struct kunit *test)
{
	const struct match_case *c = test->param_value;
	struct rehome_classes *cs = test_classes(test, NULL, 1);
	struct rehome_class *class = own(test, cs, "own", &c->match, 0);
	struct nf_conntrack_tuple orig, reply;
	int i;

	for (i = 0; i < ARRAY_SIZE(test_families); i++) {
		flow_of(&orig, &reply, test_families[i].nfproto);
		KUNIT_EXPECT_EQ(test, c->has,
				rehome_class_has(class, &orig, &reply, c->mark,
						 c->signature));
	}
}

static struct rehome_prefix prefix(struct kunit *test, u8 host, u8 len)
{
	struct rehome_prefix p = {
		.family = test_family(test),
		.addr = test_addr(test_family(test), host),
		.len = len,
	};
	int i;

	for (i = 0; i < 4; i++) {
		p.mask.all[i] = len >= 32 * (i + 1) ? ~0U : len <= 32 * i ? 0 :
				(__force u32)htonl(~0U << (32 * (i + 1) - len));
		p.addr.all[i] &= p.mask.all[i];
	}
	return p;
}

static bool has_from(struct kunit *test, struct rehome_prefix from,
		     struct rehome_prefix to)
{
	struct rehome_match match = { .proto = IPPROTO_UDP };
	struct rehome_class class = { .match = &match };
	struct nf_conntrack_tuple orig, reply;

	match.from.count = from.family != 0;
	match.from.at[0] = from;
	match.to.count = to.family != 0;
	match.to.at[0] = to;
	flow_of(&orig, &reply, test_family(test));
	return rehome_class_has(&class, &orig, &reply, 0, NF_REHOME_SIGNATURE_NONE);
}

static void flows_of_a_network(struct kunit *test)
{
	u8 most = test_family(test) == NFPROTO_IPV4 ? 32 : 128;
	struct rehome_prefix any = {}, other = prefix(test, TEST_LAN, 0);

	KUNIT_EXPECT_TRUE(test, has_from(test, prefix(test, TEST_LAN, most), any));
	KUNIT_EXPECT_FALSE(test, has_from(test, prefix(test, TEST_LAN2, most), any));
	KUNIT_EXPECT_FALSE(test, has_from(test, prefix(test, TEST_FAR, most), any));
	KUNIT_EXPECT_TRUE(test, has_from(test, prefix(test, TEST_LAN2, most - 8), any));
	KUNIT_EXPECT_TRUE(test, has_from(test, prefix(test, TEST_FAR, 0), any));
	KUNIT_EXPECT_TRUE(test, has_from(test, any, prefix(test, TEST_FAR, most)));
	/* Behind the port-forward. */
	KUNIT_EXPECT_TRUE(test, has_from(test, any, prefix(test, TEST_FAR2, most)));
	KUNIT_EXPECT_FALSE(test, has_from(test, any, prefix(test, TEST_LAN, most)));
	KUNIT_EXPECT_FALSE(test, has_from(test, prefix(test, TEST_LAN, most),
					  prefix(test, TEST_LAN, most)));
	other.family = most == 32 ? NFPROTO_IPV6 : NFPROTO_IPV4;
	KUNIT_EXPECT_FALSE(test, has_from(test, other, any));
}

static void expect_order(struct kunit *test, const struct rehome_classes *cs,
			 const char *const *names)
{
	int i;

	for (i = 0; names[i]; i++)
		KUNIT_EXPECT_STREQ(test, names[i], cs->at[i]->name);
}

static void place_of_a_class(struct kunit *test)
{
	static const struct rehome_match match = { IPPROTO_UDP };
	static const char *const order[] = {
		"one", "two", "tailscale", "three", "wireguard", NULL
	}, *const after[] = { "one", "tailscale", "three", "wireguard", NULL };
	struct rehome_classes *cs = test_classes(test, NULL, 3);
	int before;

	KUNIT_EXPECT_EQ(test, 0, rehome_classes_place(cs));
	own(test, cs, "one", &match, rehome_classes_place(cs));
	own(test, cs, "two", &match, rehome_classes_place(cs));
	before = rehome_classes_find(cs, "wireguard");
	own(test, cs, "three", &match, before);
	KUNIT_EXPECT_EQ(test, 2, rehome_classes_place(cs));
	expect_order(test, cs, order);
	KUNIT_EXPECT_STREQ(test, "other", cs->at[cs->count - 1]->name);
	/* As it is in no other table. */
	kfree(cs->at[1]->count);
	kfree(cs->at[1]);
	rehome_classes_remove(cs, 1);
	expect_order(test, cs, after);
}

static void first_of_two(struct kunit *test)
{
	static const struct rehome_match match = {
		IPPROTO_UDP, .port = PORTS(7000, 7000)
	};
	struct rehome_classes *cs = test_classes(test, NULL, 2);
	struct nf_conntrack_tuple orig, reply;
	struct rehome_class *one, *two;

	one = own(test, cs, "one", &match, 0);
	two = own(test, cs, "two", &match, 1);
	flow_of(&orig, &reply, test_family(test));
	KUNIT_EXPECT_PTR_EQ(test, one, rehome_classes_match(cs, &orig, &reply, 0, 0));
	one->conf.active = false;
	KUNIT_EXPECT_PTR_EQ(test, two, rehome_classes_match(cs, &orig, &reply, 0, 0));
	two->conf.active = false;
	KUNIT_EXPECT_STREQ(test, "other",
			   rehome_classes_match(cs, &orig, &reply, 0, 0)->name);
}

/* Its packets are wanted as soon as a class of TCP is there. */
static void class_of_tcp(struct kunit *test)
{
	static const struct rehome_match match = {
		IPPROTO_TCP, .dport = PORTS(443, 443)
	};
	struct rehome_classes *cs = test_classes(test, NULL, 1);
	struct rehome_class *class = own(test, cs, "own", &match, 0);

	KUNIT_EXPECT_EQ(test, NF_REHOME_ACTION_EXPIRE, class->conf.action);
	KUNIT_EXPECT_TRUE(test, class->conf.reset);
	rehome_classes_settle(cs);
	KUNIT_EXPECT_TRUE(test, rehome_classes_want(cs, IPPROTO_TCP));
}

/* Counters outlive settings, and what a table shares with the next one stays. */
static void next_table(struct kunit *test)
{
	static const struct rehome_match match = { IPPROTO_UDP };
	struct rehome_classes *now = rehome_classes_fresh(NULL, NULL, 1);
	struct rehome_classes *next, *fresh;
	struct rehome_class *class;
	int i;

	KUNIT_ASSERT_NOT_NULL(test, now);
	own(test, now, "own", &match, 0)->count->now.renat = 7;
	now->at[1]->count->now.expire = 8;
	next = rehome_classes_copy(now, 0);
	KUNIT_ASSERT_NOT_NULL(test, next);
	class = rehome_classes_renew(next, 0);
	KUNIT_ASSERT_NOT_NULL(test, class);
	KUNIT_EXPECT_PTR_NE(test, now->at[0], class);
	KUNIT_EXPECT_PTR_EQ(test, now->at[0]->count, class->count);
	KUNIT_EXPECT_PTR_NE(test, now->at[0]->match, class->match);
	KUNIT_EXPECT_PTR_EQ(test, now->at[1], next->at[1]);
	/* Given up, or taken: the other one is whole. */
	rehome_classes_retire(next, now, false);
	KUNIT_EXPECT_EQ(test, 7, now->at[0]->count->now.renat);
	next = rehome_classes_copy(now, 0);
	KUNIT_ASSERT_NOT_NULL(test, next);
	class = rehome_classes_renew(next, 0);
	KUNIT_ASSERT_NOT_NULL(test, class);
	rehome_classes_retire(now, next, true);
	KUNIT_EXPECT_STREQ(test, "own", next->at[0]->name);
	KUNIT_EXPECT_EQ(test, 7, next->at[0]->count->now.renat);
	KUNIT_EXPECT_EQ(test, 8, next->at[1]->count->now.expire);
	/* All that is always there, from the beginning; but the counters. */
	fresh = rehome_classes_fresh(NULL, next, 0);
	KUNIT_ASSERT_NOT_NULL(test, fresh);
	KUNIT_EXPECT_EQ(test, next->count - 1, fresh->count);
	for (i = 0; i < fresh->count; i++)
		KUNIT_EXPECT_PTR_EQ(test, next->at[i + 1]->count, fresh->at[i]->count);
	rehome_classes_retire(next, fresh, true);
	KUNIT_EXPECT_EQ(test, 8, fresh->at[0]->count->now.expire);
	rehome_classes_retire(fresh, NULL, false);
	rehome_classes_retire(NULL, NULL, false);
}

/* A mark that tells a class must not be one that is rewritten. */
static void classes_by_mark(struct kunit *test)
{
	const struct rehome_match marked = { IPPROTO_UDP, .mark = 0x40, .mask = 0xc0 };
	struct rehome_classes *cs = test_classes(test, NULL, 1);

	KUNIT_EXPECT_FALSE(test, rehome_classes_look_at(cs, ~0));
	KUNIT_ASSERT_NOT_NULL(test, rehome_classes_add(cs, "own", &marked, 0, NULL));
	KUNIT_EXPECT_TRUE(test, rehome_classes_look_at(cs, 0x80));
	KUNIT_EXPECT_TRUE(test, rehome_classes_look_at(cs, 0xff40));
	KUNIT_EXPECT_FALSE(test, rehome_classes_look_at(cs, 0xff3f));
	KUNIT_EXPECT_FALSE(test, rehome_classes_look_at(cs, 0));
}

static struct kunit_case classes_cases[] = {
	KUNIT_CASE_PARAM(flows_of_a_class, match_gen_params),
	KUNIT_CASE_PARAM(flows_of_a_network, family_gen_params),
	KUNIT_CASE(place_of_a_class),
	KUNIT_CASE_PARAM(first_of_two, family_gen_params),
	KUNIT_CASE(class_of_tcp),
	KUNIT_CASE(next_table),
	KUNIT_CASE(classes_by_mark),
	{}
};

static struct kunit_suite classes_suite = {
	.name = "nf_rehome_classes",
	.test_cases = classes_cases,
};

kunit_test_suite(classes_suite);

TEST_IMPORT_NS;
MODULE_DESCRIPTION("KUnit suite of the table of classes");
MODULE_LICENSE("GPL");
