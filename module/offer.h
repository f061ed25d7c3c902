/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_OFFER_H
#define _REHOME_OFFER_H

#include <linux/types.h>
#include <net/netfilter/nf_nat.h>
#include "decide.h"
#include "home.h"

struct net_device;
struct nf_conn;
struct nf_conntrack_tuple;
struct rehome_key;

/* Device that a flow is masqueraded on, or 0. */
static inline int rehome_masq_index(const struct nf_conn *ct)
{
#if IS_ENABLED(CONFIG_NF_NAT_MASQUERADE)
	const struct nf_conn_nat *nat = nfct_nat(ct);

	return nat ? nat->masq_index : 0;
#else
	return 0;
#endif
}

/**
 * struct rehome_offer - what the rule set offers a flow
 * @asked: how it differs from what the flow has
 * @ct: an entry in no table with that mapping, or NULL. Give it to
 *	rehome_act_swap() or to rehome_offer_drop().
 * @port_changed: its outside port is another than before
 * @no_memory: it could not be asked for want of memory
 */
struct rehome_offer {
	enum nf_rehome_asked asked;
	struct nf_conn *ct;
	bool port_changed;
	bool no_memory;
};

struct rehome_offer rehome_offer_ask(struct nf_conn *old,
				     const struct rehome_key *key,
				     struct rehome_mark bits,
				     enum nf_rehome_reason reason);
void rehome_offer_drop(struct rehome_offer *offer);
void rehome_offer_labels(struct nf_conn *new, const struct nf_conn *old);

/* The steps of an offer, for tests that need no rule set. */
struct nf_conn *rehome_offer_prepare(struct nf_conn *old,
				     const struct nf_conntrack_tuple *orig);
int rehome_offer_bind(struct nf_conn *ct, const union nf_inet_addr *addr,
		      __be16 port, int masq_index);

#endif
