// SPDX-License-Identifier: GPL-2.0
/* Notices that something changed. A callback may run with locks held, and
 * before the change can be looked up: it only notes. It never returns an
 * error, which would be a veto against the user's command.
 */
#include <linux/inetdevice.h>
#include <linux/netdevice.h>
#include <net/addrconf.h>
#include <net/fib_notifier.h>
#include <net/if_inet6.h>
#include <net/neighbour.h>
#include <net/netevent.h>
#include <net/nexthop.h>
#include "alarm.h"
#include "compat.h"
#include "events.h"
#include "nat_chains.h"
#include "pernet.h"
#include "wan.h"

/* After the kernel's own members of a chain, which change the routes. */
#define LATE	(-100)

static bool leaving;

static void events_note(const struct net *net, enum nf_rehome_cause cause)
{
	struct rehome_net *rn = rehome_pernet(net);

	/* A device may speak up before its namespace is ours, or after; and all of
	 * them do when we leave the chain.
	 */
	if (rn && rn->net && !READ_ONCE(leaving))
		rehome_alarm_event(rn, cause);
}

static int on_fib(struct notifier_block *nb, unsigned long event, void *ptr)
{
	struct rehome_net *rn = container_of(nb, struct rehome_net, fib_nb);
	const struct fib_notifier_info *info = ptr;

	/* Called once for each route. What is replayed at registration is no change,
	 * and may be a full BGP table.
	 */
	if ((info->family == AF_INET || info->family == AF_INET6) &&
	    test_bit(REHOME_NET_FIB, &rn->flags))
		rehome_alarm_event(rn, event == FIB_EVENT_RULE_ADD ||
				   event == FIB_EVENT_RULE_DEL ?
				   NF_REHOME_CAUSE_RULE : NF_REHOME_CAUSE_ROUTE);
	return NOTIFY_DONE;
}

static int on_nexthop(struct notifier_block *nb, unsigned long event,
		      void *ptr)
{
	rehome_alarm_event(container_of(nb, struct rehome_net, nexthop_nb),
			   NF_REHOME_CAUSE_NEXTHOP);
	return NOTIFY_DONE;
}

static int on_inetaddr(struct notifier_block *nb, unsigned long event,
		       void *ptr)
{
	const struct in_ifaddr *ifa = ptr;

	events_note(dev_net(ifa->ifa_dev->dev), NF_REHOME_CAUSE_ADDRESS);
	return NOTIFY_DONE;
}

#if IS_ENABLED(CONFIG_IPV6)
static int on_inet6addr(struct notifier_block *nb, unsigned long event,
			void *ptr)
{
	const struct inet6_ifaddr *ifa = ptr;

	events_note(dev_net(ifa->idev->dev), NF_REHOME_CAUSE_ADDRESS);
	return NOTIFY_DONE;
}
#endif

static int on_netdev(struct notifier_block *nb, unsigned long event, void *ptr)
{
	switch (event) {
	case NETDEV_UP:
	case NETDEV_DOWN:
	case NETDEV_CHANGE:
	case NETDEV_CHANGENAME:
	case NETDEV_CHANGEUPPER:
	case NETDEV_UNREGISTER:
		events_note(dev_net(netdev_notifier_info_to_dev(ptr)),
			    NF_REHOME_CAUSE_LINK);
	}
	return NOTIFY_DONE;
}

static int on_netevent(struct notifier_block *nb, unsigned long event,
		       void *ptr)
{
	const struct neighbour *neigh = ptr;
	const struct rehome_net *rn;

	if (event != NETEVENT_NEIGH_UPDATE ||
	    !(READ_ONCE(neigh->nud_state) & NUD_FAILED))
		return NOTIFY_DONE;
	/* Hosts of the LAN come and go. */
	rn = rehome_pernet(dev_net(neigh->dev));
	if (rn && rn->net && rehome_wans_maybe(&rn->wans, neigh->dev->ifindex))
		events_note(dev_net(neigh->dev), NF_REHOME_CAUSE_NEIGHBOUR);
	return NOTIFY_DONE;
}

static struct notifier_block inetaddr_nb = {
	.notifier_call = on_inetaddr,
	.priority = LATE,
};

#if IS_ENABLED(CONFIG_IPV6)
static struct notifier_block inet6addr_nb = {
	.notifier_call = on_inet6addr,
	.priority = LATE,
};
#endif

static struct notifier_block netdev_nb = {
	.notifier_call = on_netdev,
	.priority = LATE,
};

