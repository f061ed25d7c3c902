/* SPDX-License-Identifier: GPL-2.0 */
#ifndef REHOME_TEXT_H
#define REHOME_TEXT_H

#include <stdio.h>

/**
 * text_print() - print a text that may hold any byte.
 * @file: where to
 * @text: the text; control characters, and what is no UTF-8, become question marks
 * @escape: characters that get a backslash before them
 */
void text_print(FILE *file, const char *text, const char *escape);

/**
 * text_quote() - print a word so that it is read as one again.
 * @file: where to
 * @word: the word; put in quotes if it is not plain
 */
void text_quote(FILE *file, const char *word);

#endif /* REHOME_TEXT_H */
