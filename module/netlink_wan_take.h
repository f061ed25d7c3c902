/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_NETLINK_WAN_TAKE_H
#define _REHOME_NETLINK_WAN_TAKE_H

struct genl_info;
struct rehome_classes;
struct rehome_net;
struct rehome_wan_conf;

int rehome_wan_take(struct genl_info *info, struct rehome_wan_conf *conf);
int rehome_wan_take_differs(struct genl_info *info, const struct rehome_wan_conf *conf,
			    const struct rehome_wan_conf *c);
int rehome_wan_take_mark(struct genl_info *info, const struct rehome_wan_conf *conf,
			 const struct rehome_classes *cs);
int rehome_wan_take_name(struct rehome_net *rn, struct genl_info *info,
			 const char *name);

#endif
