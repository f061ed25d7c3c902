/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_ENTRY_H
#define _REHOME_ENTRY_H

#include <linux/nf_rehome.h>
#include <net/netfilter/nf_conntrack.h>

struct rehome_class;
struct rehome_classes;

bool rehome_entry_lives(const struct nf_conn *ct);
const struct rehome_class *rehome_entry_class(const struct rehome_classes *cs,
					      const struct nf_conn *ct,
					      enum nf_rehome_signature signature);
bool rehome_entry_excluded(const struct nf_conn *ct);
enum nf_rehome_xlat rehome_entry_xlat(const struct nf_conn *ct);
int rehome_entry_masq_index(const struct nf_conn *ct);
unsigned long rehome_entry_silence(const struct nf_conn *ct);
bool rehome_entry_closes(const struct nf_conn *ct);

static inline u32 rehome_entry_mark(const struct nf_conn *ct)
{
#ifdef CONFIG_NF_CONNTRACK_MARK
	return READ_ONCE(ct->mark);
#else
	return 0;
#endif
}

/* The address and port that the Internet sees. */
static inline const struct nf_conntrack_tuple *
rehome_entry_mapping(const struct nf_conn *ct)
{
	return &ct->tuplehash[IP_CT_DIR_REPLY].tuple;
}

#endif
