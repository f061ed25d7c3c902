/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_JUDGE_H
#define _REHOME_JUDGE_H

#include <linux/types.h>
#include "decide.h"
#include "offer.h"
#include "rules.h"

struct rehome_flow;
struct rehome_net;

struct rehome_decision rehome_judge(struct rehome_net *rn,
				    struct rehome_flow *flow,
				    const struct rehome_selectors sel[2],
				    u64 seq, bool again,
				    struct rehome_offer *offer);

#endif
