// SPDX-License-Identifier: GPL-2.0
/* Tells the inside end of a TCP connection that it is dead, so that it begins anew
 * now, and not when it has tried in vain for minutes. The packet that proves it dead
 * says what its sender waited for next, RCV.NXT, so a reset in answer to it is one that
 * RFC 5961 3.2 takes at once; unless something came to the sender meanwhile, as in a
 * transfer. Then it is behind what conntrack has seen go there last.
 */
#include <linux/export.h>
#include <linux/netfilter.h>
#include <linux/skbuff.h>
#include <net/netfilter/ipv4/nf_reject.h>
#include <net/netfilter/ipv6/nf_reject.h>
#include <net/netfilter/nf_conntrack.h>
#include "compat.h"
#include "packet.h"
#include "reset.h"

/**
 * rehome_reset_may - is there anybody who waits for a connection?
 * @ct: its entry, of TCP
 *
 * To one that only begins, a reset is a refusal, while its next SYN would go right. Of
 * one that both sides have closed, or one has reset, nobody waits.
 *
 * Context: any but hard interrupts.
 * Return: true if it is established, or one side alone has closed it.
 */
bool rehome_reset_may(const struct nf_conn *ct)
{
	/* All that writes it holds the entry's lock. */
	u8 state = READ_ONCE(ct->proto.tcp.state);

	return state == TCP_CONNTRACK_ESTABLISHED ||
	       state == TCP_CONNTRACK_FIN_WAIT ||
	       state == TCP_CONNTRACK_CLOSE_WAIT;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_reset_may);

static bool reset_send(struct sk_buff *skb, const struct nf_hook_state *state)
{
#if IS_ENABLED(CONFIG_NF_REJECT_IPV4)
	if (state->pf == NFPROTO_IPV4) {
		nf_send_reset(state->net, state->sk, skb, state->hook);
		return true;
	}
#endif
#if IS_ENABLED(CONFIG_NF_REJECT_IPV6)
	if (state->pf == NFPROTO_IPV6) {
		nf_send_reset6(state->net, state->sk, skb, state->hook);
		return true;
	}
#endif
	return false;
}

/* What follows on all that was sent to the sender of a packet. */
static u32 sent_to(const struct sk_buff *skb)
{
	enum ip_conntrack_info ctinfo;
	struct nf_conn *ct = nf_ct_get(skb, &ctinfo);
	u32 end;

	spin_lock_bh(&ct->lock);
	end = ct->proto.tcp.seen[!CTINFO2DIR(ctinfo)].td_end;
	spin_unlock_bh(&ct->lock);
	return end;
}

/**
 * rehome_reset - reset a connection in answer to a packet
 * @skb: the packet, which is to be dropped, not yet translated, with its entry, which
 *	may be dying: by that the reset is sent from the address that it was sent to
 * @state: a hook of POSTROUTING
 *
 * nf_reject looks at the checksum, and routes the reset to the packet's source, also if
 * that is a socket of the router itself.
 *
 * Context: a hook: RCU, BH may be on.
 * Return: false if this kernel cannot.
 */
bool rehome_reset(struct sk_buff *skb, const struct nf_hook_state *state)
{
#if IS_ENABLED(CONFIG_BRIDGE_NETFILTER)
	/* What came in by a port of a bridge would be answered there without the chains
	 * of NAT, and the sender would not know the address.
	 */
	skb_ext_del(skb, SKB_EXT_BRIDGE_NF);
#endif
	if (!reset_send(skb, state))
		return false;
	/* One of the two is in sequence; after the first there is nobody to hear more. */
	if (rehome_packet_await(skb, state->pf, sent_to(skb)))
		reset_send(skb, state);
	return true;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_reset);
