// SPDX-License-Identifier: GPL-2.0
/* What the pretended kernel says of flows. */

#include <stdlib.h>

#include <linux/genetlink.h>
#include <linux/nf_rehome.h>

#include "answers.h"

/* Three that differ; without a packet there is nothing but the hint. */
static void put_devices(struct nlmsghdr *nlh)
{
	bool odd = scene("odd");

	if (!scene("no-route"))
		mnl_attr_put_strz(nlh, NF_REHOME_A_FLOW_HINT,
				  odd ? "w\033[31m" : "lte0");
	if (scene("unseen"))
		return;
	mnl_attr_put(nlh, NF_REHOME_A_FLOW_CHOSEN, odd ? 4 : 5, "wan1");
	mnl_attr_put_strz(nlh, NF_REHOME_A_FLOW_EGRESS, "wan2");
}

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
	put_devices(nlh);
	mnl_attr_put_u32(nlh, NF_REHOME_A_FLOW_MARK, 0);
	mnl_attr_put_u16(nlh, NF_REHOME_A_FLOW_ZONE, 0);
	mnl_attr_put_u32(nlh, NF_REHOME_A_FLOW_TIMEOUT, 118);
	mnl_attr_put_u32(nlh, NF_REHOME_A_FLOW_VERDICT, verdict);
	mnl_attr_put_u32(nlh, NF_REHOME_A_FLOW_REASON, reason);
}

/*
 * IPv6, without mapping and owner, with mark and zone; no packet was seen, so
 * there is no egress, but a hint.
 */
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
	mnl_attr_put_strz(nlh, NF_REHOME_A_FLOW_HINT, "wan2");
	mnl_attr_put_u32(nlh, NF_REHOME_A_FLOW_SIGNATURE,
			 NF_REHOME_SIGNATURE_DISCO);
	mnl_attr_put_u32(nlh, NF_REHOME_A_FLOW_VERDICT,
			 NF_REHOME_VERDICT_KEEP);
	mnl_attr_put_u32(nlh, NF_REHOME_A_FLOW_REASON,
			 NF_REHOME_REASON_UNSEEN);
}

/* Of no named class, kept, as a packet showed. */
static void put_other(struct nlmsghdr *nlh)
{
	mnl_attr_put_strz(nlh, NF_REHOME_A_FLOW_CLASS, "other");
	mnl_attr_put_u8(nlh, NF_REHOME_A_FLOW_PROTO, 17);
	msg_addr(nlh, NF_REHOME_A_FLOW_SRC, "192.168.1.3");
	mnl_attr_put_u16(nlh, NF_REHOME_A_FLOW_SPORT, 27015);
	msg_addr(nlh, NF_REHOME_A_FLOW_DST, "203.0.113.10");
	mnl_attr_put_u16(nlh, NF_REHOME_A_FLOW_DPORT, 27015);
	mnl_attr_put_strz(nlh, NF_REHOME_A_FLOW_CHOSEN, "wan2");
	mnl_attr_put_strz(nlh, NF_REHOME_A_FLOW_EGRESS, "wan2");
	mnl_attr_put_u32(nlh, NF_REHOME_A_FLOW_SIGNATURE,
			 NF_REHOME_SIGNATURE_NONE);
	mnl_attr_put_u32(nlh, NF_REHOME_A_FLOW_VERDICT,
			 NF_REHOME_VERDICT_KEEP);
	mnl_attr_put_u32(nlh, NF_REHOME_A_FLOW_REASON, NF_REHOME_REASON_FITS);
}

void flow_answer(const struct nlmsghdr *req)
{
	const struct nlattr *attr;
	bool stale = false;

	mnl_attr_for_each(attr, req, sizeof(struct genlmsghdr))
		stale |= mnl_attr_get_type(attr) == NF_REHOME_A_FLOW_STALE;
	put_flow(genl_msg(NLM_F_MULTI, req->nlmsg_seq, NF_REHOME_CMD_FLOW_GET),
		 NF_REHOME_VERDICT_RENAT, NF_REHOME_REASON_EGRESS_MOVED);
	if (stale)
		return;
	put_flow6(genl_msg(NLM_F_MULTI, req->nlmsg_seq,
			   NF_REHOME_CMD_FLOW_GET));
	put_other(genl_msg(NLM_F_MULTI, req->nlmsg_seq,
			   NF_REHOME_CMD_FLOW_GET));
}

