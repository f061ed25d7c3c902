/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_DAMP_H
#define _REHOME_DAMP_H

#include <linux/types.h>

struct rehome_record;

bool rehome_damp_holds(const struct rehome_record *r, unsigned long hold);
void rehome_damp_spend(struct rehome_record *r, unsigned long hold);

#endif
