// SPDX-License-Identifier: GPL-2.0
/* What the pretended kernel says of flows. */

#include <stdlib.h>

#include <linux/genetlink.h>
#include <linux/nf_rehome.h>

#include "answers.h"

static void put_flow(struct nlmsghdr *nlh, __u32 verdict, __u32 reason)
{
	if (!scene("no-class"))
		mnl_attr_put_strz(nlh, NF_REHOME_A_FLOW_CLASS, "wireguard");
	mnl_attr_put_u8(nlh, NF_REHOME_A_FLOW_PROTO, 17);
	mnl_attr_put_u32(nlh, NF_REHOME_A_FLOW_KIND,
			 NF_REHOME_FLOW_KIND_OUTBOUND);
	mnl_attr_put_u32(nlh, NF_REHOME_A_FLOW_XLAT, NF_REHOME_XLAT_SNAT);
	msg_addr(nlh, NF_REHOME_A_FLOW_SRC, "192.168.1.2");
	mnl_attr_put_u16(nlh, NF_REHOME_A_FLOW_SPORT, 51820);
	msg_addr(nlh, NF_REHOME_A_FLOW_DST, "203.0.113.9");
	mnl_attr_put_u16(nlh, NF_REHOME_A_FLOW_DPORT, 51820);
	msg_addr(nlh, NF_REHOME_A_FLOW_MAP_ADDR, "198.51.100.2");
	mnl_attr_put_u16(nlh, NF_REHOME_A_FLOW_MAP_PORT, 51820);
	mnl_attr_put_strz(nlh, NF_REHOME_A_FLOW_OWNER, "wan1");
	mnl_attr_put_strz(nlh, NF_REHOME_A_FLOW_EGRESS, "wan2");
	mnl_attr_put_u32(nlh, NF_REHOME_A_FLOW_MARK, 0);
	mnl_attr_put_u16(nlh, NF_REHOME_A_FLOW_ZONE, 0);
	mnl_attr_put_u32(nlh, NF_REHOME_A_FLOW_TIMEOUT, 118);
	mnl_attr_put_u32(nlh, NF_REHOME_A_FLOW_VERDICT, verdict);
	mnl_attr_put_u32(nlh, NF_REHOME_A_FLOW_REASON, reason);
}

/* IPv6, without mapping, owner and egress, with mark and zone. */
static void put_flow6(struct nlmsghdr *nlh)
{
	mnl_attr_put_strz(nlh, NF_REHOME_A_FLOW_CLASS, "tailscale");
	mnl_attr_put_u8(nlh, NF_REHOME_A_FLOW_PROTO, 17);
	mnl_attr_put_u32(nlh, NF_REHOME_A_FLOW_KIND,
			 NF_REHOME_FLOW_KIND_OUTBOUND);
	mnl_attr_put_u32(nlh, NF_REHOME_A_FLOW_XLAT, NF_REHOME_XLAT_NONE);
	msg_addr(nlh, NF_REHOME_A_FLOW_SRC, "fd00::2");
	mnl_attr_put_u16(nlh, NF_REHOME_A_FLOW_SPORT, 41641);
	msg_addr(nlh, NF_REHOME_A_FLOW_DST, "2001:db8::9");
	mnl_attr_put_u16(nlh, NF_REHOME_A_FLOW_DPORT, 3478);
	mnl_attr_put_u32(nlh, NF_REHOME_A_FLOW_MARK, 0xf0000100);
	mnl_attr_put_u16(nlh, NF_REHOME_A_FLOW_ZONE, 12);
	mnl_attr_put_u32(nlh, NF_REHOME_A_FLOW_SIGNATURE,
			 NF_REHOME_SIGNATURE_DISCO);
	mnl_attr_put_u32(nlh, NF_REHOME_A_FLOW_VERDICT,
			 NF_REHOME_VERDICT_KEEP);
	mnl_attr_put_u32(nlh, NF_REHOME_A_FLOW_REASON,
			 NF_REHOME_REASON_NO_TARGET);
}

void flow_answer(const struct nlmsghdr *req)
{
	const struct nlattr *attr;
	bool stale = false;

	mnl_attr_for_each(attr, req, sizeof(struct genlmsghdr))
		stale |= mnl_attr_get_type(attr) == NF_REHOME_A_FLOW_STALE;
	put_flow(genl_msg(NLM_F_MULTI, req->nlmsg_seq, NF_REHOME_CMD_FLOW_GET),
		 NF_REHOME_VERDICT_RENAT, NF_REHOME_REASON_EGRESS_MOVED);
	if (!stale)
		put_flow6(genl_msg(NLM_F_MULTI, req->nlmsg_seq,
				   NF_REHOME_CMD_FLOW_GET));
}

