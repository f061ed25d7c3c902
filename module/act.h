/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_ACT_H
#define _REHOME_ACT_H

#include <linux/types.h>
#include "home.h"

struct nf_conn;

int rehome_act_swap(struct nf_conn *old, struct nf_conn *new,
		    struct rehome_mark bits);
bool rehome_act_expire(struct nf_conn *ct);

#endif
