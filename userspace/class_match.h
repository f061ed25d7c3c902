/* SPDX-License-Identifier: GPL-2.0 */
#ifndef REHOME_CLASS_MATCH_H
#define REHOME_CLASS_MATCH_H

#include "arg.h"
#include "req.h"

/**
 * struct class_given - data of the keywords of a class.
 * @req: where to put what they say
 * @change: the class is there, so that they may also say none
 */
struct class_given {
	struct req *req;
	bool change;
};

/* Keywords that tell the flows of a class, and its place; see struct arg_key. */
int class_take_proto(const struct arg *arg);
int class_take_port(const struct arg *arg);
int class_take_signature(const struct arg *arg);
int class_take_sport(const struct arg *arg);
int class_take_dport(const struct arg *arg);
int class_take_from(const struct arg *arg);
int class_take_to(const struct arg *arg);
int class_take_mark(const struct arg *arg);
int class_take_before(const struct arg *arg);

#endif /* REHOME_CLASS_MATCH_H */
