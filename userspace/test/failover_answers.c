// SPDX-License-Identifier: GPL-2.0
/* What the pretended kernel tells of failovers. */

#include <stdint.h>

#include <linux/genetlink.h>
#include <linux/nf_rehome.h>

#include "answers.h"

static struct nlmsghdr *failover(const char *from, const char *to)
{
	struct nlmsghdr *nlh = genl_msg(0, 0, NF_REHOME_CMD_FAILOVER_NTF);

	if (from)
		mnl_attr_put_strz(nlh, NF_REHOME_A_FAILOVER_FROM, from);
	if (to)
		mnl_attr_put_strz(nlh, NF_REHOME_A_FAILOVER_TO, to);
	return nlh;
}

static void put_counts(struct nlmsghdr *nlh, __u64 renat, __u64 expire,
		       __u64 report, __u64 first, __u64 last)
{
	mnl_attr_put_u64(nlh, NF_REHOME_A_FAILOVER_RENAT, renat);
	mnl_attr_put_u64(nlh, NF_REHOME_A_FAILOVER_EXPIRE, expire);
	mnl_attr_put_u64(nlh, NF_REHOME_A_FAILOVER_REPORT, report);
	mnl_attr_put_u64(nlh, NF_REHOME_A_FAILOVER_FIRST, first);
	mnl_attr_put_u64(nlh, NF_REHOME_A_FAILOVER_LAST, last);
}

static void put_when(struct nlmsghdr *nlh, __u32 cause, __u64 ago)
{
	mnl_attr_put_u32(nlh, NF_REHOME_A_FAILOVER_CAUSE, cause);
	mnl_attr_put_u64(nlh, NF_REHOME_A_FAILOVER_AGO, ago);
}

/* One that is over, in the answer to status. */
static void past(struct nlmsghdr *nlh, const char *from, const char *to, __u32 cause,
		 __u64 ago)
{
	struct nlattr *nest = mnl_attr_nest_start(nlh, NF_REHOME_A_STATUS_FAILOVER);

	if (from)
		mnl_attr_put_strz(nlh, NF_REHOME_A_FAILOVER_FROM, from);
	if (to)
		mnl_attr_put_strz(nlh, NF_REHOME_A_FAILOVER_TO, to);
	put_counts(nlh, 12, 1, 0, 3, 1204);
	put_when(nlh, cause, ago);
	mnl_attr_nest_end(nlh, nest);
}

void failovers_past(struct nlmsghdr *nlh)
{
	past(nlh, "wan2", "wan1", NF_REHOME_CAUSE_ROUTE, 1999);
	past(nlh, "wan1", "wan2", NF_REHOME_CAUSE_LINK, 2000);
	past(nlh, NULL, "wan2", NF_REHOME_CAUSE_COMMAND, 119999);
	past(nlh, "wan1", NULL, NF_REHOME_CAUSE_LOAD, 7200000);
	past(nlh, NULL, NULL, 99, 864000000);
}

/* From several WANs, to several, both; and only reported. */
static void several_failovers(void)
{
	put_counts(failover(NULL, "wan2"), 3, 0, 0, 0, 0);
	put_counts(failover("wan1", NULL), 2, 1, 0, 5, 17);
	put_counts(failover(NULL, NULL), 1, 0, 0, 1, 1);
	put_counts(failover("wan1", "wan2"), 0, 0, 13, 2, 900);
}

/* Values that no module of today sends, and as long as they can be. */
static void odd_failovers(void)
{
	struct nlmsghdr *nlh;

	nlh = failover("w\033[31m\xff\"\\", NULL);
	mnl_attr_put(nlh, NF_REHOME_A_FAILOVER_TO, 4, "wan2");
	mnl_attr_put(nlh, NF_REHOME_A_FAILOVER_RENAT, 3, "abc");
	mnl_attr_put_u32(nlh, NF_REHOME_A_FAILOVER_EXPIRE, 7);
	mnl_attr_put_u64(nlh, NF_REHOME_A_FAILOVER_MAX + 1, 1);

	failover(NULL, NULL);

	put_counts(failover("a-name-that-is-longer-than-any-of-a-device",
			    "another-name-that-is-longer-than-any-device"),
		   INT64_MAX, INT64_MAX, INT64_MAX, INT64_MAX, INT64_MAX);
}

static void usual_failover(void)
{
	struct nlmsghdr *nlh = failover("wan1", "wan2");

	put_counts(nlh, 12, 1, 0, 3, 1204);
	put_when(nlh, NF_REHOME_CAUSE_LINK, 3214);
}

void failover_event(void)
{
	if (scene("several"))
		several_failovers();
	else if (scene("odd"))
		odd_failovers();
	else
		usual_failover();
}
