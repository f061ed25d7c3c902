// SPDX-License-Identifier: GPL-2.0
/* What the pretended kernel says of classes. */

#include <arpa/inet.h>

#include <linux/genetlink.h>
#include <linux/nf_rehome.h>

#include "answers.h"

/* With settings, as a module that knows of them sends them. */
static void configured_classes(const struct nlmsghdr *req)
{
	static const struct {
		const char *name;
		__u32 failback;
		__u32 drain;
		__u8 keep_port;
	} classes[] = {
		{ "wireguard", NF_REHOME_FAILBACK_NOW, 300000, 1 },
		{ "tailscale", NF_REHOME_FAILBACK_DRAIN, 7200000, 0 },
		{ "zerotier", NF_REHOME_FAILBACK_DRAIN, 300000, 0 },
		{ "nebula", NF_REHOME_FAILBACK_DRAIN, 90000, 0 },
		{ "stun", NF_REHOME_FAILBACK_DRAIN, 1500, 0 },
		{ "openvpn", NF_REHOME_FAILBACK_DRAIN, 4294967295U, 0 },
		{ "ipsec", NF_REHOME_FAILBACK_KEEP, 0, 1 },
		{ "odd", NF_REHOME_FAILBACK_KEEP + 1, 0, 0 },
	};
	struct nlmsghdr *nlh;
	size_t i;

	for (i = 0; i < sizeof(classes) / sizeof(*classes); i++) {
		nlh = genl_msg(NLM_F_MULTI, req->nlmsg_seq,
			       NF_REHOME_CMD_CLASS_GET);
		mnl_attr_put_strz(nlh, NF_REHOME_A_CLASS_NAME, classes[i].name);
		mnl_attr_put_u8(nlh, NF_REHOME_A_CLASS_PROTO, 17);
		mnl_attr_put_u32(nlh, NF_REHOME_A_CLASS_ACTION,
				 NF_REHOME_ACTION_RENAT);
		mnl_attr_put_u64(nlh, NF_REHOME_A_CLASS_RENAT, 4);
		mnl_attr_put_u32(nlh, NF_REHOME_A_CLASS_FAILBACK,
				 classes[i].failback);
		if (classes[i].drain)
			mnl_attr_put_u32(nlh, NF_REHOME_A_CLASS_DRAIN,
					 classes[i].drain);
		mnl_attr_put_u8(nlh, NF_REHOME_A_CLASS_KEEP_PORT,
				classes[i].keep_port);
	}
}

/* As a module with presets has them. */
static void preset_classes(const struct nlmsghdr *req)
{
	static const struct {
		const char *name;
		__u16 port;
		__u32 signature;
		__u8 preset;
		__u8 active;
		__u8 proto;
		__u8 reset;
	} classes[] = {
		{ "tailscale", 41641, NF_REHOME_SIGNATURE_DISCO, 0, 1, 0, 0 },
		{ "wireguard", 51820, NF_REHOME_SIGNATURE_WIREGUARD, 0, 1, 0, 0 },
		{ "zerotier", 9993, NF_REHOME_SIGNATURE_ZEROTIER, 0, 1, 0, 0 },
		{ "nebula", 4242, NF_REHOME_SIGNATURE_NEBULA, 0, 1, 0, 0 },
		{ "ipsec", 500, NF_REHOME_SIGNATURE_IKE, 0, 1, 0, 0 },
		{ "openvpn", 1194, NF_REHOME_SIGNATURE_OPENVPN, 0, 1, 0, 0 },
		{ "stun", 3478, NF_REHOME_SIGNATURE_STUN, 0, 1, 0, 0 },
		{ "quic", 443, NF_REHOME_SIGNATURE_QUIC, 1, 1, 0, 0 },
		{ "sip", 5060, NF_REHOME_SIGNATURE_SIP, 1, 0, 0, 0 },
		{ "dns", 53, NF_REHOME_SIGNATURE_NONE, 1, 0, 0, 0 },
		{ "derp", 443, NF_REHOME_SIGNATURE_NONE, 1, 0, 6, 1 },
		{ "tcp", 0, NF_REHOME_SIGNATURE_NONE, 1, 1, 6, 0 },
		{ "other", 0, NF_REHOME_SIGNATURE_NONE, 0, 1, 0, 0 },
		{ "odd", 1, NF_REHOME_SIGNATURE_SIP + 1, 2, 2, 0, 0 },
	};
	struct nlmsghdr *nlh;
	size_t i;

	for (i = 0; i < sizeof(classes) / sizeof(*classes); i++) {
		nlh = genl_msg(NLM_F_MULTI, req->nlmsg_seq,
			       NF_REHOME_CMD_CLASS_GET);
		mnl_attr_put_strz(nlh, NF_REHOME_A_CLASS_NAME, classes[i].name);
		mnl_attr_put_u8(nlh, NF_REHOME_A_CLASS_PROTO,
				classes[i].proto ? classes[i].proto : 17);
		if (classes[i].proto)
			mnl_attr_put_u8(nlh, NF_REHOME_A_CLASS_RESET,
					classes[i].reset);
		/* The last class has what is left, whatever its ports. */
		if (classes[i].port)
			msg_range(nlh, NF_REHOME_A_CLASS_PORT,
				  classes[i].port, 0);
		mnl_attr_put_u32(nlh, NF_REHOME_A_CLASS_ACTION,
				 classes[i].proto ? NF_REHOME_ACTION_EXPIRE :
				 NF_REHOME_ACTION_RENAT);
		mnl_attr_put_u32(nlh, NF_REHOME_A_CLASS_SIGNATURE,
				 classes[i].signature);
		mnl_attr_put_u8(nlh, NF_REHOME_A_CLASS_PRESET,
				classes[i].preset);
		mnl_attr_put_u8(nlh, NF_REHOME_A_CLASS_ACTIVE,
				classes[i].active);
	}
}

