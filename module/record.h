/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_RECORD_H
#define _REHOME_RECORD_H

#include "home.h"
#include "index.h"

void rehome_record_note(struct rehome_index *ix, const struct nf_conn *ct,
			const struct rehome_first *first);
bool rehome_record_adopt(struct rehome_index *ix, const struct nf_conn *ct);
bool rehome_record_find(struct rehome_index *ix, const struct nf_conn *ct,
			struct rehome_first *first);
void rehome_record_moved(struct rehome_index *ix, const struct nf_conn *old,
			 const struct nf_conn *new, struct rehome_mark bits);

#endif
