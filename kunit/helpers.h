/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_KUNIT_HELPERS_H
#define _REHOME_KUNIT_HELPERS_H

#include <kunit/test.h>
#include <linux/module.h>
#include <linux/netfilter.h>
#include <net/netfilter/nf_conntrack.h>

/* Every suite has this beside its licence. */
#ifdef HAVE_IMPORT_NS_STRING
#define TEST_IMPORT_NS	MODULE_IMPORT_NS("EXPORTED_FOR_KUNIT_TESTING")
#else
#define TEST_IMPORT_NS	MODULE_IMPORT_NS(EXPORTED_FOR_KUNIT_TESTING)
#endif

/**
 * struct test_family - parameter of cases that run for IPv4 and IPv6
 * @desc: name of the parameter
 * @nfproto: NFPROTO_IPV4 or NFPROTO_IPV6
 */
struct test_family {
	const char *desc;
	u8 nfproto;
};

extern const struct test_family test_families[2];

/* Defines family_gen_params, for KUNIT_CASE_PARAM(). */
#define TEST_FAMILY_PARAM()						\
	static void family_desc(const struct test_family *f, char *desc) \
	{								\
		strscpy(desc, f->desc, KUNIT_PARAM_DESC_SIZE);		\
	}								\
	KUNIT_ARRAY_PARAM(family, test_families, family_desc)

static inline u8 test_family(const struct kunit *test)
{
	return ((const struct test_family *)test->param_value)->nfproto;
}

/* Hosts of the tests. An address is a host's number in the test network of
 * either family, or in a private one.
 */
enum {
	TEST_LAN = 1,
	TEST_LAN2,
	TEST_WAN0,
	TEST_WAN1,
	TEST_FAR,
	TEST_FAR2,
	TEST_PRIVATE = 240,
};

/* A port of a class, and one of none. */
#define TEST_PORT	41641
#define TEST_NO_PORT	40000

union nf_inet_addr test_addr(u8 family, u8 host);

/**
 * struct test_flow - how a conntrack entry shall look
 * @family: NFPROTO_IPV4 or NFPROTO_IPV6
 * @proto: IP protocol number; 0 is UDP
 * @src: host that sent the first packet
 * @sport: from this port
 * @dst: host it was sent to
 * @dport: to this port
 * @map: host whose address the source is translated to; 0 is none
 * @map_port: and its port
 * @to: host whose address the destination is translated to; 0 is none
 * @to_port: and its port
 * @masq_index: interface index kept by masquerading
 * @zone: number of the conntrack zone
 * @bare: no extensions
 * @asks: its first packet is still to ask the chains of NAT for its source
 */
struct test_flow {
	u8 family;
	u8 proto;
	u8 src;
	u16 sport;
	u8 dst;
	u16 dport;
	u8 map;
	u16 map_port;
	u8 to;
	u16 to_port;
	int masq_index;
	u16 zone;
	bool bare;
	bool asks;
};

/* Suites with entries have these as .init and .exit. At the end of each case
 * all entries are ended, and none may be left.
 */
int test_entries_init(struct kunit *test);
void test_entries_exit(struct kunit *test);

unsigned int test_entries_more(struct kunit *test);
struct nf_conn *test_entry_new(struct kunit *test, const struct test_flow *f);
struct nf_conn *test_entry(struct kunit *test, const struct test_flow *f);
void test_entry_insert(struct kunit *test, struct nf_conn *ct);
void test_entry_keep(struct kunit *test, struct nf_conn *ct);
void test_entry_forget(struct kunit *test, struct nf_conn *ct);

struct test_flow test_overlay(u8 family);

struct nf_conn *test_find(struct kunit *test, const struct nf_conn *like,
			  const struct nf_conntrack_tuple *tuple);

static inline const struct nf_conntrack_tuple *
test_orig(const struct nf_conn *ct)
{
	return &ct->tuplehash[IP_CT_DIR_ORIGINAL].tuple;
}

static inline const struct nf_conntrack_tuple *
test_reply(const struct nf_conn *ct)
{
	return &ct->tuplehash[IP_CT_DIR_REPLY].tuple;
}

#endif
