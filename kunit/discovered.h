/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_KUNIT_DISCOVERED_H
#define _REHOME_KUNIT_DISCOVERED_H

#include "devices.h"
#include "nets.h"
#include "wan.h"

/* The devices of a case, and what the module would know of them. */
struct wans {
	struct rehome_net *rn;
	int wan0;
	int wan1;
};

static inline int discovered_init(struct kunit *test)
{
	struct wans *w = kunit_kzalloc(test, sizeof(*w), GFP_KERNEL);

	if (!w)
		return -ENOMEM;
	test->priv = w;
	w->rn = test_net(test);
	w->wan0 = test_dev(test, "kunit-wan0");
	w->wan1 = test_dev(test, "kunit-wan1");
	return 0;
}

/* Device @oif, with an address, and a default route through it. */
static inline struct test_route uplink(struct kunit *test, int oif, u8 host)
{
	test_addr_add(test, oif, test_family(test), host);
	return (struct test_route){ .family = test_family(test), .oif = oif };
}

static inline const struct rehome_wan *look(struct kunit *test, int ifindex)
{
	struct wans *w = test->priv;

	test_net_refresh(w->rn);
	return rehome_wan_find(&w->rn->wans, ifindex);
}

static inline void expect_state(struct kunit *test, int ifindex,
				enum nf_rehome_wan_state state)
{
	const struct rehome_wan *wan = look(test, ifindex);

	KUNIT_ASSERT_NOT_NULL(test, wan);
	KUNIT_EXPECT_EQ(test, state, rehome_wan_state(wan, test_family(test)));
}

#define expect_up(test, ifindex) \
	expect_state(test, ifindex, NF_REHOME_WAN_STATE_UP)
#define expect_down(test, ifindex) \
	expect_state(test, ifindex, NF_REHOME_WAN_STATE_DOWN)

#endif
