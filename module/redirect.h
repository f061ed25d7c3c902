/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_REDIRECT_H
#define _REHOME_REDIRECT_H

#include <linux/types.h>

struct nf_conntrack_tuple;
struct sk_buff;

bool rehome_redirect(struct sk_buff *skb, u8 family,
		     const struct nf_conntrack_tuple *now);

#endif
