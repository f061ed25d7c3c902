// SPDX-License-Identifier: GPL-2.0
/* rehome explain: every fact of one flow, the verdict and the reason. */

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <linux/nf_rehome.h>

#include "arg.h"
#include "attr.h"
#include "complain.h"
#include "complete.h"
#include "flow.h"
#include "hint.h"
#include "rehome.h"

/* The longest name of a fact is alternative-mark. */
#define NAME_WIDTH 16

struct query {
	bool has_proto;
	__u32 proto;
	struct arg_addr from;
	struct arg_addr to;
};

static int take_proto(const struct arg *arg)
{
	struct query *query = arg->data;
	const char *name;

	query->has_proto = true;
	for (query->proto = 0; query->proto <= UINT8_MAX; query->proto++) {
		name = words_proto(query->proto);
		if (name && complete_is(*arg->argv))
			complete_try(name);
		else if (name && !strcmp(*arg->argv, name))
			return 1;
	}
	complete_only();
	if (!arg_u32(*arg->argv, strlen(*arg->argv), &query->proto) ||
	    query->proto > UINT8_MAX)
		return arg_bad(arg, *arg->argv,
			       "is not a protocol, such as udp or 17");
	return 1;
}

static int take_addr(const struct arg *arg, struct arg_addr *addr)
{
	if (!arg_endpoint(*arg->argv, addr))
		return arg_bad(arg, *arg->argv,
			       "is not ADDR:PORT, or [ADDR]:PORT for IPv6");
	return 1;
}

static int take_from(const struct arg *arg)
{
	struct query *query = arg->data;

	return take_addr(arg, &query->from);
}

static int take_to(const struct arg *arg)
{
	struct query *query = arg->data;

	return take_addr(arg, &query->to);
}

static const struct arg_key keys[] = {
	{ .name = "proto", .take = take_proto },
	{ .name = "from", .take = take_from },
	{ .name = "to", .take = take_to },
};

/* What JSON has among what is said of the flow, one below the other. */
static void flow_table(struct out *out, const struct nlattr **tb)
{
	const char *class = attr_str(tb[NF_REHOME_A_FLOW_CLASS]);

	out_str(out, OUT_NAMED, "class", class ? class : "none");
	put_signature(out, tb[NF_REHOME_A_FLOW_SIGNATURE]);
	put_enum(out, OUT_NAMED, "kind", tb[NF_REHOME_A_FLOW_KIND],
		 &words_flow_kind);
	put_enum(out, OUT_NAMED, "xlat", tb[NF_REHOME_A_FLOW_XLAT],
		 &words_xlat);
	put_str(out, OUT_NAMED, "chosen", tb[NF_REHOME_A_FLOW_CHOSEN]);
	put_str(out, OUT_NAMED, "egress", tb[NF_REHOME_A_FLOW_EGRESS]);
	hint_text(out, tb);
}

struct fact {
	const char *name;
	__u16 attr;
};

/* What its packets showed, */
static const struct fact packet_facts[] = {
	{ "elsewhere", NF_REHOME_A_FACTS_ELSEWHERE },
	{ "other-hop", NF_REHOME_A_FACTS_OTHER_HOP },
	{ "out-wan", NF_REHOME_A_FACTS_OUT_WAN },
	{ "tunnelled", NF_REHOME_A_FACTS_TUNNELLED },
	{ "at-home", NF_REHOME_A_FACTS_AT_HOME },
	{ "foreign", NF_REHOME_A_FACTS_FOREIGN },
	{ "unsettled", NF_REHOME_A_FACTS_UNSETTLED },
	{ "stalled", NF_REHOME_A_FACTS_STALLED },
	{ "misplaced", NF_REHOME_A_FACTS_MISPLACED },
	{ "inside", NF_REHOME_A_FACTS_INSIDE },
	{ "same-mapping", NF_REHOME_A_FACTS_SAME_MAPPING },
	{ NULL }
};

