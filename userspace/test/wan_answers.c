// SPDX-License-Identifier: GPL-2.0
/* What the pretended kernel says of WANs. */

#include <arpa/inet.h>

#include <linux/genetlink.h>
#include <linux/nf_rehome.h>

#include "answers.h"

static void put_wan(struct nlmsghdr *nlh, const char *name, __u32 index,
		    __u32 inet, __u32 inet6)
{
	bool up = inet == NF_REHOME_WAN_STATE_UP ||
		  inet6 == NF_REHOME_WAN_STATE_UP;

	mnl_attr_put_u32(nlh, NF_REHOME_A_WAN_IFINDEX, index);
	mnl_attr_put_strz(nlh, NF_REHOME_A_WAN_IFNAME, name);
	mnl_attr_put_u32(nlh, NF_REHOME_A_WAN_STATE,
			 up ? NF_REHOME_WAN_STATE_UP : inet);
	mnl_attr_put_u32(nlh, NF_REHOME_A_WAN_INET, inet);
	mnl_attr_put_u32(nlh, NF_REHOME_A_WAN_INET6, inet6);
	mnl_attr_put_u8(nlh, NF_REHOME_A_WAN_LINK, up);
	mnl_attr_put_u8(nlh, NF_REHOME_A_WAN_DEFAULT4,
			inet == NF_REHOME_WAN_STATE_UP);
	mnl_attr_put_u8(nlh, NF_REHOME_A_WAN_DEFAULT6,
			inet6 == NF_REHOME_WAN_STATE_UP);
}

static void put_wan_counters(struct nlmsghdr *nlh, __u64 from, __u64 to)
{
	mnl_attr_put_u64(nlh, NF_REHOME_A_WAN_MOVED_FROM, from);
	mnl_attr_put_u64(nlh, NF_REHOME_A_WAN_MOVED_TO, to);
	mnl_attr_put_u64(nlh, NF_REHOME_A_WAN_EXPIRED, 0);
}

static void put_settings(struct nlmsghdr *nlh, __u32 mark, __u32 mask,
			 __u32 priority)
{
	mnl_attr_put_u8(nlh, NF_REHOME_A_WAN_NAMED, 1);
	mnl_attr_put_u32(nlh, NF_REHOME_A_WAN_MARK, mark);
	mnl_attr_put_u32(nlh, NF_REHOME_A_WAN_MASK, mask);
	mnl_attr_put_u32(nlh, NF_REHOME_A_WAN_PRIORITY, priority);
}

static void put_snat(struct nlmsghdr *nlh, const char *text)
{
	unsigned char addr[16];

	if (inet_pton(AF_INET, text, addr) == 1)
		mnl_attr_put(nlh, NF_REHOME_A_WAN_SNAT, 4, addr);
	else if (inet_pton(AF_INET6, text, addr) == 1)
		mnl_attr_put(nlh, NF_REHOME_A_WAN_SNAT6, 16, addr);
}

static void wans(const struct nlmsghdr *req, __u16 flags)
{
	struct nlmsghdr *nlh;

	nlh = genl_msg(flags, req->nlmsg_seq, NF_REHOME_CMD_WAN_GET);
	put_wan(nlh, "wan1", 3, NF_REHOME_WAN_STATE_UP,
		NF_REHOME_WAN_STATE_DOWN);
	msg_addr(nlh, NF_REHOME_A_WAN_ADDRESS, "198.51.100.2");
	put_wan_counters(nlh, 3, 0);

	nlh = genl_msg(flags, req->nlmsg_seq, NF_REHOME_CMD_WAN_GET);
	put_wan(nlh, "wan2", 4, NF_REHOME_WAN_STATE_UP, NF_REHOME_WAN_STATE_UP);
	msg_addr(nlh, NF_REHOME_A_WAN_ADDRESS, "203.0.113.77");
	msg_addr(nlh, NF_REHOME_A_WAN_ADDRESS, "2001:db8:2::1");
	put_wan_counters(nlh, 0, 3);

	nlh = genl_msg(flags, req->nlmsg_seq, NF_REHOME_CMD_WAN_GET);
	put_wan(nlh, "lte0", 5, NF_REHOME_WAN_STATE_UNHEALTHY,
		NF_REHOME_WAN_STATE_DOWN);
	put_wan_counters(nlh, 0, 0);
}

