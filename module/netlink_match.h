/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_NETLINK_MATCH_H
#define _REHOME_NETLINK_MATCH_H

struct genl_info;
struct nlattr;
struct rehome_match;
struct sk_buff;

bool rehome_match_given(const struct genl_info *info);
int rehome_match_take(struct genl_info *info, const struct nlattr *head, int len,
		      struct rehome_match *m);
int rehome_match_put(struct sk_buff *skb, const struct rehome_match *m);

#endif
