/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_NETLINK_WAN_H
#define _REHOME_NETLINK_WAN_H

struct genl_info;
struct rehome_net;
struct sk_buff;

int rehome_netlink_wan(struct sk_buff *skb, struct genl_info *info,
		       int (*fn)(struct rehome_net *rn, struct genl_info *info,
				 const char *name));

#endif
