/* SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause) */
/* Do not edit directly, auto-generated from: */
/*	include/netlink/nf_rehome.yaml */
/* YNL-GEN kernel header */

#ifndef _LINUX_NF_REHOME_GEN_H
#define _LINUX_NF_REHOME_GEN_H

#include <net/netlink.h>
#include <net/genetlink.h>

#include <linux/nf_rehome.h>

/* Common nested types */
extern const struct nla_policy nf_rehome_address_nl_policy[NF_REHOME_A_ADDRESS_IN6 + 1];
extern const struct nla_policy nf_rehome_config_class_nl_policy[NF_REHOME_A_CLASS_BEFORE + 1];
extern const struct nla_policy nf_rehome_config_param_nl_policy[NF_REHOME_A_PARAM_WATCH + 1];
extern const struct nla_policy nf_rehome_config_wan_nl_policy[NF_REHOME_A_WAN_SNAT6 + 1];
extern const struct nla_policy nf_rehome_port_range_nl_policy[NF_REHOME_A_PORT_RANGE_LAST + 1];
extern const struct nla_policy nf_rehome_prefix_nl_policy[NF_REHOME_A_PREFIX_LEN + 1];

/* Ops table for nf_rehome */
extern const struct genl_ops nf_rehome_nl_ops[19];

int nf_rehome_nl_flow_get_start(struct netlink_callback *cb);
int nf_rehome_nl_flow_get_done(struct netlink_callback *cb);

int nf_rehome_nl_version_get_doit(struct sk_buff *skb, struct genl_info *info);
int nf_rehome_nl_status_get_doit(struct sk_buff *skb, struct genl_info *info);
int nf_rehome_nl_wan_get_dumpit(struct sk_buff *skb,
				struct netlink_callback *cb);
int nf_rehome_nl_class_get_dumpit(struct sk_buff *skb,
				  struct netlink_callback *cb);
int nf_rehome_nl_flow_get_dumpit(struct sk_buff *skb,
				 struct netlink_callback *cb);
int nf_rehome_nl_sweep_doit(struct sk_buff *skb, struct genl_info *info);
int nf_rehome_nl_stats_get_doit(struct sk_buff *skb, struct genl_info *info);
int nf_rehome_nl_param_get_doit(struct sk_buff *skb, struct genl_info *info);
int nf_rehome_nl_param_set_doit(struct sk_buff *skb, struct genl_info *info);
int nf_rehome_nl_wan_add_doit(struct sk_buff *skb, struct genl_info *info);
int nf_rehome_nl_wan_set_doit(struct sk_buff *skb, struct genl_info *info);
int nf_rehome_nl_wan_del_doit(struct sk_buff *skb, struct genl_info *info);
int nf_rehome_nl_wan_health_doit(struct sk_buff *skb, struct genl_info *info);
int nf_rehome_nl_class_set_doit(struct sk_buff *skb, struct genl_info *info);
int nf_rehome_nl_flow_explain_doit(struct sk_buff *skb, struct genl_info *info);
int nf_rehome_nl_stats_reset_doit(struct sk_buff *skb, struct genl_info *info);
int nf_rehome_nl_class_add_doit(struct sk_buff *skb, struct genl_info *info);
int nf_rehome_nl_class_del_doit(struct sk_buff *skb, struct genl_info *info);
int nf_rehome_nl_config_set_doit(struct sk_buff *skb, struct genl_info *info);

enum {
	NF_REHOME_NLGRP_EVENTS,
	NF_REHOME_NLGRP_FLOWS,
};

#endif /* _LINUX_NF_REHOME_GEN_H */
