/* SPDX-License-Identifier: GPL-2.0 */
#ifndef REHOME_PARAM_H
#define REHOME_PARAM_H

#include "out.h"
#include "req.h"

/**
 * param_words() - read settings of the namespace.
 * @req: where to put them
 * @given: those that were given already; changed
 * @argc: number of words left
 * @argv: the words, names and values
 *
 * Return: 0, or the status to exit with.
 */
int param_words(struct req *req, __u32 *given, int argc, char **argv);

/**
 * param_put() - add the settings to the answer.
 * @out: the answer
 * @nlh: a message of param-get
 * @command: text has a line for each, which sets it
 */
void param_put(struct out *out, const struct nlmsghdr *nlh, bool command);

/**
 * param_strange() - find a setting whose value has no word.
 * @nlh: a message of param-get
 *
 * Return: its name, or NULL.
 */
const char *param_strange(const struct nlmsghdr *nlh);

#endif /* REHOME_PARAM_H */
