// SPDX-License-Identifier: GPL-2.0
/* A failover, as monitor and status show it: a sentence, where JSON has members. */

#include <stdio.h>

#include <linux/nf_rehome.h>

#include "attr.h"
#include "failover.h"

/* Two names of devices, seven numbers and the words between them. */
#define SENTENCE_LEN 256

static const struct {
	const char *name;
	const char *before;
	const char *after;
	__u16 type;
	bool rare;
} counts[] = {
	{ "renat", "moved", "", NF_REHOME_A_FAILOVER_RENAT, false },
	{ "expire", "expired", "", NF_REHOME_A_FAILOVER_EXPIRE, false },
	/* Worth a word only where mode or class say to report. */
	{ "report", "only reported", "", NF_REHOME_A_FAILOVER_REPORT, true },
	{ "first", "first after", " ms", NF_REHOME_A_FAILOVER_FIRST, false },
	{ "last", "last after", " ms", NF_REHOME_A_FAILOVER_LAST, false },
};

/* A name that is longer than the kernel's are does not spoil the rest. */
static size_t ends_put(char text[SENTENCE_LEN], const char *from,
		       const char *to)
{
	return snprintf(text, SENTENCE_LEN, "%.32s -> %.32s", from ? from : "*",
			to ? to : "*");
}

void failover_put(struct out *out, const struct nlattr **tb)
{
	const struct nlattr *cause = tb[NF_REHOME_A_FAILOVER_CAUSE];
	const char *sep = ":", *word = NULL;
	char text[SENTENCE_LEN], ago[WORDS_TIME];
	size_t i, used;
	__u64 val;

	put_str(out, OUT_JSON, "from", tb[NF_REHOME_A_FAILOVER_FROM]);
	put_str(out, OUT_JSON, "to", tb[NF_REHOME_A_FAILOVER_TO]);
	put_enum(out, OUT_JSON, "cause", cause, &words_cause);
	used = ends_put(text, attr_str(tb[NF_REHOME_A_FAILOVER_FROM]),
			attr_str(tb[NF_REHOME_A_FAILOVER_TO]));
	if (attr_num(cause, &val))
		word = words_name(&words_cause, val);
	if (word)
		used += snprintf(text + used, sizeof(text) - used, " by %s", word);
	for (i = 0; i < sizeof(counts) / sizeof(*counts); i++) {
		if (!attr_num(tb[counts[i].type], &val))
			continue;
		out_num(out, OUT_JSON, counts[i].name, val, "");
		if (!val && counts[i].rare)
			continue;
		used += snprintf(text + used, sizeof(text) - used,
				 "%s %s %llu%s", sep, counts[i].before,
				 (unsigned long long)val, counts[i].after);
		sep = ",";
	}
	if (attr_num(tb[NF_REHOME_A_FAILOVER_AGO], &val)) {
		out_num(out, OUT_JSON, "ago", val, "");
		words_time(ago, val);
		snprintf(text + used, sizeof(text) - used, ", %s ago", ago);
	}
	out_word(out, text);
}
