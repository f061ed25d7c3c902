// SPDX-License-Identifier: GPL-2.0
/* What is learned of a flow while its entry lives. A record that is of another entry by
 * now is left alone.
 */
#include <linux/export.h>
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/tcp.h>
#include "compat.h"
#include "index.h"
#include "indexed.h"
#include "record.h"

/* Calls @fn for the record of an entry, if there is one, under the lock. */
static void record_change(struct rehome_index *ix, const struct nf_conn *ct,
			  void (*fn)(struct rehome_record *r, u32 value), u32 value)
{
	struct rehome_record *r;

	spin_lock_bh(&ix->lock);
	r = rehome_index_lookup(ix, ct);
	if (r && r->ct == ct)
		fn(r, value);
	spin_unlock_bh(&ix->lock);
}

/**
 * rehome_record_judged - a packet of a flow was judged, and the flow fits
 * @ix: the index
 * @ct: its entry
 * @left: where the packet left; NULL for one that came in from outside
 * @gen: generation of triggers, as read before it was judged
 *
 * Context: any but hard interrupts.
 */
void rehome_record_judged(struct rehome_index *ix, const struct nf_conn *ct,
			  const struct rehome_egress *left, u32 gen)
{
	struct rehome_record *r;

	spin_lock_bh(&ix->lock);
	r = rehome_index_lookup(ix, ct);
	if (!r || r->ct != ct)
		goto out;
	WRITE_ONCE(r->last, (u32)jiffies);
	if (left) {
		WRITE_ONCE(r->left.ifindex, left->ifindex);
		WRITE_ONCE(r->left.hop, left->hop);
		WRITE_ONCE(r->gen, gen);
	}
out:
	spin_unlock_bh(&ix->lock);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_record_judged);

static void set_signature(struct rehome_record *r, u32 signature)
{
	if (!r->signature)
		WRITE_ONCE(r->signature, signature);
}

/**
 * rehome_record_recognized - a packet of a flow shows what it is
 * @ix: the index
 * @ct: its entry
 * @signature: what the packet was recognized by
 *
 * Context: any but hard interrupts.
 */
void rehome_record_recognized(struct rehome_index *ix, const struct nf_conn *ct,
			      enum nf_rehome_signature signature)
{
	if (signature)
		record_change(ix, ct, set_signature, signature);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_record_recognized);

static void set_epoch(struct rehome_record *r, u32 epoch)
{
	if (r->epoch != epoch)
		r->asks = 1;
	else if (r->asks < U8_MAX)
		r->asks++;
	r->asked = jiffies;
	r->epoch = epoch;
	r->born = ktime_get_seconds();
}

/**
 * rehome_record_expired - a flow was expired
 * @ix: the index
 * @ct: its entry
 * @epoch: state of its WAN and of the rule set, not 0
 *
 * Context: any but hard interrupts.
 */
void rehome_record_expired(struct rehome_index *ix, const struct nf_conn *ct,
			   u32 epoch)
{
	record_change(ix, ct, set_epoch, epoch);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_record_expired);

static void set_away(struct rehome_record *r, u32 home)
{
	/* If it is led on to a third WAN, home stays the first one. */
	if (!rehome_record_is(r, REHOME_RECORD_AWAY))
		r->home = home;
	r->until = 0;
	rehome_record_set(r, REHOME_RECORD_AWAY, true);
}

/**
 * rehome_record_away - a flow's mark was rewritten, so that it leaves its WAN
 * @ix: the index
 * @ct: its entry
 * @home: bits of the mark that lead back
 *
 * Context: any but hard interrupts.
 */
void rehome_record_away(struct rehome_index *ix, const struct nf_conn *ct,
			u32 home)
{
	record_change(ix, ct, set_away, home);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_record_away);

static void set_home(struct rehome_record *r, u32 unused)
{
	rehome_record_set(r, REHOME_RECORD_AWAY, false);
	r->until = 0;
}

/**
 * rehome_record_home - a flow's mark leads it back home
 * @ix: the index
 * @ct: its entry
 *
 * Context: any but hard interrupts.
 */
void rehome_record_home(struct rehome_index *ix, const struct nf_conn *ct)
{
	record_change(ix, ct, set_home, 0);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_record_home);

