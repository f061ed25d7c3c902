/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_WAN_H
#define _REHOME_WAN_H

#include <linux/atomic.h>
#include <linux/list.h>
#include <linux/netdevice.h>
#include <linux/netfilter.h>
#include <linux/nf_rehome.h>
#include "health.h"

/* WANs remembered by name at most, so that user space fills no memory. */
#define REHOME_WANS_NAMED_MAX	64
/* And found: more devices with a default route are no router's. */
#define REHOME_WANS_FOUND_MAX	64

/**
 * struct rehome_wan_family - what counts of a WAN in one family
 * @has_default: some table has a default route through it
 * @ready: it has a global address, or one was set
 * @serves: it is the one that serves
 */
struct rehome_wan_family {
	bool has_default;
	bool ready;
	bool serves;
};

/**
 * struct rehome_wan_conf - settings of a named WAN
 * @mark: connection mark of its flows
 * @mask: bits of the mark that count; 0 is no mark
 * @priority: a lesser number is preferred
 * @metered: any WAN that is not metered is preferred
 * @snat: IPv4 address of its mappings that is not on the device; 0 is none
 * @snat6: the same for IPv6
 */
struct rehome_wan_conf {
	u32 mark;
	u32 mask;
	u32 priority;
	bool metered;
	union nf_inet_addr snat;
	union nf_inet_addr snat6;
};

/**
 * struct rehome_wan - a device that carries, or carried, a default route, or
 * that was named
 * @list: in rehome_wans
 * @ifindex: its interface index; 0 when it is named but not there
 * @counted: the index that its flows are counted by
 * @name: its name
 * @link: its link is up and has carrier
 * @found: it carries, or carried, a default route
 * @named: it was added by name, with @conf
 * @health: what was told of it
 * @conf: settings
 * @was: what was known of it before the last look, to tell of changes
 * @served: in which families it served then
 * @epoch: tells the state that it is in from all others before, not 0
 * @since: when that state began, in nanoseconds
 * @inet: IPv4
 * @inet6: IPv6
 */
struct rehome_wan {
	struct list_head list;
	int ifindex;
	int counted;
	char name[IFNAMSIZ];
	bool link;
	bool found;
	bool named;
	struct rehome_health health;
	struct rehome_wan_conf conf;
	unsigned int was;
	unsigned int served;
	u32 epoch;
	u64 since;
	struct rehome_wan_family inet;
	struct rehome_wan_family inet6;
};

/**
 * struct rehome_wans - the WANs of a namespace, serialized by its mutex
 * @list: of struct rehome_wan
 * @filter: bit (ifindex % 64) is set for each; may be read by anybody, to
 *	tell that a device is surely not a WAN
 * @epoch: number of changes of WANs so far
 * @since4: since when IPv4 is served as it is, in nanoseconds; 0 before the first look
 * @since6: the same for IPv6
 */
struct rehome_wans {
	struct list_head list;
	atomic64_t filter;
	u32 epoch;
	u64 since4;
	u64 since6;
};

void rehome_wans_init(struct rehome_wans *ws);
void rehome_wans_exit(struct rehome_wans *ws);
void rehome_wan_free(struct rehome_wan *wan);
struct rehome_wan *rehome_wan_of(struct rehome_wans *ws,
				 const struct net_device *dev);
struct rehome_wan *rehome_wan_find(const struct rehome_wans *ws, int ifindex);
struct rehome_wan *rehome_wan_by_name(const struct rehome_wans *ws,
				      const char *name);
bool rehome_wan_has_snat(const struct rehome_wan *wan, u8 family);
bool rehome_wans_full(const struct rehome_wans *ws, const char *name);
struct rehome_wan *rehome_wan_keep(struct rehome_wans *ws, const char *name);
bool rehome_wan_unname(struct rehome_wans *ws, struct rehome_wan *wan);
void rehome_wan_forget(struct rehome_wans *ws, struct rehome_wan *wan);
enum nf_rehome_wan_state rehome_wan_state(const struct rehome_wan *wan,
					  u8 family);
enum nf_rehome_wan_state rehome_wan_best(const struct rehome_wan *wan);

/**
 * rehome_wans_maybe - may a device be a WAN?
 * @ws: the WANs
 * @ifindex: its index
 *
 * Context: any, no lock.
 * Return: false if it surely is not.
 */
static inline bool rehome_wans_maybe(const struct rehome_wans *ws, int ifindex)
{
	return atomic64_read(&ws->filter) & BIT_ULL(ifindex % 64);
}

/* Is it known by its name, also while there is no such device? */
static inline bool rehome_wan_kept(const struct rehome_wan *wan)
{
	return wan->named || rehome_health_ill(&wan->health);
}

/* All that tells one state of a WAN from another; never 0. */
static inline unsigned int rehome_wan_facts(const struct rehome_wan *wan)
{
	return 1 | wan->link << 1 |
	       wan->inet.has_default << 2 | wan->inet.ready << 3 |
	       wan->inet6.has_default << 4 | wan->inet6.ready << 5 |
	       rehome_health_ill(&wan->health) << 6 | (wan->ifindex != 0) << 8;
}

/* In which families it serves. No state of its own: flows are not judged by it. */
static inline unsigned int rehome_wan_serves(const struct rehome_wan *wan)
{
	return wan->inet.serves | wan->inet6.serves << 1;
}

#endif
