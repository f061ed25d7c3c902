/* SPDX-License-Identifier: GPL-2.0 */
#ifndef REHOME_H
#define REHOME_H

#include <stddef.h>

#include "nl.h"
#include "out.h"

/* Exit status: what is wrong is the command line, or the kernel says no. */
#define EXIT_USAGE	1
#define EXIT_REFUSED	2

/**
 * struct rehome - one run of the tool.
 * @out: the answer
 * @nl: the way to the kernel
 * @netns: the network namespace that was asked for, or NULL
 */
struct rehome {
	struct out out;
	struct nl nl;
	const char *netns;
};

/**
 * struct verb - what can be done with an object.
 * @name: the word for it
 * @run: does it with the words that follow; returns the exit status
 */
struct verb {
	const char *name;
	int (*run)(struct rehome *re, int argc, char **argv);
};

#define VERBS_MAX 6

/**
 * struct object - what the tool can act on.
 * @name: the word for it
 * @verbs: its verbs
 * @count: how many there are, at most VERBS_MAX
 * @run: the verb when none is given; it takes the words if there are no verbs
 * @help: text of its help
 */
struct object {
	const char *name;
	const struct verb *verbs;
	size_t count;
	int (*run)(struct rehome *re, int argc, char **argv);
	const char *help;
};

extern const struct object object_status;
extern const struct object object_wan;
extern const struct object object_class;
extern const struct object object_flow;
extern const struct object object_explain;
extern const struct object object_sweep;
extern const struct object object_monitor;
extern const struct object object_stats;
extern const struct object object_param;
extern const struct object object_save;
extern const struct object object_load;

/**
 * no_more() - insist that the command line ends here.
 * @object: the object, for the error line
 * @argc: number of words left
 * @argv: the words
 *
 * Return: 0, or the status to exit with.
 */
int no_more(const char *object, int argc, char **argv);

/**
 * change() - send the request, which changes something and shows nothing.
 * @re: the run, with the request in its conversation
 *
 * Return: 0, or the status to exit with.
 */
int change(struct rehome *re);

#endif /* REHOME_H */
