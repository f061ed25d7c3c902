/* SPDX-License-Identifier: GPL-2.0 */
#ifndef REHOME_CLASS_H
#define REHOME_CLASS_H

struct rehome;

/* Longest name of a class, without the NUL. */
#define CLASS_NAME_MAX	31

/* The verb that changes a class. */
int class_set(struct rehome *re, int argc, char **argv);

#endif /* REHOME_CLASS_H */
