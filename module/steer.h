/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_STEER_H
#define _REHOME_STEER_H

struct rehome_flow;
struct rehome_net;
struct rehome_view;

void rehome_steer(struct rehome_net *rn, struct rehome_flow *flow,
		  const struct rehome_view *view);

#endif