static void put_prefix(struct nlmsghdr *nlh, __u16 type, const char *text,
		       __u8 len)
{
	struct nlattr *nest = mnl_attr_nest_start(nlh, type);
	unsigned char addr[16];

	if (inet_pton(AF_INET, text, addr) == 1)
		mnl_attr_put(nlh, NF_REHOME_A_PREFIX_IN, 4, addr);
	else if (inet_pton(AF_INET6, text, addr) == 1)
		mnl_attr_put(nlh, NF_REHOME_A_PREFIX_IN6, 16, addr);
	if (len)
		mnl_attr_put_u8(nlh, NF_REHOME_A_PREFIX_LEN, len);
	mnl_attr_nest_end(nlh, nest);
}

static struct nlmsghdr *put_class(const struct nlmsghdr *req, const char *name,
				  __u8 own)
{
	struct nlmsghdr *nlh = genl_msg(NLM_F_MULTI, req->nlmsg_seq,
					NF_REHOME_CMD_CLASS_GET);

	mnl_attr_put_strz(nlh, NF_REHOME_A_CLASS_NAME, name);
	mnl_attr_put_u8(nlh, NF_REHOME_A_CLASS_OWN, own);
	mnl_attr_put_u8(nlh, NF_REHOME_A_CLASS_PROTO, 17);
	mnl_attr_put_u32(nlh, NF_REHOME_A_CLASS_ACTION,
			 NF_REHOME_ACTION_RENAT);
	mnl_attr_put_u32(nlh, NF_REHOME_A_CLASS_FAILBACK,
			 NF_REHOME_FAILBACK_DRAIN);
	mnl_attr_put_u32(nlh, NF_REHOME_A_CLASS_DRAIN, 90000);
	mnl_attr_put_u8(nlh, NF_REHOME_A_CLASS_KEEP_PORT, 0);
	return nlh;
}

/* Classes that were added, before and between those always there; and names that no
 * module of today allows.
 */
