/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_HINT_H
#define _REHOME_HINT_H

struct rehome_flow;
struct rehome_net;

int rehome_hint(const struct rehome_net *rn, const struct rehome_flow *flow);

#endif
