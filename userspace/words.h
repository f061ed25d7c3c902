/* SPDX-License-Identifier: GPL-2.0 */
#ifndef REHOME_WORDS_H
#define REHOME_WORDS_H

#include <stddef.h>
#include <linux/types.h>

/**
 * struct words - the names of an enumeration of the contract.
 * @name: name by value
 * @count: how many there are
 */
struct words {
	const char *const *name;
	size_t count;
};

/* Room for all names of an enumeration in an error line. */
#define WORDS_LEN	512

/* words_gen.c, made from the specification by lab/ynl */
extern const struct words words_mode;
extern const struct words words_action;
extern const struct words words_verdict;
extern const struct words words_reason;
extern const struct words words_wan_state;
extern const struct words words_flow_kind;
extern const struct words words_xlat;
extern const struct words words_failback;
extern const struct words words_owner;
extern const struct words words_origin;
extern const struct words words_watch;
extern const struct words words_pass_kind;
extern const struct words words_cause;
extern const struct words words_failure;
extern const struct words words_signature;
extern const struct words words_reason_texts;

/**
 * words_proto() - name of an IP protocol.
 * @proto: its number
 *
 * Return: the name, or NULL for one that no class can have.
 */
const char *words_proto(__u64 proto);

/**
 * words_name() - the word of a value.
 * @words: the enumeration
 * @val: the value
 *
 * Return: the word, or NULL for a value that is not known.
 */
const char *words_name(const struct words *words, __u64 val);

/* Room for a time in words: twenty digits, a blank and a unit. */
#define WORDS_TIME	32

/**
 * words_time() - a time for people, in the largest unit that has two of it.
 * @text: where to put it
 * @ms: milliseconds
 */
void words_time(char text[WORDS_TIME], __u64 ms);

/**
 * words_pick() - find the entry that a word or an unambiguous prefix names.
 * @kind: what the word is, for the error line
 * @word: the word
 * @table: first entry; entries begin with a const char pointer to their name
 * @size: size of an entry
 * @count: number of entries
 * @help: the object whose help to name in the error line, or NULL
 *
 * A word that matches none, or several, is said on stderr.
 *
 * Return: index of the entry, or -1.
 */
int words_pick(const char *kind, const char *word, const void *table,
	       size_t size, size_t count, const char *help);

#endif /* REHOME_WORDS_H */
