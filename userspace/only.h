/* SPDX-License-Identifier: GPL-2.0 */
#ifndef REHOME_ONLY_H
#define REHOME_ONLY_H

#include <linux/types.h>

#include "req.h"

/**
 * struct only - words that say which flows a command is about.
 * @what: the command, which is the object whose help to name as well
 * @flag: a word without a value
 * @flag_attr: its attribute
 * @class_attr: attribute with the name of a class
 * @wan_attr: attribute with the name of a WAN
 */
struct only {
	const char *what;
	const char *flag;
	__u16 flag_attr;
	__u16 class_attr;
	__u16 wan_attr;
};

/**
 * only_words() - read these words, in any order.
 * @only: the words
 * @req: the request that they go into
 * @argc: number of words
 * @argv: the words
 *
 * What is wrong is said on stderr.
 *
 * Return: 0, or the status to exit with.
 */
int only_words(const struct only *only, struct req *req, int argc, char **argv);

#endif
