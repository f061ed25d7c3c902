/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_KUNIT_NETS_H
#define _REHOME_KUNIT_NETS_H

#include "classes.h"
#include "helpers.h"
#include "pernet.h"

/* What the module would keep of the initial namespace, with nothing in it, and
 * unknown to packets, notifiers and timers. Emptied at the end of the case.
 */
struct rehome_net *test_net(struct kunit *test);

/* The classes of such a namespace, which nobody else reads. */
static inline struct rehome_classes *test_net_classes(struct rehome_net *rn)
{
	return rcu_dereference_protected(rn->classes, true);
}

/* Classes as they are at first, with room for more; given back at the end of the case. */
struct rehome_classes *test_classes(struct kunit *test, struct rehome_hosts *hosts,
				    unsigned int more);
struct rehome_class *test_class_of(struct kunit *test, const struct rehome_classes *cs,
				   const char *name);
void test_class_active(struct kunit *test, struct rehome_classes *cs, const char *name,
		       bool active);

/* A namespace whose hooks find it; never to be taken for one that packets are in. */
struct net *test_net_of(struct kunit *test, struct rehome_net *rn);

/* A WAN that is up in both families, of a device that need not be there. */
struct rehome_wan *test_wan(struct kunit *test, struct rehome_net *rn,
			    const char *name, int ifindex);

/* The devices are looked at; or packets are shown what is known of them. */
void test_net_refresh(struct rehome_net *rn);
void test_net_show(struct kunit *test, struct rehome_net *rn);

#endif
