// SPDX-License-Identifier: GPL-2.0
/* What the pretended kernel says of flows. */

#include <linux/genetlink.h>
#include <linux/nf_rehome.h>

#include "answers.h"

static void put_flow(struct nlmsghdr *nlh, __u32 verdict, __u32 reason)
{
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

void flow_event(void)
{
	struct nlmsghdr *nlh = genl_msg(0, 0, NF_REHOME_CMD_FLOW_NTF);

	put_flow(nlh, NF_REHOME_VERDICT_RENAT, NF_REHOME_REASON_EGRESS_MOVED);
	msg_addr(nlh, NF_REHOME_A_FLOW_OLD_ADDR, "203.0.113.77");
	mnl_attr_put_u16(nlh, NF_REHOME_A_FLOW_OLD_PORT, 1024);
}
