/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_NETLINK_MSG_H
#define _REHOME_NETLINK_MSG_H

#include <net/genetlink.h>

struct rehome_net;

bool rehome_msg_refuse(const struct rehome_net *rn,
		       struct netlink_ext_ack *extack);
struct rehome_net *rehome_msg_net(const struct sk_buff *skb);
int rehome_msg_bad(struct genl_info *info, int attr, int err, const char *why);
struct sk_buff *rehome_msg_reply(struct genl_info *info, void **hdr);
int rehome_msg_send(struct genl_info *info, struct sk_buff *skb, void *hdr,
		    int err);
void *rehome_msg_dump(struct sk_buff *skb, struct netlink_callback *cb, u8 cmd);
bool rehome_msg_dumped(struct sk_buff *skb, void *hdr, int err);

#endif
