// SPDX-License-Identifier: GPL-2.0
/* rehome sweep: run a pass now. */

#include <linux/nf_rehome.h>

#include "attr.h"
#include "only.h"
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

static int sweep(struct rehome *re, int argc, char **argv)
{
	static const struct only only = {
		.what = "sweep",
		.flag = "dry-run",
		.flag_attr = NF_REHOME_A_PASS_DRY_RUN,
		.class_attr = NF_REHOME_A_PASS_CLASS,
		.wan_attr = NF_REHOME_A_PASS_WAN,
	};
	struct req *req = nl_request(&re->nl, "sweep", NF_REHOME_CMD_SWEEP,
				     NLM_F_ACK);
	int status = only_words(&only, req, argc, argv);

	/* One line of text, where JSON has one object. */
	re->out.shape = re->out.json ? OUT_BLOCK : OUT_LINES;
	return status ? status : nl_ask(&re->nl, sweep_put, &re->out);
}

/* The word that was taken for a verb is one of those. */
static int sweep_words(struct rehome *re, int argc, char **argv)
{
	return sweep(re, argc + 1, argv - 1);
}

static const struct verb verbs[] = {
	{ "dry-run", sweep_words },
	{ "class", sweep_words },
	{ "wan", sweep_words },
};

const struct object object_sweep = {
	.name = "sweep",
	.verbs = verbs,
	.count = 3,
	.run = sweep,
	.help =
	"Usage: rehome sweep [ dry-run ] [ class NAME ] [ wan DEV ]\n"
	"\n"
	"Runs a pass over the flows now, waits for its end and shows what it did:\n"
	"entries walked, flows of a class among them, and how many of these were\n"
	"kept, had their mark rewritten so that their next packet moves them (renat),\n"
	"were expired, only reported, or left for later. With dry-run nothing is\n"
	"touched, and it shows what would have been done. With class or wan, only flows\n"
	"of this class, or whose mapping is of this WAN, are decided about.\n"
	"\n"
	"A pass does what no packet can. A flow of which a packet leaves elsewhere\n"
	"than its mapping was chosen for is moved at that packet, without a pass.\n",
};
