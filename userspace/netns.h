/* SPDX-License-Identifier: GPL-2.0 */
#ifndef REHOME_NETNS_H
#define REHOME_NETNS_H

/**
 * netns_enter() - make a network namespace that of this process.
 * @name: a name under /var/run/netns, or a path
 *
 * A failure is said on stderr.
 *
 * Return: 0, or the status to exit with.
 */
int netns_enter(const char *name);

#endif /* REHOME_NETNS_H */
