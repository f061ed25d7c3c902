// SPDX-License-Identifier: GPL-2.0
/* Words: names of the contract's numbers, and what an abbreviation means. */

#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#include <linux/nf_rehome.h>

#include "words.h"

#define WORDS(set) \
	const struct words words_##set = { \
		set##_names, sizeof(set##_names) / sizeof(*set##_names) \
	}

static const char *const mode_names[] = {
	[NF_REHOME_MODE_OFF]		= "off",
	[NF_REHOME_MODE_REPORT]		= "report",
	[NF_REHOME_MODE_EXPIRE]		= "expire",
	[NF_REHOME_MODE_RENAT]		= "renat",
};

WORDS(mode);

static const char *const action_names[] = {
	[NF_REHOME_ACTION_KEEP]		= "keep",
	[NF_REHOME_ACTION_REPORT]	= "report",
	[NF_REHOME_ACTION_EXPIRE]	= "expire",
	[NF_REHOME_ACTION_RENAT]	= "renat",
};

WORDS(action);

static const char *const verdict_names[] = {
	[NF_REHOME_VERDICT_KEEP]	= "keep",
	[NF_REHOME_VERDICT_EXPIRE]	= "expire",
	[NF_REHOME_VERDICT_RENAT]	= "renat",
};

WORDS(verdict);

static const char *const reason_names[] = {
	[NF_REHOME_REASON_FITS]			= "fits",
	[NF_REHOME_REASON_EGRESS_MOVED]		= "egress-moved",
	[NF_REHOME_REASON_ADDR_GONE]		= "addr-gone",
	[NF_REHOME_REASON_WAN_DOWN]		= "wan-down",
	[NF_REHOME_REASON_WAN_UNHEALTHY]	= "wan-unhealthy",
	[NF_REHOME_REASON_NOT_NATTED]		= "not-natted",
	[NF_REHOME_REASON_PORT_DISPLACED]	= "port-displaced",
	[NF_REHOME_REASON_INBOUND_ALIVE]	= "inbound-alive",
	[NF_REHOME_REASON_SAME_MAPPING]		= "same-mapping",
	[NF_REHOME_REASON_DAMPED]		= "damped",
	[NF_REHOME_REASON_DRAINING]		= "draining",
	[NF_REHOME_REASON_EXCLUDED]		= "excluded",
	[NF_REHOME_REASON_UNSEEN]		= "unseen",
};

WORDS(reason);

static const char *const wan_state_names[] = {
	[NF_REHOME_WAN_STATE_UP]	= "up",
	[NF_REHOME_WAN_STATE_DOWN]	= "down",
	[NF_REHOME_WAN_STATE_UNHEALTHY]	= "unhealthy",
};

WORDS(wan_state);

static const char *const flow_kind_names[] = {
	[NF_REHOME_FLOW_KIND_OUTBOUND]		= "outbound",
	[NF_REHOME_FLOW_KIND_INBOUND]		= "inbound",
	[NF_REHOME_FLOW_KIND_TERMINATED]	= "terminated",
	[NF_REHOME_FLOW_KIND_LOCAL]		= "local",
};

WORDS(flow_kind);

static const char *const xlat_names[] = {
	[NF_REHOME_XLAT_NONE]		= "none",
	[NF_REHOME_XLAT_MASQUERADE]	= "masquerade",
	[NF_REHOME_XLAT_SNAT]		= "snat",
};

WORDS(xlat);

static const char *const failback_names[] = {
	[NF_REHOME_FAILBACK_NOW]	= "now",
	[NF_REHOME_FAILBACK_DRAIN]	= "drain",
	[NF_REHOME_FAILBACK_KEEP]	= "keep",
};

WORDS(failback);

static const char *const owner_names[] = {
	[NF_REHOME_OWNER_UNKNOWN]	= "unknown",
	[NF_REHOME_OWNER_GONE]		= "gone",
	[NF_REHOME_OWNER_LOCAL]		= "local",
	[NF_REHOME_OWNER_WAN]		= "wan",
};

WORDS(owner);

