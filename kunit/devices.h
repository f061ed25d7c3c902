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
 * struct test_route - a route
 * @family: NFPROTO_IPV4 or NFPROTO_IPV6
 * @type: RTN_*; 0 is unicast
 * @oif: device, for unicast
 * @oif2: another, for a multipath route
 * @table: number of the table; 0 is main
 * @metric: its metric
 * @host: to this host only
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
	u8 halves;
};

void test_route_add(struct kunit *test, const struct test_route *r);
void test_route_del(struct kunit *test, const struct test_route *r);

#endif
