/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_KUNIT_DEVICES_H
#define _REHOME_KUNIT_DEVICES_H

#include "helpers.h"

/* Real devices, addresses and routes in the initial namespace, made as "ip"
 * would. Devices and routes are removed at the end of the case.
 */
int test_dev(struct kunit *test, const char *name);
void test_dev_set(struct kunit *test, int ifindex, bool up);
void test_dev_carrier(int ifindex, bool on);
void test_dev_del(int ifindex);

void test_addr_add(struct kunit *test, int ifindex, u8 family, u8 host);
void test_addr_del(struct kunit *test, int ifindex, u8 family, u8 host);

/**
 * struct test_address - an address of a device
 * @family: NFPROTO_IPV4 or NFPROTO_IPV6
 * @host: whose it is
 * @prefix: length of its network's prefix
 * @scope: RT_SCOPE_*, for IPv4
 */
struct test_address {
	u8 family;
	u8 host;
	u8 prefix;
	u8 scope;
};

void test_address_add(struct kunit *test, int ifindex,
		      const struct test_address *a);

/**
 * struct test_route - a route
 * @family: NFPROTO_IPV4 or NFPROTO_IPV6
 * @type: RTN_*; 0 is unicast
 * @oif: device, for unicast
 * @oif2: another, for a multipath route
 * @table: number of the table; 0 is main
 * @metric: its metric
 * @host: to this host only
 * @net: with @plen, to this IPv4 network, in host order
 * @plen: length of the network's prefix
 * @via: next hop; 0 is none
 * @halves: 1 or 2: to one half of all addresses
 */
struct test_route {
	u8 family;
	u8 type;
	int oif;
	int oif2;
	u32 table;
	u32 metric;
	u8 host;
	u32 net;
	u8 plen;
	u8 via;
	u8 halves;
};

void test_route_add(struct kunit *test, const struct test_route *r);
void test_route_del(struct kunit *test, const struct test_route *r);

#endif