/* What only packets tell is not there of a flow that has sent none. */
static void put_packet_facts(struct nlmsghdr *nlh)
{
	mnl_attr_put_u8(nlh, NF_REHOME_A_FACTS_SEEN, !scene("unseen"));
	if (scene("unseen"))
		return;
	mnl_attr_put_u32(nlh, NF_REHOME_A_FACTS_SEEN_AGO, 12);
	mnl_attr_put_u8(nlh, NF_REHOME_A_FACTS_ELSEWHERE, 1);
	mnl_attr_put_u8(nlh, NF_REHOME_A_FACTS_OTHER_HOP, 0);
	mnl_attr_put_u8(nlh, NF_REHOME_A_FACTS_AT_HOME, 0);
}

static void put_facts(struct nlmsghdr *nlh)
{
	struct nlattr *nest = mnl_attr_nest_start(nlh, NF_REHOME_A_FLOW_FACTS);

	mnl_attr_put_u32(nlh, NF_REHOME_A_FACTS_ORIGIN, scene("unseen") ?
			 NF_REHOME_ORIGIN_NONE : NF_REHOME_ORIGIN_FIRST_PACKET);
	mnl_attr_put_u32(nlh, NF_REHOME_A_FACTS_OWNER, NF_REHOME_OWNER_WAN);
	mnl_attr_put_u32(nlh, NF_REHOME_A_FACTS_OWNER_STATE,
			 NF_REHOME_WAN_STATE_UNHEALTHY);
	mnl_attr_put_u32(nlh, NF_REHOME_A_FACTS_MODE, NF_REHOME_MODE_RENAT);
	mnl_attr_put_u32(nlh, NF_REHOME_A_FACTS_ACTION,
			 NF_REHOME_ACTION_EXPIRE);
	put_packet_facts(nlh);
	mnl_attr_put_u8(nlh, NF_REHOME_A_FACTS_INSIDE, 1);
	mnl_attr_put_u8(nlh, NF_REHOME_A_FACTS_SAME_MAPPING, 0);
	mnl_attr_put_u8(nlh, NF_REHOME_A_FACTS_DISPLACED, 0);
	mnl_attr_put_u8(nlh, NF_REHOME_A_FACTS_EXCLUDED, 0);
	mnl_attr_put_u8(nlh, NF_REHOME_A_FACTS_INJECTED, 0);
	mnl_attr_put_u8(nlh, NF_REHOME_A_FACTS_OFFLOADED, 1);
	mnl_attr_put_u8(nlh, NF_REHOME_A_FACTS_DAMPED, 0);
	mnl_attr_put_u8(nlh, NF_REHOME_A_FACTS_DRAINING, 1);
	mnl_attr_put_strz(nlh, NF_REHOME_A_FACTS_HOME, "wan3");
	mnl_attr_put_strz(nlh, NF_REHOME_A_FACTS_ALTERNATIVE, "lte0");
	mnl_attr_put_u32(nlh, NF_REHOME_A_FACTS_ALTERNATIVE_MARK, 0xf0000300);
	mnl_attr_put_u8(nlh, NF_REHOME_A_FACTS_OWNER_ILL, 1);
	mnl_attr_put_u8(nlh, NF_REHOME_A_FACTS_UNSURE, 0);
	mnl_attr_put_u8(nlh, NF_REHOME_A_FACTS_MISPLACED, 0);
	mnl_attr_put_u8(nlh, NF_REHOME_A_FACTS_OUT_WAN, 1);
	mnl_attr_put_u8(nlh, NF_REHOME_A_FACTS_TUNNELLED, 0);
	mnl_attr_put_u8(nlh, NF_REHOME_A_FACTS_TRANSLATES, 0);
	mnl_attr_put_u8(nlh, NF_REHOME_A_FACTS_RULES_CHANGED, 1);
	mnl_attr_put_u8(nlh, NF_REHOME_A_FACTS_WAS_NATTED, 0);
	mnl_attr_put_u8(nlh, NF_REHOME_A_FACTS_MARKED, 0);
	mnl_attr_put_u8(nlh, NF_REHOME_A_FACTS_STEERABLE, 1);
	mnl_attr_put_u8(nlh, NF_REHOME_A_FACTS_PINNED, 0);
	mnl_attr_put_u8(nlh, NF_REHOME_A_FACTS_OTHER_UP, 0);
	mnl_attr_put_u8(nlh, NF_REHOME_A_FACTS_RECYCLED, 1);
	mnl_attr_put_u8(nlh, NF_REHOME_A_FACTS_INSISTS, 0);
	mnl_attr_put_u8(nlh, NF_REHOME_A_FACTS_FOREIGN, 1);
	mnl_attr_put_u8(nlh, NF_REHOME_A_FACTS_UNSETTLED, 0);
	mnl_attr_put_u8(nlh, NF_REHOME_A_FACTS_STALLED, 1);
	/* One more than the tool knows. */
	mnl_attr_put_u32(nlh, NF_REHOME_A_FACTS_MAX + 1, 1);
	mnl_attr_nest_end(nlh, nest);
}

