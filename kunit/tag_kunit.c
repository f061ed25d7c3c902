// SPDX-License-Identifier: GPL-2.0
/* A packet passes without a look if its tag is known: no two packets that differ in
 * anything may have the same one, however much alike their parts are.
 */
#include <linux/slab.h>
#include <linux/sort.h>
#include "helpers.h"
#include "tag.h"

#define GENS	24
#define DEVICES	12
#define ENTRIES	2
#define HOSTS	6
#define PORTS	2
#define WAYS	(DEVICES * HOSTS)
#define TAGS	(GENS * WAYS * ENTRIES * HOSTS * PORTS * 2)

TEST_FAMILY_PARAM();

/* Addresses that are the same but for a bit or two, in each part of them. */
static union nf_inet_addr host(u8 family, int n)
{
	union nf_inet_addr addr = {};

	if (family == NFPROTO_IPV4) {
		addr.ip = htonl(0xc0000201 ^ (n ? BIT(5 * n) : 0));
		return addr;
	}
	addr.in6.s6_addr32[0] = htonl(0x20010db8);
	addr.in6.s6_addr32[3] = htonl(1);
	if (n)
		addr.in6.s6_addr32[(n - 1) % 4] ^= htonl(n > 4 ? 0x10000 : 3);
	return addr;
}

static int by_number(const void *a, const void *b)
{
	const u64 *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

static void expect_distinct(struct kunit *test, u64 *tags, int count)
{
	int i, same = 0;

	sort(tags, count, sizeof(*tags), by_number, NULL);
	for (i = 1; i < count; i++)
		same += tags[i] == tags[i - 1];
	KUNIT_EXPECT_EQ(test, 0, same);
}

static u64 way_by(struct kunit *test, int ifindex, int hop, bool xfrm)
{
	u8 family = test_family(test);
	union nf_inet_addr addr = host(family, hop);
	struct rt6_info rt6 = { .rt6i_gateway = addr.in6 };
	struct rtable rt = { .rt_gw4 = addr.ip, .rt_gw_family = AF_INET };

#ifdef CONFIG_XFRM
	rt.dst.xfrm = xfrm ? (void *)1 : NULL;
	rt6.dst.xfrm = rt.dst.xfrm;
#endif
	return rehome_tag_way(family == NFPROTO_IPV4 ? &rt.dst : &rt6.dst, ifindex,
			      family);
}

static void ways_are_told_apart(struct kunit *test)
{
	int dev, hop, i = 0;
	u64 *ways = kunit_kcalloc(test, 2 * WAYS + 1, sizeof(*ways), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, ways);
	for (dev = 0; dev < DEVICES; dev++) {
		for (hop = 0; hop < HOSTS; hop++) {
			ways[i++] = way_by(test, dev + 1, hop, false);
#ifdef CONFIG_XFRM
			ways[i++] = way_by(test, dev + 1, hop, true);
#endif
		}
	}
	ways[i++] = rehome_tag_way(NULL, 1, test_family(test));
	expect_distinct(test, ways, i);
}

/* IPv4 by next hops of IPv6, RFC 8950. */
static void ways_by_the_other_family(struct kunit *test)
{
	struct rtable rt = { .rt_gw_family = AF_INET6 };
	u64 ways[HOSTS];
	int hop;

	for (hop = 0; hop < HOSTS; hop++) {
		rt.rt_gw6 = host(NFPROTO_IPV6, hop).in6;
		ways[hop] = rehome_tag_way(&rt.dst, 1, NFPROTO_IPV4);
	}
	expect_distinct(test, ways, HOSTS);
}

/* Two WANs are often neighbours, and so are generations of triggers. */
static void every_part_counts(struct kunit *test)
{
	struct nf_conn *cts = kunit_kcalloc(test, ENTRIES, sizeof(*cts), GFP_KERNEL);
	u64 *tags = kvmalloc_array(TAGS, sizeof(*tags), GFP_KERNEL);
	struct nf_conntrack_tuple *map;
	int dev, hop, gen, n, i = 0;
	u64 way;

	KUNIT_ASSERT_NOT_NULL(test, cts);
	KUNIT_ASSERT_NOT_NULL(test, tags);
	for (n = 0; n < ENTRIES * HOSTS * PORTS; n++) {
		map = &cts[n % ENTRIES].tuplehash[IP_CT_DIR_REPLY].tuple;
		map->dst.u3 = host(test_family(test), n / ENTRIES % HOSTS);
		map->dst.u.all = htons(41641 + n / ENTRIES / HOSTS);
		for (dev = 1; dev <= DEVICES; dev++) {
			for (hop = 0; hop < HOSTS; hop++) {
				way = way_by(test, dev, hop, false);
				for (gen = 60; gen < 60 + GENS; gen++) {
					tags[i++] = rehome_tag_of(&cts[n % ENTRIES],
								  way, gen, false);
					tags[i++] = rehome_tag_of(&cts[n % ENTRIES],
								  way, gen, true);
				}
			}
		}
	}
	KUNIT_EXPECT_EQ(test, TAGS, i);
	expect_distinct(test, tags, i);
	kvfree(tags);
}

static struct kunit_case tag_cases[] = {
	KUNIT_CASE_PARAM(ways_are_told_apart, family_gen_params),
	KUNIT_CASE(ways_by_the_other_family),
	KUNIT_CASE_PARAM(every_part_counts, family_gen_params),
	{}
};

static struct kunit_suite tag_suite = {
	.name = "nf_rehome_tag",
	.test_cases = tag_cases,
};

kunit_test_suite(tag_suite);

MODULE_DESCRIPTION("KUnit suite of the tags of packets that fit");
MODULE_LICENSE("GPL");
