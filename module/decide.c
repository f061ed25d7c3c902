// SPDX-License-Identifier: GPL-2.0
/* The decision: from facts to a verdict and its reason. No locks, no memory,
 * no conntrack: what is not in the facts does not count.
 */
#include <linux/export.h>
#include "compat.h"
#include "decide.h"

static struct rehome_decision keep(enum nf_rehome_reason reason)
{
	return (struct rehome_decision){
		.verdict = NF_REHOME_VERDICT_KEEP,
		.reason = reason,
		.later = reason == NF_REHOME_REASON_NO_TARGET ||
			 reason == NF_REHOME_REASON_DAMPED ||
			 reason == NF_REHOME_REASON_DRAINING ||
			 reason == NF_REHOME_REASON_UNPROVEN,
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

/* The rule set has the last word on a move: it may give the same mapping
 * again, or none.
 */
static struct rehome_decision move(const struct rehome_facts *f,
				   enum nf_rehome_reason reason)
{
	struct rehome_decision d;

	if (f->damped)
		return keep(NF_REHOME_REASON_DAMPED);
	if (f->asked == NF_REHOME_ASKED_SAME)
		return keep(NF_REHOME_REASON_SAME_MAPPING);
	/* Stale for sure, but nobody knows where it goes: its next packet
	 * will. If it came back to the same place, that is where it goes.
	 */
	if (f->doubtful && !f->on_path && !f->alt_wan) {
		if (f->recycled)
			return keep(NF_REHOME_REASON_NO_TARGET);
		d = capped(f, NF_REHOME_VERDICT_EXPIRE, reason);
		d.ask = f->asked == NF_REHOME_ASKED_NOT;
		return d;
	}
	if (f->asked == NF_REHOME_ASKED_NONE)
		return keep(NF_REHOME_REASON_NO_TARGET);

	d = capped(f, NF_REHOME_VERDICT_RENAT, reason);
	d.ask = f->asked == NF_REHOME_ASKED_NOT;
	return d;
}

/* Cannot be moved: its original tuple holds the address of the old WAN. It is
 * ended only when the outside cannot use it any more and its replies have
 * somewhere else to go, where they would leave with the wrong source.
 */
static struct rehome_decision decide_inbound(const struct rehome_facts *f)
{
	if (f->owner == NF_REHOME_OWNER_UNKNOWN || f->owner == NF_REHOME_OWNER_LOCAL)
		return keep(NF_REHOME_REASON_FITS);
	if (f->egress == NF_REHOME_EGRESS_NONE)
		return keep(NF_REHOME_REASON_NO_TARGET);
	/* From the inside to an address of the router, and back inside. */
	if (f->egress == NF_REHOME_EGRESS_OTHER)
		return keep(NF_REHOME_REASON_FITS);
	/* It came back by a WAN that is said to be dead. */
	if (f->recycled)
		return keep(NF_REHOME_REASON_NO_TARGET);
	if (f->owner == NF_REHOME_OWNER_GONE)
		return capped(f, NF_REHOME_VERDICT_EXPIRE,
			      NF_REHOME_REASON_ADDR_GONE);
	if (f->owner_state == NF_REHOME_WAN_STATE_UNHEALTHY)
		return capped(f, NF_REHOME_VERDICT_EXPIRE,
			      NF_REHOME_REASON_WAN_UNHEALTHY);
	if (f->owner_state == NF_REHOME_WAN_STATE_DOWN &&
	    !(f->on_path && f->owner_link))
		return capped(f, NF_REHOME_VERDICT_EXPIRE,
			      NF_REHOME_REASON_WAN_DOWN);
	return keep(NF_REHOME_REASON_INBOUND_ALIVE);
}

/* Left untranslated. Only a private source on a WAN is suspect, and only the
 * rule set can tell a flow that came too early from one that is routed.
 */
static struct rehome_decision decide_untranslated(const struct rehome_facts *f)
{
	if (!f->inside || f->egress != NF_REHOME_EGRESS_WAN || !f->egress_usable)
		return keep(NF_REHOME_REASON_FITS);
	if (!f->proven || f->doubtful)
		return keep(NF_REHOME_REASON_UNPROVEN);
	return move(f, NF_REHOME_REASON_NOT_NATTED);
}

/* Why a WAN that is not up is left. */
static enum nf_rehome_reason why_left(const struct rehome_facts *f)
{
	return f->owner_state == NF_REHOME_WAN_STATE_DOWN ?
	       NF_REHOME_REASON_WAN_DOWN : NF_REHOME_REASON_WAN_UNHEALTHY;
}

/* A WAN that lost its default route still serves a more specific one. */
static bool serves(const struct rehome_facts *f)
{
	return f->owner != NF_REHOME_OWNER_WAN ||
	       f->owner_state == NF_REHOME_WAN_STATE_UP ||
	       (f->owner_state == NF_REHOME_WAN_STATE_DOWN && f->owner_link);
}

static struct rehome_decision decide_on_path(const struct rehome_facts *f)
{
	if (!serves(f)) {
		if (f->alt_wan)
			return move(f, why_left(f));
		if (f->anew && !f->recycled)
			return capped(f, NF_REHOME_VERDICT_EXPIRE, why_left(f));
		return keep(NF_REHOME_REASON_NO_TARGET);
	}
	if (f->back) {
		if (f->draining)
			return keep(NF_REHOME_REASON_DRAINING);
		return move(f, NF_REHOME_REASON_EGRESS_MOVED);
	}
	/* Nothing is gained by ending what works. */
	if (f->displaced && f->mode != NF_REHOME_MODE_EXPIRE &&
	    f->action != NF_REHOME_ACTION_EXPIRE)
		return move(f, NF_REHOME_REASON_PORT_DISPLACED);
	return keep(NF_REHOME_REASON_FITS);
}

/* The mapping's address is on some other device than the egress. */
static struct rehome_decision decide_off_path(const struct rehome_facts *f)
{
	bool dead = f->owner_state != NF_REHOME_WAN_STATE_UP;

	/* An address of a loopback or LAN device is announced on purpose. */
	if (f->owner != NF_REHOME_OWNER_WAN)
		return keep(NF_REHOME_REASON_UNPROVEN);
	if (f->egress == NF_REHOME_EGRESS_WAN && f->egress_usable && f->proven)
		return move(f, NF_REHOME_REASON_EGRESS_MOVED);
	if (!dead || (serves(f) && !f->proven))
		return keep(NF_REHOME_REASON_UNPROVEN);
	return move(f, why_left(f));
}

/* Its mark may be all that leads it nowhere. */
static struct rehome_decision decide_routeless(const struct rehome_facts *f)
{
	if (f->anew && !f->recycled && !serves(f))
		return capped(f, NF_REHOME_VERDICT_EXPIRE, why_left(f));
	return keep(NF_REHOME_REASON_NO_TARGET);
}

static struct rehome_decision decide_translated(const struct rehome_facts *f)
{
	if (f->on_path)
		return decide_on_path(f);
	if (f->egress == NF_REHOME_EGRESS_NONE && !f->alt_wan)
		return decide_routeless(f);
	/* A routed pool is on no device and never was: nothing tells which
	 * WAN it belongs to.
	 */
	if (f->owner == NF_REHOME_OWNER_UNKNOWN)
		return keep(NF_REHOME_REASON_UNPROVEN);
	if (!f->egress_usable && !f->alt_wan)
		return keep(NF_REHOME_REASON_NO_TARGET);
	if (f->owner == NF_REHOME_OWNER_GONE)
		return move(f, NF_REHOME_REASON_ADDR_GONE);
	return decide_off_path(f);
}

/* From a socket of the router. One with the address of a WAN as its own may be
 * bound to that device, which nobody can tell; so it is left alone as long as
 * packets may leave there, whatever was told of the WAN. And most sockets have
 * a new address chosen for their next packet, which makes a new flow; so there
 * must have been one that did not.
 */
static struct rehome_decision decide_local(const struct rehome_facts *f)
{
	if (!f->own)
		return decide_translated(f);
	if (f->owner == NF_REHOME_OWNER_GONE)
		return keep(NF_REHOME_REASON_NO_TARGET);
	if (f->owner != NF_REHOME_OWNER_WAN)
		return keep(NF_REHOME_REASON_FITS);
	if (f->on_path || f->alt_wan)
		return decide_translated(f);
	if (f->owner_state == NF_REHOME_WAN_STATE_DOWN && f->insists)
		return decide_translated(f);
	return keep(f->egress == NF_REHOME_EGRESS_OTHER ?
		    NF_REHOME_REASON_FITS : NF_REHOME_REASON_UNPROVEN);
}

/**
 * rehome_decide - decide about one flow
 * @f: what is known of it
 *
 * Context: any.
 * Return: verdict and reason. When @ask is set, ask the rule set for the
 * mapping it would choose, put the answer into @f and decide again.
 */
struct rehome_decision rehome_decide(const struct rehome_facts *f)
{
	if (f->excluded || f->mode == NF_REHOME_MODE_OFF ||
	    f->action == NF_REHOME_ACTION_KEEP)
		return keep(NF_REHOME_REASON_EXCLUDED);
	if (f->kind == NF_REHOME_FLOW_KIND_LOCAL)
		return decide_local(f);
	if (f->kind != NF_REHOME_FLOW_KIND_OUTBOUND)
		return decide_inbound(f);
	if (f->xlat == NF_REHOME_XLAT_NONE)
		return decide_untranslated(f);
	return decide_translated(f);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_decide);
