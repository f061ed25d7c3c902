// SPDX-License-Identifier: GPL-2.0
/* What is done otherwise with packets of TCP: their connections cannot be moved. One
 * that is proven dead is ended, and its inside end gets a reset.
 */
#include <linux/export.h>
#include <linux/netfilter.h>
#include "classes.h"
#include "compat.h"
#include "entry.h"
#include "flow.h"
#include "indexed.h"
#include "packet.h"
#include "pernet.h"
#include "record.h"
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
	return rehome_entry_class(rehome_net_classes(rn), ct, NF_REHOME_SIGNATURE_NONE) &&
	       !rehome_entry_closes(ct) && !rehome_packet_ends(skb, state->pf);
}

/**
 * rehome_tcp_sent - does a packet show that its connection gets no answer?
 * @rn: the namespace
 * @skb: the packet, of the original direction
 * @state: the hook
 * @flow: its flow, gathered; whether it is stalled is filled in
 *
 * That is of interest where a WAN is told ill, and may work nevertheless. Answers to what
 * is offloaded are not seen.
 *
 * Context: RCU.
 */
void rehome_tcp_sent(struct rehome_net *rn, const struct sk_buff *skb,
		     const struct nf_hook_state *state, struct rehome_flow *flow)
{
	struct rehome_facts *f = &flow->facts;
	u32 seq, end;

	f->stalled = false;
	if (!rehome_pinned_to_ill(f) || f->offloaded) {
		if (rehome_record_is(&flow->record, REHOME_RECORD_SENT))
			rehome_record_answered(&rn->index, flow->ct);
		return;
	}
	if (!READ_ONCE(rn->window.waits))
		WRITE_ONCE(rn->window.waits, true);
	if (rehome_packet_data(skb, state->pf, &seq, &end))
		f->stalled = rehome_record_sent(&rn->index, flow->ct, seq, end);
}

/**
 * rehome_tcp_answered - something of the reply direction goes on
 * @rn: the namespace
 * @ct: its entry
 *
 * Context: RCU, BH may be on.
 */
void rehome_tcp_answered(struct rehome_net *rn, const struct nf_conn *ct)
{
	const struct rehome_record *r = rehome_index_find(&rn->index, ct);

	if (r && rehome_record_is(r, REHOME_RECORD_SENT))
		rehome_record_answered(&rn->index, ct);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_tcp_answered);

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
	if (ended && flow->class->conf.reset &&
	    rehome_reset_may(flow->ct) && rehome_reset(skb, state))
		rehome_stats_reset(&rn->stats);
	return NF_DROP;
}
