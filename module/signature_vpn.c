// SPDX-License-Identifier: GPL-2.0
/* Formats of the overlays, by which signature.c recognizes them. */
#include "compat.h"
#include "signature.h"

/* Ciphertext, keys and random numbers have a zero every 256 bytes, structures
 * have many. Noise of 16 bytes is missed once in 30000 times, of other lengths
 * less often.
 */
static bool is_noise(const u8 *p, unsigned int len)
{
	unsigned int i, zeros = 0;

	for (i = 0; i < len; i++)
		zeros += !p[i];
	return zeros <= (len + 24) / 16;
}

/* Random numbers of 32 bits, of which one in 32768 is missed. Those of others
 * are often small, in either order, or a pair with a zero, like the numbers of
 * questions and answers of a DNS query (RFC 1035).
 */
static bool is_random_id(u32 id)
{
	return id >> 16 && id & 0xffff;
}

/* Of packets of a session. No sender comes near the limit before it has to
 * change keys.
 */
static bool is_counter(u64 counter)
{
	return !(counter >> 40);
}

/* drivers/net/wireguard/messages.h. The last byte of a public key has no top
 * bit (RFC 7748). Data is padded to 16 bytes, but not beyond the MTU of the
 * device (calculate_skb_padding() of send.c), which is at least IPv6's.
 */
bool rehome_is_wireguard(const u8 *h, unsigned int have, unsigned int len)
{
	if (have < 32 || get_unaligned_be16(h + 1) || h[3] ||
	    !is_random_id(get_unaligned_le32(h + 4)))
		return false;

	switch (h[0]) {
	case 1:	/* initiation: keys and MAC; of the second, nothing yet */
		return len == 148 && have >= 128 && h[39] < 0x80 &&
		       is_noise(h + 8, 120);
	case 2:	/* response: two indices, key, nothing encrypted, MAC */
		return len == 92 && have >= 76 && h[43] < 0x80 &&
		       is_random_id(get_unaligned_le32(h + 8)) &&
		       is_noise(h + 12, 64);
	case 3:	/* cookie: nonce and the encrypted cookie */
		return len == 64 && have >= 64 && is_noise(h + 8, 56);
	case 4:	/* data: counter and ciphertext */
		return (len % 16 == 0 || len >= 32 + 1280) &&
		       is_counter(get_unaligned_le64(h + 8)) &&
		       is_noise(h + 16, have - 16);
	}
	return false;
}

/* RFC 2408 and RFC 2409; flags are encryption, commit, authentication only. */
static bool is_ikev1(const u8 *h)
{
	bool responder = get_unaligned_be64(h + 8);
	u32 id = get_unaligned_be32(h + 20);
	u8 next = h[16], flags = h[19];

	if (flags & ~0x07)
		return false;

	switch (h[18]) {
	case 2:	/* main mode */
	case 4:	/* aggressive mode */
		/* opens with SA, goes on with any payload of RFC 2408 */
		return !id && (responder ? next >= 1 && next <= 13 :
					   next == 1 && !flags);
	case 5:	/* informational: hash, notification or deletion */
		return id && (next == 8 || next == 11 || next == 12);
	case 6:	/* configuration */
	case 32: /* quick mode */
	case 33: /* new group */
		return id && responder && next == 8 && flags & 0x01;
	}
	return false;
}

/* RFC 7296; flags are initiator, version, response. */
static bool is_ikev2(const u8 *h)
{
	bool responder = get_unaligned_be64(h + 8);
	u8 next = h[16], flags = h[19];

	if (flags & ~0x38)
		return false;

	switch (h[18]) {
	case 34: /* IKE_SA_INIT */
	case 38: /* IKE_SESSION_RESUME, RFC 5723 */
		/* SA to vendor id; a request is the initiator's and knows no
		 * responder, an answer is the responder's
		 */
		return next >= 33 && next <= 43 &&
		       !get_unaligned_be32(h + 20) &&
		       ((flags & 0x28) == 0x20 ||
			((flags & 0x28) == 0x08 && !responder));
	case 35: /* IKE_AUTH */
	case 36: /* CREATE_CHILD_SA */
	case 37: /* INFORMATIONAL */
	case 43: /* IKE_INTERMEDIATE, RFC 9242 */
	case 44: /* IKE_FOLLOWUP_KE, RFC 9370 */
		/* encrypted, perhaps a fragment (RFC 7383) */
		return responder && (next == 46 || next == 53);
	}
	return false;
}

/* Both versions have one header; a payload's follows. */
bool rehome_is_ike(const u8 *h, unsigned int have, unsigned int len)
{
	if (have < 28 || len < 28 + 4 || get_unaligned_be32(h + 24) != len ||
	    !get_unaligned_be64(h))
		return false;
	return (h[17] == 0x10 && is_ikev1(h)) || (h[17] == 0x20 && is_ikev2(h));
}

/* The number of a session's packet. A reset is repeated five times in the
 * minute that a handshake may take, each time with the next number.
 */
static bool is_openvpn_id(u32 id)
{
	return id >= 1 && id <= 8;
}

/* What a reset has inside (reliable.c): how many packets it acknowledges; their
 * numbers and session; and its own number, which is 0. Either nothing or the
 * other side's reset is acknowledged.
 */
#define OPENVPN_FIRST	5
#define OPENVPN_ANSWER	(OPENVPN_FIRST + 4 + 8)

static bool is_openvpn_inside(const u8 *p, unsigned int inside)
{
	bool answer = inside == OPENVPN_ANSWER;

	return p[0] == answer && !get_unaligned_be32(p + inside - 4) &&
	       (!answer || (!get_unaligned_be32(p + 1) && is_noise(p + 5, 8)));
}

