// SPDX-License-Identifier: GPL-2.0
/* Hosts of the inside that were seen to run an overlay, by their addresses. The table
 * has a fixed size, so that nobody who makes up sources fills memory: what he gets is
 * that other hosts are forgotten, and their connections left alone.
 *
 * It is read and written by packets, without a lock. A host is one number, a keyed
 * hash of its address, which nobody outside can aim at.
 */
#include <linux/export.h>
#include <linux/mm.h>
#include <linux/netfilter.h>
#include <linux/random.h>
#include <linux/slab.h>
#include <linux/timekeeping.h>
#include "compat.h"
#include "hosts.h"

/* Seconds for which a host is remembered. The flows that tell of it are looked at by
 * every pass, each half a minute or more often, and end two minutes after their last
 * packet.
 */
#define AGE		300

static u64 id_of(const struct rehome_hosts *h, u8 family,
		 const union nf_inet_addr *addr)
{
	if (family == NFPROTO_IPV4)
		return siphash_1u64((__force u32)addr->ip, &h->key);
	return siphash_2u64((__force u64)addr->ip6[0] << 32 |
			    (__force u32)addr->ip6[1],
			    (__force u64)addr->ip6[2] << 32 |
			    (__force u32)addr->ip6[3], &h->key);
}

/* Seconds since a host was seen; a place of none is older than all. */
static u32 age_of(const struct rehome_host *host, u32 now)
{
	return READ_ONCE(host->id) ? now - READ_ONCE(host->seen) : U32_MAX;
}

/* The places of a host; NULL if there is no table. */
static struct rehome_host *places_of(const struct rehome_hosts *h, u64 id)
{
	/* Pairs with rehome_hosts_start(). */
	struct rehome_host *table = smp_load_acquire(&h->table);

	return table ? table + id % (REHOME_HOSTS / REHOME_HOSTS_WAYS) *
		       REHOME_HOSTS_WAYS : NULL;
}

/**
 * rehome_hosts_start - begin to remember hosts
 * @h: the hosts, zeroed, or begun already
 *
 * Context: process; not twice at a time.
 * Return: 0 or -ENOMEM.
 */
int rehome_hosts_start(struct rehome_hosts *h)
{
	struct rehome_host *table;

	if (h->table)
		return 0;
	table = kvcalloc(REHOME_HOSTS, sizeof(*table), GFP_KERNEL_ACCOUNT);
	if (!table)
		return -ENOMEM;
	get_random_bytes(&h->key, sizeof(h->key));
	/* Pairs with places_of(). */
	smp_store_release(&h->table, table);
	return 0;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_hosts_start);

void rehome_hosts_exit(struct rehome_hosts *h)
{
	kvfree(h->table);
	h->table = NULL;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_hosts_exit);

/**
 * rehome_hosts_add - a host runs an overlay
 * @h: the hosts
 * @family: NFPROTO_IPV4 or NFPROTO_IPV6
 * @addr: its address
 *
 * It is remembered for five minutes from now on. If there is no place for it, that of
 * the one which was seen longest ago is taken.
 *
 * Context: any.
 */
void rehome_hosts_add(struct rehome_hosts *h, u8 family,
		      const union nf_inet_addr *addr)
{
	u64 id = id_of(h, family, addr);
	struct rehome_host *places = places_of(h, id), *place = places;
	u32 now = ktime_get_seconds();
	int i;

	if (!places)
		return;
	for (i = 0; i < REHOME_HOSTS_WAYS; i++) {
		if (READ_ONCE(places[i].id) == id) {
			place = &places[i];
			break;
		}
		if (age_of(&places[i], now) > age_of(place, now))
			place = &places[i];
	}
	if (READ_ONCE(place->seen) != now)
		WRITE_ONCE(place->seen, now);
	if (READ_ONCE(place->id) != id)
		WRITE_ONCE(place->id, id);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_hosts_add);

/**
 * rehome_hosts_has - does a host run an overlay?
 * @h: the hosts
 * @family: NFPROTO_IPV4 or NFPROTO_IPV6
 * @addr: its address
 *
 * Context: any; called under a conntrack bucket lock.
 * Return: true if it did in the last five minutes.
 */
bool rehome_hosts_has(const struct rehome_hosts *h, u8 family,
		      const union nf_inet_addr *addr)
{
	u64 id = id_of(h, family, addr);
	const struct rehome_host *places = places_of(h, id);
	int i;

	for (i = 0; places && i < REHOME_HOSTS_WAYS; i++)
		if (READ_ONCE(places[i].id) == id)
			return age_of(&places[i], ktime_get_seconds()) <= AGE;
	return false;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_hosts_has);