static void put_facts(struct nlmsghdr *nlh)
{
	struct nlattr *nest = mnl_attr_nest_start(nlh, NF_REHOME_A_FLOW_FACTS);

	mnl_attr_put_u32(nlh, NF_REHOME_A_FACTS_OWNER, NF_REHOME_OWNER_WAN);
	mnl_attr_put_u32(nlh, NF_REHOME_A_FACTS_OWNER_STATE,
			 NF_REHOME_WAN_STATE_UNHEALTHY);
	mnl_attr_put_u8(nlh, NF_REHOME_A_FACTS_OWNER_LINK, 1);
	mnl_attr_put_u32(nlh, NF_REHOME_A_FACTS_EGRESS, NF_REHOME_EGRESS_OTHER);
	mnl_attr_put_u8(nlh, NF_REHOME_A_FACTS_EGRESS_USABLE, 0);
	mnl_attr_put_u8(nlh, NF_REHOME_A_FACTS_ON_PATH, 1);
	mnl_attr_put_strz(nlh, NF_REHOME_A_FACTS_INPUT, "lan0");
	mnl_attr_put_u32(nlh, NF_REHOME_A_FACTS_MARK, 0x102);
	mnl_attr_put_u8(nlh, NF_REHOME_A_FACTS_SEEN, !scene("guessed"));
	mnl_attr_put_u8(nlh, NF_REHOME_A_FACTS_DSCP, scene("guessed") ? 0 : 46);
	mnl_attr_put_strz(nlh, NF_REHOME_A_FACTS_ALTERNATIVE, "lte0");
	mnl_attr_put_u32(nlh, NF_REHOME_A_FACTS_ALTERNATIVE_MARK, 0xf0000300);
	mnl_attr_put_strz(nlh, NF_REHOME_A_FACTS_HOME, "wan3");
	mnl_attr_put_u8(nlh, NF_REHOME_A_FACTS_INSIDE, 1);
	mnl_attr_put_u8(nlh, NF_REHOME_A_FACTS_DISPLACED, 0);
	mnl_attr_put_u8(nlh, NF_REHOME_A_FACTS_EXCLUDED, 0);
	mnl_attr_put_u8(nlh, NF_REHOME_A_FACTS_PROVEN, 1);
	mnl_attr_put_u8(nlh, NF_REHOME_A_FACTS_DOUBTFUL, 0);
	mnl_attr_put_u32(nlh, NF_REHOME_A_FACTS_PROFILE_RIGHT, 41);
	mnl_attr_put_u32(nlh, NF_REHOME_A_FACTS_PROFILE_WRONG, 2);
	mnl_attr_put_u8(nlh, NF_REHOME_A_FACTS_DAMPED, 0);
	mnl_attr_put_u8(nlh, NF_REHOME_A_FACTS_DRAINING, 1);
	mnl_attr_put_u32(nlh, NF_REHOME_A_FACTS_ASKED, NF_REHOME_ASKED_OTHER);
	msg_addr(nlh, NF_REHOME_A_FACTS_NEW_ADDR, "192.0.2.77");
	mnl_attr_put_u16(nlh, NF_REHOME_A_FACTS_NEW_PORT, 1025);
	/* One more than the tool knows. */
	mnl_attr_put_u32(nlh, NF_REHOME_A_FACTS_MAX + 1, 1);
	mnl_attr_nest_end(nlh, nest);
}

/* Some facts only, and values that no module of today sends. */
static void put_odd_facts(struct nlmsghdr *nlh)
{
	struct nlattr *nest = mnl_attr_nest_start(nlh, NF_REHOME_A_FLOW_FACTS);

	mnl_attr_put_u32(nlh, NF_REHOME_A_FACTS_OWNER, 77);
	mnl_attr_put(nlh, NF_REHOME_A_FACTS_INPUT, 4, "lan0");
	mnl_attr_put(nlh, NF_REHOME_A_FACTS_MARK, 3, "abc");
	mnl_attr_put(nlh, NF_REHOME_A_FACTS_DSCP, 3, "abc");
	mnl_attr_put(nlh, NF_REHOME_A_FACTS_SEEN, 0, NULL);
	mnl_attr_put_u8(nlh, NF_REHOME_A_FACTS_DAMPED, 2);
	mnl_attr_nest_end(nlh, nest);
}

/* REHOME_REASON and REHOME_SIGNATURE are their numbers. */
void explain_answer(const struct nlmsghdr *req)
{
	struct nlmsghdr *nlh = genl_msg(0, req->nlmsg_seq,
					NF_REHOME_CMD_FLOW_EXPLAIN);
	const char *signature = getenv("REHOME_SIGNATURE");
	const char *reason = getenv("REHOME_REASON");

	put_flow(nlh, NF_REHOME_VERDICT_RENAT, reason ? atoi(reason) :
		 NF_REHOME_REASON_EGRESS_MOVED);
	if (signature)
		mnl_attr_put_u32(nlh, NF_REHOME_A_FLOW_SIGNATURE,
				 atoi(signature));
	if (scene("odd"))
		put_odd_facts(nlh);
	else if (!scene("no-facts"))
		put_facts(nlh);
}

void flow_event(void)
{
	struct nlmsghdr *nlh = genl_msg(0, 0, NF_REHOME_CMD_FLOW_NTF);

	put_flow(nlh, NF_REHOME_VERDICT_RENAT, NF_REHOME_REASON_EGRESS_MOVED);
	msg_addr(nlh, NF_REHOME_A_FLOW_OLD_ADDR, "203.0.113.77");
	mnl_attr_put_u16(nlh, NF_REHOME_A_FLOW_OLD_PORT, 1024);
	mnl_attr_put_u32(nlh, NF_REHOME_A_FLOW_SIGNATURE,
			 NF_REHOME_SIGNATURE_WIREGUARD);
}
