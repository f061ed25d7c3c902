// SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause)
/* Do not edit directly, auto-generated from: */
/*	include/netlink/nf_rehome.yaml */
/* YNL-GEN kernel source */

#include <net/netlink.h>
#include <net/genetlink.h>

#include "netlink_gen.h"

#include <linux/nf_rehome.h>

/* Common nested types */
const struct nla_policy nf_rehome_address_nl_policy[NF_REHOME_A_ADDRESS_IN6 + 1] = {
	[NF_REHOME_A_ADDRESS_IN] = NLA_POLICY_EXACT_LEN(4),
	[NF_REHOME_A_ADDRESS_IN6] = NLA_POLICY_EXACT_LEN(16),
};

const struct nla_policy nf_rehome_config_class_nl_policy[NF_REHOME_A_CLASS_BEFORE + 1] = {
	[NF_REHOME_A_CLASS_NAME] = { .type = NLA_NUL_STRING, .len = 31, },
	[NF_REHOME_A_CLASS_PROTO] = { .type = NLA_U8, },
	[NF_REHOME_A_CLASS_PORT] = NLA_POLICY_NESTED(nf_rehome_port_range_nl_policy),
	[NF_REHOME_A_CLASS_SIGNATURE] = NLA_POLICY_MAX(NLA_U32, 9),
	[NF_REHOME_A_CLASS_SPORT] = NLA_POLICY_NESTED(nf_rehome_port_range_nl_policy),
	[NF_REHOME_A_CLASS_DPORT] = NLA_POLICY_NESTED(nf_rehome_port_range_nl_policy),
	[NF_REHOME_A_CLASS_FROM] = NLA_POLICY_NESTED(nf_rehome_prefix_nl_policy),
	[NF_REHOME_A_CLASS_TO] = NLA_POLICY_NESTED(nf_rehome_prefix_nl_policy),
	[NF_REHOME_A_CLASS_MARK] = { .type = NLA_U32, },
	[NF_REHOME_A_CLASS_MASK] = { .type = NLA_U32, },
	[NF_REHOME_A_CLASS_BEFORE] = { .type = NLA_NUL_STRING, .len = 31, },
	[NF_REHOME_A_CLASS_ACTION] = NLA_POLICY_MAX(NLA_U32, 3),
	[NF_REHOME_A_CLASS_FAILBACK] = NLA_POLICY_MAX(NLA_U32, 2),
	[NF_REHOME_A_CLASS_DRAIN] = NLA_POLICY_MIN(NLA_U32, 1),
	[NF_REHOME_A_CLASS_KEEP_PORT] = NLA_POLICY_MAX(NLA_U8, 1),
	[NF_REHOME_A_CLASS_ACTIVE] = NLA_POLICY_MAX(NLA_U8, 1),
	[NF_REHOME_A_CLASS_RESET] = NLA_POLICY_MAX(NLA_U8, 1),
};

const struct nla_policy nf_rehome_config_param_nl_policy[NF_REHOME_A_PARAM_WATCH + 1] = {
	[NF_REHOME_A_PARAM_MODE] = NLA_POLICY_MAX(NLA_U32, 3),
	[NF_REHOME_A_PARAM_LEAD] = NLA_POLICY_RANGE(NLA_U32, 1, 10000),
	[NF_REHOME_A_PARAM_TRAIL] = NLA_POLICY_RANGE(NLA_U32, 1, 10000),
	[NF_REHOME_A_PARAM_SETTLE] = NLA_POLICY_RANGE(NLA_U32, 1, 30000),
	[NF_REHOME_A_PARAM_RECONCILE] = NLA_POLICY_RANGE(NLA_U32, 1000, 30000),
	[NF_REHOME_A_PARAM_HOLD] = NLA_POLICY_MAX(NLA_U32, 10000),
	[NF_REHOME_A_PARAM_WATCH] = NLA_POLICY_MAX(NLA_U32, 1),
};