/* Names, numbers and lengths that no module of today sends. */
static void odd_wans(const struct nlmsghdr *req)
{
	struct nlmsghdr *nlh;

	nlh = genl_msg(NLM_F_MULTI, req->nlmsg_seq, NF_REHOME_CMD_WAN_GET);
	mnl_attr_put_strz(nlh, NF_REHOME_A_WAN_IFNAME, "w\033[31m\xff\"\\");
	mnl_attr_put_u32(nlh, NF_REHOME_A_WAN_STATE, 77);
	mnl_attr_put(nlh, NF_REHOME_A_WAN_INET, 3, "abc");
	mnl_attr_put_u64(nlh, NF_REHOME_A_WAN_LINK, 1);
	msg_addr(nlh, NF_REHOME_A_WAN_ADDRESS, "none");
	mnl_attr_put_u32(nlh, NF_REHOME_A_WAN_MAX + 40, 1);

	nlh = genl_msg(NLM_F_MULTI, req->nlmsg_seq, NF_REHOME_CMD_WAN_GET);
	mnl_attr_put(nlh, NF_REHOME_A_WAN_IFNAME, 4, "wan1");

	/* Not even the header of generic netlink. */
	queue_msg(FAKE_FAMILY, NLM_F_MULTI, req->nlmsg_seq);
}

/* WANs that were named, with every setting, one told unhealthy. */
/* A family without a reason is not ill. */
static void put_teller(struct nlmsghdr *nlh, const char *by, const char *inet,
		       const char *inet6)
{
	struct nlattr *nest = mnl_attr_nest_start(nlh, NF_REHOME_A_WAN_TOLD);

	mnl_attr_put_strz(nlh, NF_REHOME_A_TOLD_BY, by);
	if (inet)
		mnl_attr_put_strz(nlh, NF_REHOME_A_TOLD_INET, inet);
	if (inet6)
		mnl_attr_put_strz(nlh, NF_REHOME_A_TOLD_INET6, inet6);
	mnl_attr_nest_end(nlh, nest);
}

static void configured_wans(const struct nlmsghdr *req)
{
	static const unsigned char none[16];
	struct nlmsghdr *nlh;

	nlh = genl_msg(NLM_F_MULTI, req->nlmsg_seq, NF_REHOME_CMD_WAN_GET);
	put_wan(nlh, "wan1", 3, NF_REHOME_WAN_STATE_UP, NF_REHOME_WAN_STATE_UP);
	msg_addr(nlh, NF_REHOME_A_WAN_ADDRESS, "198.51.100.2");
	put_wan_counters(nlh, 3, 0);
	put_settings(nlh, 0x100, 0x3f00, 0);
	put_snat(nlh, "192.0.2.1");
	put_snat(nlh, "2001:db8:1::7");
	mnl_attr_put_u8(nlh, NF_REHOME_A_WAN_SERVES4, 1);
	mnl_attr_put_u8(nlh, NF_REHOME_A_WAN_SERVES6, 0);

	nlh = genl_msg(NLM_F_MULTI, req->nlmsg_seq, NF_REHOME_CMD_WAN_GET);
	put_wan(nlh, "lte0", 5, NF_REHOME_WAN_STATE_UNHEALTHY,
		NF_REHOME_WAN_STATE_DOWN);
	put_wan_counters(nlh, 0, 0);
	put_settings(nlh, 0, 0xff000000, 4294967295U);
	mnl_attr_put_u8(nlh, NF_REHOME_A_WAN_METERED, 1);
	put_snat(nlh, "192.0.2.2");
	mnl_attr_put(nlh, NF_REHOME_A_WAN_SNAT6, 16, none);
	put_teller(nlh, "", "no \"answer\"\nfrom 192.0.2.9", NULL);
	put_teller(nlh, "mwan3", "", "3 of 5 lost");

	/* Found, not named: all that can be set is not. */
	nlh = genl_msg(NLM_F_MULTI, req->nlmsg_seq, NF_REHOME_CMD_WAN_GET);
	put_wan(nlh, "wan2", 4, NF_REHOME_WAN_STATE_UP,
		NF_REHOME_WAN_STATE_DOWN);
	put_wan_counters(nlh, 0, 3);
	mnl_attr_put_u8(nlh, NF_REHOME_A_WAN_NAMED, 0);
	mnl_attr_put_u32(nlh, NF_REHOME_A_WAN_MARK, 0);
	mnl_attr_put_u32(nlh, NF_REHOME_A_WAN_MASK, 0);
	mnl_attr_put_u32(nlh, NF_REHOME_A_WAN_PRIORITY, 0);
	mnl_attr_put_u8(nlh, NF_REHOME_A_WAN_METERED, 0);
	mnl_attr_put(nlh, NF_REHOME_A_WAN_SNAT, 4, none);
	mnl_attr_put(nlh, NF_REHOME_A_WAN_SNAT6, 16, none);
}

