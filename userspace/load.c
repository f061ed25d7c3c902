// SPDX-License-Identifier: GPL-2.0
/* rehome load: a whole configuration at once. */

#include <linux/nf_rehome.h>

#include "complain.h"
#include "complete.h"
#include "config.h"
#include "line.h"
#include "rehome.h"

/* Read all of it; the lines are kept, as the configuration has their words. */
static int load_lines(struct lines *lines, struct line **kept,
		      struct config *config)
{
	const struct script *before;
	struct line *line;
	int status;

	for (;;) {
		status = lines_next(lines, &line);
		if (status || !line)
			return status;
		line->next = *kept;
		*kept = line;
		line->script.columns = true;
		before = complain_about(&line->script);
		status = config_line(config, line->argc, line->argv);
		complain_about(before);
		if (status)
			return status;
	}
}

static int load_config(struct rehome *re, struct config *config)
{
	struct told *classes;
	struct req *req;
	int status;

	status = told_get(&re->nl, "load", NF_REHOME_CMD_CLASS_GET, NLM_F_DUMP,
			  &classes);
	if (!status)
		status = config_check(config, classes);
	told_free(classes);
	if (status)
		return status;
	req = nl_request(&re->nl, "load", NF_REHOME_CMD_CONFIG_SET, NLM_F_ACK);
	status = config_put(config, req);
	return status ? status : change(re);
}

static int load_file(struct rehome *re, const char *name)
{
	struct config config = { .params = 0 };
	struct line *kept = NULL, *line;
	struct lines lines;
	int status;

	status = lines_open(&lines, name);
	if (status)
		return status;
	status = load_lines(&lines, &kept, &config);
	/* What came to nothing on its way here would take everything away. */
	if (!status && config_empty(&config)) {
		complain(NULL, "load: \"%s\" has no configuration", name);
		status = EXIT_USAGE;
	}
	if (!status)
		status = load_config(re, &config);
	config_free(&config);
	while ((line = kept)) {
		kept = line->next;
		line_free(line);
	}
	lines_close(&lines);
	return status;
}

static int run_load(struct rehome *re, int argc, char **argv)
{
	int status;

	re->out.shape = OUT_BLOCK;
	if (argc && complete_is(*argv))
		complete_files();
	if (!argc) {
		complain(NULL,
			 "load: a file is needed, try \"rehome load help\".");
		return EXIT_USAGE;
	}
	status = no_more("load", argc - 1, argv + 1);
	complete_only();
	return status ? status : load_file(re, *argv);
}

const struct object object_load = {
	.name = "load",
	.run = run_load,
	.help =
	"Usage: rehome load FILE\n"
	"\n"
	"Replaces the whole configuration of the network namespace by that of a file, as\n"
	"\"rehome save\" prints it, or changes nothing. FILE may be \"-\" for stdin. What is\n"
	"not in it gets its default; WANs that are not in it are named no longer, and\n"
	"classes that are not in it and were added are removed. What was told of the\n"
	"health of WANs, and all counters, stay.\n"
	"\n"
	"A line is one of these commands, without \"rehome\":\n"
	"\n"
	"  param set NAME VALUE [ NAME VALUE ]...\n"
	"  wan add DEV ...\n"
	"  class add NAME ...     a class of your own; they are added in this order\n"
	"  class set NAME ...     settings of one that is always there\n"
	"  class preset NAME      activate a preset\n"
	"\n"
	"# begins a comment; a line goes on behind a backslash at its end. Words with\n"
	"blanks are put in quotes; between double quotes, \\\" \\\\ and \\xHH are bytes.\n"
	"What is wrong is told as FILE:LINE:COLUMN, also what the kernel refuses.\n",
};
