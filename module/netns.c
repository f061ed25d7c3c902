// SPDX-License-Identifier: GPL-2.0
/* What is kept for each network namespace, from its beginning to its end. */
#include <linux/export.h>
#include <linux/user_namespace.h>
#include <net/net_namespace.h>
#include "addr.h"
#include "alarm.h"
#include "classes.h"
#include "compat.h"
#include "events.h"
#include "failover.h"
#include "hosts.h"
#include "index.h"
#include "late.h"
#include "netns.h"
#include "observer.h"
#include "pass.h"
#include "pernet.h"
#include "ruleset.h"
#include "runner.h"
#include "stats.h"
#include "view.h"
#include "wan.h"
#include "window.h"

static const struct rehome_params default_params = {
	.delays = {
		.lead = 5 * NSEC_PER_MSEC,
		.trail = 50 * NSEC_PER_MSEC,
		.settle = 1000 * NSEC_PER_MSEC,
		.reconcile = 30ULL * NSEC_PER_SEC,
		.poll = 1000 * NSEC_PER_MSEC,
	},
	.hold = 250,
	.watch = NF_REHOME_WATCH_WINDOW,
};

enum nf_rehome_mode rehome_default_mode = NF_REHOME_MODE_RENAT;
bool rehome_userns;
unsigned int rehome_net_id __read_mostly;
EXPORT_SYMBOL_IF_KUNIT(rehome_net_id);

/**
 * rehome_params_default - settings of a namespace before anybody changes them
 *
 * Return: the settings.
 */
struct rehome_params rehome_params_default(void)
{
	struct rehome_params params = default_params;

	params.mode = rehome_default_mode;
	return params;
}

static int netns_setup(struct rehome_net *rn)
{
	struct rehome_classes *cs = rehome_classes_fresh(&rn->hosts, NULL, 0);

	if (!cs)
		return -ENOMEM;
	rehome_classes_settle(cs);
	RCU_INIT_POINTER(rn->classes, cs);
	rehome_window_init(rn);
	rehome_index_setup(&rn->index, rn->net->user_ns == &init_user_ns ?
			   REHOME_INDEX_MAX : REHOME_INDEX_MAX_USERNS);
	rehome_late_init(&rn->late);
	rehome_failover_init(&rn->failovers);
	rehome_stats_init(&rn->stats);
	rehome_wans_init(&rn->wans);
	rehome_addrs_init(&rn->addrs);
	rn->params = rehome_params_default();
	rehome_runner_setup(rn);
	return 0;
}

static int __net_init init_net_ns(struct net *net)
{
	struct rehome_net *rn = rehome_pernet(net);
	int err;

	rn->net = net;
	/* Whoever makes a user namespace may make many of ours. */
	rn->allowed = net->user_ns == &init_user_ns || rehome_userns;
	err = netns_setup(rn);
	if (err || !rn->allowed)
		return err;
	rehome_events_net_init(rn);
	/* What is stale already is found without an event. */
	rehome_alarm_event(rn, NF_REHOME_CAUSE_LOAD);
	return 0;
}

/* A grace period follows, in which the last packets leave our hooks. */
static void __net_exit pre_exit_net_ns(struct net *net)
{
	struct rehome_net *rn = rehome_pernet(net);

	/* Before what the work itself joins. */
	rehome_runner_stop(rn);
	if (!rn->allowed)
		return;
	rehome_ruleset_exit(rn);
	rehome_window_exit(rn);
	mutex_lock(&rn->mutex);
	rehome_observer_leave(rn);
	mutex_unlock(&rn->mutex);
}

static void __net_exit netns_end(struct rehome_net *rn)
{
	rehome_events_net_exit(rn);
	/* A notifier may have queued it before it saw that the namespace ends. */
	rehome_window_exit(rn);
	rehome_window_free(rn);
	rehome_pass_abort(rn, &rn->pass);
	if (rn->index.on)
		rehome_index_stop(&rn->index);
	rehome_hosts_exit(&rn->hosts);
	rehome_late_exit(&rn->late);
	rehome_view_exit(rn);
	rehome_failover_exit(&rn->failovers);
	rehome_wans_exit(&rn->wans);
	rehome_addrs_exit(&rn->addrs);
}

static void __net_exit exit_net_ns(struct net *net)
{
	struct rehome_net *rn = rehome_pernet(net);

	if (rn->allowed)
		netns_end(rn);
	/* Nobody reads them any more. */
	rehome_classes_retire(rcu_dereference_protected(rn->classes, true), NULL,
			      false);
}

static struct pernet_operations rehome_net_ops = {
	.init = init_net_ns,
	.pre_exit = pre_exit_net_ns,
	.exit = exit_net_ns,
	.id = &rehome_net_id,
	.size = sizeof(struct rehome_net),
};

int rehome_netns_init(void)
{
	int err;

	err = rehome_runner_init();
	if (err)
		return err;
	err = rehome_index_init();
	if (err)
		goto err_index;
	err = register_pernet_subsys(&rehome_net_ops);
	if (err)
		goto err_pernet;
	return 0;

err_pernet:
	rehome_index_exit();
err_index:
	rehome_runner_exit();
	return err;
}

void rehome_netns_exit(void)
{
	unregister_pernet_subsys(&rehome_net_ops);
	rehome_index_exit();
	rehome_runner_exit();
}
