// SPDX-License-Identifier: GPL-2.0
/* The words that say which flows a command is about. */

#include <net/if.h>
#include <string.h>

#include <linux/nf_rehome.h>

#include "class.h"
#include "complain.h"
#include "complete.h"
#include "known.h"
#include "only.h"
#include "rehome.h"

enum { FLAG, CLASS, WAN, WORDS };

static int bad(const struct only *only, const char *key, const char *word,
	       const char *wrong)
{
	if (word)
		complain(word, "%s %s: \"%s\" %s", only->what, key, word, wrong);
	else
		complain(NULL, "%s %s: %s", only->what, key, wrong);
	return EXIT_USAGE;
}

static int value(const struct only *only, struct req *req, int word, const char *key,
		 const char *name)
{
	bool class = word == CLASS;
	size_t most = class ? CLASS_NAME_MAX : IFNAMSIZ - 1;

	if (complete_is(name))
		complete_known(class ? NF_REHOME_CMD_CLASS_GET : NF_REHOME_CMD_WAN_GET,
			       class ? NF_REHOME_A_CLASS_NAME : NF_REHOME_A_WAN_IFNAME);
	if (!*name || strlen(name) > most)
		return bad(only, key, name, class ? "is not the name of a class" :
						    "is not the name of a device");
	req_note(req, key, "", name);
	req_str(req, class ? only->class_attr : only->wan_attr, name);
	return 0;
}

int only_words(const struct only *only, struct req *req, int argc, char **argv)
{
	const char *const names[WORDS] = {
		[FLAG] = only->flag, [CLASS] = "class", [WAN] = "wan",
	};
	bool given[WORDS] = {};
	int word, status;

	for (; argc; argc--, argv++) {
		word = words_pick("Argument", *argv, names, sizeof(*names), WORDS,
				  only->what);
		if (word < 0)
			return EXIT_USAGE;
		if (given[word])
			return bad(only, names[word], NULL, "given twice");
		given[word] = true;
		if (word == FLAG) {
			req_put(req, only->flag_attr, 0, NULL);
			continue;
		}
		if (argc < 2)
			return bad(only, names[word], NULL, "has no value");
		argc--;
		argv++;
		status = value(only, req, word, names[word], *argv);
		if (status)
			return status;
	}
	return 0;
}
