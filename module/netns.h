/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_NETNS_H
#define _REHOME_NETNS_H

#include <linux/nf_rehome.h>
#include "pernet.h"

/* Parameters of the module. */
extern enum nf_rehome_mode rehome_default_mode;
extern bool rehome_userns;

struct rehome_params rehome_params_default(void);
int rehome_netns_init(void);
void rehome_netns_exit(void);

#endif
