/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_KUNIT_NETS_H
#define _REHOME_KUNIT_NETS_H

#include "helpers.h"
#include "pernet.h"

/* What the module would keep of the initial namespace, with nothing in it, and
 * unknown to packets, notifiers and timers. Emptied at the end of the case.
 */
struct rehome_net *test_net(struct kunit *test);

/* A namespace whose hooks find it; never to be taken for one that packets are in. */
struct net *test_net_of(struct kunit *test, struct rehome_net *rn);

/* A WAN that is up in both families, of a device that need not be there. */
struct rehome_wan *test_wan(struct kunit *test, struct rehome_net *rn,
			    const char *name, int ifindex);

/* The devices are looked at; or packets are shown what is known of them. */
void test_net_refresh(struct rehome_net *rn);
void test_net_show(struct kunit *test, struct rehome_net *rn);

#endif