/* A reset by its length (ssl_pkt.c): behind opcode and session follow
 * - its inside;
 * - with tls-auth, HMAC, number, time and its inside;
 * - with tls-crypt, number, time, a tag of 32 bytes and its inside, encrypted.
 */
static bool is_openvpn_reset(const u8 *h, unsigned int len, unsigned int inside)
{
	switch (len - inside - 9) {
	case 0:
		return is_openvpn_inside(h + 9, inside);
	case 8 + 32: /* SHA-256, or a tag */
		if (is_openvpn_id(get_unaligned_be32(h + 9)) &&
		    is_noise(h + 17, 32))
			return true;
		break;
	case 8 + 16: /* MD5 */
	case 8 + 20: /* SHA-1 */
	case 8 + 28: /* SHA-224 */
	case 8 + 48: /* SHA-384 */
	case 8 + 64: /* SHA-512 */
		break;
	default:
		return false;
	}
	h += len - inside;
	return is_openvpn_id(get_unaligned_be32(h - 8)) &&
	       is_openvpn_inside(h, inside);
}

/* Of a client with tls-crypt-v2: its key follows, wrapped (tls_crypt.h), of 256
 * bytes and a tag, a length and metadata, 1024 at most. Numbers begin at
 * 0x0f000001 if it can negotiate early (ssl_pkt.h).
 */
static bool is_openvpn_v3(const u8 *h, unsigned int have, unsigned int len)
{
	const unsigned int crypt = 9 + 8 + 32 + OPENVPN_FIRST;
	u32 id;

	if (len < crypt + 32 + 256 + 2 || len > crypt + 1024 || have < crypt)
		return false;
	id = get_unaligned_be32(h + 9);
	return (is_openvpn_id(id) || is_openvpn_id(id - 0x0f000000)) &&
	       is_noise(h + 17, 32);
}

/* Opcode with key 0, session: P_CONTROL_HARD_RESET_ of ssl_pkt.h, where the
 * server's may answer.
 */
bool rehome_is_openvpn(const u8 *h, unsigned int have, unsigned int len)
{
	if (!is_noise(h + 1, 8))
		return false;
	switch (h[0]) {
	case 0x40: /* SERVER_V2 */
		if (len == have && is_openvpn_reset(h, len, OPENVPN_ANSWER))
			return true;
		fallthrough;
	case 0x38: /* CLIENT_V2 */
		return len == have && is_openvpn_reset(h, len, OPENVPN_FIRST);
	case 0x50: /* CLIENT_V3 */
		return is_openvpn_v3(h, have, len);
	}
	return false;
}

/* slackhq/nebula, header/header.go: version 1 and type, subtype, reserved,
 * index of the receiver and counter. Of the types, RecvError is not taken: it
 * only answers. In their first message, both sides of the handshake send an
 * ephemeral and a static key.
 */
static bool is_nebula_packet(const u8 *h, unsigned int have, unsigned int len)
{
	u32 index = get_unaligned_be32(h + 4);
	u64 counter = get_unaligned_be64(h + 8);

	switch (get_unaligned_be32(h)) {
	case 0x10000000: /* handshake */
		if (len < 16 + 64 || have < 16 + 64 || !is_noise(h + 16, 64))
			return false;
		if (counter == 1)
			return !index;
		return counter == 2 && is_random_id(index) && len >= 16 + 96;
	case 0x11000000: /* message */
	case 0x13000000: /* lighthouse */
	case 0x14000000: /* test */
	case 0x14010000: /* its answer */
	case 0x15000000: /* close */
	case 0x16000000: /* control */
		return len >= 16 + 16 && is_random_id(index) && counter &&
		       is_counter(counter) && is_noise(h + 16, have - 16);
	}
	return false;
}

/* Inside of a relayed message is a whole packet, in the clear. */
bool rehome_is_nebula(const u8 *h, unsigned int have, unsigned int len)
{
	if (have < 16 + 16)
		return false;
	if (get_unaligned_be32(h) == 0x11010000)
		return is_random_id(get_unaligned_be32(h + 4)) &&
		       is_counter(get_unaligned_be64(h + 8)) &&
		       is_nebula_packet(h + 16, have - 16, len - 16 - 16);
	return is_nebula_packet(h, have, len);
}

static bool is_zerotier_address(const u8 *p)
{
	return p[0] != 0xff && (p[0] || get_unaligned_be32(p + 1));
}

/* ZeroTierOne, node/Packet.hpp and Peer::sendHELLO(): addresses at 8 and 13, no
 * flags or cipher, verb HELLO at 27, protocol version 4 or later at 28, time in
 * milliseconds at 33; at 41 the identity: address, type, public key of 64 bytes
 * and none private; at 112 the family of an address; then planet and its time.
 */
bool rehome_is_zerotier(const u8 *h, unsigned int have, unsigned int len)
{
	return have >= 113 && h[27] == 1 && !(h[18] & 0xf8) &&
	       is_noise(h + 47, 64) &&
	       get_unaligned_be32(h + 13) == get_unaligned_be32(h + 41) &&
	       h[17] == h[45] && !h[46] && !h[111] &&
	       h[28] >= 4 && !get_unaligned_be16(h + 33) &&
	       (h[112] == 0 || h[112] == 4 || h[112] == 6) &&
	       len >= 113 + 8 + 8 &&
	       is_zerotier_address(h + 8) && is_zerotier_address(h + 13);
}