static const char *const origin_names[] = {
	[NF_REHOME_ORIGIN_NONE]		= "none",
	[NF_REHOME_ORIGIN_FIRST_PACKET]	= "first-packet",
	[NF_REHOME_ORIGIN_MASQUERADE]	= "masquerade",
	[NF_REHOME_ORIGIN_OWNER]	= "owner",
};

WORDS(origin);

static const char *const watch_names[] = {
	[NF_REHOME_WATCH_WINDOW]	= "window",
	[NF_REHOME_WATCH_ALWAYS]	= "always",
};

WORDS(watch);

static const char *const pass_kind_names[] = {
	[NF_REHOME_PASS_KIND_LEAD]	= "lead",
	[NF_REHOME_PASS_KIND_TRAIL]	= "trail",
	[NF_REHOME_PASS_KIND_SETTLE]	= "settle",
	[NF_REHOME_PASS_KIND_RECONCILE]	= "reconcile",
	[NF_REHOME_PASS_KIND_COMMAND]	= "command",
};

WORDS(pass_kind);

static const char *const failure_names[] = {
	[NF_REHOME_FAILURE_NO_MEMORY]		= "no-memory",
	[NF_REHOME_FAILURE_NO_MAPPING]		= "no-mapping",
	[NF_REHOME_FAILURE_PORT_CHANGED]	= "port-changed",
	[NF_REHOME_FAILURE_LOST_RACE]		= "lost-race",
	[NF_REHOME_FAILURE_REPLACED]		= "replaced",
};

WORDS(failure);

static const char *const signature_names[] = {
	[NF_REHOME_SIGNATURE_NONE]	= "none",
	[NF_REHOME_SIGNATURE_DISCO]	= "disco",
	[NF_REHOME_SIGNATURE_WIREGUARD]	= "wireguard",
	[NF_REHOME_SIGNATURE_STUN]	= "stun",
	[NF_REHOME_SIGNATURE_IKE]	= "ike",
	[NF_REHOME_SIGNATURE_OPENVPN]	= "openvpn",
	[NF_REHOME_SIGNATURE_NEBULA]	= "nebula",
	[NF_REHOME_SIGNATURE_ZEROTIER]	= "zerotier",
	[NF_REHOME_SIGNATURE_QUIC]	= "quic",
	[NF_REHOME_SIGNATURE_SIP]	= "sip",
};

WORDS(signature);

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
		"helper, expectation, sequence adjustment, foreign zone, timeout policy, or mode or class say keep",
	[NF_REHOME_REASON_UNSEEN] =
		"no packet yet since the last trigger",
};

const char *words_reason_text(__u64 reason)
{
	if (reason >= sizeof(reason_texts) / sizeof(*reason_texts))
		return NULL;
	return reason_texts[reason];
}

const char *words_proto(__u64 proto)
{
	switch (proto) {
	case IPPROTO_TCP:
		return "tcp";
	case IPPROTO_UDP:
		return "udp";
	case IPPROTO_GRE:
		return "gre";
	case IPPROTO_ESP:
		return "esp";
	case IPPROTO_UDPLITE:
		return "udplite";
	default:
		return NULL;
	}
}

static const char *entry_name(const void *table, size_t size, size_t i)
{
	return *(const char *const *)((const char *)table + i * size);
}

int words_pick(const char *kind, const char *word, const void *table,
	       size_t size, size_t count, const char *help)
{
	const char *sep = help ? " " : "";
	size_t len = strlen(word);
	int found = -1, hits = 0;
	const char *name;
	size_t i;

	if (!help)
		help = "";
	for (i = 0; len && i < count; i++) {
		name = entry_name(table, size, i);
		if (strncmp(name, word, len))
			continue;
		found = i;
		if (!name[len])
			return found;
		hits++;
	}
	if (hits == 1)
		return found;

	fprintf(stderr, "%s \"%s\" is %s", kind, word,
		hits ? "ambiguous (" : "unknown");
	for (i = 0, name = ""; hits && i < count; i++) {
		if (strncmp(entry_name(table, size, i), word, len))
			continue;
		fprintf(stderr, "%s%s", name, entry_name(table, size, i));
		name = ", ";
	}
	fprintf(stderr, "%s, try \"rehome%s%s help\".\n", hits ? ")" : "",
		sep, help);
	return -1;
}
