/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_NETLINK_CLASS_TAKE_H
#define _REHOME_NETLINK_CLASS_TAKE_H

struct genl_info;
struct nlattr;
struct rehome_classes;
struct rehome_net;

int rehome_class_take_add(struct rehome_net *rn, struct genl_info *info,
			  const struct nlattr *head, int len,
			  struct rehome_classes *cs);
int rehome_class_take_marks(struct rehome_net *rn, struct genl_info *info,
			    const struct rehome_classes *cs);
int rehome_class_take_set(struct genl_info *info, const struct nlattr *head,
			  int len, struct rehome_classes *cs, int i);

#endif
