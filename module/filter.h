/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_FILTER_H
#define _REHOME_FILTER_H

#include "class.h"

struct netlink_ext_ack;
struct nlattr;
struct rehome_flow;
struct rehome_net;

/**
 * struct rehome_filter - flows that a command is about
 * @class: name of their class; empty for all
 * @wan: interface index of the WAN that their mapping is of; 0 for all
 */
struct rehome_filter {
	char class[REHOME_CLASS_NAME];
	int wan;
};

int rehome_filter_take(struct rehome_net *rn, struct netlink_ext_ack *extack,
		       const struct nlattr *class, const struct nlattr *wan,
		       struct rehome_filter *filter);
bool rehome_filter_has(const struct rehome_filter *filter,
		       const struct rehome_flow *flow);

#endif