static struct notifier_block netevent_nb = {
	.notifier_call = on_netevent,
};

/**
 * rehome_events_net_retry - register in the chains of a namespace
 * @rn: the namespace
 *
 * Registration fails while the table changes all the time. Until it works, the
 * generation counters tell of changes; nothing is concluded from what is not
 * known, as packets tell where they go.
 *
 * Context: process, without RTNL; not concurrently with itself.
 * Return: true if it is registered everywhere.
 */
bool rehome_events_net_retry(struct rehome_net *rn)
{
	if (!test_bit(REHOME_NET_FIB, &rn->flags) &&
	    !register_fib_notifier(rn->net, &rn->fib_nb, NULL, NULL))
		set_bit(REHOME_NET_FIB, &rn->flags);
	if (!test_bit(REHOME_NET_NEXTHOP, &rn->flags) &&
	    !rehome_register_nexthop(rn->net, &rn->nexthop_nb))
		set_bit(REHOME_NET_NEXTHOP, &rn->flags);
	return test_bit(REHOME_NET_FIB, &rn->flags) &&
	       test_bit(REHOME_NET_NEXTHOP, &rn->flags);
}

void rehome_events_net_init(struct rehome_net *rn)
{
	rn->fib_nb.notifier_call = on_fib;
	rn->nexthop_nb.notifier_call = on_nexthop;
}

/**
 * rehome_events_net_exit - leave the chains of a namespace
 * @rn: the namespace
 *
 * Context: process, without RTNL. On return no callback runs any more.
 */
void rehome_events_net_exit(struct rehome_net *rn)
{
	if (test_and_clear_bit(REHOME_NET_NEXTHOP, &rn->flags))
		unregister_nexthop_notifier(rn->net, &rn->nexthop_nb);
	if (test_and_clear_bit(REHOME_NET_FIB, &rn->flags))
		unregister_fib_notifier(rn->net, &rn->fib_nb);
}

/**
 * rehome_events_poll - look for changes that no notifier tells of
 * @rn: the namespace
 *
 * Context: the namespace's mutex.
 * Return: true if a generation counter moved since the last look, or NAT came or
 * went.
 */
bool rehome_events_poll(struct rehome_net *rn)
{
	struct net *net = rn->net;
	struct rehome_genids is = {
		.route4 = rt_genid_ipv4(net),
		.addr4 = atomic_read(&net->ipv4.dev_addr_genid),
#if IS_ENABLED(CONFIG_IPV6)
		/* Which moves with every path MTU learned, too. */
		.route6 = test_bit(REHOME_NET_FIB, &rn->flags) ? 0 :
			  atomic_read(&net->ipv6.fib6_sernum),
		.addr6 = atomic_read(&net->ipv6.dev_addr_genid),
#endif
	};
	bool moved = is.route4 != rn->genids.route4 ||
		     is.addr4 != rn->genids.addr4 ||
		     is.route6 != rn->genids.route6 ||
		     is.addr6 != rn->genids.addr6;

	lockdep_assert_held(&rn->mutex);
	rn->genids = is;
	return rehome_nat_chains_poll(rn) || moved;
}

int rehome_events_init(void)
{
	int err;

	err = register_netdevice_notifier(&netdev_nb);
	if (err)
		return err;
	err = register_inetaddr_notifier(&inetaddr_nb);
	if (err)
		goto err_inetaddr;
#if IS_ENABLED(CONFIG_IPV6)
	err = register_inet6addr_notifier(&inet6addr_nb);
	if (err)
		goto err_inet6addr;
#endif
	err = register_netevent_notifier(&netevent_nb);
	if (err)
		goto err_netevent;
	return 0;

err_netevent:
#if IS_ENABLED(CONFIG_IPV6)
	unregister_inet6addr_notifier(&inet6addr_nb);
err_inet6addr:
#endif
	unregister_inetaddr_notifier(&inetaddr_nb);
err_inetaddr:
	unregister_netdevice_notifier(&netdev_nb);
	return err;
}

void rehome_events_exit(void)
{
	WRITE_ONCE(leaving, true);
	unregister_netevent_notifier(&netevent_nb);
#if IS_ENABLED(CONFIG_IPV6)
	unregister_inet6addr_notifier(&inet6addr_nb);
#endif
	unregister_inetaddr_notifier(&inetaddr_nb);
	unregister_netdevice_notifier(&netdev_nb);
}
