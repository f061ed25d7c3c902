/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_JUDGE_H
#define _REHOME_JUDGE_H

#include <linux/types.h>
#include "decide.h"
#include "offer.h"

struct rehome_flow;
struct rehome_net;

struct rehome_decision rehome_judge(struct rehome_net *rn,
				    struct rehome_flow *flow, u64 seq, bool again,
				    struct rehome_offer *offer);

#endif
