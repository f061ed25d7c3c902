// SPDX-License-Identifier: GPL-2.0
/* Goes through the devices of a namespace without RTNL, some at a time, so that many
 * of them keep nobody waiting.
 */
#include <linux/netdevice.h>
#include <linux/string.h>
#include <net/net_namespace.h>
#include "compat.h"
#include "devices.h"

/**
 * rehome_devices - the next devices behind an index
 * @net: the namespace
 * @after: the index; 0 to begin with
 * @found: where their indices go, in order
 *
 * The loopback device is none. No reference is held: a device may be gone when it
 * is looked at, and one that comes meanwhile may be missed.
 *
 * Context: any.
 * Return: how many there are; 0 at the end.
 */
int rehome_devices(struct net *net, int after, int found[REHOME_DEVICES])
{
	const struct net_device *dev;
	int i, count = 0;

	rcu_read_lock();
	for_each_netdev_rcu(net, dev) {
		if (dev->ifindex <= after || dev->flags & IFF_LOOPBACK)
			continue;
		/* The list is in no order: the largest one gives way. */
		for (i = 0; i < count && found[i] < dev->ifindex; i++)
			;
		if (i == REHOME_DEVICES)
			continue;
		count = min(count + 1, REHOME_DEVICES);
		memmove(&found[i + 1], &found[i],
			(count - 1 - i) * sizeof(found[0]));
		found[i] = dev->ifindex;
	}
	rcu_read_unlock();
	return count;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_devices);
