/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_RULESET_H
#define _REHOME_RULESET_H

#include <linux/atomic.h>
#include <linux/types.h>

struct rehome_net;
struct rehome_record;
struct socket;

/**
 * struct rehome_ruleset - what is known of a namespace's rules of NAT
 * @gen: generation: moved by each commit of nf_tables, and when NAT comes or
 *	goes
 * @sources: bit 0: chains other than ours translate IPv4 sources; bit 1: IPv6
 * @silent: rules may change without an event (iptables-legacy)
 * @sock: hears of the commits
 */
struct rehome_ruleset {
	atomic_t gen;
	u8 sources;
	bool silent;
	struct socket *sock;
};

void rehome_ruleset_listen(struct rehome_net *rn);
void rehome_ruleset_exit(struct rehome_net *rn);
bool rehome_ruleset_translates(const struct rehome_net *rn, u8 family);
u32 rehome_ruleset_gen(const struct rehome_net *rn);
bool rehome_ruleset_may_differ(const struct rehome_net *rn,
			       const struct rehome_record *r);

#endif
