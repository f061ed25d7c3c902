/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_RECORD_H
#define _REHOME_RECORD_H

#include <linux/nf_rehome.h>
#include "index.h"

/**
 * struct rehome_first - what a flow's first packet tells
 * @egress: where it left; or for what came in from outside, where it came in
 * @inbound: it came in from outside
 * @ends: it ends at the router, though it was sent elsewhere
 * @signature: what it was told by
 * @rules: generation of the rule set that chose its mapping
 */
struct rehome_first {
	struct rehome_egress egress;
	bool inbound;
	bool ends;
	enum nf_rehome_signature signature;
	u32 rules;
};

void rehome_record_note(struct rehome_index *ix, const struct nf_conn *ct,
			const struct rehome_first *first);
bool rehome_record_adopt(struct rehome_index *ix, const struct nf_conn *ct);
bool rehome_record_read(struct rehome_index *ix, const struct nf_conn *ct,
			struct rehome_record *copy);
void rehome_record_lives(struct rehome_index *ix, const struct nf_conn *ct);
void rehome_record_ended(struct rehome_index *ix,
			 const struct rehome_index_key *key);
void rehome_record_judged(struct rehome_index *ix, const struct nf_conn *ct,
			  const struct rehome_egress *left, u32 gen);
void rehome_record_told(struct rehome_index *ix, const struct nf_conn *ct,
			enum nf_rehome_signature signature);
void rehome_record_expired(struct rehome_index *ix, const struct nf_conn *ct,
			   u32 epoch);
bool rehome_record_damped(const struct rehome_record *r, unsigned long hold);
void rehome_record_spend(struct rehome_record *r, unsigned long hold);
void rehome_record_away(struct rehome_index *ix, const struct nf_conn *ct,
			u32 home);
void rehome_record_home(struct rehome_index *ix, const struct nf_conn *ct);
void rehome_record_kind(struct rehome_index *ix, const struct nf_conn *ct,
			bool outbound);
void rehome_record_hint(struct rehome_index *ix, const struct nf_conn *ct,
			int hint);
void rehome_record_drains(struct rehome_index *ix, const struct nf_conn *ct,
			  u32 until);

#endif
