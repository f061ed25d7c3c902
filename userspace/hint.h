/* SPDX-License-Identifier: GPL-2.0 */
#ifndef REHOME_HINT_H
#define REHOME_HINT_H

#include "out.h"

struct nlattr;

/**
 * hint_text() - add the route to the lines of a text, or that there is none.
 * @out: where to
 * @tb: the attributes of a flow
 */
void hint_text(struct out *out, const struct nlattr **tb);

/**
 * hint_json() - add the route to JSON, if it is there.
 * @out: where to
 * @tb: the attributes of a flow
 */
void hint_json(struct out *out, const struct nlattr **tb);

#endif
