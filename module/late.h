/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_LATE_H
#define _REHOME_LATE_H

#include <linux/atomic.h>
#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/types.h>

struct nf_conn;
struct nf_conntrack_tuple;
struct nf_hook_state;
struct rehome_net;
struct sk_buff;

#define REHOME_LATE_BUCKETS	256
#define REHOME_LATE_MAX		4096

/**
 * struct rehome_late - old mappings that replies may still be on their way to
 * @lock: serializes changes of the rest, which is read under RCU
 * @count: how many there are
 * @buckets: struct late in late.c, by the mapping's port
 */
struct rehome_late {
	spinlock_t lock;	/* serializes changes */
	unsigned int count;
	struct hlist_head buckets[REHOME_LATE_BUCKETS];
};

/* Of all namespaces, so that a packet finds out soon that there are none. */
extern atomic_t rehome_late_count;

static inline bool rehome_late_any(void)
{
	/* Behind conntrack's look; pairs with rehome_late_begin() before the entry
	 * leaves the table.
	 */
	smp_rmb();
	return atomic_read(&rehome_late_count);
}

void rehome_late_init(struct rehome_late *late);
void rehome_late_exit(struct rehome_late *late);
void rehome_late_begin(struct rehome_net *rn, struct nf_conn *ct, bool hold);
void rehome_late_moved(struct rehome_net *rn, const struct nf_conn *ct,
		       const struct nf_conntrack_tuple *old);
bool rehome_late_due(struct rehome_late *late, u64 *delay);
unsigned int rehome_late_packet(struct rehome_net *rn, struct sk_buff *skb,
				const struct nf_hook_state *state);

#endif
