/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_HINT_H
#define _REHOME_HINT_H

struct rehome_flow;
struct rehome_net;
struct rehome_route;

bool rehome_hint_route(const struct rehome_net *rn, const struct rehome_flow *flow,
		       struct rehome_route *route);
int rehome_hint(const struct rehome_net *rn, const struct rehome_flow *flow);

#endif
