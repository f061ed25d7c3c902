/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_FACTS_H
#define _REHOME_FACTS_H

struct nf_conn;
struct rehome_egress;
struct rehome_flow;
struct rehome_net;

void rehome_facts_init(struct rehome_net *rn, struct rehome_flow *flow,
		       struct nf_conn *ct);
void rehome_facts_gather(struct rehome_net *rn, struct rehome_flow *flow,
			 const struct rehome_egress *left);

#endif
