// SPDX-License-Identifier: GPL-2.0
/* Flows on the fast path of a flow table pass no hook. Most fall back to the slow
 * path by themselves when routes change; those by a bridge or another device that
 * is addressed directly, those in hardware, and up to 5.10 all of them, do not.
 */
#include <linux/module.h>
#include <linux/netdevice.h>
#include <net/net_namespace.h>
#include <net/netfilter/nf_flow_table.h>
#include "devices.h"
#include "offload.h"

/**
 * rehome_offload_flush - have offloaded flows take the slow path once
 * @net: the namespace
 *
 * Nothing else happens to them: they are offloaded again with their next packet.
 *
 * Context: process, may sleep.
 */
void rehome_offload_flush(struct net *net)
{
#if IS_ENABLED(CONFIG_NF_FLOW_TABLE)
	void (*cleanup)(struct net_device *dev);
	int found[REHOME_DEVICES], count, i, after = 0;
	struct net_device *dev;

	/* Without flow tables, the module need not be loaded. */
	cleanup = symbol_get(nf_flow_table_cleanup);
	if (!cleanup)
		return;
	while ((count = rehome_devices(net, after, found))) {
		for (i = 0; i < count; i++) {
			dev = dev_get_by_index(net, found[i]);
			if (!dev)
				continue;
			cleanup(dev);
			dev_put(dev);
		}
		after = found[count - 1];
		cond_resched();
	}
	symbol_put(nf_flow_table_cleanup);
#endif
}
