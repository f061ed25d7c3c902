// SPDX-License-Identifier: GPL-2.0
/* rehome __complete: what a word may become, for shells. */

#include <glob.h>
#include <limits.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "complete.h"

static const char *last;

void complete_begin(const char *word)
{
	last = word;
}

const char *complete_end(void)
{
	const char *word = last;

	last = NULL;
	return word;
}

bool complete_is(const char *word)
{
	return last && word == last;
}

void complete_only(void)
{
	if (last)
		exit(0);
}

/* A device may have any name, and a shell would run some of them. */
void complete_try(const char *name)
{
	static const char plain[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:@/";

	if (!strncmp(name, last, strlen(last)) && !name[strspn(name, plain)])
		puts(name);
}

void complete_table(const void *table, size_t size, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		complete_try(*(const char *const *)((const char *)table +
						    i * size));
	exit(0);
}

void complete_devices(void)
{
	struct if_nameindex *all = if_nameindex(), *dev;

	for (dev = all; dev && dev->if_index; dev++)
		complete_try(dev->if_name);
	if_freenameindex(all);
	exit(0);
}

/* Directories end with a slash, as what may go on. */
static noreturn void complete_paths(bool files)
{
	char pattern[PATH_MAX];
	const char *path;
	glob_t found;
	size_t i;

	snprintf(pattern, sizeof(pattern), "%s*", last);
	if (!glob(pattern, GLOB_MARK, NULL, &found))
		for (i = 0; i < found.gl_pathc; i++) {
			path = found.gl_pathv[i];
			if (files || path[strlen(path) - 1] == '/')
				complete_try(path);
		}
	exit(0);
}

void complete_files(void)
{
	complete_paths(true);
}

void complete_directories(void)
{
	complete_paths(false);
}
