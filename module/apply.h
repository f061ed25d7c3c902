/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_APPLY_H
#define _REHOME_APPLY_H

#include "decide.h"

struct rehome_flow;
struct rehome_net;

bool rehome_apply(struct rehome_net *rn, const struct rehome_flow *flow,
		  struct rehome_decision d);

#endif
