/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_PACKET_H
#define _REHOME_PACKET_H

#include <linux/types.h>
#include <linux/nf_rehome.h>

struct nf_conntrack_tuple;
struct sk_buff;

enum nf_rehome_signature rehome_packet_signature(const struct sk_buff *skb,
						 u8 family);
bool rehome_packet_is(const struct sk_buff *skb, u8 family, u8 proto);
bool rehome_packet_ends(const struct sk_buff *skb, u8 family);
bool rehome_packet_data(const struct sk_buff *skb, u8 family, u32 *seq, u32 *end);
bool rehome_packet_await(struct sk_buff *skb, u8 family, u32 seq);
bool rehome_packet_tuple(const struct sk_buff *skb, u8 family,
			 struct nf_conntrack_tuple *t, int *at);

#endif
