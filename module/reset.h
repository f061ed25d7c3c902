/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_RESET_H
#define _REHOME_RESET_H

#include <linux/types.h>

struct nf_conn;
struct nf_hook_state;
struct sk_buff;

bool rehome_reset_may(const struct nf_conn *ct);
bool rehome_reset(struct sk_buff *skb, const struct nf_hook_state *state);

#endif
