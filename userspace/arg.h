/* SPDX-License-Identifier: GPL-2.0 */
#ifndef REHOME_ARG_H
#define REHOME_ARG_H

#include <stdbool.h>
#include <stddef.h>
#include <linux/types.h>

#include "words.h"

/**
 * struct arg - a keyword of the command line, with the words behind it.
 * @what: what is being done, for error lines
 * @key: the keyword
 * @argc: number of words behind it, at least one
 * @argv: the words
 * @data: where to put what they say
 */
struct arg {
	const char *what;
	const char *key;
	int argc;
	char **argv;
	void *data;
};

/**
 * struct arg_key - a keyword that takes a value.
 * @name: the keyword
 * @take: reads the value; returns the number of words that it has, or 0 after
 *	saying what is wrong
 * @again: it may be given more than once
 */
struct arg_key {
	const char *name;
	int (*take)(const struct arg *arg);
	bool again;
};

/**
 * args_take() - read keywords with their values, in any order.
 * @all: the words, and what is being done with them
 * @help: the object whose help to name in error lines
 * @keys: the keywords, at most 32
 * @count: how many
 *
 * What is wrong is said on stderr.
 *
 * Return: 0, or the status to exit with.
 */
int args_take(const struct arg *all, const char *help,
	      const struct arg_key *keys, size_t count);

/**
 * arg_bad() - say what is wrong with a keyword or a value.
 * @arg: the keyword
 * @word: the value, or NULL
 * @wrong: what is wrong with it
 *
 * Return: 0, for @take.
 */
int arg_bad(const struct arg *arg, const char *word, const char *wrong);

/**
 * arg_word() - read one of the words of an enumeration, not abbreviated.
 * @arg: the keyword
 * @words: the words
 * @val: where to put the value
 *
 * Return: 1, or 0 after saying what is wrong.
 */
int arg_word(const struct arg *arg, const struct words *words, __u32 *val);

/**
 * arg_switch() - read on or off.
 * @arg: the keyword
 * @val: where to put 1 or 0
 *
 * Return: 1, or 0 after saying what is wrong.
 */
int arg_switch(const struct arg *arg, __u32 *val);

/**
 * arg_u32() - read a number, decimal or with 0x.
 * @word: the word
 * @len: how much of it
 * @val: where to put it
 *
 * Return: whether it is one.
 */
bool arg_u32(const char *word, size_t len, __u32 *val);

/**
 * arg_mark() - read VALUE/MASK.
 * @arg: the keyword
 * @can_clear: none is allowed, which is 0/0
 * @mark: where to put the value
 * @mask: where to put the mask
 *
 * Return: 1, or 0 after saying what is wrong.
 */
int arg_mark(const struct arg *arg, bool can_clear, __u32 *mark, __u32 *mask);

/**
 * struct arg_unit - a unit of time.
 * @name: what is put behind the number
 * @ms: milliseconds
 */
struct arg_unit {
	const char *name;
	__u32 ms;
};

/**
 * arg_time() - read a time in milliseconds.
 * @word: the word
 * @units: units that it may have
 * @count: how many
 * @val: where to put it, the largest number if it is too long for that
 *
 * Return: whether it is one.
 */
bool arg_time(const char *word, const struct arg_unit *units, size_t count,
	      __u64 *val);

/**
 * struct arg_addr - an IP address, and the port with it.
 * @len: 4 or 16, the length of @bytes
 * @bytes: the address, network order
 * @port: the port, host order
 */
struct arg_addr {
	size_t len;
	unsigned char bytes[16];
	__u16 port;
};

/**
 * arg_addr() - read an address.
 * @word: the word
 * @addr: where to put it
 *
 * Return: whether it is one.
 */
bool arg_addr(const char *word, struct arg_addr *addr);

/**
 * arg_endpoint() - read ADDR:PORT, an IPv6 address in brackets.
 * @word: the word
 * @addr: where to put it
 *
 * Return: whether it is that.
 */
bool arg_endpoint(const char *word, struct arg_addr *addr);

#endif /* REHOME_ARG_H */