/* Each fact that is yes or no the other way round. */
static void put_other_facts(struct nlmsghdr *nlh)
{
	struct nlattr *nest = mnl_attr_nest_start(nlh, NF_REHOME_A_FLOW_FACTS);

	mnl_attr_put_u32(nlh, NF_REHOME_A_FACTS_ORIGIN,
			 NF_REHOME_ORIGIN_MASQUERADE);
	mnl_attr_put_u32(nlh, NF_REHOME_A_FACTS_OWNER, NF_REHOME_OWNER_GONE);
	mnl_attr_put_u32(nlh, NF_REHOME_A_FACTS_MODE, NF_REHOME_MODE_REPORT);
	mnl_attr_put_u32(nlh, NF_REHOME_A_FACTS_ACTION, NF_REHOME_ACTION_KEEP);
	mnl_attr_put_u8(nlh, NF_REHOME_A_FACTS_SEEN, 0);
	mnl_attr_put_u32(nlh, NF_REHOME_A_FACTS_SEEN_AGO, 4294967295U);
	mnl_attr_put_u8(nlh, NF_REHOME_A_FACTS_ELSEWHERE, 0);
	mnl_attr_put_u8(nlh, NF_REHOME_A_FACTS_OTHER_HOP, 1);
	mnl_attr_put_u8(nlh, NF_REHOME_A_FACTS_AT_HOME, 1);
	mnl_attr_put_u8(nlh, NF_REHOME_A_FACTS_INSIDE, 0);
	mnl_attr_put_u8(nlh, NF_REHOME_A_FACTS_SAME_MAPPING, 1);
	mnl_attr_put_u8(nlh, NF_REHOME_A_FACTS_DISPLACED, 1);
	mnl_attr_put_u8(nlh, NF_REHOME_A_FACTS_EXCLUDED, 1);
	mnl_attr_put_u8(nlh, NF_REHOME_A_FACTS_INJECTED, 1);
	mnl_attr_put_u8(nlh, NF_REHOME_A_FACTS_OFFLOADED, 0);
	mnl_attr_put_u8(nlh, NF_REHOME_A_FACTS_DAMPED, 1);
	mnl_attr_put_u8(nlh, NF_REHOME_A_FACTS_DRAINING, 0);
	mnl_attr_put_u8(nlh, NF_REHOME_A_FACTS_OWNER_ILL, 0);
	mnl_attr_put_u8(nlh, NF_REHOME_A_FACTS_UNSURE, 1);
	mnl_attr_put_u8(nlh, NF_REHOME_A_FACTS_MISPLACED, 1);
	mnl_attr_put_u8(nlh, NF_REHOME_A_FACTS_OUT_WAN, 0);
	mnl_attr_put_u8(nlh, NF_REHOME_A_FACTS_TUNNELLED, 1);
	mnl_attr_put_u8(nlh, NF_REHOME_A_FACTS_TRANSLATES, 1);
	mnl_attr_put_u8(nlh, NF_REHOME_A_FACTS_RULES_CHANGED, 0);
	mnl_attr_put_u8(nlh, NF_REHOME_A_FACTS_WAS_NATTED, 1);
	mnl_attr_put_u8(nlh, NF_REHOME_A_FACTS_MARKED, 1);
	mnl_attr_put_u8(nlh, NF_REHOME_A_FACTS_STEERABLE, 0);
	mnl_attr_put_u8(nlh, NF_REHOME_A_FACTS_PINNED, 1);
	mnl_attr_put_u8(nlh, NF_REHOME_A_FACTS_OTHER_UP, 1);
	mnl_attr_put_u8(nlh, NF_REHOME_A_FACTS_RECYCLED, 0);
	mnl_attr_put_u8(nlh, NF_REHOME_A_FACTS_INSISTS, 1);
	mnl_attr_put_u8(nlh, NF_REHOME_A_FACTS_FOREIGN, 0);
	mnl_attr_put_u8(nlh, NF_REHOME_A_FACTS_UNSETTLED, 1);
	mnl_attr_put_u8(nlh, NF_REHOME_A_FACTS_STALLED, 0);
	mnl_attr_nest_end(nlh, nest);
}