static void own_classes(const struct nlmsghdr *req)
{
	struct nlmsghdr *nlh;

	nlh = put_class(req, "tinc", 1);
	msg_range(nlh, NF_REHOME_A_CLASS_PORT, 655, 0);
	msg_range(nlh, NF_REHOME_A_CLASS_PORT, 7000, 7010);
	msg_range(nlh, NF_REHOME_A_CLASS_PORT, 9, 9);
	mnl_attr_put_u32(nlh, NF_REHOME_A_CLASS_SIGNATURE,
			 NF_REHOME_SIGNATURE_STUN);
	msg_range(nlh, NF_REHOME_A_CLASS_SPORT, 1024, 65535);
	msg_range(nlh, NF_REHOME_A_CLASS_DPORT, 53, 0);
	put_prefix(nlh, NF_REHOME_A_CLASS_FROM, "10.0.0.0", 8);
	put_prefix(nlh, NF_REHOME_A_CLASS_FROM, "2001:db8::", 32);
	put_prefix(nlh, NF_REHOME_A_CLASS_FROM, "none", 1);
	put_prefix(nlh, NF_REHOME_A_CLASS_TO, "192.0.2.1", 0);
	put_prefix(nlh, NF_REHOME_A_CLASS_TO, "2001:db8::1", 128);
	mnl_attr_put_u32(nlh, NF_REHOME_A_CLASS_MARK, 0x100);
	mnl_attr_put_u32(nlh, NF_REHOME_A_CLASS_MASK, 0xff00);
	put_class(req, "a \"b\" \\ \033[31m#\xc3\xbc\xff'", 1);
	put_class(req, "tailscale", 0);
	put_class(req, "between", 1);
	put_class(req, "between-too", 1);
	nlh = put_class(req, "quic", 0);
	mnl_attr_put_u8(nlh, NF_REHOME_A_CLASS_PRESET, 1);
	mnl_attr_put_u8(nlh, NF_REHOME_A_CLASS_ACTIVE, 1);
	nlh = put_class(req, "sip", 0);
	mnl_attr_put_u8(nlh, NF_REHOME_A_CLASS_PRESET, 1);
	mnl_attr_put_u8(nlh, NF_REHOME_A_CLASS_ACTIVE, 0);
	if (scene("own-odd"))
		mnl_attr_put_u32(nlh, NF_REHOME_A_CLASS_ACTION, 77);
	put_class(req, "last", 1);
	put_class(req, "other", 0);
}

void class_answer(const struct nlmsghdr *req)
{
	struct nlmsghdr *nlh;
	__u16 port;

	if (scene("configured")) {
		configured_classes(req);
		return;
	}
	if (scene("kept")) {
		kept_classes(req);
		return;
	}
	if (scene("own") || scene("own-odd")) {
		own_classes(req);
		return;
	}
	if (scene("presets")) {
		preset_classes(req);
		return;
	}

	/* As a module older than settings and presets has them. */
	nlh = genl_msg(NLM_F_MULTI, req->nlmsg_seq, NF_REHOME_CMD_CLASS_GET);
	mnl_attr_put_strz(nlh, NF_REHOME_A_CLASS_NAME, "wireguard");
	mnl_attr_put_u8(nlh, NF_REHOME_A_CLASS_PROTO, 17);
	msg_range(nlh, NF_REHOME_A_CLASS_PORT, 51820, 0);
	mnl_attr_put_u32(nlh, NF_REHOME_A_CLASS_ACTION, NF_REHOME_ACTION_RENAT);
	mnl_attr_put_u64(nlh, NF_REHOME_A_CLASS_RENAT, 4);
	mnl_attr_put_u64(nlh, NF_REHOME_A_CLASS_EXPIRE, 1);
	mnl_attr_put_u64(nlh, NF_REHOME_A_CLASS_REPORT, 0);

	nlh = genl_msg(NLM_F_MULTI, req->nlmsg_seq, NF_REHOME_CMD_CLASS_GET);
	mnl_attr_put_strz(nlh, NF_REHOME_A_CLASS_NAME, "ipsec");
	mnl_attr_put_u8(nlh, NF_REHOME_A_CLASS_PROTO, 17);
	msg_range(nlh, NF_REHOME_A_CLASS_PORT, 500, 0);
	msg_range(nlh, NF_REHOME_A_CLASS_PORT, 4500, 0);
	mnl_attr_put_u32(nlh, NF_REHOME_A_CLASS_ACTION,
			 NF_REHOME_ACTION_REPORT);

	/* Many ports; a protocol without name. */
	nlh = genl_msg(NLM_F_MULTI, req->nlmsg_seq, NF_REHOME_CMD_CLASS_GET);
	mnl_attr_put_strz(nlh, NF_REHOME_A_CLASS_NAME, "many");
	mnl_attr_put_u8(nlh, NF_REHOME_A_CLASS_PROTO, 200);
	for (port = 60001; port <= 60050; port++)
		msg_range(nlh, NF_REHOME_A_CLASS_PORT, port, 0);
}
