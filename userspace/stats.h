/* SPDX-License-Identifier: GPL-2.0 */
#ifndef REHOME_STATS_H
#define REHOME_STATS_H

#include "rehome.h"
#include "words.h"

/**
 * stats_row() - name of what a row counts; one without a name goes by its number.
 * @words: the names
 * @attr: attribute of the row that has the number, or NULL
 * @text: room for a number
 *
 * Return: the name, or NULL if it is not there.
 */
const char *stats_row(const struct words *words, const struct nlattr *attr,
		      char text[24]);

/* The verb that has a file of its own. */
int stats_prometheus(struct rehome *re, int argc, char **argv);

#endif /* REHOME_STATS_H */
