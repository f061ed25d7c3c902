/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_RECORD_H
#define _REHOME_RECORD_H

#include <linux/nf_rehome.h>
#include "egress.h"

struct nf_conn;
struct rehome_index;
struct rehome_index_key;
struct rehome_record;

/**
 * struct rehome_first - what a flow's first packet tells
 * @egress: where it left; or for what came in from outside, where it came in
 * @inbound: it came in from outside
 * @ends: it ends at the router, though it was sent elsewhere
 * @signature: what it was recognized by
 * @rules: generation of the rule set that chose its mapping
 */
struct rehome_first {
	struct rehome_egress egress;
	bool inbound;
	bool ends;
	enum nf_rehome_signature signature;
	u32 rules;
};

/* record.c */
void rehome_record_note(struct rehome_index *ix, const struct nf_conn *ct,
			const struct rehome_first *first);
bool rehome_record_adopt(struct rehome_index *ix, const struct nf_conn *ct);
bool rehome_record_read(struct rehome_index *ix, const struct nf_conn *ct,
			struct rehome_record *copy);
void rehome_record_lives(struct rehome_index *ix, const struct nf_conn *ct);
void rehome_record_ended(struct rehome_index *ix,
			 const struct rehome_index_key *key);
/* record_set.c */
void rehome_record_judged(struct rehome_index *ix, const struct nf_conn *ct,
			  const struct rehome_egress *left, u32 gen);
void rehome_record_recognized(struct rehome_index *ix, const struct nf_conn *ct,
			      enum nf_rehome_signature signature);
void rehome_record_expired(struct rehome_index *ix, const struct nf_conn *ct,
			   u32 epoch);
void rehome_record_away(struct rehome_index *ix, const struct nf_conn *ct,
			u32 home);
void rehome_record_home(struct rehome_index *ix, const struct nf_conn *ct);
void rehome_record_kind(struct rehome_index *ix, const struct nf_conn *ct,
			bool outbound);
void rehome_record_hint(struct rehome_index *ix, const struct nf_conn *ct,
			int hint);
bool rehome_record_sent(struct rehome_index *ix, const struct nf_conn *ct,
			u32 seq, u32 end);
void rehome_record_answered(struct rehome_index *ix, const struct nf_conn *ct);
void rehome_record_drains(struct rehome_index *ix, const struct nf_conn *ct,
			  u32 until);

#endif
