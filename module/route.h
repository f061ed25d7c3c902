/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_ROUTE_H
#define _REHOME_ROUTE_H

struct nf_hook_state;
struct sk_buff;

void rehome_route_hold(struct sk_buff *skb, const struct nf_hook_state *state);

#endif
