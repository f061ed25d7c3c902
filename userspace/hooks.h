/* SPDX-License-Identifier: GPL-2.0 */
#ifndef REHOME_HOOKS_H
#define REHOME_HOOKS_H

#include <stdbool.h>
#include <linux/types.h>

#include "hook.h"
#include "serving.h"

struct out;

/* What hooks are run for, each with a place of its own for the newest. */
enum hooks_kind {
	HOOKS_INET,
	HOOKS_INET6,
	HOOKS_FAILOVER,
	HOOKS_KINDS,
};

#define HOOKS_FACT_LEN	(WAN_REASON_MAX + 1)

enum hooks_fact {
	FACT_OLD,
	FACT_NEW,
	FACT_REASON,
	FACT_BY,
	FACT_HEALTH,
	FACT_CAUSE,
	FACT_MOVED,
	FACT_EXPIRED,
	FACT_REPORTED,
	FACT_FIRST,
	FACT_LAST,
	FACTS,
};

/**
 * struct hooks_event - what is to be told
 * @due: when, as hook_now() has it; 0 is nothing to tell
 * @began: when hooks were last run for such a thing
 * @collapsed: how many others it stands for as well
 * @fact: the facts; an empty one is not told, but for the WANs
 */
struct hooks_event {
	__u64 due;
	__u64 began;
	unsigned int collapsed;
	char fact[FACTS][HOOKS_FACT_LEN];
};

/**
 * struct hooks - what runs the hooks of a monitor
 * @dir: the directory
 * @netns: network namespace that was asked for, or NULL
 * @serving: what serves now
 * @named: and what hooks know of, by family
 * @events: what is to be told
 * @round: what is being told, while a round is going on
 */
struct hooks {
	struct hook_dir dir;
	const char *netns;
	struct serving serving;
	char named[SERVING_FAMILIES][WAN_NAME_MAX + 1];
	struct hooks_event events[HOOKS_KINDS];
	enum hooks_kind round;
};

/**
 * hooks_know() - take what serves now as known, and run nothing for it.
 * @hooks: the hooks
 */
void hooks_know(struct hooks *hooks);

/**
 * hooks_serving() - what serves may have changed.
 * @hooks: the hooks, with what serves now
 */
void hooks_serving(struct hooks *hooks);

/**
 * hooks_failover() - a failover is done.
 * @hooks: the hooks
 * @tb: what failover-ntf says of it
 */
void hooks_failover(struct hooks *hooks, const struct nlattr **tb);

/**
 * hooks_run() - do what is due, without waiting.
 * @hooks: the hooks
 * @out: tells of each that has ended
 */
void hooks_run(struct hooks *hooks, struct out *out);

/**
 * hooks_wait() - how long nothing is due.
 * @hooks: the hooks
 *
 * Return: milliseconds, or -1 for until something happens.
 */
int hooks_wait(struct hooks *hooks);

#endif /* REHOME_HOOKS_H */
