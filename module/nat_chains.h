/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_NAT_CHAINS_H
#define _REHOME_NAT_CHAINS_H

#include <linux/types.h>

struct rehome_net;

bool rehome_nat_chains_poll(struct rehome_net *rn);

#endif
