/* SPDX-License-Identifier: GPL-2.0 */
#ifndef REHOME_SERVING_H
#define REHOME_SERVING_H

#include <stdbool.h>
#include <stddef.h>

#include <libmnl/libmnl.h>

#include "wan.h"

/* As many as the module has: 64 that were named, 64 that were found. */
#define SERVING_WANS	128

enum serving_family {
	SERVING_INET,
	SERVING_INET6,
	SERVING_FAMILIES,
};

/**
 * struct serving_told - why a WAN is told unhealthy, printable
 * @by: who says so; of several, one
 * @reason: why
 */
struct serving_told {
	char by[WAN_TELLER_MAX + 1];
	char reason[WAN_REASON_MAX + 1];
};

/**
 * struct serving_wan - what was last told of a WAN
 * @name: its device
 * @told: who says that it is unhealthy, by family
 * @serves: it serves this family
 * @why: what keeps it from serving, in a word
 */
struct serving_wan {
	char name[WAN_NAME_MAX + 1];
	struct serving_told told[SERVING_FAMILIES];
	bool serves[SERVING_FAMILIES];
	const char *why[SERVING_FAMILIES];
};

/**
 * struct serving - which WAN serves each family
 * @count: number of WANs
 * @wans: they
 */
struct serving {
	size_t count;
	struct serving_wan wans[SERVING_WANS];
};

/**
 * serving_begin() - forget what serves, before all WANs are told anew.
 * @sv: what is known
 */
void serving_begin(struct serving *sv);

/**
 * serving_wan() - take what is told of a WAN.
 * @sv: what is known
 * @nlh: a message of wan-get or wan-ntf
 */
void serving_wan(struct serving *sv, const struct nlmsghdr *nlh);

/**
 * serving_name() - the WAN that serves a family.
 * @sv: what is known
 * @family: the family
 *
 * Return: the name of its device, "" if none does.
 */
const char *serving_name(const struct serving *sv, enum serving_family family);

/**
 * serving_of() - what was last told of a WAN.
 * @sv: what is known
 * @name: its device
 *
 * Return: that, or NULL.
 */
const struct serving_wan *serving_of(const struct serving *sv,
				     const char *name);

#endif /* REHOME_SERVING_H */
