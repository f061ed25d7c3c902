/* SPDX-License-Identifier: GPL-2.0 */
#ifndef REHOME_COMPLETE_H
#define REHOME_COMPLETE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdnoreturn.h>

/*
 * "rehome __complete WORD..." tells a shell what the last word may become. The words
 * are read as ever; who would look the last one up in a table lists the table instead,
 * and the run ends there. So what is completed is what is understood.
 */

/**
 * complete_begin() - from now on, only complete.
 * @word: the word, as it will be looked up
 */
void complete_begin(const char *word);

/**
 * complete_end() - from now on, do what is asked.
 *
 * Return: the word that was to be completed.
 */
const char *complete_end(void);

/**
 * complete_is() - is this the word to complete?
 * @word: a word of the command line
 *
 * Return: whether it is.
 */
bool complete_is(const char *word);

/**
 * complete_only() - end the run here, if it was only to complete.
 *
 * Nothing may be asked of the kernel, or set, by a command line that is not finished.
 */
void complete_only(void);

/**
 * complete_try() - print a word if it begins as the word to complete does, and means
 * nothing to shells.
 * @name: the word
 */
void complete_try(const char *name);

/**
 * complete_table() - print the names of a table that fit, and end the run.
 * @table: first entry; entries begin with a const char pointer to their name
 * @size: size of an entry
 * @count: number of entries
 */
noreturn void complete_table(const void *table, size_t size, size_t count);

/**
 * complete_devices() - print the names of devices that fit, and end the run.
 */
noreturn void complete_devices(void);

/**
 * complete_files() - print the names of files that fit, and end the run.
 */
noreturn void complete_files(void);

/**
 * complete_directories() - print the directories that fit, and end the run.
 */
noreturn void complete_directories(void);

#endif /* REHOME_COMPLETE_H */
