/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_EVENTS_H
#define _REHOME_EVENTS_H

#include <linux/types.h>

struct rehome_net;

int rehome_events_init(void);
void rehome_events_exit(void);
void rehome_events_net_init(struct rehome_net *rn);
bool rehome_events_net_retry(struct rehome_net *rn);
void rehome_events_net_exit(struct rehome_net *rn);
bool rehome_events_poll(struct rehome_net *rn);

#endif
