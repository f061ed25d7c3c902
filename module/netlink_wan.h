/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_NETLINK_WAN_H
#define _REHOME_NETLINK_WAN_H

struct genl_info;
struct rehome_net;
struct rehome_wan;
struct sk_buff;

void rehome_netlink_wan_changed(struct rehome_net *rn, struct rehome_wan *wan);
int rehome_netlink_carry(struct rehome_net *rn);
int rehome_netlink_wan(struct sk_buff *skb, struct genl_info *info,
		       int (*fn)(struct rehome_net *rn, struct genl_info *info,
				 const char *name));

#endif
