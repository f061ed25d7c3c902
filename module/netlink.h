/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_NETLINK_H
#define _REHOME_NETLINK_H

#include <linux/types.h>

struct rehome_filter;
struct rehome_net;
struct rehome_pass;

int rehome_netlink_pass(struct rehome_net *rn, struct rehome_pass *pass,
			const struct rehome_filter *only, bool dry);
int rehome_netlink_init(void);
void rehome_netlink_exit(void);

#endif
