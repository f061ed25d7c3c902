// SPDX-License-Identifier: GPL-2.0
/* Arguments: keywords of the command line, and reading their values. */

#include <arpa/inet.h>
#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arg.h"
#include "attr.h"
#include "complain.h"
#include "complete.h"
#include "rehome.h"

int arg_bad(const struct arg *arg, const char *word, const char *wrong)
{
	if (word)
		complain(word, "%s %s: \"%s\" %s", arg->what, arg->key, word,
			 wrong);
	else
		complain(arg->argv[-1], "%s %s: %s", arg->what, arg->key,
			 wrong);
	return 0;
}

int args_take(const struct arg *all, const char *help,
	      const struct arg_key *keys, size_t count)
{
	struct arg arg = *all;
	__u32 given = 0;
	int i, used;

	while (arg.argc) {
		i = words_pick("Argument", *arg.argv, keys, sizeof(*keys),
			       count, help);
		if (i < 0)
			return EXIT_USAGE;
		arg.key = keys[i].name;
		arg.argc--;
		arg.argv++;
		if (!arg.argc)
			used = arg_bad(&arg, NULL, "has no value");
		else if (given & 1U << i && !keys[i].again)
			used = arg_bad(&arg, NULL, "given twice");
		else
			used = keys[i].take(&arg);
		if (!used)
			return EXIT_USAGE;
		given |= 1U << i;
		arg.argc -= used;
		arg.argv += used;
	}
	return 0;
}

int arg_word(const struct arg *arg, const struct words *words, __u32 *val)
{
	char list[WORDS_LEN];
	size_t i, len = 0;

	if (complete_is(*arg->argv))
		complete_table(words->name, sizeof(*words->name), words->count);
	for (i = 0; i < words->count; i++) {
		if (!strcmp(*arg->argv, words->name[i])) {
			*val = i;
			return 1;
		}
	}
	*list = '\0';
	for (i = 0; i < words->count; i++)
		len += snprintf(list + len, sizeof(list) - len, "%s%s",
				words->name[i],
				i + 1 == words->count ? "" :
				i + 2 == words->count ? " or " : ", ");
	complain(*arg->argv, "%s %s: \"%s\" is not %s", arg->what, arg->key,
		 *arg->argv, list);
	return 0;
}

int arg_switch(const struct arg *arg, __u32 *val)
{
	static const char *const names[] = { "on", "off" };

	if (complete_is(*arg->argv))
		complete_table(names, sizeof(*names), 2);
	*val = !strcmp(*arg->argv, "on");
	if (*val || !strcmp(*arg->argv, "off"))
		return 1;
	return arg_bad(arg, *arg->argv, "is not on or off");
}

bool arg_u32(const char *word, size_t len, __u32 *val)
{
	bool hex = len > 2 && word[0] == '0' && (word[1] | ' ') == 'x';
	const char *set = hex ? "0123456789abcdefABCDEF" : "0123456789";
	const char *digits;
	unsigned long long num;
	char text[24];

	if (len >= sizeof(text))
		return false;
	memcpy(text, word, len);
	text[len] = '\0';
	digits = text + (hex ? 2 : 0);
	/* strtoull() takes a sign, blanks and another 0x too. */
	if (!*digits || digits[strspn(digits, set)])
		return false;
	num = strtoull(digits, NULL, hex ? 16 : 10);
	if (num > UINT32_MAX)
		return false;
	*val = num;
	return true;
}

int arg_mark(const struct arg *arg, bool can_clear, __u32 *mark, __u32 *mask)
{
	const char *word = *arg->argv, *slash = strchr(word, '/');
	size_t len = slash ? (size_t)(slash - word) : strlen(word);

	*mark = 0;
	*mask = 0;
	if (can_clear && !strcmp(word, "none"))
		return 1;
	if (!arg_u32(word, len, mark) ||
	    (slash && !arg_u32(slash + 1, strlen(slash + 1), mask)))
		return arg_bad(arg, word,
			       "is not VALUE/MASK, two numbers of 32 bits");
	if (!slash)
		return arg_bad(arg, NULL, "a mask is needed: VALUE/MASK");
	return 1;
}

bool arg_time(const char *word, const struct arg_unit *units, size_t count,
	      __u64 *val)
{
	unsigned long long num;
	char *end;
	size_t i;

	if (!isdigit((unsigned char)*word))
		return false;
	num = strtoull(word, &end, 10);
	for (i = 0; i < count; i++) {
		if (strcmp(end, units[i].name))
			continue;
		*val = num > UINT64_MAX / units[i].ms ? UINT64_MAX :
			num * units[i].ms;
		return true;
	}
	return false;
}

bool arg_addr(const char *word, struct arg_addr *addr)
{
	if (inet_pton(AF_INET, word, addr->bytes) == 1)
		addr->len = sizeof(struct in_addr);
	else if (inet_pton(AF_INET6, word, addr->bytes) == 1)
		addr->len = sizeof(struct in6_addr);
	else
		return false;
	return true;
}

bool arg_endpoint(const char *word, struct arg_addr *addr)
{
	const char *colon = strrchr(word, ':');
	char text[ENDPOINT_LEN], *host = text;
	bool bracket = *word == '[';
	size_t len;
	__u32 port;

	if (!colon || colon - word >= (ssize_t)sizeof(text))
		return false;
	len = colon - word;
	memcpy(text, word, len);
	text[len] = '\0';
	if (bracket) {
		if (text[len - 1] != ']')
			return false;
		text[len - 1] = '\0';
		host++;
	}
	/* Without brackets the last colon may be one of the address. */
	if (!arg_addr(host, addr) || addr->len != (bracket ? 16 : 4))
		return false;
	colon++;
	if (!isdigit((unsigned char)*colon) || colon[strspn(colon, "0123456789")] ||
	    !arg_u32(colon, strlen(colon), &port) || port > UINT16_MAX)
		return false;
	addr->port = port;
	return true;
}
