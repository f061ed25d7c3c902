/* SPDX-License-Identifier: GPL-2.0 */
#ifndef REHOME_FAILOVER_H
#define REHOME_FAILOVER_H

#include <libmnl/libmnl.h>

#include "out.h"

/**
 * failover_put() - add one failover to the answer.
 * @out: the answer
 * @tb: its attributes
 */
void failover_put(struct out *out, const struct nlattr **tb);

#endif /* REHOME_FAILOVER_H */
