// SPDX-License-Identifier: GPL-2.0
/* What a conntrack entry tells by itself. */
#include <linux/export.h>
#include <net/netfilter/nf_conntrack_core.h>
#include <net/netfilter/nf_conntrack_extend.h>
#include <net/netfilter/nf_conntrack_helper.h>
#include <net/netfilter/nf_conntrack_l4proto.h>
#include <net/netfilter/nf_conntrack_timeout.h>
#include <net/netfilter/nf_conntrack_zones.h>
#include <net/netfilter/nf_nat.h>
#include "classes.h"
#include "compat.h"
#include "entry.h"

/**
 * rehome_entry_lives - do packets find an entry?
 * @ct: the entry
 *
 * Context: any; called under a conntrack bucket lock.
 */
bool rehome_entry_lives(const struct nf_conn *ct)
{
	return !test_bit(IPS_TEMPLATE_BIT, &ct->status) &&
	       test_bit(IPS_CONFIRMED_BIT, &ct->status) &&
	       !test_bit(IPS_DYING_BIT, &ct->status);
}

/**
 * rehome_entry_class - is an entry a flow of interest?
 * @cs: the classes
 * @ct: the entry
 * @signature: what its first packet was recognized by, if that was seen
 *
 * Context: any in which @cs stays.
 * Return: its class, or NULL.
 */
const struct rehome_class *rehome_entry_class(const struct rehome_classes *cs,
					      const struct nf_conn *ct,
					      enum nf_rehome_signature signature)
{
	if (!rehome_entry_lives(ct))
		return NULL;
	return rehome_classes_match(cs,
				    &ct->tuplehash[IP_CT_DIR_ORIGINAL].tuple,
				    &ct->tuplehash[IP_CT_DIR_REPLY].tuple,
				    rehome_entry_mark(ct), signature);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_entry_class);

/**
 * rehome_entry_excluded - does conntrack hold what cannot be carried?
 * @ct: the entry
 *
 * Return: true for helpers, expectations, sequence adjustment, timeout
 * policies, entries of Open vSwitch or tc, and foreign zones.
 */
bool rehome_entry_excluded(const struct nf_conn *ct)
{
	const unsigned long odd = IPS_EXPECTED | IPS_SEQ_ADJUST |
				  IPS_FIXED_TIMEOUT | IPS_HELPER |
				  IPS_NAT_CLASH | IPS_UNTRACKED;

	if (READ_ONCE(ct->status) & odd || ct->master || nfct_help(ct))
		return true;
#ifdef CONFIG_NF_CONNTRACK_TIMEOUT
	if (nf_ct_ext_exist(ct, NF_CT_EXT_TIMEOUT))
		return true;
#endif
#if IS_ENABLED(CONFIG_NET_ACT_CT) && defined(HAVE_CT_EXT_ACT_CT)
	if (nf_ct_ext_exist(ct, NF_CT_EXT_ACT_CT))
		return true;
#endif
	return !nf_ct_zone_equal_any(ct, &nf_ct_zone_dflt);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_entry_excluded);

/**
 * rehome_entry_xlat - how is a flow's source translated?
 * @ct: its entry
 *
 * Return: how.
 */
enum nf_rehome_xlat rehome_entry_xlat(const struct nf_conn *ct)
{
	if (!(READ_ONCE(ct->status) & IPS_SRC_NAT))
		return NF_REHOME_XLAT_NONE;
	return rehome_entry_masq_index(ct) ? NF_REHOME_XLAT_MASQUERADE :
				       NF_REHOME_XLAT_SNAT;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_entry_xlat);

/**
 * rehome_entry_masq_index - device that masquerading translated a flow for
 * @ct: its entry
 *
 * Return: interface index, or 0.
 */
int rehome_entry_masq_index(const struct nf_conn *ct)
{
#if IS_ENABLED(CONFIG_NF_NAT_MASQUERADE)
	const struct nf_conn_nat *nat = nfct_nat(ct);

	return nat ? nat->masq_index : 0;
#else
	return 0;
#endif
}
EXPORT_SYMBOL_IF_KUNIT(rehome_entry_masq_index);

/**
 * rehome_entry_silence - how long did no packet come?
 * @ct: the flow's entry
 *
 * Return: jiffies; 0 if it cannot be known.
 */
unsigned long rehome_entry_silence(const struct nf_conn *ct)
{
	const struct nf_udp_net *un = nf_udp_pernet(nf_ct_net(ct));
	unsigned long left = nf_ct_expires(ct), full;

	if (nf_ct_protonum(ct) != IPPROTO_UDP)
		return 0;
	full = READ_ONCE(un->timeouts[READ_ONCE(ct->status) & IPS_ASSURED ?
				      UDP_CT_REPLIED : UDP_CT_UNREPLIED]);
	/* nf_ct_offload_timeout() gives an offloaded entry a day. */
	return left < full ? full - left : 0;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_entry_silence);

/**
 * rehome_entry_closes - is a connection over on both sides?
 * @ct: its entry, of TCP
 *
 * Context: any.
 * Return: true if it was closed by both, or reset; what still comes of it are the last
 * acknowledgements.
 */
bool rehome_entry_closes(const struct nf_conn *ct)
{
	/* All that writes it holds the entry's lock; it is one byte. */
	switch (READ_ONCE(ct->proto.tcp.state)) {
	case TCP_CONNTRACK_LAST_ACK:
	case TCP_CONNTRACK_TIME_WAIT:
	case TCP_CONNTRACK_CLOSE:
		return true;
	default:
		return false;
	}
}
EXPORT_SYMBOL_IF_KUNIT(rehome_entry_closes);
