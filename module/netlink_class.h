/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_NETLINK_CLASS_H
#define _REHOME_NETLINK_CLASS_H

struct rehome_classes;
struct rehome_net;

int rehome_netlink_class_ready(struct rehome_classes *cs);
void rehome_netlink_class_publish(struct rehome_net *rn, struct rehome_classes *cs);

#endif