/* Some facts only, and values that no module of today sends. */
static void put_odd_facts(struct nlmsghdr *nlh)
{
	struct nlattr *nest = mnl_attr_nest_start(nlh, NF_REHOME_A_FLOW_FACTS);

	mnl_attr_put_u32(nlh, NF_REHOME_A_FACTS_ORIGIN, 4);
	mnl_attr_put_u32(nlh, NF_REHOME_A_FACTS_OWNER, 77);
	mnl_attr_put(nlh, NF_REHOME_A_FACTS_MODE, 3, "abc");
	mnl_attr_put(nlh, NF_REHOME_A_FACTS_SEEN, 0, NULL);
	mnl_attr_put(nlh, NF_REHOME_A_FACTS_SEEN_AGO, 3, "abc");
	mnl_attr_put_u8(nlh, NF_REHOME_A_FACTS_DAMPED, 2);
	mnl_attr_put(nlh, NF_REHOME_A_FACTS_HOME, 4, "lan0");
	mnl_attr_nest_end(nlh, nest);
}

/* One alone, by its number, so that none can be shown in place of another. */
static void put_fact(struct nlmsghdr *nlh, const char *fact, const char *val)
{
	struct nlattr *nest = mnl_attr_nest_start(nlh, NF_REHOME_A_FLOW_FACTS);

	mnl_attr_put_u32(nlh, atoi(fact), val ? atoi(val) : 1);
	mnl_attr_nest_end(nlh, nest);
}

/* The route that leads there; of IPv6 with "route6", of a device alone with "bare-route". */
static void put_route(struct nlmsghdr *nlh)
{
	bool inet6 = scene("route6"), bare = scene("bare-route");
	__u8 zero[16] = { 0 };
	struct nlattr *nest;

	mnl_attr_put_u32(nlh, NF_REHOME_A_FLOW_HINT_TABLE, inet6 ? 254 : 1001);
	nest = mnl_attr_nest_start(nlh, NF_REHOME_A_FLOW_HINT_DST);
	mnl_attr_put(nlh, inet6 ? NF_REHOME_A_PREFIX_IN6 : NF_REHOME_A_PREFIX_IN,
		     inet6 ? 16 : 4, zero);
	mnl_attr_put_u8(nlh, NF_REHOME_A_PREFIX_LEN, bare ? 1 : 0);
	mnl_attr_nest_end(nlh, nest);
	if (!bare)
		msg_addr(nlh, NF_REHOME_A_FLOW_HINT_GATEWAY,
			 inet6 ? "fe80::1" : "192.0.2.1");
}

static void put_next(struct nlmsghdr *nlh, __u32 verdict, __u32 reason)
{
	mnl_attr_put_u32(nlh, NF_REHOME_A_FLOW_NEXT_VERDICT, verdict);
	mnl_attr_put_u32(nlh, NF_REHOME_A_FLOW_NEXT_REASON, reason);
}

/* REHOME_REASON, REHOME_SIGNATURE and REHOME_FACT are their numbers. */
void explain_answer(const struct nlmsghdr *req)
{
	struct nlmsghdr *nlh = genl_msg(0, req->nlmsg_seq,
					NF_REHOME_CMD_FLOW_EXPLAIN);
	const char *signature = getenv("REHOME_SIGNATURE");
	const char *reason = getenv("REHOME_REASON");
	const char *fact = getenv("REHOME_FACT");

	if (scene("unseen"))
		put_flow(nlh, NF_REHOME_VERDICT_KEEP, NF_REHOME_REASON_UNSEEN);
	else
		put_flow(nlh, NF_REHOME_VERDICT_RENAT, reason ? atoi(reason) :
			 NF_REHOME_REASON_EGRESS_MOVED);
	if (scene("route") || scene("route6") || scene("bare-route"))
		put_route(nlh);
	if (signature)
		mnl_attr_put_u32(nlh, NF_REHOME_A_FLOW_SIGNATURE,
				 atoi(signature));
	if (scene("odd"))
		put_next(nlh, 9, 77);
	else if (scene("other-facts"))
		put_next(nlh, NF_REHOME_VERDICT_RENAT,
			 NF_REHOME_REASON_WAN_DOWN);
	else if (!fact && !scene("no-facts") && !scene("unseen"))
		put_next(nlh, NF_REHOME_VERDICT_KEEP, NF_REHOME_REASON_FITS);
	if (fact)
		put_fact(nlh, fact, getenv("REHOME_FACT_VALUE"));
	else if (scene("odd"))
		put_odd_facts(nlh);
	else if (scene("other-facts"))
		put_other_facts(nlh);
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
