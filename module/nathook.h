/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_NATHOOK_H
#define _REHOME_NATHOOK_H

#include <linux/types.h>

struct net;
struct net_device;
struct nf_conn;
struct rehome_key;

unsigned int rehome_nathook_sources(struct net *net, u8 family);
bool rehome_nathook_present(struct net *net, u8 family, bool observed);
int rehome_nathook_ask(struct net *net, struct nf_conn *ct,
		       const struct rehome_key *key, struct net_device **out);

#endif
