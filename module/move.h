/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_MOVE_H
#define _REHOME_MOVE_H

#include <linux/netfilter.h>
#include <linux/nf_rehome.h>
#include <net/netfilter/nf_conntrack.h>
#include "egress.h"
#include "mark.h"

struct rehome_flow;
struct sk_buff;

/**
 * struct rehome_move - what is carried from the old entry of a flow to the new
 *	one, while the packet that moves it passes the NAT chains
 * @ct: the new entry, only to be compared
 * @old: reply tuple of the old entry: its mapping
 * @start: when the flow began, in nanoseconds; 0 if that is not kept
 * @from: the egress that the old mapping was chosen for
 * @left: where the packet leaves
 * @gen: generation of triggers in which it was judged
 * @reason: why it is moved
 * @natted: the old entry was translated
 */
struct rehome_move {
	const struct nf_conn *ct;
	struct nf_conntrack_tuple old;
	u64 start;
	struct rehome_egress from;
	struct rehome_egress left;
	u32 gen;
	enum nf_rehome_reason reason;
	bool natted;
};

/**
 * enum rehome_moved - what became of a packet that was to move its flow
 * @REHOME_MOVED_ANEW: it has a new entry, which the NAT chains are to see
 * @REHOME_MOVED_OTHER: a packet on another processor made the entry first
 * @REHOME_MOVED_LOST: conntrack made no entry; the packet is to be dropped
 */
enum rehome_moved {
	REHOME_MOVED_ANEW,
	REHOME_MOVED_OTHER,
	REHOME_MOVED_LOST,
};

enum rehome_moved rehome_move_begin(struct sk_buff *skb,
				    const struct nf_hook_state *state,
				    struct rehome_move *move, bool *ended);
bool rehome_move_confirm(struct sk_buff *skb, const struct rehome_move *move);
bool rehome_move_expire(struct nf_conn *ct);
u32 rehome_move_mark(struct nf_conn *ct, struct rehome_mark bits);

static inline bool rehome_move_of(const struct rehome_move *move,
				  const struct nf_conn *ct)
{
	return move->ct == ct;
}

#endif
