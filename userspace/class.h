/* SPDX-License-Identifier: GPL-2.0 */
#ifndef REHOME_CLASS_H
#define REHOME_CLASS_H

#include "req.h"

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

/**
 * class_only() - insist on the name of a class, and on nothing behind it.
 * @what: what is being done, for error lines
 * @argc: number of words left
 * @argv: the words, the name first
 *
 * Return: 0, or the status to exit with.
 */
int class_only(const char *what, int argc, char **argv);

/**
 * class_name_put() - begin a request with the name of a class.
 * @req: the request
 * @name: the name
 */
void class_name_put(struct req *req, const char *name);

/**
 * class_active_put() - ask for a preset.
 * @req: where to put that
 * @name: its name
 */
void class_active_put(struct req *req, const char *name);

/**
 * class_words() - read what tells the flows of a class, and its settings.
 * @req: where to put them
 * @what: what is being done, for error lines
 * @change: of a class that is there
 * @argc: number of words left
 * @argv: the words, behind the name
 *
 * Return: 0, or the status to exit with.
 */
int class_words(struct req *req, const char *what, bool change, int argc,
		char **argv);

/* The verbs that change a class; to activate one is preset's with a name. */
int class_add(struct rehome *re, int argc, char **argv);
int class_set(struct rehome *re, int argc, char **argv);
int class_activate(struct rehome *re, int argc, char **argv);
int class_del(struct rehome *re, int argc, char **argv);

#endif /* REHOME_CLASS_H */
