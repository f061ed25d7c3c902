/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_WAN_H
#define _REHOME_WAN_H

#include <linux/atomic.h>
#include <linux/list.h>
#include <linux/netdevice.h>
#include <linux/nf_rehome.h>

struct net;
struct rehome_net;

/**
 * struct rehome_wan_family - what counts of a WAN in one family
 * @has_default: some table has a default route through it
 * @ready: it has a global address
 */
struct rehome_wan_family {
	bool has_default;
	bool ready;
};

/**
 * struct rehome_wan - a device that carries, or carried, a default route
 * @list: in rehome_wans
 * @ifindex: its interface index
 * @name: its name
 * @link: its link is up and has carrier
 * @was: what was known of it before the last look, to tell of changes
 * @inet: IPv4
 * @inet6: IPv6
 * @moved_from: flows moved away from it
 * @moved_to: flows moved to it
 * @expired: flows of it that were expired
 */
struct rehome_wan {
	struct list_head list;
	int ifindex;
	char name[IFNAMSIZ];
	bool link;
	unsigned int was;
	struct rehome_wan_family inet;
	struct rehome_wan_family inet6;
	u64 moved_from;
	u64 moved_to;
	u64 expired;
};

/**
 * struct rehome_wans - the WANs of a namespace, serialized by its mutex
 * @list: of struct rehome_wan
 * @filter: bit (ifindex % 64) is set for each; may be read by anybody, to
 *	tell that a device is surely not a WAN
 */
struct rehome_wans {
	struct list_head list;
	atomic64_t filter;
};

void rehome_wans_init(struct rehome_wans *ws);
void rehome_wans_exit(struct rehome_wans *ws);
void rehome_wans_refresh(struct rehome_net *rn);
bool rehome_wans_maybe(const struct rehome_wans *ws, int ifindex);
struct rehome_wan *rehome_wan_find(const struct rehome_wans *ws, int ifindex);
bool rehome_wan_usable(const struct rehome_wan *wan, u8 family);
enum nf_rehome_wan_state rehome_wan_state(const struct rehome_wan *wan,
					  u8 family);
enum nf_rehome_wan_state rehome_wan_best(const struct rehome_wan *wan);

/* All that tells one state of a WAN from another; never 0. */
static inline unsigned int rehome_wan_facts(const struct rehome_wan *wan)
{
	return 1 | wan->link << 1 |
	       wan->inet.has_default << 2 | wan->inet.ready << 3 |
	       wan->inet6.has_default << 4 | wan->inet6.ready << 5;
}

#endif
