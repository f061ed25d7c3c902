/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_WATCH_H
#define _REHOME_WATCH_H

#include <linux/kconfig.h>
#include <linux/netfilter.h>

/* In PREROUTING, and in POSTROUTING on both sides of the NAT chains. */
#define REHOME_WATCH_OPS	(IS_ENABLED(CONFIG_IPV6) ? 6 : 3)

extern const struct nf_hook_ops rehome_watch_ops[REHOME_WATCH_OPS];

#endif
