// SPDX-License-Identifier: GPL-2.0
/* Names of the enumerations, and what reasons mean. Made from
 * include/netlink/nf_rehome.yaml by lab/ynl; do not edit.
 */
#include <stddef.h>

#include <linux/nf_rehome.h>

#include "words.h"

static const char *const mode[] = {
	[NF_REHOME_MODE_OFF] =
		"off",
	[NF_REHOME_MODE_REPORT] =
		"report",
	[NF_REHOME_MODE_EXPIRE] =
		"expire",
	[NF_REHOME_MODE_RENAT] =
		"renat",
};

const struct words words_mode = {
	mode, sizeof(mode) / sizeof(*mode)
};

static const char *const action[] = {
	[NF_REHOME_ACTION_KEEP] =
		"keep",
	[NF_REHOME_ACTION_REPORT] =
		"report",
	[NF_REHOME_ACTION_EXPIRE] =
		"expire",
	[NF_REHOME_ACTION_RENAT] =
		"renat",
};

const struct words words_action = {
	action, sizeof(action) / sizeof(*action)
};

static const char *const verdict[] = {
	[NF_REHOME_VERDICT_KEEP] =
		"keep",
	[NF_REHOME_VERDICT_EXPIRE] =
		"expire",
	[NF_REHOME_VERDICT_RENAT] =
		"renat",
};

const struct words words_verdict = {
	verdict, sizeof(verdict) / sizeof(*verdict)
};

static const char *const reason[] = {
	[NF_REHOME_REASON_FITS] =
		"fits",
	[NF_REHOME_REASON_EGRESS_MOVED] =
		"egress-moved",
	[NF_REHOME_REASON_ADDR_GONE] =
		"addr-gone",
	[NF_REHOME_REASON_WAN_DOWN] =
		"wan-down",
	[NF_REHOME_REASON_WAN_UNHEALTHY] =
		"wan-unhealthy",
	[NF_REHOME_REASON_NOT_NATTED] =
		"not-natted",
	[NF_REHOME_REASON_PORT_DISPLACED] =
		"port-displaced",
	[NF_REHOME_REASON_INBOUND_ALIVE] =
		"inbound-alive",
	[NF_REHOME_REASON_SAME_MAPPING] =
		"same-mapping",
	[NF_REHOME_REASON_DAMPED] =
		"damped",
	[NF_REHOME_REASON_DRAINING] =
		"draining",
	[NF_REHOME_REASON_EXCLUDED] =
		"excluded",
	[NF_REHOME_REASON_UNSEEN] =
		"unseen",
	[NF_REHOME_REASON_NOT_PROVEN] =
		"not-proven",
	[NF_REHOME_REASON_MODE_OFF] =
		"mode-off",
	[NF_REHOME_REASON_CLASS_KEEPS] =
		"class-keeps",
	[NF_REHOME_REASON_NO_CLASS] =
		"no-class",
};

const struct words words_reason = {
	reason, sizeof(reason) / sizeof(*reason)
};

static const char *const reason_texts[] = {
	[NF_REHOME_REASON_FITS] =
		"its packets leave where its mapping was chosen for, or where the mapping is at home as well",
	[NF_REHOME_REASON_EGRESS_MOVED] =
		"a packet left elsewhere than its mapping was chosen for",
	[NF_REHOME_REASON_ADDR_GONE] =
		"the mapping's address is on no device any more",
	[NF_REHOME_REASON_WAN_DOWN] =
		"the mapping's WAN is down",
	[NF_REHOME_REASON_WAN_UNHEALTHY] =
		"the mapping's WAN was told unhealthy",
	[NF_REHOME_REASON_NOT_NATTED] =
		"a packet left a WAN untranslated with a source that is not at home there",
	[NF_REHOME_REASON_PORT_DISPLACED] =
		"its outside port was changed by a collision that is gone",
	[NF_REHOME_REASON_INBOUND_ALIVE] =
		"it is inbound, and its WAN is alive",
	[NF_REHOME_REASON_SAME_MAPPING] =
		"the rule set gave the same mapping again",
	[NF_REHOME_REASON_DAMPED] =
		"moved too often in a short time; its next packet asks again",
	[NF_REHOME_REASON_DRAINING] =
		"back to a preferred WAN, and the class says wait",
	[NF_REHOME_REASON_EXCLUDED] =
		"conntrack holds what cannot be carried over: helper, expectation, sequence adjustment, foreign zone, or timeout policy",
	[NF_REHOME_REASON_UNSEEN] =
		"no packet yet since the last trigger",
	[NF_REHOME_REASON_NOT_PROVEN] =
		"it is TCP, and nothing proves that it is dead",
	[NF_REHOME_REASON_MODE_OFF] =
		"the mode is \"off\": flows are moved with \"rehome param set mode renat\"",
	[NF_REHOME_REASON_CLASS_KEEPS] =
		"the action of its class is \"keep\": \"rehome class set CLASS action renat\" has it moved",
	[NF_REHOME_REASON_NO_CLASS] =
		"it is of no class, so nothing looks at it: \"rehome class add\" or \"class preset\" gives it one",
};

const struct words words_reason_texts = {
	reason_texts, sizeof(reason_texts) / sizeof(*reason_texts)
};

static const char *const wan_state[] = {
	[NF_REHOME_WAN_STATE_UP] =
		"up",
	[NF_REHOME_WAN_STATE_DOWN] =
		"down",
	[NF_REHOME_WAN_STATE_UNHEALTHY] =
		"unhealthy",
};

