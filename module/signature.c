// SPDX-License-Identifier: GPL-2.0
/* What the first packet of a UDP flow is, by its payload alone.
 *
 * What is recognized here holds for the life of the flow, so all conditions of
 * a format are asked for that its first packets keep, and each signature pins
 * 32 bits or more beside the length. A first packet may come from the middle
 * of a conversation, after the table was flushed, and it may be a repetition,
 * while the WAN was down.
 *
 * Not recognized, because too few bits are pinned; ports may tell:
 * - RTP and RTCP (RFC 3550): two bits of version;
 * - ESP in UDP, NAT keepalives (RFC 3948), Nebula's punches, CRLF of SIP;
 * - OpenVPN after its reset, ZeroTier but its HELLO, QUIC with a short header;
 * - STUN without the cookie (RFC 3489), ChannelData of TURN.
 * Nor what is another format by now: WireGuard with its reserved bytes in use
 * (WARP, Amnezia) or in Geneve (data by relays of Tailscale's), OpenVPN with
 * scramble or XOR patches, QUIC with a greased version or fixed bit.
 */
#include <linux/ctype.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include "compat.h"
#include "signature.h"

/* An OpenVPN reset. Nothing that is recognized is shorter. */
#define SHORTEST	14

/* Tailscale's disco/disco.go: magic, sender's key, nonce of 24 bytes, and a box
 * of at least the authenticator, type and version.
 */
static bool is_disco(const u8 *h, unsigned int len)
{
	static const u8 magic[] = { 'T', 'S', 0xf0, 0x9f, 0x92, 0xac };

	return len >= sizeof(magic) + 32 + 24 + 16 + 2 &&
	       !memcmp(h, magic, sizeof(magic));
}

/* To a relay of Tailscale's, in Geneve (RFC 8926) without options but perhaps
 * for control: net/packet/geneve.go.
 */
static bool is_relayed_disco(const u8 *h, unsigned int len)
{
	return get_unaligned_be16(h + 2) == 0x7a11 && !(h[1] & 0x7f) &&
	       !h[7] && is_disco(h + 8, len - 8);
}

/* RFC 8489: type, length and cookie. The type is a method and two bits of
 * class, 0x110; methods are Binding and those of TURN (RFC 8656).
 */
static bool is_stun(const u8 *h, unsigned int len)
{
	bool indication;
	u16 type;

	if (get_unaligned_be32(h + 4) != 0x2112a442 || len % 4 ||
	    get_unaligned_be16(h + 2) != len - 20)
		return false;

	type = get_unaligned_be16(h);
	indication = (type & 0x110) == 0x10;
	switch (type & ~0x110) {
	case 1:	/* Binding */
		return true;
	case 3:	/* Allocate */
	case 4:	/* Refresh */
	case 8:	/* CreatePermission */
	case 9:	/* ChannelBind */
		return !indication;
	case 6:	/* Send */
	case 7:	/* Data */
		return indication;
	}
	return false;
}

/* A client's Initial: long header, version, two connection ids, of which the
 * first is random yet. RFC 9000 7.2 and 14.1; RFC 9369 for version 2.
 */
static bool is_quic(const u8 *h, unsigned int have, unsigned int len)
{
	if (len < 1200 || have < 6 + 20 + 1)
		return false;

	switch (get_unaligned_be32(h + 1)) {
	case 1:
	case 0xff00001d ... 0xff000022: /* drafts */
		if (h[0] >= 0xd0)
			return false;
		break;
	case 0x6b3343cf:
		if (h[0] < 0xd0)
			return false;
		break;
	default:
		return false;
	}
	return h[5] >= 8 && h[5] <= 20 && h[6 + h[5]] <= 20;
}

/* Of RFC 3261, 3262, 3311, 3428, 3515, 3903, 6086 and 6665. */
static const char *const sip_methods[] = {
	"ACK", "BYE", "CANCEL", "INFO", "INVITE", "MESSAGE", "NOTIFY",
	"OPTIONS", "PRACK", "PUBLISH", "REFER", "REGISTER", "SUBSCRIBE",
	"UPDATE",
};

