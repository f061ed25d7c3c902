// SPDX-License-Identifier: GPL-2.0
/* rehome sweep: run a pass now. */

#include <linux/nf_rehome.h>

#include "attr.h"
#include "pass.h"
#include "rehome.h"

static void sweep_put(const struct nlmsghdr *nlh, void *data)
{
	const struct nlattr *tb[NF_REHOME_A_PASS_MAX + 1];
	struct out *out = data;

	attr_table(nlh, tb, NF_REHOME_A_PASS_MAX);
	out_begin(out);
	out_bool(out, "dry-run", tb[NF_REHOME_A_PASS_DRY_RUN], NULL);
	if (tb[NF_REHOME_A_PASS_DRY_RUN])
		out_word(out, "dry-run");
	pass_put(out, tb);
	out_end(out);
}

static int sweep(struct rehome *re, bool dry_run)
{
	int status = nl_open(&re->nl);
	struct nlmsghdr *nlh;

	if (status)
		return status;
	re->nl.what = "sweep";
	/* One line of text, where JSON has one object. */
	re->out.shape = re->out.json ? OUT_BLOCK : OUT_LINES;
	nlh = nl_request(&re->nl, NF_REHOME_CMD_SWEEP, NLM_F_ACK);
	if (dry_run)
		mnl_attr_put(nlh, NF_REHOME_A_PASS_DRY_RUN, 0, NULL);
	return nl_ask(&re->nl, sweep_put, &re->out);
}

static int sweep_dry(struct rehome *re, int argc, char **argv)
{
	int status = no_more("sweep", argc, argv);

	return status ? status : sweep(re, true);
}

static int sweep_now(struct rehome *re, int argc, char **argv)
{
	int status = no_more("sweep", argc, argv);

	return status ? status : sweep(re, false);
}

static const struct verb verbs[] = {
	{ "dry-run", sweep_dry },
};

const struct object object_sweep = {
	.name = "sweep",
	.verbs = verbs,
	.count = 1,
	.run = sweep_now,
	.help =
	"Usage: rehome sweep [ dry-run ]\n"
	"\n"
	"Runs a pass over the flows now, waits for its end and shows what it did:\n"
	"entries walked, flows of a class among them, and how many of these were\n"
	"kept, had their mark rewritten so that their next packet moves them (renat),\n"
	"were expired, only reported, or left for later. With dry-run nothing is\n"
	"touched, and it shows what would have been done.\n"
	"\n"
	"A pass does what no packet can. A flow of which a packet leaves elsewhere\n"
	"than its mapping was chosen for is moved at that packet, without a pass.\n",
};