const struct words words_wan_state = {
	wan_state, sizeof(wan_state) / sizeof(*wan_state)
};

static const char *const flow_kind[] = {
	[NF_REHOME_FLOW_KIND_OUTBOUND] =
		"outbound",
	[NF_REHOME_FLOW_KIND_INBOUND] =
		"inbound",
	[NF_REHOME_FLOW_KIND_TERMINATED] =
		"terminated",
	[NF_REHOME_FLOW_KIND_LOCAL] =
		"local",
};

const struct words words_flow_kind = {
	flow_kind, sizeof(flow_kind) / sizeof(*flow_kind)
};

static const char *const xlat[] = {
	[NF_REHOME_XLAT_NONE] =
		"none",
	[NF_REHOME_XLAT_MASQUERADE] =
		"masquerade",
	[NF_REHOME_XLAT_SNAT] =
		"snat",
};

const struct words words_xlat = {
	xlat, sizeof(xlat) / sizeof(*xlat)
};

static const char *const failback[] = {
	[NF_REHOME_FAILBACK_NOW] =
		"now",
	[NF_REHOME_FAILBACK_DRAIN] =
		"drain",
	[NF_REHOME_FAILBACK_KEEP] =
		"keep",
};

const struct words words_failback = {
	failback, sizeof(failback) / sizeof(*failback)
};

static const char *const owner[] = {
	[NF_REHOME_OWNER_UNKNOWN] =
		"unknown",
	[NF_REHOME_OWNER_GONE] =
		"gone",
	[NF_REHOME_OWNER_LOCAL] =
		"local",
	[NF_REHOME_OWNER_WAN] =
		"wan",
};

const struct words words_owner = {
	owner, sizeof(owner) / sizeof(*owner)
};

static const char *const origin[] = {
	[NF_REHOME_ORIGIN_NONE] =
		"none",
	[NF_REHOME_ORIGIN_FIRST_PACKET] =
		"first-packet",
	[NF_REHOME_ORIGIN_MASQUERADE] =
		"masquerade",
	[NF_REHOME_ORIGIN_OWNER] =
		"owner",
};

const struct words words_origin = {
	origin, sizeof(origin) / sizeof(*origin)
};

static const char *const watch[] = {
	[NF_REHOME_WATCH_WINDOW] =
		"window",
	[NF_REHOME_WATCH_ALWAYS] =
		"always",
};

const struct words words_watch = {
	watch, sizeof(watch) / sizeof(*watch)
};

static const char *const pass_kind[] = {
	[NF_REHOME_PASS_KIND_LEAD] =
		"lead",
	[NF_REHOME_PASS_KIND_TRAIL] =
		"trail",
	[NF_REHOME_PASS_KIND_SETTLE] =
		"settle",
	[NF_REHOME_PASS_KIND_RECONCILE] =
		"reconcile",
	[NF_REHOME_PASS_KIND_COMMAND] =
		"command",
};

const struct words words_pass_kind = {
	pass_kind, sizeof(pass_kind) / sizeof(*pass_kind)
};

static const char *const cause[] = {
	[NF_REHOME_CAUSE_COMMAND] =
		"command",
	[NF_REHOME_CAUSE_LINK] =
		"link",
	[NF_REHOME_CAUSE_ADDRESS] =
		"address",
	[NF_REHOME_CAUSE_NEIGHBOUR] =
		"neighbour",
	[NF_REHOME_CAUSE_NEXTHOP] =
		"nexthop",
	[NF_REHOME_CAUSE_RULE] =
		"rule",
	[NF_REHOME_CAUSE_ROUTE] =
		"route",
	[NF_REHOME_CAUSE_RULESET] =
		"ruleset",
	[NF_REHOME_CAUSE_POLL] =
		"poll",
	[NF_REHOME_CAUSE_LOAD] =
		"load",
};

const struct words words_cause = {
	cause, sizeof(cause) / sizeof(*cause)
};

static const char *const failure[] = {
	[NF_REHOME_FAILURE_NO_MEMORY] =
		"no-memory",
	[NF_REHOME_FAILURE_NO_MAPPING] =
		"no-mapping",
	[NF_REHOME_FAILURE_PORT_CHANGED] =
		"port-changed",
	[NF_REHOME_FAILURE_LOST_RACE] =
		"lost-race",
	[NF_REHOME_FAILURE_REPLACED] =
		"replaced",
};

const struct words words_failure = {
	failure, sizeof(failure) / sizeof(*failure)
};

static const char *const signature[] = {
	[NF_REHOME_SIGNATURE_NONE] =
		"none",
	[NF_REHOME_SIGNATURE_DISCO] =
		"disco",
	[NF_REHOME_SIGNATURE_WIREGUARD] =
		"wireguard",
	[NF_REHOME_SIGNATURE_STUN] =
		"stun",
	[NF_REHOME_SIGNATURE_IKE] =
		"ike",
	[NF_REHOME_SIGNATURE_OPENVPN] =
		"openvpn",
	[NF_REHOME_SIGNATURE_NEBULA] =
		"nebula",
	[NF_REHOME_SIGNATURE_ZEROTIER] =
		"zerotier",
	[NF_REHOME_SIGNATURE_QUIC] =
		"quic",
	[NF_REHOME_SIGNATURE_SIP] =
		"sip",
};

const struct words words_signature = {
	signature, sizeof(signature) / sizeof(*signature)
};
