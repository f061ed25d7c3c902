/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_VERDICT_H
#define _REHOME_VERDICT_H

#include "decide.h"
#include "offer.h"

struct rehome_flow;
struct rehome_net;
struct rehome_pass;

void rehome_verdict_carry_out(struct rehome_net *rn, struct rehome_pass *pass,
			      struct rehome_flow *flow,
			      struct rehome_decision d,
			      struct rehome_offer *offer);

#endif