/* One of two that are up serves; @cmd is an event, or answers @seq. */
static void serves(__u8 cmd, __u32 seq, const char *name, bool in, bool in6)
{
	struct nlmsghdr *nlh = genl_msg(seq ? NLM_F_MULTI : 0, seq, cmd);

	put_wan(nlh, name, 3, NF_REHOME_WAN_STATE_UP, NF_REHOME_WAN_STATE_UP);
	mnl_attr_put_u8(nlh, NF_REHOME_A_WAN_SERVES4, in);
	mnl_attr_put_u8(nlh, NF_REHOME_A_WAN_SERVES6, in6);
	if (in)
		mnl_attr_put_u64(nlh, NF_REHOME_A_WAN_SERVES4_AGO, 1234);
	if (in6)
		mnl_attr_put_u64(nlh, NF_REHOME_A_WAN_SERVES6_AGO, 7200000);
}

/* And this one does not any more: told unhealthy, and without a route for IPv6. */
static void left(__u8 cmd, __u32 seq)
{
	struct nlmsghdr *nlh = genl_msg(seq ? NLM_F_MULTI : 0, seq, cmd);

	mnl_attr_put_u32(nlh, NF_REHOME_A_WAN_IFINDEX, 3);
	mnl_attr_put_strz(nlh, NF_REHOME_A_WAN_IFNAME, "wan1");
	mnl_attr_put_u32(nlh, NF_REHOME_A_WAN_INET,
			 NF_REHOME_WAN_STATE_UNHEALTHY);
	mnl_attr_put_u32(nlh, NF_REHOME_A_WAN_INET6, NF_REHOME_WAN_STATE_DOWN);
	mnl_attr_put_u8(nlh, NF_REHOME_A_WAN_LINK, 1);
	mnl_attr_put_u8(nlh, NF_REHOME_A_WAN_DEFAULT4, 1);
	mnl_attr_put_u8(nlh, NF_REHOME_A_WAN_DEFAULT6, 0);
	put_teller(nlh, "mwan3", "no\033answer", NULL);
}

/* Asked again after lost events, it says what was told, or was not. */
static void serving_wans(const struct nlmsghdr *req)
{
	static unsigned int asked;
	bool later = asked++, lost = scene("hooks-lost");
	__u32 seq = req->nlmsg_seq;

	if (later && !lost)
		left(NF_REHOME_CMD_WAN_GET, seq);
	else
		serves(NF_REHOME_CMD_WAN_GET, seq, "wan1", !later, true);
	serves(NF_REHOME_CMD_WAN_GET, seq, "wan2", later, later && !lost);
}

/* The one that begins to serve may be told first. */
static void serving_events(void)
{
	if (scene("hooks-lost"))
		return;
	serves(NF_REHOME_CMD_WAN_NTF, 0, "wan2", true, true);
	left(NF_REHOME_CMD_WAN_NTF, 0);
}

void wan_answer(const struct nlmsghdr *req)
{
	if (hooks_scene()) {
		serving_wans(req);
		return;
	}
	if (scene("odd"))
		odd_wans(req);
	else if (scene("kept"))
		kept_wans(req);
	else if (scene("configured"))
		configured_wans(req);
	else if (!scene("empty"))
		wans(req, NLM_F_MULTI | (scene("torn") ? NLM_F_DUMP_INTR : 0));
	/* As when one came or went in the midst of the dump. */
	if (scene("twice"))
		wans(req, NLM_F_MULTI | NLM_F_DUMP_INTR);
}

void wan_event(void)
{
	struct nlmsghdr *nlh;

	if (hooks_scene()) {
		serving_events();
		return;
	}
	nlh = genl_msg(0, 0, NF_REHOME_CMD_WAN_NTF);

	put_wan(nlh, "wan1", 3, NF_REHOME_WAN_STATE_DOWN,
		NF_REHOME_WAN_STATE_DOWN);
	put_wan_counters(nlh, 3, 0);
	if (!scene("configured"))
		return;
	put_settings(nlh, 0x100, 0x3f00, 10);
	put_teller(nlh, "keepalived", "no answer", "no answer");
}
