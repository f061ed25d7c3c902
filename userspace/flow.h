/* SPDX-License-Identifier: GPL-2.0 */
#ifndef REHOME_FLOW_H
#define REHOME_FLOW_H

#include <libmnl/libmnl.h>

#include "out.h"

/**
 * flow_put() - add one flow to the answer.
 * @out: the answer
 * @nlh: a message of flow-get or flow-ntf
 */
void flow_put(struct out *out, const struct nlmsghdr *nlh);

#endif /* REHOME_FLOW_H */
