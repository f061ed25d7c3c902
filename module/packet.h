/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_PACKET_H
#define _REHOME_PACKET_H

#include "flow.h"
#include "netns.h"

bool rehome_packet_key(struct rehome_net *rn, struct rehome_flow *flow,
		       u8 family);
void rehome_packet_doubt(struct rehome_net *rn, struct rehome_flow *flow);
struct rehome_key rehome_packet_profile(const struct rehome_net *rn,
					const struct rehome_flow *flow);

/* First packet from inside, the packets that matter are those of the original
 * direction; else, the replies.
 */
static inline bool rehome_packet_replies(const struct rehome_flow *flow)
{
	return flow->facts.kind == NF_REHOME_FLOW_KIND_INBOUND ||
	       flow->facts.kind == NF_REHOME_FLOW_KIND_TERMINATED;
}

static inline const struct rehome_selectors *
rehome_packet_selectors(const struct rehome_net *rn, u8 family)
{
	return &rn->selectors[family == NFPROTO_IPV6];
}

#endif
