/* SPDX-License-Identifier: GPL-2.0 */
#ifndef REHOME_CLASS_PUT_H
#define REHOME_CLASS_PUT_H

#include <libmnl/libmnl.h>

#include "out.h"

/**
 * class_match_put() - add what tells the flows of a class to the answer.
 * @out: the answer
 * @nlh: a message of class-get
 * @tb: its attributes
 *
 * Protocol, ports and signature are first; a list is one word of text with commas,
 * and an array in JSON.
 */
void class_match_put(struct out *out, const struct nlmsghdr *nlh,
		     const struct nlattr **tb);

/**
 * class_settings_put() - add the settings of a class to the answer.
 * @out: the answer
 * @tb: its attributes
 */
void class_settings_put(struct out *out, const struct nlattr **tb);

#endif /* REHOME_CLASS_PUT_H */
