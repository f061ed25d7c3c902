// SPDX-License-Identifier: GPL-2.0
/* What is kept for a namespace, for tests of parts of it. */
#include "discover.h"
#include "nets.h"

static void empty(void *data)
{
	struct rehome_net *rn = data;

	if (rn->index.on)
		rehome_index_stop(&rn->index);
	rehome_hosts_exit(&rn->hosts);
	rehome_late_exit(&rn->late);
	rehome_view_exit(rn);
	rehome_wans_exit(&rn->wans);
	rehome_addrs_exit(&rn->addrs);
	rehome_classes_retire(rcu_dereference_protected(rn->classes, true), NULL,
			      false);
}

struct rehome_net *test_net(struct kunit *test)
{
	struct rehome_net *rn = kunit_kzalloc(test, sizeof(*rn), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, rn);
	rn->net = &init_net;
	/* It has no timer. */
	set_bit(REHOME_NET_DEAD, &rn->flags);
	spin_lock_init(&rn->arm);
	mutex_init(&rn->mutex);
	rehome_index_setup(&rn->index, REHOME_INDEX_MAX);
	rehome_late_init(&rn->late);
	rehome_failover_init(&rn->failovers);
	rehome_stats_init(&rn->stats);
	rehome_wans_init(&rn->wans);
	rehome_addrs_init(&rn->addrs);
	rn->params.mode = NF_REHOME_MODE_RENAT;
	rn->params.hold = 1000 * MSEC_PER_SEC;
	RCU_INIT_POINTER(rn->classes, rehome_classes_fresh(&rn->hosts, NULL, 0));
	KUNIT_ASSERT_NOT_NULL(test, rn->classes);
	KUNIT_ASSERT_EQ(test, 0, kunit_add_action(test, empty, rn));
	KUNIT_ASSERT_EQ(test, 0, rehome_index_start(&rn->index));
	return rn;
}
EXPORT_SYMBOL_GPL(test_net);

static void test_retire(void *data)
{
	rehome_classes_retire(data, NULL, false);
}

struct rehome_classes *test_classes(struct kunit *test, struct rehome_hosts *hosts,
				    unsigned int more)
{
	struct rehome_classes *cs = rehome_classes_fresh(hosts, NULL, more);

	KUNIT_ASSERT_NOT_NULL(test, cs);
	KUNIT_ASSERT_EQ(test, 0, kunit_add_action(test, test_retire, cs));
	return cs;
}
EXPORT_SYMBOL_GPL(test_classes);

struct rehome_class *test_class_of(struct kunit *test, const struct rehome_classes *cs,
				   const char *name)
{
	int i = rehome_classes_find(cs, name);

	KUNIT_ASSERT_GE_MSG(test, i, 0, "%s", name);
	return cs->at[i];
}
EXPORT_SYMBOL_GPL(test_class_of);

void test_class_active(struct kunit *test, struct rehome_classes *cs, const char *name,
		       bool active)
{
	test_class_of(test, cs, name)->conf.active = active;
	rehome_classes_settle(cs);
}
EXPORT_SYMBOL_GPL(test_class_active);

struct net *test_net_of(struct kunit *test, struct rehome_net *rn)
{
	struct net *net = kunit_kzalloc(test, sizeof(*net), GFP_KERNEL);
	struct net_generic *gen;

	gen = kunit_kzalloc(test, struct_size(gen, ptr, rehome_net_id + 1),
			    GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, net);
	KUNIT_ASSERT_NOT_NULL(test, gen);
	gen->ptr[rehome_net_id] = rn;
	RCU_INIT_POINTER(net->gen, gen);
	return net;
}
EXPORT_SYMBOL_GPL(test_net_of);

struct rehome_wan *test_wan(struct kunit *test, struct rehome_net *rn,
			    const char *name, int ifindex)
{
	struct rehome_wan *wan = rehome_wan_keep(&rn->wans, name);

	KUNIT_ASSERT_NOT_NULL(test, wan);
	wan->ifindex = ifindex;
	wan->link = true;
	wan->found = true;
	wan->inet = (struct rehome_wan_family){ true, true };
	wan->inet6 = (struct rehome_wan_family){ true, true };
	return wan;
}
EXPORT_SYMBOL_GPL(test_wan);

void test_net_refresh(struct rehome_net *rn)
{
	mutex_lock(&rn->mutex);
	rehome_discover(rn);
	mutex_unlock(&rn->mutex);
}
EXPORT_SYMBOL_GPL(test_net_refresh);

void test_net_show(struct kunit *test, struct rehome_net *rn)
{
	int err;

	mutex_lock(&rn->mutex);
	err = rehome_view_renew(rn, atomic_read(&rn->gen));
	mutex_unlock(&rn->mutex);
	KUNIT_ASSERT_EQ(test, 0, err);
}
EXPORT_SYMBOL_GPL(test_net_show);
