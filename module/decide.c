// SPDX-License-Identifier: GPL-2.0
/* The decision: from facts to a verdict and its reason. No locks, no memory,
 * no conntrack: what is not in the facts does not count. A flow is stale when
 * one of its packets proves it; what no packet can do is done by its mark.
 */
#include <linux/export.h>
#include "compat.h"
#include "decide.h"

static struct rehome_decision decide_keep(enum nf_rehome_reason reason)
{
	return (struct rehome_decision){
		.verdict = NF_REHOME_VERDICT_KEEP,
		.reason = reason,
		.later = reason == NF_REHOME_REASON_DRAINING,
	};
}

/* Mode and class both put a ceiling on what is done; a stale verdict that
 * they forbid is reported.
 */
static struct rehome_decision capped(const struct rehome_facts *f,
				     enum nf_rehome_verdict verdict,
				     enum nf_rehome_reason reason)
{
	struct rehome_decision d = { .verdict = verdict, .reason = reason };

	if (f->mode == NF_REHOME_MODE_REPORT ||
	    f->action == NF_REHOME_ACTION_REPORT)
		d.report = true;
	if (f->mode == NF_REHOME_MODE_EXPIRE ||
	    f->action == NF_REHOME_ACTION_EXPIRE)
		d.verdict = NF_REHOME_VERDICT_EXPIRE;
	return d;
}

/* Nothing is gained by ending what works for the sake of its port. */
static enum nf_rehome_reason fits(const struct rehome_facts *f)
{
	if (f->displaced && !f->excluded && f->mode != NF_REHOME_MODE_EXPIRE &&
	    f->action != NF_REHOME_ACTION_EXPIRE)
		return NF_REHOME_REASON_PORT_DISPLACED;
	return NF_REHOME_REASON_FITS;
}

/* What the packet says of the mapping of a translated flow. */
static enum nf_rehome_reason translated(const struct rehome_facts *f)
{
	bool gone = f->owner == NF_REHOME_OWNER_GONE;

	/* An IPsec policy takes it behind the NAT chains, so its device says nothing
	 * of the mapping, and only the egress of the first packet can be compared.
	 */
	if (f->tunnelled && f->origin != NF_REHOME_ORIGIN_FIRST_PACKET)
		return NF_REHOME_REASON_FITS;
	if (f->at_home)
		return fits(f);
	if (gone)
		return NF_REHOME_REASON_ADDR_GONE;
	if (f->origin == NF_REHOME_ORIGIN_NONE)
		return f->injected ? NF_REHOME_REASON_EGRESS_MOVED :
				     NF_REHOME_REASON_FITS;
	if (f->elsewhere || f->other_hop || f->misplaced)
		return NF_REHOME_REASON_EGRESS_MOVED;
	return fits(f);
}

/* A flow that is not translated is suspect where it leaves by another way than
 * its first packet, or by a WAN with a source that the Internet does not route.
 * Only the rule set can tell it from one that is routed.
 */
static enum nf_rehome_reason untranslated(const struct rehome_facts *f)
{
	if (!f->translates || f->at_home || f->tunnelled)
		return NF_REHOME_REASON_FITS;
	/* Masquerading may have chosen the source's own address. */
	if (f->origin == NF_REHOME_ORIGIN_MASQUERADE && f->elsewhere)
		return NF_REHOME_REASON_NOT_NATTED;
	if (f->origin == NF_REHOME_ORIGIN_FIRST_PACKET) {
		if (f->elsewhere || f->other_hop)
			return NF_REHOME_REASON_NOT_NATTED;
		if (!f->out_wan || !f->rules_changed)
			return NF_REHOME_REASON_FITS;
		return f->inside || f->was_natted ?
		       NF_REHOME_REASON_NOT_NATTED : NF_REHOME_REASON_FITS;
	}
	if (f->out_wan && (f->inside || f->owner == NF_REHOME_OWNER_WAN ||
			   f->owner == NF_REHOME_OWNER_GONE))
		return NF_REHOME_REASON_NOT_NATTED;
	return NF_REHOME_REASON_FITS;
}

