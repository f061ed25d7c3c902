// SPDX-License-Identifier: GPL-2.0
/* rehome -f: the commands of a file, one after the other. */

#include "batch.h"
#include "complain.h"
#include "line.h"

/* Each has an answer of its own, as if it were alone. */
static int batch_line(struct rehome *re, struct line *line,
		      int (*run)(struct rehome *re, int argc, char **argv))
{
	const struct script *before = complain_about(&line->script);
	const struct out fresh = {
		.json = re->out.json,
		.pretty = re->out.pretty,
		.time = re->out.time,
	};
	int status;

	status = out_close(&re->out, run(re, line->argc, line->argv));
	re->out = fresh;
	complain_about(before);
	return status;
}

int batch(struct rehome *re, const char *name, bool force,
	  int (*run)(struct rehome *re, int argc, char **argv))
{
	struct lines lines;
	struct line *line;
	int status, failed = 0;

	status = lines_open(&lines, name);
	if (status)
		return status;
	for (;;) {
		status = lines_next(&lines, &line);
		if (!status && line)
			status = batch_line(re, line, run);
		if (status)
			failed = force ? EXIT_USAGE : status;
		if (status ? !force || lines.broken : !line)
			break;
		line_free(line);
	}
	line_free(line);
	lines_close(&lines);
	/* All answers are complete. */
	re->out.shape = OUT_BLOCK;
	return failed;
}
