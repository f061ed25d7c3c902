/* SPDX-License-Identifier: GPL-2.0 */
#ifndef REHOME_LINE_H
#define REHOME_LINE_H

#include <stdbool.h>
#include <stdio.h>

#include "complain.h"

/*
 * Commands in files, as iproute2 has them: a command a line, which may go on in the
 * next one behind a backslash; words with blanks are put in quotes, and # begins a
 * comment. Between double quotes \" \\ and \xHH stand for a byte.
 */

/**
 * struct lines - a file of commands.
 * @file: the file
 * @name: its name, as it was given
 * @row: number of the line that was read last
 * @broken: no more can be read, though it is not the end
 * @text: that line
 * @room: bytes there are for it
 */
struct lines {
	FILE *file;
	const char *name;
	unsigned int row;
	bool broken;
	char *text;
	size_t room;
};

/**
 * struct line - a command.
 * @next: for who keeps them
 * @script: where it comes from
 * @spots: where its words are
 * @argc: number of words, at least one
 * @argv: the words
 * @text: what they point into
 */
struct line {
	struct line *next;
	struct script script;
	struct spot *spots;
	int argc;
	char **argv;
	char *text;
};

/**
 * lines_open() - open a file of commands.
 * @lines: the file
 * @name: its name, or - for stdin
 *
 * A failure is said on stderr.
 *
 * Return: 0, or the status to exit with.
 */
int lines_open(struct lines *lines, const char *name);

/**
 * lines_next() - read the next command.
 * @lines: the file
 * @line: where to put it, NULL at the end
 *
 * What is wrong is said on stderr.
 *
 * Return: 0, or the status to exit with.
 */
int lines_next(struct lines *lines, struct line **line);

/**
 * lines_close() - close the file.
 * @lines: the file
 */
void lines_close(struct lines *lines);

/**
 * line_free() - free a command.
 * @line: the command, or NULL
 */
void line_free(struct line *line);

#endif /* REHOME_LINE_H */
