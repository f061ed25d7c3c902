/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_NETLINK_PARAM_H
#define _REHOME_NETLINK_PARAM_H

struct genl_info;
struct rehome_net;
struct rehome_params;

int rehome_param_take(struct genl_info *info, struct rehome_params *p);
void rehome_param_publish(struct rehome_net *rn, const struct rehome_params *p);

#endif
