// SPDX-License-Identifier: GPL-2.0
/* A pass, as status, sweep and monitor show it. */

#include "attr.h"
#include "pass.h"

void pass_put(struct out *out, const struct nlattr **tb)
{
	put_enum(out, OUT_BARE, "kind", tb[NF_REHOME_A_PASS_KIND],
		 &words_pass_kind);
	put_num(out, OUT_NAMED, "walked", tb[NF_REHOME_A_PASS_WALKED], "");
	put_num(out, OUT_NAMED, "flows", tb[NF_REHOME_A_PASS_FLOWS], "");
	put_num(out, OUT_NAMED, "keep", tb[NF_REHOME_A_PASS_KEEP], "");
	put_num(out, OUT_NAMED, "renat", tb[NF_REHOME_A_PASS_RENAT], "");
	put_num(out, OUT_NAMED, "expire", tb[NF_REHOME_A_PASS_EXPIRE], "");
	put_num(out, OUT_NAMED, "report", tb[NF_REHOME_A_PASS_REPORT], "");
	put_num(out, OUT_NAMED, "later", tb[NF_REHOME_A_PASS_LATER], "");
	put_num(out, OUT_NAMED, "duration", tb[NF_REHOME_A_PASS_DURATION],
		"us");
}
