/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_TCP_H
#define _REHOME_TCP_H

#include <linux/types.h>
#include <linux/nf_rehome.h>

struct nf_conn;
struct nf_hook_state;
struct rehome_flow;
struct rehome_net;
struct sk_buff;

bool rehome_tcp_concerns(const struct rehome_net *rn, const struct sk_buff *skb,
			 const struct nf_hook_state *state,
			 const struct nf_conn *ct);
void rehome_tcp_sent(struct rehome_net *rn, const struct sk_buff *skb,
		     const struct nf_hook_state *state, struct rehome_flow *flow);
void rehome_tcp_answered(struct rehome_net *rn, const struct nf_conn *ct);
unsigned int rehome_tcp_kept(const struct rehome_flow *flow,
			     enum nf_rehome_reason reason);
unsigned int rehome_tcp_expired(struct rehome_net *rn, struct sk_buff *skb,
				const struct nf_hook_state *state,
				const struct rehome_flow *flow, bool ended);

#endif
