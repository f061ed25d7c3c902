/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_ALARM_H
#define _REHOME_ALARM_H

#include "pernet.h"

void rehome_alarm_event(struct rehome_net *rn, enum nf_rehome_cause cause);
void rehome_alarm_trigger(struct rehome_net *rn, enum nf_rehome_cause cause);
void rehome_alarm_wake(struct rehome_net *rn, u64 delay);

/* May hooks be registered? */
static inline bool rehome_alarm_may_open(const struct rehome_net *rn)
{
	return READ_ONCE(rn->window.wanted) &&
	       !test_bit(REHOME_NET_DEAD, &rn->flags);
}

#endif
