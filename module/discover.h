/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_DISCOVER_H
#define _REHOME_DISCOVER_H

struct net;
struct rehome_net;
struct rehome_wans;

void rehome_discover_defaults(struct net *net, struct rehome_wans *ws);
void rehome_discover(struct rehome_net *rn);

#endif
