/* SPDX-License-Identifier: GPL-2.0 */
#ifndef REHOME_FOLLOW_H
#define REHOME_FOLLOW_H

#include <stdbool.h>

#include "hooks.h"
#include "rehome.h"

/**
 * struct monitor - a monitor that runs.
 * @re: the run of the tool
 * @flows: flows are wanted as well
 * @fresh: events were read, and what follows from all of them is not done yet
 * @lost: events were lost, the WANs are to be read anew
 * @hooks: what runs hooks, if its directory is given
 * @ask: a conversation of its own, so that answers and events do not meet
 */
struct monitor {
	struct rehome *re;
	bool flows;
	bool fresh;
	bool lost;
	struct hooks hooks;
	struct nl ask;
};

/**
 * follow() - print what happens until the end, and run hooks for it.
 * @mon: the monitor; hooks are run if they have a directory
 *
 * Return: the status to exit with.
 */
int follow(struct monitor *mon);

#endif /* REHOME_FOLLOW_H */
