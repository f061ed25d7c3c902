// SPDX-License-Identifier: GPL-2.0
/* Words: what a reason means, and what an abbreviation means. */

#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#include "complain.h"
#include "complete.h"
#include "words.h"

const char *words_name(const struct words *words, __u64 val)
{
	return val < words->count ? words->name[val] : NULL;
}

const char *words_proto(__u64 proto)
{
	switch (proto) {
	case IPPROTO_TCP:
		return "tcp";
	case IPPROTO_UDP:
		return "udp";
	case IPPROTO_GRE:
		return "gre";
	case IPPROTO_ESP:
		return "esp";
	case IPPROTO_UDPLITE:
		return "udplite";
	default:
		return NULL;
	}
}

void words_time(char text[WORDS_TIME], __u64 ms)
{
	static const struct {
		const char *name;
		__u64 ms;
	} units[] = {
		{ "days", 86400000 }, { "h", 3600000 }, { "min", 60000 },
		{ "s", 1000 }, { "ms", 1 },
	};
	const size_t last = sizeof(units) / sizeof(*units) - 1;
	size_t i;

	for (i = 0; i < last && ms < 2 * units[i].ms; i++)
		;
	snprintf(text, WORDS_TIME, "%llu %s", (unsigned long long)(ms / units[i].ms),
		 units[i].name);
}

static const char *entry_name(const void *table, size_t size, size_t i)
{
	return *(const char *const *)((const char *)table + i * size);
}

int words_pick(const char *kind, const char *word, const void *table,
	       size_t size, size_t count, const char *help)
{
	const char *sep = help ? " " : "";
	size_t i, len = strlen(word), used = 0;
	int found = -1, hits = 0;
	char list[WORDS_LEN] = "";
	const char *name;

	if (!help)
		help = "";
	if (complete_is(word))
		complete_table(table, size, count);
	for (i = 0; len && i < count; i++) {
		name = entry_name(table, size, i);
		if (strncmp(name, word, len))
			continue;
		found = i;
		if (!name[len])
			return found;
		hits++;
	}
	if (hits == 1)
		return found;

	for (i = 0; hits && i < count; i++) {
		name = entry_name(table, size, i);
		if (!strncmp(name, word, len))
			used += snprintf(list + used, sizeof(list) - used,
					 "%s%s", used ? ", " : " (", name);
	}
	complain_plain(word, "%s \"%s\" is %s%s%s, try \"rehome%s%s help\".",
		       kind, word, hits ? "ambiguous" : "unknown", list,
		       hits ? ")" : "", sep, help);
	return -1;
}