static enum nf_rehome_reason why_left(const struct rehome_facts *f)
{
	return f->owner_state == NF_REHOME_WAN_STATE_DOWN ?
	       NF_REHOME_REASON_WAN_DOWN : NF_REHOME_REASON_WAN_UNHEALTHY;
}

/* It leaves a WAN where it should be translated, and is not. */
static bool bare(const struct rehome_facts *f)
{
	return f->xlat == NF_REHOME_XLAT_NONE && f->was_natted && f->inside &&
	       f->out_wan && !f->at_home && !f->tunnelled && f->translates;
}

/* Its WAN is down or unhealthy, or it leaves its WAN untranslated, and its connection
 * mark keeps it there. If the marks of the WANs are known, the mark is rewritten. Else
 * it is expired once in this state, as rules may give its next entry another mark.
 */
static struct rehome_decision led_by_mark(const struct rehome_facts *f,
					  enum nf_rehome_reason reason)
{
	struct rehome_decision d;

	if (f->steerable && f->pinned && !f->excluded) {
		d = capped(f, NF_REHOME_VERDICT_RENAT, reason);
		d.at_once = true;
		return d;
	}
	/* An untranslated flow may need another mark only, and no other WAN. */
	if (f->marked && (f->other_up || bare(f)) && !f->recycled &&
	    !(f->steerable && f->pinned) && (f->seen || f->insists)) {
		d = capped(f, NF_REHOME_VERDICT_EXPIRE, reason);
		d.at_once = true;
		return d;
	}
	return decide_keep(reason);
}

/* A packet left where the mapping does not fit: the flow is moved, unless the rule set
 * gave the same mapping before, or it was moved too often.
 */
static struct rehome_decision by_packet(const struct rehome_facts *f,
					enum nf_rehome_reason reason)
{
	if (f->same_mapping && !f->rules_changed && !f->misplaced)
		return decide_keep(NF_REHOME_REASON_SAME_MAPPING);
	if (f->damped)
		return decide_keep(NF_REHOME_REASON_DAMPED);
	/* What cannot be carried over begins anew. */
	if (f->excluded)
		return capped(f, NF_REHOME_VERDICT_EXPIRE, reason);
	return capped(f, NF_REHOME_VERDICT_RENAT, reason);
}

static bool ill(const struct rehome_facts *f)
{
	return f->owner == NF_REHOME_OWNER_WAN && f->owner_ill;
}

/* Rows of the verdict table for flows that leave where their mapping belongs. */
static struct rehome_decision by_state(const struct rehome_facts *f)
{
	struct rehome_decision d;

	if (f->away && !f->excluded) {
		if (f->draining)
			return decide_keep(NF_REHOME_REASON_DRAINING);
		d = capped(f, NF_REHOME_VERDICT_RENAT,
			   NF_REHOME_REASON_EGRESS_MOVED);
		d.at_once = true;
		return d;
	}
	if (ill(f))
		return led_by_mark(f, why_left(f));
	if (bare(f) && f->marked)
		return led_by_mark(f, NF_REHOME_REASON_NOT_NATTED);
	return decide_keep(f->seen ? NF_REHOME_REASON_FITS : NF_REHOME_REASON_UNSEEN);
}

static struct rehome_decision decide_outbound(const struct rehome_facts *f)
{
	enum nf_rehome_reason reason = NF_REHOME_REASON_FITS;
	struct rehome_decision d;

	if (f->seen)
		reason = f->xlat == NF_REHOME_XLAT_NONE ? untranslated(f) :
							  translated(f);
	if (reason == NF_REHOME_REASON_FITS)
		return by_state(f);
	d = by_packet(f, reason);
	/* The rule set gives another mapping only once the mark leads elsewhere. */
	if (d.verdict == NF_REHOME_VERDICT_KEEP &&
	    d.reason == NF_REHOME_REASON_SAME_MAPPING && ill(f) && f->marked)
		return led_by_mark(f, why_left(f));
	return d;
}

