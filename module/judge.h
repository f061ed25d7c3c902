/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_JUDGE_H
#define _REHOME_JUDGE_H

struct nf_hook_state;
struct rehome_egress;
struct rehome_net;
struct sk_buff;

unsigned int rehome_judge(struct rehome_net *rn, struct sk_buff *skb,
			  const struct nf_hook_state *state,
			  const struct rehome_egress *left, unsigned int gen);

#endif
