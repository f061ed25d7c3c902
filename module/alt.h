/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_ALT_H
#define _REHOME_ALT_H

#include "flow.h"

struct rehome_net;
struct rehome_wan;

bool rehome_alt_elsewhere(const struct rehome_net *rn, u8 family,
			  const struct rehome_wan *owner);
void rehome_alt_gather(struct rehome_net *rn, struct rehome_flow *flow,
		       const struct rehome_wan *owner, u64 now);

#endif
