/* SPDX-License-Identifier: GPL-2.0 */
#ifndef REHOME_PASS_H
#define REHOME_PASS_H

#include <libmnl/libmnl.h>
#include <linux/nf_rehome.h>

#include "out.h"

/**
 * pass_put() - add one pass to the answer.
 * @out: the answer
 * @tb: its attributes, NF_REHOME_A_PASS_MAX of them
 */
void pass_put(struct out *out, const struct nlattr **tb);

#endif /* REHOME_PASS_H */
