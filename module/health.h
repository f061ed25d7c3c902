/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_HEALTH_H
#define _REHOME_HEALTH_H

#include <linux/bits.h>
#include <linux/list.h>
#include <linux/types.h>

/* Tellers remembered of a WAN at most, so that user space fills no memory. */
#define REHOME_TELLERS_MAX	8
#define REHOME_TELLER_LEN	32
#define REHOME_REASON_LEN	64

/* Families that something is said of, as bits. */
#define REHOME_SAID_INET	BIT(0)
#define REHOME_SAID_INET6	BIT(1)
#define REHOME_SAID_BOTH	(REHOME_SAID_INET | REHOME_SAID_INET6)

/**
 * struct rehome_teller - who says that a WAN is unhealthy
 * @node: in rehome_health
 * @by: its name; empty if it gave none
 * @families: REHOME_SAID_*, never 0
 * @reason: why, IPv4's and IPv6's; may be empty
 */
struct rehome_teller {
	struct hlist_node node;
	char by[REHOME_TELLER_LEN];
	u8 families;
	char reason[2][REHOME_REASON_LEN];
};

/**
 * struct rehome_health - what was told of the health of a WAN
 * @tellers: of struct rehome_teller, all who say that it is unhealthy; healthy
 *	when there are none
 *
 * All zero is healthy.
 */
struct rehome_health {
	struct hlist_head tellers;
};

int rehome_health_tell(struct rehome_health *health, const char *by, u8 families,
		       const char *reason);
u8 rehome_health_ill(const struct rehome_health *health);
void rehome_health_forget(struct rehome_health *health);

#endif
