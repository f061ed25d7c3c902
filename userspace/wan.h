/* SPDX-License-Identifier: GPL-2.0 */
#ifndef REHOME_WAN_H
#define REHOME_WAN_H

#include <libmnl/libmnl.h>

#include "out.h"

/**
 * wan_put() - add one WAN to the answer.
 * @out: the answer
 * @nlh: a message of wan-get or wan-ntf
 */
void wan_put(struct out *out, const struct nlmsghdr *nlh);

#endif /* REHOME_WAN_H */