static void set_hint(struct rehome_record *r, u32 hint)
{
	r->hint = hint;
}

/**
 * rehome_record_hint - a lookup says where a flow goes
 * @ix: the index
 * @ct: its entry
 * @hint: the device
 *
 * Context: any but hard interrupts.
 */
void rehome_record_hint(struct rehome_index *ix, const struct nf_conn *ct,
			int hint)
{
	record_change(ix, ct, set_hint, hint);
}

static void set_outbound(struct rehome_record *r, u32 outbound)
{
	rehome_record_set(r, REHOME_RECORD_OUTBOUND, outbound);
	rehome_record_set(r, REHOME_RECORD_INBOUND, !outbound);
}

/**
 * rehome_record_kind - it is known where a flow comes from
 * @ix: the index
 * @ct: its entry
 * @outbound: from inside
 *
 * Context: any but hard interrupts.
 */
void rehome_record_kind(struct rehome_index *ix, const struct nf_conn *ct,
			bool outbound)
{
	record_change(ix, ct, set_outbound, outbound);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_record_kind);

static void set_until(struct rehome_record *r, u32 until)
{
	r->until = until;
}

/**
 * rehome_record_drains - a flow is to go home when it is idle
 * @ix: the index
 * @ct: its entry
 * @until: or at this time, in jiffies, the lowest bits; 0 is no time
 *
 * Context: any but hard interrupts.
 */
void rehome_record_drains(struct rehome_index *ix, const struct nf_conn *ct,
			  u32 until)
{
	record_change(ix, ct, set_until, until);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_record_drains);

/* A sender whose timer ran out twice for the same byte, without an answer, gets none:
 * RFC 6298 5.4. Once it does as well for what comes late, or was lost alone.
 */
#define STALLED		2

/* Which byte was sent again, and how often? A lesser one than before is where the sender
 * begins anew; a greater one shows that an answer came, or fills another gap. What is
 * sent for the first time says nothing.
 */
static bool is_sent_too_often(struct rehome_record *r, u32 seq, u32 end)
{
	bool again;

	if (!rehome_record_is(r, REHOME_RECORD_SENT)) {
		rehome_record_set(r, REHOME_RECORD_SENT, true);
		r->base = seq;
		r->top = end;
		r->again = 0;
		return false;
	}
	again = before(seq, r->top);
	if (after(end, r->top))
		r->top = end;
	if (!again)
		return false;
	if (seq != r->base)
		r->again = 0;
	if (r->again < U8_MAX)
		r->again++;
	r->base = seq;
	return r->again >= STALLED;
}

/**
 * rehome_record_sent - a packet of a connection of TCP carries data
 * @ix: the index
 * @ct: its entry
 * @seq: number of its first byte, host order
 * @end: the one behind its last byte
 *
 * Of a connection of which something comes back, see rehome_record_answered(). Conntrack
 * counts that as well, but not what is beyond a window that it does not know, as of a
 * connection that it picked up; and new data in between ends its count.
 *
 * Context: any but hard interrupts.
 * Return: true if it was sent so often that no answer will come.
 */
bool rehome_record_sent(struct rehome_index *ix, const struct nf_conn *ct,
			u32 seq, u32 end)
{
	struct rehome_record *r;
	bool stalled = false;

	spin_lock_bh(&ix->lock);
	r = rehome_index_lookup(ix, ct);
	if (r && r->ct == ct) {
		stalled = is_sent_too_often(r, seq, end);
		rehome_record_set(r, REHOME_RECORD_STALLED, stalled);
	}
	spin_unlock_bh(&ix->lock);
	return stalled;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_record_sent);

static void set_answered(struct rehome_record *r, u32 unused)
{
	rehome_record_set(r, REHOME_RECORD_SENT, false);
	rehome_record_set(r, REHOME_RECORD_STALLED, false);
}

/**
 * rehome_record_answered - what a connection sent was answered, or is not looked at any more
 * @ix: the index
 * @ct: its entry
 *
 * Context: any but hard interrupts.
 */
void rehome_record_answered(struct rehome_index *ix, const struct nf_conn *ct)
{
	record_change(ix, ct, set_answered, 0);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_record_answered);
