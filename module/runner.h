/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_RUNNER_H
#define _REHOME_RUNNER_H

struct rehome_net;

int rehome_runner_init(void);
void rehome_runner_exit(void);
void rehome_runner_setup(struct rehome_net *rn);
void rehome_runner_stop(struct rehome_net *rn);

#endif