/* what the rule set and conntrack have to do with it, and what became of it before, */
static const struct fact entry_facts[] = {
	{ "translates", NF_REHOME_A_FACTS_TRANSLATES },
	{ "rules-changed", NF_REHOME_A_FACTS_RULES_CHANGED },
	{ "was-natted", NF_REHOME_A_FACTS_WAS_NATTED },
	{ "displaced", NF_REHOME_A_FACTS_DISPLACED },
	{ "excluded", NF_REHOME_A_FACTS_EXCLUDED },
	{ "injected", NF_REHOME_A_FACTS_INJECTED },
	{ "offloaded", NF_REHOME_A_FACTS_OFFLOADED },
	{ "damped", NF_REHOME_A_FACTS_DAMPED },
	{ "recycled", NF_REHOME_A_FACTS_RECYCLED },
	{ "insists", NF_REHOME_A_FACTS_INSISTS },
	{ NULL }
};

/* and where its mark leads. */
static const struct fact mark_facts[] = {
	{ "marked", NF_REHOME_A_FACTS_MARKED },
	{ "steerable", NF_REHOME_A_FACTS_STEERABLE },
	{ "pinned", NF_REHOME_A_FACTS_PINNED },
	{ "other-up", NF_REHOME_A_FACTS_OTHER_UP },
	{ "draining", NF_REHOME_A_FACTS_DRAINING },
	{ NULL }
};

static void yes_put(struct out *out, const struct nlattr **tb,
		    const struct fact *fact)
{
	for (; fact->name; fact++)
		put_bool(out, fact->name, tb[fact->attr], "yes", "no");
}

static const struct fact owner_facts[] = {
	{ "owner-ill", NF_REHOME_A_FACTS_OWNER_ILL },
	{ "unsure", NF_REHOME_A_FACTS_UNSURE },
	{ NULL }
};

static const struct fact seen_facts[] = {
	{ "seen", NF_REHOME_A_FACTS_SEEN },
	{ NULL }
};

static void facts_put(struct out *out, const struct nlattr *nest)
{
	const struct nlattr *tb[NF_REHOME_A_FACTS_MAX + 1];

	attr_nest(nest, tb, NF_REHOME_A_FACTS_MAX);
	put_enum(out, OUT_NAMED, "origin", tb[NF_REHOME_A_FACTS_ORIGIN],
		 &words_origin);
	put_enum(out, OUT_NAMED, "owner", tb[NF_REHOME_A_FACTS_OWNER],
		 &words_owner);
	put_enum(out, OUT_NAMED, "owner-state",
		 tb[NF_REHOME_A_FACTS_OWNER_STATE], &words_wan_state);
	yes_put(out, tb, owner_facts);
	put_enum(out, OUT_NAMED, "mode", tb[NF_REHOME_A_FACTS_MODE],
		 &words_mode);
	put_enum(out, OUT_NAMED, "action", tb[NF_REHOME_A_FACTS_ACTION],
		 &words_action);
	yes_put(out, tb, seen_facts);
	put_num(out, OUT_NAMED, "seen-ago", tb[NF_REHOME_A_FACTS_SEEN_AGO],
		"s");
	yes_put(out, tb, packet_facts);
	yes_put(out, tb, entry_facts);
	yes_put(out, tb, mark_facts);
	put_str(out, OUT_NAMED, "home", tb[NF_REHOME_A_FACTS_HOME]);
	put_str(out, OUT_NAMED, "alternative",
		tb[NF_REHOME_A_FACTS_ALTERNATIVE]);
	put_hex(out, "alternative-mark",
		tb[NF_REHOME_A_FACTS_ALTERNATIVE_MARK]);
}

/* A reason, with what it means. */
static void reason_text(struct out *out, const char *name,
			const struct nlattr *attr)
{
	char text[160];
	__u64 reason;

	if (!attr_num(attr, &reason))
		return;
	if (!words_name(&words_reason_texts, reason)) {
		out_enum(out, OUT_NAMED, name, &words_reason, reason);
		return;
	}
	snprintf(text, sizeof(text), "%s: %s", words_reason.name[reason],
		 words_name(&words_reason_texts, reason));
	out_str(out, OUT_NAMED, name, text);
}

/* The verdict once more, and what would be next. */
static void verdict_text(struct out *out, const struct nlattr **tb)
{
	put_enum(out, OUT_NAMED, "verdict", tb[NF_REHOME_A_FLOW_VERDICT],
		 &words_verdict);
	reason_text(out, "reason", tb[NF_REHOME_A_FLOW_REASON]);
	put_enum(out, OUT_NAMED, "next-verdict",
		 tb[NF_REHOME_A_FLOW_NEXT_VERDICT], &words_verdict);
	reason_text(out, "next-reason", tb[NF_REHOME_A_FLOW_NEXT_REASON]);
}

