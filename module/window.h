/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_WINDOW_H
#define _REHOME_WINDOW_H

#include <linux/mutex.h>
#include <linux/workqueue.h>
#include <linux/nf_rehome.h>

struct rehome_net;

/* Places for two tags each: 64 KiB. Of more flows at a time, some are looked up in
 * the index.
 */
#define REHOME_WINDOW_BITS	12

/* For how long after the last trigger the window stays open for a connection of TCP that
 * is silent, which may last for days, in jiffies: somewhat more than the time after which
 * the keepalive of most sends something, RFC 9293 3.8.4.
 */
#define REHOME_WINDOW_TCP	(7260UL * HZ)

/**
 * struct rehome_window - when packets are seen
 * @lock: serializes opening and closing; taken last, so that a trigger waits
 *	for no pass
 * @work: opens the window
 * @on: the hooks are registered
 * @wanted: packets are to be seen: there is NAT and a WAN
 * @waits: some connections of TCP are looked at for answers
 * @known: tags of packets that fit, by their flow's entry; NULL without memory
 * @trigger: when the last trigger came, in jiffies
 * @burst: when the first trigger of a burst came, in nanoseconds
 * @cause: what caused it
 */
struct rehome_window {
	struct mutex lock;	/* opening and closing */
	struct work_struct work;
	bool on;
	bool wanted;
	bool waits;
	u64 *known;
	unsigned long trigger;
	u64 burst;
	enum nf_rehome_cause cause;
};

void rehome_window_init(struct rehome_net *rn);
void rehome_window_want(struct rehome_net *rn, bool wanted);
bool rehome_window_may_close(const struct rehome_net *rn);
void rehome_window_close(struct rehome_net *rn, unsigned long trigger);
void rehome_window_exit(struct rehome_net *rn);
void rehome_window_free(struct rehome_net *rn);

#endif
