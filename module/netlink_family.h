/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_NETLINK_FAMILY_H
#define _REHOME_NETLINK_FAMILY_H

#include <net/genetlink.h>

extern struct genl_family rehome_genl_family;
/* The family has its groups; read under RCU until the last message is out. */
extern bool rehome_netlink_live;

#endif
