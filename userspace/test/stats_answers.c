// SPDX-License-Identifier: GPL-2.0
/* What the pretended kernel says of its counters. */

#include <linux/genetlink.h>
#include <linux/nf_rehome.h>

#include "answers.h"

static void put_index(struct nlmsghdr *nlh)
{
	struct nlattr *nest = mnl_attr_nest_start(nlh, NF_REHOME_A_STATS_INDEX);

	mnl_attr_put_u32(nlh, NF_REHOME_A_INDEX_STATS_FLOWS,
			 scene("empty") ? 0 : 1999);
	/* Some only, and one more than the tool knows. */
	if (scene("odd")) {
		mnl_attr_put(nlh, NF_REHOME_A_INDEX_STATS_BYTES, 3, "abc");
		mnl_attr_put_u64(nlh, NF_REHOME_A_INDEX_STATS_GONE, 3);
		mnl_attr_put_u64(nlh, NF_REHOME_A_INDEX_STATS_MAX + 1, 1);
		mnl_attr_nest_end(nlh, nest);
		return;
	}
	mnl_attr_put_u32(nlh, NF_REHOME_A_INDEX_STATS_LIMIT, 131072);
	mnl_attr_put_u64(nlh, NF_REHOME_A_INDEX_STATS_BYTES, 256000);
	mnl_attr_put_u64(nlh, NF_REHOME_A_INDEX_STATS_OBSERVED, 5000000000ULL);
	mnl_attr_put_u64(nlh, NF_REHOME_A_INDEX_STATS_ADOPTED, 12);
	mnl_attr_put_u64(nlh, NF_REHOME_A_INDEX_STATS_GONE, 13);
	mnl_attr_put_u64(nlh, NF_REHOME_A_INDEX_STATS_EVICTED, 14);
	mnl_attr_put_u64(nlh, NF_REHOME_A_INDEX_STATS_REFUSED, 15);
	mnl_attr_nest_end(nlh, nest);
}

static void put_watch(struct nlmsghdr *nlh)
{
	struct nlattr *nest = mnl_attr_nest_start(nlh, NF_REHOME_A_STATS_WATCH);

	/* Some only, and one more than the tool knows. */
	if (scene("odd")) {
		mnl_attr_put(nlh, NF_REHOME_A_WATCH_STATS_WINDOWS, 3, "abc");
		mnl_attr_put_u64(nlh, NF_REHOME_A_WATCH_STATS_LATE, 4);
		mnl_attr_put_u64(nlh, NF_REHOME_A_WATCH_STATS_MAX + 1, 1);
		mnl_attr_nest_end(nlh, nest);
		return;
	}
	mnl_attr_put_u64(nlh, NF_REHOME_A_WATCH_STATS_WINDOWS, 6);
	mnl_attr_put_u64(nlh, NF_REHOME_A_WATCH_STATS_JUDGED, 6000000000ULL);
	mnl_attr_put_u64(nlh, NF_REHOME_A_WATCH_STATS_ASKED, 21);
	mnl_attr_put_u64(nlh, NF_REHOME_A_WATCH_STATS_LATE, 8);
	mnl_attr_put_u64(nlh, NF_REHOME_A_WATCH_STATS_RESETS, 9);
	mnl_attr_nest_end(nlh, nest);
}

void stats_answer(const struct nlmsghdr *req, __u8 cmd)
{
	struct nlmsghdr *nlh;
	struct nlattr *nest;
	__u32 i;

	nlh = genl_msg(0, req->nlmsg_seq, cmd);
	mnl_attr_put_u64(nlh, NF_REHOME_A_STATS_EVENTS, 42);
	for (i = 0; i <= NF_REHOME_PASS_KIND_COMMAND; i++) {
		nest = mnl_attr_nest_start(nlh, NF_REHOME_A_STATS_PASS);
		mnl_attr_put_u32(nlh, NF_REHOME_A_PASS_STATS_KIND, i);
		mnl_attr_put_u64(nlh, NF_REHOME_A_PASS_STATS_COUNT, i + 1);
		mnl_attr_nest_end(nlh, nest);
	}
	/* One more than the tool knows. */
	for (i = 0; i <= NF_REHOME_REASON_NO_CLASS + 1; i++) {
		nest = mnl_attr_nest_start(nlh, NF_REHOME_A_STATS_REASON);
		mnl_attr_put_u32(nlh, NF_REHOME_A_REASON_STATS_REASON, i);
		mnl_attr_put_u64(nlh, NF_REHOME_A_REASON_STATS_KEEP, 100 + i);
		mnl_attr_put_u64(nlh, NF_REHOME_A_REASON_STATS_RENAT, 200 + i);
		mnl_attr_put_u64(nlh, NF_REHOME_A_REASON_STATS_EXPIRE,
				 300 + i);
		mnl_attr_put_u64(nlh, NF_REHOME_A_REASON_STATS_REPORT,
				 400 + i);
		mnl_attr_nest_end(nlh, nest);
	}
	for (i = 0; i <= NF_REHOME_FAILURE_REPLACED; i++) {
		nest = mnl_attr_nest_start(nlh, NF_REHOME_A_STATS_FAILURE);
		mnl_attr_put_u32(nlh, NF_REHOME_A_FAILURE_STATS_KIND, i);
		mnl_attr_put_u64(nlh, NF_REHOME_A_FAILURE_STATS_COUNT, 10 * i);
		mnl_attr_nest_end(nlh, nest);
	}
	mnl_attr_put_u64(nlh, NF_REHOME_A_STATS_WALKED, 1000);
	mnl_attr_put_u64(nlh, NF_REHOME_A_STATS_FLOWS, 70);
	mnl_attr_put_u64(nlh, NF_REHOME_A_STATS_DURATION, 98765);
	if (!scene("no-index"))
		put_index(nlh);
	/* As a module older than the watch. */
	if (!scene("old-watch"))
		put_watch(nlh);
}
