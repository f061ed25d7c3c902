/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_MOVED_H
#define _REHOME_MOVED_H

struct rehome_net;
struct sk_buff;

unsigned int rehome_moved_packet(struct rehome_net *rn, struct sk_buff *skb);

#endif
