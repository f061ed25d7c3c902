// SPDX-License-Identifier: GPL-2.0
/* The classes that are always there. The last one takes every UDP flow: a packet that
 * proves its flow dead needs no name for its protocol. Connections of TCP are of a class
 * only if somebody asks for it.
 */
#include <linux/export.h>
#include <linux/in.h>
#include "classes.h"
#include "compat.h"

struct standard {
	const char *name;
	struct rehome_match match;
	bool preset;
	bool of_hosts;
};

#define PORTS(n, ...)	.port = { n, { __VA_ARGS__ } }
#define UDP(sig, ...)	{ .proto = IPPROTO_UDP,				\
			  .signature = NF_REHOME_SIGNATURE_##sig,	\
			  ##__VA_ARGS__ }
#define TCP(...)	{ .proto = IPPROTO_TCP, ##__VA_ARGS__ }

/* Default ports: tailscaled's own, WireGuard's convention, ZeroTier, Nebula
 * and OpenVPN as their programs have them, IKE and NAT-T of RFC 7296 and
 * RFC 3948, STUN of RFC 8489, HTTP/3 of RFC 9114, SIP of RFC 3261, DNS of
 * RFC 1035. Relays of Tailscale, DERP, are talked to by HTTPS, and by TCP to STUN's; its
 * control server, which tells a peer's new address, by HTTP first (controlhttp).
 */
static const struct standard standards[] = {
	{ "tailscale", UDP(DISCO, PORTS(1, { 41641, 41641 })) },
	{ "wireguard", UDP(WIREGUARD, PORTS(1, { 51820, 51820 })) },
	{ "zerotier", UDP(ZEROTIER, PORTS(1, { 9993, 9993 })) },
	{ "nebula", UDP(NEBULA, PORTS(1, { 4242, 4242 })) },
	{ "ipsec", UDP(IKE, PORTS(2, { 500, 500 }, { 4500, 4500 })) },
	{ "openvpn", UDP(OPENVPN, PORTS(1, { 1194, 1194 })) },
	{ "stun", UDP(STUN, PORTS(1, { 3478, 3478 })) },
	{ "quic", UDP(QUIC, PORTS(1, { 443, 443 })), .preset = true },
	{ "sip", UDP(SIP, PORTS(1, { 5060, 5060 })), .preset = true },
	{ "dns", UDP(NONE, PORTS(1, { 53, 53 })), .preset = true },
	{ "derp", TCP(PORTS(3, { 80, 80 }, { 443, 443 }, { 3478, 3478 })),
	  .preset = true, .of_hosts = true },
	{ "tcp", TCP(), .preset = true },
	{ "other", UDP(NONE) },
};

/**
 * rehome_classes_fresh - those that are always there, as they are at first
 * @hosts: hosts that run an overlay
 * @before: a table whose counters they take over, or NULL
 * @more: room for others
 *
 * Context: process.
 * Return: a table, or NULL without memory.
 */
struct rehome_classes *rehome_classes_fresh(struct rehome_hosts *hosts,
					    const struct rehome_classes *before,
					    unsigned int more)
{
	struct rehome_classes *cs = rehome_classes_alloc(ARRAY_SIZE(standards) + more);
	const struct standard *std;
	struct rehome_class *class;
	int was;

	for (std = standards; cs && std < standards + ARRAY_SIZE(standards); std++) {
		was = before ? rehome_classes_find(before, std->name) : -1;
		class = rehome_class_alloc(std->name, false, &std->match,
					   was < 0 ? NULL : before->at[was]->count);
		if (!class) {
			rehome_classes_retire(cs, before, false);
			return NULL;
		}
		class->preset = std->preset;
		class->conf.active = !std->preset;
		class->hosts = std->of_hosts ? hosts : NULL;
		cs->at[cs->count++] = class;
	}
	return cs;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_classes_fresh);

