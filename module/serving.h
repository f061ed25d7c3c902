/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_SERVING_H
#define _REHOME_SERVING_H

struct net;
struct rehome_wans;

void rehome_serving_look(struct net *net, struct rehome_wans *ws);

#endif