static void explain_put(const struct nlmsghdr *nlh, void *data)
{
	const struct nlattr *tb[NF_REHOME_A_FLOW_MAX + 1];
	struct out *out = data;

	attr_table(nlh, tb, NF_REHOME_A_FLOW_MAX);
	out_begin(out);
	flow_put(out, nlh);
	out_table(out, NAME_WIDTH);
	if (out->json)
		hint_json(out, tb);
	else
		flow_table(out, tb);
	if (tb[NF_REHOME_A_FLOW_FACTS]) {
		out_object(out, OUT_JSON, "facts");
		facts_put(out, tb[NF_REHOME_A_FLOW_FACTS]);
		out_up(out);
	}
	if (!out->json) {
		verdict_text(out, tb);
	} else {
		put_enum(out, OUT_JSON, "next-verdict",
			 tb[NF_REHOME_A_FLOW_NEXT_VERDICT], &words_verdict);
		put_enum(out, OUT_JSON, "next-reason",
			 tb[NF_REHOME_A_FLOW_NEXT_REASON], &words_reason);
	}
	out_end(out);
}

static void addr_request(struct req *req, __u16 type,
			 const struct arg_addr *addr)
{
	size_t nest = req_nest(req, type);

	req_put(req, addr->len == 4 ? NF_REHOME_A_ADDRESS_IN :
		NF_REHOME_A_ADDRESS_IN6, addr->len, addr->bytes);
	req_nest_end(req, nest);
}

static int explain_get(struct rehome *re, const struct query *query)
{
	struct req *req;

	/* The flow is one line of text, where JSON has one object. */
	re->out.shape = re->out.json ? OUT_BLOCK : OUT_LINES;
	req = nl_request(&re->nl, "explain", NF_REHOME_CMD_FLOW_EXPLAIN,
			 NLM_F_ACK);
	req_note(req, "proto", "", NULL);
	req_u8(req, NF_REHOME_A_FLOW_PROTO, query->proto);
	req_note(req, "from", "", NULL);
	addr_request(req, NF_REHOME_A_FLOW_SRC, &query->from);
	req_u16(req, NF_REHOME_A_FLOW_SPORT, query->from.port);
	req_note(req, "to", "", NULL);
	addr_request(req, NF_REHOME_A_FLOW_DST, &query->to);
	req_u16(req, NF_REHOME_A_FLOW_DPORT, query->to.port);
	return nl_ask(&re->nl, explain_put, &re->out);
}

static int explain_flow(struct rehome *re, int argc, char **argv)
{
	struct query query = { .has_proto = false };
	const struct arg arg = {
		.what = "explain",
		.argc = argc,
		.argv = argv,
		.data = &query,
	};
	int status = args_take(&arg, "explain", keys,
			       sizeof(keys) / sizeof(*keys));

	if (status)
		return status;
	if (!query.has_proto || !query.from.len || !query.to.len) {
		complain(NULL,
			 "explain: %s is missing, try \"rehome explain help\".",
			 !query.has_proto ? "proto" :
			 !query.from.len ? "from" : "to");
		return EXIT_USAGE;
	}
	if (query.from.len != query.to.len) {
		complain(NULL, "explain: from and to are not of one family");
		return EXIT_USAGE;
	}
	return explain_get(re, &query);
}

const struct object object_explain = {
	.name = "explain",
	.run = explain_flow,
	.help =
	"Usage: rehome explain proto PROTO from ADDR:PORT to ADDR:PORT\n"
	"\n"
	"Shows one flow, found by source and destination of its first packet, then\n"
	"every fact that the decision looks at, its verdict, and its reason with what\n"
	"it means; and what the verdict would be if that reason did not hold. PROTO is a\n"
	"word or a number; an IPv6 address is written in brackets.\n"
	"\n"
	"  chosen  device that the mapping was chosen for; \"origin\" says what tells it\n"
	"  egress  device that the last packet seen left by\n"
	"  hint    device and route that a lookup says; nothing is done for it\n"
	"  seen    whether a packet was seen since the last trigger\n"
	"\n"
	"rehome(8) explains every line, and what to do about each reason.\n",
};
