/* SPDX-License-Identifier: GPL-2.0 */
#ifndef REHOME_BATCH_H
#define REHOME_BATCH_H

#include <stdbool.h>

#include "rehome.h"

/**
 * batch() - run the commands of a file, one after the other.
 * @re: the run
 * @name: name of the file, or - for stdin
 * @force: go on behind one that fails
 * @run: runs one
 *
 * Return: 0, or the status to exit with: that of the command that failed, or 1 if it
 * went on.
 */
int batch(struct rehome *re, const char *name, bool force,
	  int (*run)(struct rehome *re, int argc, char **argv));

#endif /* REHOME_BATCH_H */
