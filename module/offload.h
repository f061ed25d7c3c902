/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_OFFLOAD_H
#define _REHOME_OFFLOAD_H

struct net;

void rehome_offload_flush(struct net *net);

#endif
