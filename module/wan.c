// SPDX-License-Identifier: GPL-2.0
/* The WANs of a namespace: devices that carry a default route in some table,
 * and those that were named. A device that carried one stays a WAN, down, as
 * long as it exists; one that was named, or told unhealthy, is known by its
 * name, also while there is no such device.
 */
#include <linux/slab.h>
#include "compat.h"
#include "wan.h"

void rehome_wans_init(struct rehome_wans *ws)
{
	INIT_LIST_HEAD(&ws->list);
	atomic64_set(&ws->filter, 0);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_wans_init);

/**
 * rehome_wan_free - free a WAN that is in no list
 * @wan: the WAN
 */
void rehome_wan_free(struct rehome_wan *wan)
{
	rehome_health_forget(&wan->health);
	kfree(wan);
}

void rehome_wans_exit(struct rehome_wans *ws)
{
	struct rehome_wan *wan, *tmp;

	list_for_each_entry_safe(wan, tmp, &ws->list, list)
		rehome_wan_free(wan);
	rehome_wans_init(ws);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_wans_exit);

/**
 * rehome_wan_find - the WAN of an interface index
 * @ws: the WANs
 * @ifindex: the index
 *
 * Context: the namespace's mutex, as for all that follow.
 * Return: the WAN or NULL.
 */
struct rehome_wan *rehome_wan_find(const struct rehome_wans *ws, int ifindex)
{
	struct rehome_wan *wan;

	list_for_each_entry(wan, &ws->list, list)
		if (ifindex && wan->ifindex == ifindex)
			return wan;
	return NULL;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_wan_find);

/**
 * rehome_wan_by_name - the WAN of a name
 * @ws: the WANs
 * @name: the name
 *
 * Return: the WAN or NULL.
 */
struct rehome_wan *rehome_wan_by_name(const struct rehome_wans *ws,
				      const char *name)
{
	struct rehome_wan *wan;

	list_for_each_entry(wan, &ws->list, list)
		if (!strcmp(wan->name, name))
			return wan;
	return NULL;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_wan_by_name);

static const union nf_inet_addr *snat_of(const struct rehome_wan *wan,
					 u8 family)
{
	return family == NFPROTO_IPV4 ? &wan->conf.snat : &wan->conf.snat6;
}

/**
 * rehome_wan_has_snat - was an address set for a WAN?
 * @wan: the WAN
 * @family: NFPROTO_IPV4 or NFPROTO_IPV6
 *
 * Return: true if its flows are translated to one that is on no device.
 */
bool rehome_wan_has_snat(const struct rehome_wan *wan, u8 family)
{
	static const union nf_inet_addr none;

	return !nf_inet_addr_cmp(snat_of(wan, family), &none);
}

static const struct rehome_wan_family *of_family(const struct rehome_wan *wan,
						 u8 family)
{
	return family == NFPROTO_IPV4 ? &wan->inet : &wan->inet6;
}

/**
 * rehome_wan_state - state of a WAN in one family
 * @wan: the WAN
 * @family: NFPROTO_IPV4 or NFPROTO_IPV6
 *
 * Return: the state. What is known to be down is not called unhealthy. A WAN that
 * was named and never carried a default route, as on a router with full tables,
 * needs none.
 */
enum nf_rehome_wan_state rehome_wan_state(const struct rehome_wan *wan,
					  u8 family)
{
	const struct rehome_wan_family *f = of_family(wan, family);

	if (!wan->link || !f->ready)
		return NF_REHOME_WAN_STATE_DOWN;
	if (rehome_health_ill(&wan->health) &
	    (family == NFPROTO_IPV4 ? REHOME_SAID_INET : REHOME_SAID_INET6))
		return NF_REHOME_WAN_STATE_UNHEALTHY;
	return f->has_default || (wan->named && !wan->found) ?
	       NF_REHOME_WAN_STATE_UP : NF_REHOME_WAN_STATE_DOWN;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_wan_state);

/**
 * rehome_wan_best - state of a WAN
 * @wan: the WAN
 *
 * Return: the better of both families, of which unhealthy is one that lives.
 */
enum nf_rehome_wan_state rehome_wan_best(const struct rehome_wan *wan)
{
	enum nf_rehome_wan_state inet = rehome_wan_state(wan, NFPROTO_IPV4);
	enum nf_rehome_wan_state inet6 = rehome_wan_state(wan, NFPROTO_IPV6);

	return inet == NF_REHOME_WAN_STATE_DOWN ? inet6 :
	       inet6 == NF_REHOME_WAN_STATE_DOWN ? inet : min(inet, inet6);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_wan_best);

static struct rehome_wan *wan_insert(struct rehome_wans *ws, const char *name,
				     int ifindex)
{
	struct rehome_wan *wan = kzalloc(sizeof(*wan), GFP_ATOMIC | __GFP_ACCOUNT);

	if (!wan)
		return NULL;
	wan->ifindex = ifindex;
	strscpy(wan->name, name, sizeof(wan->name));
	list_add_tail(&wan->list, &ws->list);
	if (ifindex)
		atomic64_or(BIT_ULL(ifindex % 64), &ws->filter);
	return wan;
}

/**
 * rehome_wan_of - the WAN of a device, made if need be
 * @ws: the WANs
 * @dev: the device
 *
 * Return: the WAN, or NULL without memory.
 */
struct rehome_wan *rehome_wan_of(struct rehome_wans *ws,
				 const struct net_device *dev)
{
	return rehome_wan_find(ws, dev->ifindex) ? :
	       wan_insert(ws, dev->name, dev->ifindex);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_wan_of);

/**
 * rehome_wans_full - are as many WANs kept by their names as there may be?
 * @ws: the WANs
 * @name: one that may be among them already
 *
 * Return: true if there is no place for @name.
 */
bool rehome_wans_full(const struct rehome_wans *ws, const char *name)
{
	const struct rehome_wan *wan;
	unsigned int count = 0;

	list_for_each_entry(wan, &ws->list, list)
		count += rehome_wan_kept(wan) && strcmp(wan->name, name);
	return count >= REHOME_WANS_NAMED_MAX;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_wans_full);

/**
 * rehome_wan_keep - the WAN of a name, made if need be, to be kept by it
 * @ws: the WANs, not full
 * @name: the name
 *
 * The caller names it, or tells its health; the next refresh finds the device.
 *
 * Return: the WAN, or NULL without memory.
 */
struct rehome_wan *rehome_wan_keep(struct rehome_wans *ws, const char *name)
{
	return rehome_wan_by_name(ws, name) ? : wan_insert(ws, name, 0);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_wan_keep);

/**
 * rehome_wan_unname - forget the settings of a WAN
 * @ws: the WANs
 * @wan: the WAN
 *
 * Return: false if it is gone, as it has no device and nobody says that it is ill.
 */
bool rehome_wan_unname(struct rehome_wans *ws, struct rehome_wan *wan)
{
	wan->named = false;
	wan->conf = (struct rehome_wan_conf){};
	if (wan->ifindex || rehome_wan_kept(wan))
		return true;
	list_del(&wan->list);
	rehome_wan_free(wan);
	/* A dump counts its way through the list. */
	ws->epoch++;
	return false;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_wan_unname);

/**
 * rehome_wan_forget - forget the settings and the told health of a WAN
 * @ws: the WANs
 * @wan: the WAN; gone afterwards if it has no device
 */
void rehome_wan_forget(struct rehome_wans *ws, struct rehome_wan *wan)
{
	rehome_health_forget(&wan->health);
	rehome_wan_unname(ws, wan);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_wan_forget);
