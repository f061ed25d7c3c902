// SPDX-License-Identifier: GPL-2.0
/* What is done otherwise with packets of TCP: their connections cannot be moved. One
 * that is proven dead is ended, and its inside end told.
 */
#include <linux/export.h>
#include <linux/netfilter.h>
#include "class.h"
#include "compat.h"
#include "entry.h"
#include "flow.h"
#include "packet.h"
#include "pernet.h"
#include "reset.h"
#include "stats.h"
#include "tcp.h"

/**
 * rehome_tcp_concerns - can a packet of TCP prove anything of interest?
 * @rn: the namespace
 * @skb: the packet
 * @state: the hook
 * @ct: its entry
 *
 * Context: RCU.
 * Return: false if its connection is of no class, or comes to its end by itself.
 */
bool rehome_tcp_concerns(const struct rehome_net *rn, const struct sk_buff *skb,
			 const struct nf_hook_state *state,
			 const struct nf_conn *ct)
{
	return rehome_entry_class(rn->classes, ct, NF_REHOME_SIGNATURE_NONE) >= 0 &&
	       !rehome_entry_closes(ct) && !rehome_packet_ends(skb, state->pf);
}

/**
 * rehome_tcp_kept - what becomes of a packet whose connection is kept
 * @flow: its flow, gathered
 * @reason: why it is
 *
 * Masquerading ends what leaves by another device, and drops the packet. If it leaves
 * there for a moment only, the connection has its entry afterwards.
 *
 * Context: any.
 * Return: a verdict of netfilter.
 */
unsigned int rehome_tcp_kept(const struct rehome_flow *flow,
			     enum nf_rehome_reason reason)
{
	const struct rehome_facts *f = &flow->facts;
	int masq_index = rehome_entry_masq_index(flow->ct);

	if (reason != NF_REHOME_REASON_NOT_PROVEN || !f->foreign ||
	    !masq_index || masq_index == flow->left.ifindex ||
	    f->mode == NF_REHOME_MODE_REPORT ||
	    f->action == NF_REHOME_ACTION_REPORT)
		return NF_ACCEPT;
	return NF_DROP;
}

/**
 * rehome_tcp_expired - what becomes of a packet that proved its connection dead
 * @rn: the namespace
 * @skb: the packet
 * @state: a hook of POSTROUTING before the NAT chains
 * @flow: its flow
 * @ended: we ended it, and no other party before
 *
 * It is dropped, as its source is a foreign one where it leaves, and answered.
 *
 * Context: a hook: RCU, BH may be on.
 * Return: a verdict of netfilter.
 */
unsigned int rehome_tcp_expired(struct rehome_net *rn, struct sk_buff *skb,
				const struct nf_hook_state *state,
				const struct rehome_flow *flow, bool ended)
{
	if (ended && READ_ONCE(rn->classes[flow->class].reset) &&
	    rehome_reset_may(flow->ct) && rehome_reset(skb, state))
		rehome_stats_reset(&rn->stats);
	return NF_DROP;
}
