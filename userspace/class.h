/* SPDX-License-Identifier: GPL-2.0 */
#ifndef REHOME_CLASS_H
#define REHOME_CLASS_H

struct rehome;

/* Longest name of a class, without the NUL. */
#define CLASS_NAME_MAX	31

/**
 * class_name() - insist on the name of a class.
 * @what: what is being done, for error lines
 * @argc: number of words left
 * @argv: the words, the name first
 *
 * Return: 0, or the status to exit with.
 */
int class_name(const char *what, int argc, char **argv);

/* The verbs that change a class; to activate one is preset's with a name. */
int class_set(struct rehome *re, int argc, char **argv);
int class_activate(struct rehome *re, int argc, char **argv);
int class_del(struct rehome *re, int argc, char **argv);

#endif /* REHOME_CLASS_H */
