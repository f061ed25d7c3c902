// SPDX-License-Identifier: GPL-2.0
/* The kinds of flow, first match first. The last one takes every UDP flow: a
 * packet that proves its flow dead needs no name for its protocol. Connections of
 * TCP are of a class only if somebody asks for it.
 */
#include <linux/export.h>
#include <linux/in.h>
#include <linux/string.h>
#include <linux/time64.h>
#include <net/netfilter/nf_conntrack_tuple.h>
#include "class.h"
#include "compat.h"
#include "hosts.h"

/* Default ports: tailscaled's own, WireGuard's convention, ZeroTier, Nebula
 * and OpenVPN as their programs have them, IKE and NAT-T of RFC 7296 and
 * RFC 3948, STUN of RFC 8489, HTTP/3 of RFC 9114, SIP of RFC 3261, DNS of
 * RFC 1035. Relays of Tailscale, DERP, are talked to by HTTPS, and by TCP to STUN's; its
 * control server, which tells a peer's new address, by HTTP first (controlhttp).
 */
const struct rehome_class rehome_classes[REHOME_CLASSES] = {
	{ "tailscale", IPPROTO_UDP, { 41641 }, NF_REHOME_SIGNATURE_DISCO },
	{ "wireguard", IPPROTO_UDP, { 51820 }, NF_REHOME_SIGNATURE_WIREGUARD },
	{ "zerotier", IPPROTO_UDP, { 9993 }, NF_REHOME_SIGNATURE_ZEROTIER },
	{ "nebula", IPPROTO_UDP, { 4242 }, NF_REHOME_SIGNATURE_NEBULA },
	{ "ipsec", IPPROTO_UDP, { 500, 4500 }, NF_REHOME_SIGNATURE_IKE },
	{ "openvpn", IPPROTO_UDP, { 1194 }, NF_REHOME_SIGNATURE_OPENVPN },
	{ "stun", IPPROTO_UDP, { 3478 }, NF_REHOME_SIGNATURE_STUN },
	{ "quic", IPPROTO_UDP, { 443 }, NF_REHOME_SIGNATURE_QUIC, true },
	{ "sip", IPPROTO_UDP, { 5060 }, NF_REHOME_SIGNATURE_SIP, true },
	{ "dns", IPPROTO_UDP, { 53 }, NF_REHOME_SIGNATURE_NONE, true },
	{ "derp", IPPROTO_TCP, { 80, 443, 3478 }, NF_REHOME_SIGNATURE_NONE, true },
	{ "tcp", IPPROTO_TCP, { }, NF_REHOME_SIGNATURE_NONE, true },
	{ "other", IPPROTO_UDP, { }, NF_REHOME_SIGNATURE_NONE },
};
EXPORT_SYMBOL_IF_KUNIT(rehome_classes);

/* A minute: calls and transfers of a while end by themselves. */
#define DRAIN	(60ULL * NSEC_PER_SEC)

/**
 * rehome_classes_init - settings of the classes before anybody changes them
 * @conf: the settings
 */
void rehome_classes_init(struct rehome_class_conf conf[REHOME_CLASSES])
{
	bool tcp;
	int i;

	for (i = 0; i < REHOME_CLASSES; i++) {
		tcp = rehome_classes[i].proto == IPPROTO_TCP;
		conf[i] = (struct rehome_class_conf){
			.action = tcp ? NF_REHOME_ACTION_EXPIRE :
					NF_REHOME_ACTION_RENAT,
			.failback = NF_REHOME_FAILBACK_NOW,
			.drain = DRAIN,
			.reset = tcp,
			.active = !rehome_classes[i].preset,
		};
	}
}
EXPORT_SYMBOL_IF_KUNIT(rehome_classes_init);

/**
 * rehome_class_by_name - find a class
 * @name: its name
 *
 * Return: index into rehome_classes, or -1.
 */
int rehome_class_by_name(const char *name)
{
	int i;

	for (i = 0; i < REHOME_CLASSES; i++)
		if (!strcmp(rehome_classes[i].name, name))
			return i;
	return -1;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_class_by_name);

static bool has_port(const struct rehome_class *class, __be16 port)
{
	int i;

	for (i = 0; i < REHOME_CLASS_PORTS; i++)
		if (class->ports[i] && class->ports[i] == ntohs(port))
			return true;
	return false;
}

static bool has(const struct rehome_class *class,
		const struct nf_conntrack_tuple *orig,
		const struct nf_conntrack_tuple *reply,
		enum nf_rehome_signature signature)
{
	if (orig->dst.protonum != class->proto)
		return false;
	/* Neither port nor signature: all the rest. */
	if (!class->ports[0] && !class->signature)
		return true;
	if (class->proto == IPPROTO_TCP)
		return has_port(class, orig->dst.u.all);
	return (signature && signature == class->signature) ||
	       has_port(class, orig->dst.u.all) ||
	       has_port(class, orig->src.u.all) ||
	       has_port(class, reply->src.u.all);
}

/* Is it of a host that the class is for? */
static bool of_host(const struct rehome_class_conf *conf, int class,
		    const struct nf_conntrack_tuple *orig)
{
	const struct rehome_hosts *hosts = conf[class].hosts;

	return class != REHOME_CLASS_DERP ||
	       (hosts && rehome_hosts_has(hosts, orig->src.l3num, &orig->src.u3));
}

/**
 * rehome_class_match - find the class of a flow
 * @conf: settings of the classes
 * @orig: its original tuple
 * @reply: its reply tuple, whose source is the real destination of a flow
 *	that was port-forwarded
 * @signature: what its first packet was recognized by, if that was seen
 *
 * Context: any; called for every conntrack entry of a walk.
 * Return: index into rehome_classes, or -1.
 */
int rehome_class_match(const struct rehome_class_conf *conf,
		       const struct nf_conntrack_tuple *orig,
		       const struct nf_conntrack_tuple *reply,
		       enum nf_rehome_signature signature)
{
	int i;

	for (i = 0; i < REHOME_CLASSES; i++)
		if (READ_ONCE(conf[i].active) &&
		    has(&rehome_classes[i], orig, reply, signature) &&
		    of_host(conf, i, orig))
			return i;
	return -1;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_class_match);

/**
 * rehome_class_learn - learn from a flow of one class which hosts another is for
 * @conf: settings of the classes
 * @class: the flow's class
 * @orig: its original tuple, from a host of the inside
 *
 * Context: any.
 */
void rehome_class_learn(const struct rehome_class_conf *conf, int class,
			const struct nf_conntrack_tuple *orig)
{
	const struct rehome_class_conf *derp = &conf[REHOME_CLASS_DERP];

	if (class == REHOME_CLASS_TAILSCALE && READ_ONCE(derp->active) &&
	    derp->hosts)
		rehome_hosts_add(derp->hosts, orig->src.l3num, &orig->src.u3);
}
EXPORT_SYMBOL_IF_KUNIT(rehome_class_learn);
