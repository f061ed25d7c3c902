/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_NOTIFY_H
#define _REHOME_NOTIFY_H

#include "decide.h"

struct nf_conn;
struct nf_conntrack_tuple;
struct rehome_failover;
struct rehome_flow;
struct rehome_net;
struct rehome_pass_count;
struct rehome_wan;

void rehome_notify_pass(struct rehome_net *rn,
			const struct rehome_pass_count *count);
void rehome_notify_flow(struct rehome_net *rn, const struct rehome_flow *flow,
			struct rehome_decision d, const struct nf_conn *now,
			const struct nf_conntrack_tuple *old);
bool rehome_notify_wanted(const struct rehome_net *rn);
void rehome_notify_failover(struct rehome_net *rn,
			    const struct rehome_failover *fo);
void rehome_notify_wan(struct rehome_net *rn, const struct rehome_wan *wan);

#endif