static bool is_sip_uri(const u8 *p, unsigned int have)
{
	return have > 5 && (!memcmp(p, "sip:", 4) || !memcmp(p, "sips:", 5) ||
			    !memcmp(p, "tel:", 4));
}

/* The longest method is shorter than SHORTEST. */
static bool is_sip(const u8 *h, unsigned int have)
{
	unsigned int i, n;

	if (!memcmp(h, "SIP/2.0 ", 8))
		return h[8] >= '1' && h[8] <= '6' && isdigit(h[9]) &&
		       isdigit(h[10]) && h[11] == ' ';

	for (i = 0; i < ARRAY_SIZE(sip_methods); i++) {
		const char *method = sip_methods[i];

		for (n = 0; method[n] && h[n] == method[n]; n++)
			;
		if (!method[n] && h[n] == ' ')
			return is_sip_uri(h + n + 1, have - n - 1);
	}
	return false;
}

/* What can be recognized by its first byte. */
static enum nf_rehome_signature by_first_byte(const u8 *h, unsigned int have,
					      unsigned int len)
{
	switch (h[0]) {
	case 0x00:
		if (is_stun(h, len))
			return NF_REHOME_SIGNATURE_STUN;
		/* RFC 3948: what is not ESP */
		if (!get_unaligned_be32(h) &&
		    rehome_is_ike(h + 4, have - 4, len - 4))
			return NF_REHOME_SIGNATURE_IKE;
		if (is_relayed_disco(h, len))
			return NF_REHOME_SIGNATURE_DISCO;
		break;
	case 0x01:
		if (is_stun(h, len))
			return NF_REHOME_SIGNATURE_STUN;
		fallthrough;
	case 0x02 ... 0x04:
		if (rehome_is_wireguard(h, have, len))
			return NF_REHOME_SIGNATURE_WIREGUARD;
		break;
	case 0x10 ... 0x16:
		if (rehome_is_nebula(h, have, len))
			return NF_REHOME_SIGNATURE_NEBULA;
		break;
	case 0x50:
		if (is_sip(h, have))
			return NF_REHOME_SIGNATURE_SIP;
		fallthrough;
	case 0x38:
	case 0x40:
		if (rehome_is_openvpn(h, have, len))
			return NF_REHOME_SIGNATURE_OPENVPN;
		break;
	case 'T':
		if (is_disco(h, len))
			return NF_REHOME_SIGNATURE_DISCO;
		break;
	case 'A' ... 'O':
	case 'R' ... 'S':
	case 'U':
		if (is_sip(h, have))
			return NF_REHOME_SIGNATURE_SIP;
		break;
	case 0xc0 ... 0xdf:
		if (is_quic(h, have, len))
			return NF_REHOME_SIGNATURE_QUIC;
		break;
	}
	return NF_REHOME_SIGNATURE_NONE;
}

/**
 * rehome_signature - recognize a flow by its first packet
 * @head: the first bytes of its UDP payload
 * @have: how many, the lesser of @len and REHOME_SIGNATURE_HEAD
 * @len: length of the payload
 *
 * Context: any; called in softirq for every new flow.
 * Return: what it is, or NF_REHOME_SIGNATURE_NONE.
 */
enum nf_rehome_signature rehome_signature(const u8 *head, unsigned int have,
					  unsigned int len)
{
	enum nf_rehome_signature found;

	if (have < SHORTEST)
		return NF_REHOME_SIGNATURE_NONE;

	found = by_first_byte(head, have, len);
	if (found)
		return found;
	/* Their first bytes are random. */
	if (rehome_is_ike(head, have, len))
		return NF_REHOME_SIGNATURE_IKE;
	if (rehome_is_zerotier(head, have, len))
		return NF_REHOME_SIGNATURE_ZEROTIER;
	return NF_REHOME_SIGNATURE_NONE;
}
EXPORT_SYMBOL_IF_KUNIT(rehome_signature);