/* Cannot be moved: its original tuple holds the address of the old WAN. It is
 * ended only when the outside cannot use it any more and its replies leave
 * somewhere else, with the wrong source.
 */
static struct rehome_decision decide_inbound(const struct rehome_facts *f)
{
	enum nf_rehome_reason reason;

	if (f->excluded)
		return decide_keep(NF_REHOME_REASON_EXCLUDED);
	if (!f->seen)
		return decide_keep(NF_REHOME_REASON_UNSEEN);
	if (f->at_home || !f->out_wan)
		return decide_keep(NF_REHOME_REASON_INBOUND_ALIVE);
	/* Also if it leaves by the same WAN, which has another address now. */
	if (f->owner == NF_REHOME_OWNER_GONE)
		reason = NF_REHOME_REASON_ADDR_GONE;
	else if (f->elsewhere && ill(f))
		reason = why_left(f);
	else
		return decide_keep(NF_REHOME_REASON_INBOUND_ALIVE);
	/* Damped: it was expired, and came in again by the WAN that was told dead. */
	return f->damped ? decide_keep(NF_REHOME_REASON_DAMPED) :
			   capped(f, NF_REHOME_VERDICT_EXPIRE, reason);
}

/* Did the packet itself go where the WAN is ill? A tunnel may take another way. */
static bool leaves_by_ill(const struct rehome_facts *f)
{
	return f->seen && f->out_wan && !f->elsewhere && !f->tunnelled &&
	       rehome_pinned_to_ill(f);
}

/* A connection of TCP cannot be moved, as its far end knows the address. Nor can the
 * rule set be asked what it says, as a flow of UDP does by moving. So it is ended only
 * where its own packet proves it dead. Either that leaves with an address that surely is
 * of another WAN, or was of one, and not while routes are just changing, as it survives a
 * gap. Or it is sent once more in vain by a WAN that is told ill, where the connection's
 * mark keeps it: that the WAN is ill by word alone proves nothing, as many of them still
 * work. With any doubt it is kept. What needs no packet is not done to it.
 */
static struct rehome_decision only_certain(const struct rehome_facts *f,
					   struct rehome_decision d)
{
	if (d.verdict == NF_REHOME_VERDICT_KEEP)
		return d;
	if (f->excluded)
		return decide_keep(NF_REHOME_REASON_EXCLUDED);
	if (d.at_once) {
		if (!f->stalled || !leaves_by_ill(f))
			return decide_keep(d.reason);
		if (f->damped)
			return decide_keep(NF_REHOME_REASON_DAMPED);
		d.at_once = false;
	} else if (!f->foreign || f->unsettled) {
		return decide_keep(NF_REHOME_REASON_NOT_PROVEN);
	}
	d.verdict = NF_REHOME_VERDICT_EXPIRE;
	return d;
}

/**
 * rehome_decide - decide about one flow
 * @f: what is known of it
 *
 * Context: any.
 * Return: verdict and reason.
 */
struct rehome_decision rehome_decide(const struct rehome_facts *f)
{
	struct rehome_decision d;

	if (f->mode == NF_REHOME_MODE_OFF)
		return decide_keep(NF_REHOME_REASON_MODE_OFF);
	if (f->action == NF_REHOME_ACTION_KEEP)
		return decide_keep(NF_REHOME_REASON_CLASS_KEEPS);
	if (f->kind == NF_REHOME_FLOW_KIND_INBOUND ||
	    f->kind == NF_REHOME_FLOW_KIND_TERMINATED)
		d = decide_inbound(f);
	else
		d = decide_outbound(f);
	return f->tcp ? only_certain(f, d) : d;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_decide);