const struct nla_policy nf_rehome_config_wan_nl_policy[NF_REHOME_A_WAN_SNAT6 + 1] = {
	[NF_REHOME_A_WAN_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[NF_REHOME_A_WAN_MARK] = { .type = NLA_U32, },
	[NF_REHOME_A_WAN_MASK] = { .type = NLA_U32, },
	[NF_REHOME_A_WAN_PRIORITY] = { .type = NLA_U32, },
	[NF_REHOME_A_WAN_METERED] = NLA_POLICY_MAX(NLA_U8, 1),
	[NF_REHOME_A_WAN_SNAT] = NLA_POLICY_EXACT_LEN(4),
	[NF_REHOME_A_WAN_SNAT6] = NLA_POLICY_EXACT_LEN(16),
};

const struct nla_policy nf_rehome_port_range_nl_policy[NF_REHOME_A_PORT_RANGE_LAST + 1] = {
	[NF_REHOME_A_PORT_RANGE_FIRST] = NLA_POLICY_MIN(NLA_U16, 1),
	[NF_REHOME_A_PORT_RANGE_LAST] = NLA_POLICY_MIN(NLA_U16, 1),
};

const struct nla_policy nf_rehome_prefix_nl_policy[NF_REHOME_A_PREFIX_LEN + 1] = {
	[NF_REHOME_A_PREFIX_IN] = NLA_POLICY_EXACT_LEN(4),
	[NF_REHOME_A_PREFIX_IN6] = NLA_POLICY_EXACT_LEN(16),
	[NF_REHOME_A_PREFIX_LEN] = NLA_POLICY_MAX(NLA_U8, 128),
};

/* NF_REHOME_CMD_FLOW_GET - dump */
static const struct nla_policy nf_rehome_flow_get_nl_policy[NF_REHOME_A_FLOW_OWNER + 1] = {
	[NF_REHOME_A_FLOW_STALE] = { .type = NLA_FLAG, },
	[NF_REHOME_A_FLOW_CLASS] = { .type = NLA_NUL_STRING, .len = 31, },
	[NF_REHOME_A_FLOW_OWNER] = { .type = NLA_NUL_STRING, .len = 15, },
};

/* NF_REHOME_CMD_SWEEP - do */
static const struct nla_policy nf_rehome_sweep_nl_policy[NF_REHOME_A_PASS_WAN + 1] = {
	[NF_REHOME_A_PASS_DRY_RUN] = { .type = NLA_FLAG, },
	[NF_REHOME_A_PASS_CLASS] = { .type = NLA_NUL_STRING, .len = 31, },
	[NF_REHOME_A_PASS_WAN] = { .type = NLA_NUL_STRING, .len = 15, },
};

/* NF_REHOME_CMD_PARAM_SET - do */
static const struct nla_policy nf_rehome_param_set_nl_policy[NF_REHOME_A_PARAM_WATCH + 1] = {
	[NF_REHOME_A_PARAM_MODE] = NLA_POLICY_MAX(NLA_U32, 3),
	[NF_REHOME_A_PARAM_LEAD] = NLA_POLICY_RANGE(NLA_U32, 1, 10000),
	[NF_REHOME_A_PARAM_TRAIL] = NLA_POLICY_RANGE(NLA_U32, 1, 10000),
	[NF_REHOME_A_PARAM_SETTLE] = NLA_POLICY_RANGE(NLA_U32, 1, 30000),
	[NF_REHOME_A_PARAM_RECONCILE] = NLA_POLICY_RANGE(NLA_U32, 1000, 30000),
	[NF_REHOME_A_PARAM_HOLD] = NLA_POLICY_MAX(NLA_U32, 10000),
	[NF_REHOME_A_PARAM_WATCH] = NLA_POLICY_MAX(NLA_U32, 1),
};

/* NF_REHOME_CMD_WAN_ADD - do */
static const struct nla_policy nf_rehome_wan_add_nl_policy[NF_REHOME_A_WAN_SNAT6 + 1] = {
	[NF_REHOME_A_WAN_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[NF_REHOME_A_WAN_MARK] = { .type = NLA_U32, },
	[NF_REHOME_A_WAN_MASK] = { .type = NLA_U32, },
	[NF_REHOME_A_WAN_PRIORITY] = { .type = NLA_U32, },
	[NF_REHOME_A_WAN_METERED] = NLA_POLICY_MAX(NLA_U8, 1),
	[NF_REHOME_A_WAN_SNAT] = NLA_POLICY_EXACT_LEN(4),
	[NF_REHOME_A_WAN_SNAT6] = NLA_POLICY_EXACT_LEN(16),
};

/* NF_REHOME_CMD_WAN_SET - do */
static const struct nla_policy nf_rehome_wan_set_nl_policy[NF_REHOME_A_WAN_SNAT6 + 1] = {
	[NF_REHOME_A_WAN_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[NF_REHOME_A_WAN_MARK] = { .type = NLA_U32, },
	[NF_REHOME_A_WAN_MASK] = { .type = NLA_U32, },
	[NF_REHOME_A_WAN_PRIORITY] = { .type = NLA_U32, },
	[NF_REHOME_A_WAN_METERED] = NLA_POLICY_MAX(NLA_U8, 1),
	[NF_REHOME_A_WAN_SNAT] = NLA_POLICY_EXACT_LEN(4),
	[NF_REHOME_A_WAN_SNAT6] = NLA_POLICY_EXACT_LEN(16),
};

/* NF_REHOME_CMD_WAN_DEL - do */
static const struct nla_policy nf_rehome_wan_del_nl_policy[NF_REHOME_A_WAN_IFNAME + 1] = {
	[NF_REHOME_A_WAN_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
};

/* NF_REHOME_CMD_WAN_HEALTH - do */
static const struct nla_policy nf_rehome_wan_health_nl_policy[NF_REHOME_A_WAN_FAMILY + 1] = {
	[NF_REHOME_A_WAN_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[NF_REHOME_A_WAN_STATE] = NLA_POLICY_MAX(NLA_U32, 2),
	[NF_REHOME_A_WAN_REASON] = { .type = NLA_NUL_STRING, .len = 63, },
	[NF_REHOME_A_WAN_BY] = { .type = NLA_NUL_STRING, .len = 31, },
	[NF_REHOME_A_WAN_FAMILY] = { .type = NLA_U8, },
};

/* NF_REHOME_CMD_CLASS_SET - do */
static const struct nla_policy nf_rehome_class_set_nl_policy[NF_REHOME_A_CLASS_BEFORE + 1] = {
	[NF_REHOME_A_CLASS_NAME] = { .type = NLA_NUL_STRING, .len = 31, },
	[NF_REHOME_A_CLASS_PROTO] = { .type = NLA_U8, },
	[NF_REHOME_A_CLASS_PORT] = NLA_POLICY_NESTED(nf_rehome_port_range_nl_policy),
	[NF_REHOME_A_CLASS_SIGNATURE] = NLA_POLICY_MAX(NLA_U32, 9),
	[NF_REHOME_A_CLASS_SPORT] = NLA_POLICY_NESTED(nf_rehome_port_range_nl_policy),
	[NF_REHOME_A_CLASS_DPORT] = NLA_POLICY_NESTED(nf_rehome_port_range_nl_policy),
	[NF_REHOME_A_CLASS_FROM] = NLA_POLICY_NESTED(nf_rehome_prefix_nl_policy),
	[NF_REHOME_A_CLASS_TO] = NLA_POLICY_NESTED(nf_rehome_prefix_nl_policy),
	[NF_REHOME_A_CLASS_MARK] = { .type = NLA_U32, },
	[NF_REHOME_A_CLASS_MASK] = { .type = NLA_U32, },
	[NF_REHOME_A_CLASS_BEFORE] = { .type = NLA_NUL_STRING, .len = 31, },
	[NF_REHOME_A_CLASS_ACTION] = NLA_POLICY_MAX(NLA_U32, 3),
	[NF_REHOME_A_CLASS_FAILBACK] = NLA_POLICY_MAX(NLA_U32, 2),
	[NF_REHOME_A_CLASS_DRAIN] = NLA_POLICY_MIN(NLA_U32, 1),
	[NF_REHOME_A_CLASS_KEEP_PORT] = NLA_POLICY_MAX(NLA_U8, 1),
	[NF_REHOME_A_CLASS_ACTIVE] = NLA_POLICY_MAX(NLA_U8, 1),
	[NF_REHOME_A_CLASS_RESET] = NLA_POLICY_MAX(NLA_U8, 1),
};

/* NF_REHOME_CMD_FLOW_EXPLAIN - do */
static const struct nla_policy nf_rehome_flow_explain_nl_policy[NF_REHOME_A_FLOW_DPORT + 1] = {
	[NF_REHOME_A_FLOW_PROTO] = { .type = NLA_U8, },
	[NF_REHOME_A_FLOW_SRC] = NLA_POLICY_NESTED(nf_rehome_address_nl_policy),
	[NF_REHOME_A_FLOW_SPORT] = { .type = NLA_U16, },
	[NF_REHOME_A_FLOW_DST] = NLA_POLICY_NESTED(nf_rehome_address_nl_policy),
	[NF_REHOME_A_FLOW_DPORT] = { .type = NLA_U16, },
};

/* NF_REHOME_CMD_CLASS_ADD - do */
static const struct nla_policy nf_rehome_class_add_nl_policy[NF_REHOME_A_CLASS_BEFORE + 1] = {
	[NF_REHOME_A_CLASS_NAME] = { .type = NLA_NUL_STRING, .len = 31, },
	[NF_REHOME_A_CLASS_PROTO] = { .type = NLA_U8, },
	[NF_REHOME_A_CLASS_PORT] = NLA_POLICY_NESTED(nf_rehome_port_range_nl_policy),
	[NF_REHOME_A_CLASS_SIGNATURE] = NLA_POLICY_MAX(NLA_U32, 9),
	[NF_REHOME_A_CLASS_SPORT] = NLA_POLICY_NESTED(nf_rehome_port_range_nl_policy),
	[NF_REHOME_A_CLASS_DPORT] = NLA_POLICY_NESTED(nf_rehome_port_range_nl_policy),
	[NF_REHOME_A_CLASS_FROM] = NLA_POLICY_NESTED(nf_rehome_prefix_nl_policy),
	[NF_REHOME_A_CLASS_TO] = NLA_POLICY_NESTED(nf_rehome_prefix_nl_policy),
	[NF_REHOME_A_CLASS_MARK] = { .type = NLA_U32, },
	[NF_REHOME_A_CLASS_MASK] = { .type = NLA_U32, },
	[NF_REHOME_A_CLASS_BEFORE] = { .type = NLA_NUL_STRING, .len = 31, },
	[NF_REHOME_A_CLASS_ACTION] = NLA_POLICY_MAX(NLA_U32, 3),
	[NF_REHOME_A_CLASS_FAILBACK] = NLA_POLICY_MAX(NLA_U32, 2),
	[NF_REHOME_A_CLASS_DRAIN] = NLA_POLICY_MIN(NLA_U32, 1),
	[NF_REHOME_A_CLASS_KEEP_PORT] = NLA_POLICY_MAX(NLA_U8, 1),
	[NF_REHOME_A_CLASS_RESET] = NLA_POLICY_MAX(NLA_U8, 1),
};

/* NF_REHOME_CMD_CLASS_DEL - do */
static const struct nla_policy nf_rehome_class_del_nl_policy[NF_REHOME_A_CLASS_NAME + 1] = {
	[NF_REHOME_A_CLASS_NAME] = { .type = NLA_NUL_STRING, .len = 31, },
};

/* NF_REHOME_CMD_CONFIG_SET - do */
static const struct nla_policy nf_rehome_config_set_nl_policy[NF_REHOME_A_CONFIG_CLASS + 1] = {
	[NF_REHOME_A_CONFIG_PARAM] = NLA_POLICY_NESTED(nf_rehome_config_param_nl_policy),
	[NF_REHOME_A_CONFIG_WAN] = NLA_POLICY_NESTED(nf_rehome_config_wan_nl_policy),
	[NF_REHOME_A_CONFIG_CLASS] = NLA_POLICY_NESTED(nf_rehome_config_class_nl_policy),
};

/* Ops table for nf_rehome */
const struct genl_ops nf_rehome_nl_ops[19] = {
	{
		.cmd	= NF_REHOME_CMD_VERSION_GET,
		.doit	= nf_rehome_nl_version_get_doit,
	},
	{
		.cmd	= NF_REHOME_CMD_STATUS_GET,
		.doit	= nf_rehome_nl_status_get_doit,
		.flags	= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd	= NF_REHOME_CMD_WAN_GET,
		.dumpit	= nf_rehome_nl_wan_get_dumpit,
		.flags	= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd	= NF_REHOME_CMD_CLASS_GET,
		.dumpit	= nf_rehome_nl_class_get_dumpit,
		.flags	= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= NF_REHOME_CMD_FLOW_GET,
		.start		= nf_rehome_nl_flow_get_start,
		.dumpit		= nf_rehome_nl_flow_get_dumpit,
		.done		= nf_rehome_nl_flow_get_done,
		.policy		= nf_rehome_flow_get_nl_policy,
		.maxattr	= NF_REHOME_A_FLOW_OWNER,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= NF_REHOME_CMD_SWEEP,
		.doit		= nf_rehome_nl_sweep_doit,
		.policy		= nf_rehome_sweep_nl_policy,
		.maxattr	= NF_REHOME_A_PASS_WAN,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd	= NF_REHOME_CMD_STATS_GET,
		.doit	= nf_rehome_nl_stats_get_doit,
		.flags	= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd	= NF_REHOME_CMD_PARAM_GET,
		.doit	= nf_rehome_nl_param_get_doit,
		.flags	= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= NF_REHOME_CMD_PARAM_SET,
		.doit		= nf_rehome_nl_param_set_doit,
		.policy		= nf_rehome_param_set_nl_policy,
		.maxattr	= NF_REHOME_A_PARAM_WATCH,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= NF_REHOME_CMD_WAN_ADD,
		.doit		= nf_rehome_nl_wan_add_doit,
		.policy		= nf_rehome_wan_add_nl_policy,
		.maxattr	= NF_REHOME_A_WAN_SNAT6,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= NF_REHOME_CMD_WAN_SET,
		.doit		= nf_rehome_nl_wan_set_doit,
		.policy		= nf_rehome_wan_set_nl_policy,
		.maxattr	= NF_REHOME_A_WAN_SNAT6,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= NF_REHOME_CMD_WAN_DEL,
		.doit		= nf_rehome_nl_wan_del_doit,
		.policy		= nf_rehome_wan_del_nl_policy,
		.maxattr	= NF_REHOME_A_WAN_IFNAME,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= NF_REHOME_CMD_WAN_HEALTH,
		.doit		= nf_rehome_nl_wan_health_doit,
		.policy		= nf_rehome_wan_health_nl_policy,
		.maxattr	= NF_REHOME_A_WAN_FAMILY,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= NF_REHOME_CMD_CLASS_SET,
		.doit		= nf_rehome_nl_class_set_doit,
		.policy		= nf_rehome_class_set_nl_policy,
		.maxattr	= NF_REHOME_A_CLASS_BEFORE,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= NF_REHOME_CMD_FLOW_EXPLAIN,
		.doit		= nf_rehome_nl_flow_explain_doit,
		.policy		= nf_rehome_flow_explain_nl_policy,
		.maxattr	= NF_REHOME_A_FLOW_DPORT,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd	= NF_REHOME_CMD_STATS_RESET,
		.doit	= nf_rehome_nl_stats_reset_doit,
		.flags	= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= NF_REHOME_CMD_CLASS_ADD,
		.doit		= nf_rehome_nl_class_add_doit,
		.policy		= nf_rehome_class_add_nl_policy,
		.maxattr	= NF_REHOME_A_CLASS_BEFORE,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= NF_REHOME_CMD_CLASS_DEL,
		.doit		= nf_rehome_nl_class_del_doit,
		.policy		= nf_rehome_class_del_nl_policy,
		.maxattr	= NF_REHOME_A_CLASS_NAME,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= NF_REHOME_CMD_CONFIG_SET,
		.doit		= nf_rehome_nl_config_set_doit,
		.policy		= nf_rehome_config_set_nl_policy,
		.maxattr	= NF_REHOME_A_CONFIG_CLASS,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
};
