/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_OBSERVER_H
#define _REHOME_OBSERVER_H

#include <linux/types.h>

struct nf_hook_entry;
struct rehome_net;

bool rehome_observer_is(const struct nf_hook_entry *chain);
bool rehome_observer_update(struct rehome_net *rn, bool wanted);
void rehome_observer_leave(struct rehome_net *rn);

#endif
