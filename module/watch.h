/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_WATCH_H
#define _REHOME_WATCH_H

#include <linux/kconfig.h>
#include <linux/netfilter.h>

/* In POSTROUTING, on both sides of the NAT chains. */
#define REHOME_WATCH_OPS	(IS_ENABLED(CONFIG_IPV6) ? 4 : 2)
/* In PREROUTING, only while replies to an old mapping may come. */
#define REHOME_WATCH_LATE_OPS	(IS_ENABLED(CONFIG_IPV6) ? 2 : 1)

extern const struct nf_hook_ops rehome_watch_ops[REHOME_WATCH_OPS];
extern const struct nf_hook_ops rehome_watch_late_ops[REHOME_WATCH_LATE_OPS];

#endif
