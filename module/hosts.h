/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_HOSTS_H
#define _REHOME_HOSTS_H

#include <linux/siphash.h>
#include <linux/types.h>

union nf_inet_addr;

/* Places of the table: 16 KiB. A host may have one of so many. */
#define REHOME_HOSTS		1024
#define REHOME_HOSTS_WAYS	4

/**
 * struct rehome_host - a place of the table
 * @id: a keyed hash of the host's address; 0 is none
 * @seen: second in which it was seen last, the lowest bits
 *
 * Two packets may write one place at once. They write the same time, so that each of the
 * two hosts that may be there was seen then.
 */
struct rehome_host {
	u64 id;
	u32 seen;
};

/**
 * struct rehome_hosts - hosts of the inside that run an overlay
 * @key: of the hash that tells them apart
 * @table: REHOME_HOSTS places; NULL until somebody asks for it
 */
struct rehome_hosts {
	siphash_key_t key;
	struct rehome_host *table;
};

int rehome_hosts_start(struct rehome_hosts *h);
void rehome_hosts_exit(struct rehome_hosts *h);
void rehome_hosts_add(struct rehome_hosts *h, u8 family,
		      const union nf_inet_addr *addr);
bool rehome_hosts_has(const struct rehome_hosts *h, u8 family,
		      const union nf_inet_addr *addr);

#endif
