/* SPDX-License-Identifier: GPL-2.0 */
#ifndef REHOME_COMPLAIN_H
#define REHOME_COMPLAIN_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Error lines. Commands come from the command line or from a file; of a file, an error
 * line begins with the place in it instead of the tool's name.
 */

/**
 * struct place - a place in a file.
 * @file: name of the file, or NULL for none
 * @row: number of the line
 * @column: of the byte in it, or 0 if that is not to be told
 */
struct place {
	const char *file;
	unsigned int row;
	unsigned int column;
};

/**
 * struct spot - where a word of a file is.
 * @word: the word
 * @len: its length
 * @row: number of the line
 * @column: of its first byte
 * @plain: its bytes are those of the file
 */
struct spot {
	const char *word;
	size_t len;
	unsigned int row;
	unsigned int column;
	bool plain;
};

/**
 * struct script - where the command that runs comes from.
 * @file: name of the file
 * @row: number of the line that it begins in
 * @columns: tell the column
 * @spots: its words
 * @count: how many
 */
struct script {
	const char *file;
	unsigned int row;
	bool columns;
	const struct spot *spots;
	size_t count;
};

/**
 * complain_about() - what is said from now on is about a command of a file.
 * @script: where it comes from, or NULL for the command line
 *
 * Return: what it was about before.
 */
const struct script *complain_about(const struct script *script);

/**
 * complain_place() - the place of a word.
 * @at: the word, or any byte of it; or NULL for the command as a whole
 *
 * Return: the place, with a file only if the command comes from one.
 */
struct place complain_place(const char *at);

/**
 * complain() - print an error line.
 * @at: the word that is wrong, or any byte of it; or NULL
 * @format: what is wrong with it
 */
__printf(2, 3)
void complain(const char *at, const char *format, ...);

/**
 * complain_plain() - as complain(), but not in the tool's name.
 * @at: the word that is wrong, or any byte of it; or NULL
 * @format: what is wrong with it
 */
__printf(2, 3)
void complain_plain(const char *at, const char *format, ...);

/**
 * complain_at() - print an error line about a place that was noted.
 * @place: the place
 * @format: what is wrong there
 */
__printf(2, 3)
void complain_at(const struct place *place, const char *format, ...);

#endif /* REHOME_COMPLAIN_H */
