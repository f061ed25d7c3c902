// SPDX-License-Identifier: GPL-2.0
/* What the pretended kernel says of classes. */

#include <linux/genetlink.h>
#include <linux/nf_rehome.h>

#include "answers.h"

void class_answer(const struct nlmsghdr *req)
{
	struct nlmsghdr *nlh;
	__u16 port;


	nlh = genl_msg(NLM_F_MULTI, req->nlmsg_seq, NF_REHOME_CMD_CLASS_GET);
	mnl_attr_put_strz(nlh, NF_REHOME_A_CLASS_NAME, "wireguard");
	mnl_attr_put_u8(nlh, NF_REHOME_A_CLASS_PROTO, 17);
	mnl_attr_put_u16(nlh, NF_REHOME_A_CLASS_PORT, 51820);
	mnl_attr_put_u32(nlh, NF_REHOME_A_CLASS_ACTION, NF_REHOME_ACTION_RENAT);
	mnl_attr_put_u64(nlh, NF_REHOME_A_CLASS_RENAT, 4);
	mnl_attr_put_u64(nlh, NF_REHOME_A_CLASS_EXPIRE, 1);
	mnl_attr_put_u64(nlh, NF_REHOME_A_CLASS_REPORT, 0);

	nlh = genl_msg(NLM_F_MULTI, req->nlmsg_seq, NF_REHOME_CMD_CLASS_GET);
	mnl_attr_put_strz(nlh, NF_REHOME_A_CLASS_NAME, "ipsec");
	mnl_attr_put_u8(nlh, NF_REHOME_A_CLASS_PROTO, 17);
	mnl_attr_put_u16(nlh, NF_REHOME_A_CLASS_PORT, 500);
	mnl_attr_put_u16(nlh, NF_REHOME_A_CLASS_PORT, 4500);
	mnl_attr_put_u32(nlh, NF_REHOME_A_CLASS_ACTION,
			 NF_REHOME_ACTION_REPORT);

	/* More ports than a line of text takes; a protocol without name. */
	nlh = genl_msg(NLM_F_MULTI, req->nlmsg_seq, NF_REHOME_CMD_CLASS_GET);
	mnl_attr_put_strz(nlh, NF_REHOME_A_CLASS_NAME, "many");
	mnl_attr_put_u8(nlh, NF_REHOME_A_CLASS_PROTO, 200);
	for (port = 60001; port <= 60050; port++)
		mnl_attr_put_u16(nlh, NF_REHOME_A_CLASS_PORT, port);
}
