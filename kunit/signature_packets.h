/* SPDX-License-Identifier: GPL-2.0 */
/* First packets that signature_kunit.c has recognized. */
#ifndef _REHOME_KUNIT_SIGNATURE_PACKETS_H
#define _REHOME_KUNIT_SIGNATURE_PACKETS_H

#include <linux/types.h>
#include "signature.h"

#define PACKET_PARTS	20

/**
 * struct packet - a payload
 * @desc: what sends it
 * @want: what it is to be taken for
 * @len: its length
 * @head: its first bytes in hexadecimal; what is missing is made up
 * @least: how long its beginning must be to be recognized alike; 0 is all of it
 */
struct packet {
	const char *desc;
	enum nf_rehome_signature want;
	unsigned int len;
	const char *head[PACKET_PARTS];
	unsigned int least;
};

#define SIG(s)	NF_REHOME_SIGNATURE_##s

/* A byte of two digits, the letters of which are small. */
static inline u8 packet_byte(const char *hex)
{
	int high = hex[0] - (hex[0] <= '9' ? '0' : 'a' - 10);
	int low = hex[1] - (hex[1] <= '9' ? '0' : 'a' - 10);

	return high << 4 | low;
}

#define ZEROS2	"0000"
#define ZEROS3	"000000"
#define ZEROS4	"00000000"
#define ZEROS5	"0000000000"
#define ZEROS6	"000000000000"
#define ZEROS7	"00000000000000"
#define ZEROS8	"0000000000000000"
#define ZEROS9	"000000000000000000"
#define ZEROS10	"00000000000000000000"
#define ZEROS16	"00000000000000000000000000000000"
#define ONES8	"ffffffffffffffff"

#define SPI	"9d1f3a5c7e824b60"
#define SPI2	"c35a91e7042d8f16"
#define SESSION	"8f3d5c1e9a7b2460"
#define HMAC16	"a1b2c3d4e5f60718293a4b5c6d7e8f90"
#define HMAC32	"b1c2d3e4f5061728394a5b6c7d8e9fa0d4c3b2a1f6e5182736455463728190af"

/* By the formats. */
static const struct packet packets[] = {
	{ "disco: ping", SIG(DISCO), 122, { "5453f09f92ac" }, 80 },
	{ "disco: bind to a relay", SIG(DISCO), 178,
	  { "00807a1100002a00", "5453f09f92ac" }, 88 },
	{ "disco: ping by a relay", SIG(DISCO), 130,
	  { "00007a1100002a00", "5453f09f92ac" }, 88 },
	{ "wireguard: initiation", SIG(WIREGUARD), 148,
	  { "01000000d1c2b3a4" } },
	{ "wireguard: response", SIG(WIREGUARD), 92,
	  { "02000000d1c2b3a499887766" } },
	{ "wireguard: cookie", SIG(WIREGUARD), 64, { "03000000d1c2b3a4" } },
	{ "wireguard: data", SIG(WIREGUARD), 128,
	  { "04000000d1c2b3a42a00000000000000" }, 32 },
	{ "wireguard: data as long as the MTU", SIG(WIREGUARD), 1452,
	  { "04000000d1c2b3a4ffffffffff000000" }, 32 },

	{ "stun: Binding request", SIG(STUN), 108,
	  { "000100582112a442b7e7a701bc34d686fa87dfae80220010" } },
	{ "stun: Allocate request", SIG(STUN), 28,
	  { "000300082112a442b7e7a701bc34d686fa87dfae0019000411000000" } },
	{ "stun: Send indication", SIG(STUN), 72,
	  { "001600342112a442b7e7a701bc34d686fa87dfae" } },
	{ "stun: Data indication", SIG(STUN), 72,
	  { "001700342112a442b7e7a701bc34d686fa87dfae" } },
	{ "stun: empty Binding request", SIG(STUN), 20,
	  { "000100002112a442b7e7a701bc34d686fa87dfae" } },
	{ "stun: Binding indication", SIG(STUN), 28,
	  { "001100082112a442b7e7a701bc34d686fa87dfae" } },
	{ "stun: Binding response", SIG(STUN), 32,
	  { "0101000c2112a442b7e7a701bc34d686fa87dfae" } },
	{ "stun: Binding error", SIG(STUN), 40,
	  { "011100142112a442b7e7a701bc34d686fa87dfae" } },
	{ "stun: Refresh request", SIG(STUN), 28,
	  { "000400082112a442b7e7a701bc34d686fa87dfae" } },
	{ "stun: CreatePermission request", SIG(STUN), 32,
	  { "0008000c2112a442b7e7a701bc34d686fa87dfae" } },
	{ "stun: ChannelBind request", SIG(STUN), 40,
	  { "000900142112a442b7e7a701bc34d686fa87dfae" } },

	{ "ike: IKE_SA_INIT", SIG(IKE), 464,
	  { SPI, "0000000000000000", "21202208", "00000000000001d0",
	    "220000dc" } },
	{ "ike: IKE_SA_INIT behind the marker", SIG(IKE), 468,
	  { "00000000", SPI, "0000000000000000", "21202208",
	    "00000000000001d0" } },
	{ "ike: answer to IKE_SA_INIT", SIG(IKE), 464,
	  { SPI, SPI2, "21202220", "00000000000001d0" } },
	{ "ike: IKE_AUTH", SIG(IKE), 256,
	  { SPI, SPI2, "2e202308", "0000000100000100", "290000e4" } },
	{ "ike: IKE_AUTH, a fragment behind the marker", SIG(IKE), 1252,
	  { "00000000", SPI, SPI2, "35202308", "00000001000004e0" } },
	{ "ike: a cookie asked for", SIG(IKE), 60,
	  { SPI, "0000000000000000", "29202220", "000000000000003c" } },
	{ "ike: IKE_SA_INIT with a cookie", SIG(IKE), 496,
	  { SPI, "0000000000000000", "29202208", "00000000000001f0" } },
	{ "ike: IKE_SESSION_RESUME", SIG(IKE), 300,
	  { SPI, "0000000000000000", "28202608", "000000000000012c" } },
	{ "ike: CREATE_CHILD_SA", SIG(IKE), 256,
	  { SPI, SPI2, "2e202400", "0000000500000100" } },
	{ "ike: INFORMATIONAL", SIG(IKE), 80,
	  { SPI, SPI2, "2e202508", "0000000200000050" } },
	{ "ike: IKE_INTERMEDIATE", SIG(IKE), 1200,
	  { SPI, SPI2, "2e202b08", "00000001000004b0" } },
	{ "ike: IKE_FOLLOWUP_KE", SIG(IKE), 1200,
	  { SPI, SPI2, "2e202c08", "00000006000004b0" } },
	{ "ike: v1 main mode", SIG(IKE), 200,
	  { SPI, "0000000000000000", "01100200", "00000000000000c8",
	    "0d00003c" } },
	{ "ike: v1 main mode, keys", SIG(IKE), 396,
	  { SPI, SPI2, "04100200", "000000000000018c" } },
	{ "ike: v1 main mode, encrypted", SIG(IKE), 108,
	  { SPI, SPI2, "05100201", "000000000000006c" } },
	{ "ike: v1 aggressive mode", SIG(IKE), 380,
	  { SPI, "0000000000000000", "01100400", "000000000000017c",
	    "04000038" } },
	{ "ike: v1 dead peer detection", SIG(IKE), 92,
	  { SPI, SPI2, "08100501", "5ad3e1940000005c" } },
	{ "ike: v1 notification", SIG(IKE), 56,
	  { SPI, "0000000000000000", "0b100500", "5ad3e19400000038" } },
	{ "ike: v1 deletion", SIG(IKE), 56,
	  { SPI, SPI2, "0c100500", "5ad3e19400000038" } },
	{ "ike: v1 quick mode", SIG(IKE), 172,
	  { SPI, SPI2, "08102001", "5ad3e194000000ac" } },
	{ "ike: v1 configuration", SIG(IKE), 108,
	  { SPI, SPI2, "08100601", "5ad3e1940000006c" } },
	{ "ike: v1 new group", SIG(IKE), 108,
	  { SPI, SPI2, "08102101", "5ad3e1940000006c" } },

	{ "openvpn: client", SIG(OPENVPN), 14,
	  { "38", SESSION, "0000000000" } },
	{ "openvpn: server", SIG(OPENVPN), 14,
	  { "40", SESSION, "0000000000" } },
	{ "openvpn: server that answers", SIG(OPENVPN), 26,
	  { "40", SESSION, "0100000000", SPI, "00000000" } },
	{ "openvpn: tls-auth", SIG(OPENVPN), 42,
	  { "38", SESSION, HMAC16, "1a2b3c4d", "0000000165a1b2c3",
	    "0000000000" } },
	{ "openvpn: tls-auth, SHA-256", SIG(OPENVPN), 54,
	  { "38", SESSION, HMAC32, "0000000165a1b2c3", "0000000000" } },
	{ "openvpn: tls-auth, answer", SIG(OPENVPN), 54,
	  { "40", SESSION, HMAC16, "1a2b3c4d", "0000000165a1b2c3", "0100000000",
	    SPI, "00000000" } },
	{ "openvpn: tls-auth, MD5", SIG(OPENVPN), 38,
	  { "38", SESSION, HMAC16, "0000000165a1b2c3", "0000000000" } },
	{ "openvpn: tls-auth, SHA-224", SIG(OPENVPN), 50,
	  { "38", SESSION, HMAC16, "1a2b3c4d", SPI, "0000000165a1b2c3",
	    "0000000000" } },
	{ "openvpn: tls-auth, SHA-384", SIG(OPENVPN), 70,
	  { "38", SESSION, HMAC16, HMAC32, "0000000165a1b2c3",
	    "0000000000" } },
	{ "openvpn: tls-auth, SHA-512", SIG(OPENVPN), 86,
	  { "38", SESSION, HMAC32, HMAC32, "0000000165a1b2c3",
	    "0000000000" } },
	{ "openvpn: tls-crypt", SIG(OPENVPN), 54,
	  { "38", SESSION, "0000000165a1b2c3", HMAC32 } },
	{ "openvpn: tls-crypt, answer", SIG(OPENVPN), 66,
	  { "40", SESSION, "0000000165a1b2c3", HMAC32 }, 54 },
	{ "openvpn: tls-crypt-v2", SIG(OPENVPN), 353,
	  { "50", SESSION, "0f00000165a1b2c3", HMAC32 }, 344 },
	{ "openvpn: tls-crypt-v2 of 2.5", SIG(OPENVPN), 353,
	  { "50", SESSION, "0000000165a1b2c3", HMAC32 }, 344 },

	{ "nebula: handshake", SIG(NEBULA), 400,
	  { "10000000000000000000000000000001" }, 80 },
	{ "nebula: second of the handshake", SIG(NEBULA), 420,
	  { "10000000d1c2b3a40000000000000002" }, 112 },
	{ "nebula: message", SIG(NEBULA), 116,
	  { "11000000d1c2b3a40000000000000007" }, 32 },
	{ "nebula: relayed message", SIG(NEBULA), 148,
	  { "11010000d1c2b3a40000000000000007",
	    "11000000a4b3c2d10000000000000009" }, 64 },
	{ "nebula: relayed handshake", SIG(NEBULA), 432,
	  { "11010000d1c2b3a40000000000000007",
	    "10000000000000000000000000000001" }, 112 },
	{ "nebula: lighthouse", SIG(NEBULA), 60,
	  { "13000000d1c2b3a40000000000000003" }, 32 },
	{ "nebula: test", SIG(NEBULA), 32,
	  { "14000000d1c2b3a40000000000000003" }, 32 },
	{ "nebula: answer to a test", SIG(NEBULA), 32,
	  { "14010000d1c2b3a40000000000000003" }, 32 },
	{ "nebula: close", SIG(NEBULA), 32,
	  { "15000000d1c2b3a40000000000000003" }, 32 },
	{ "nebula: control", SIG(NEBULA), 50,
	  { "16000000d1c2b3a40000000000000003" }, 32 },

	{ "zerotier: HELLO", SIG(ZEROTIER), 137,
	  { "a1b2c3d4e5f60718", "778cde7190", "3c5f8a21b4", "00",
	    "1f2e3d4c5b6a7988", "01", "0c", "010e", "0001", "0000018c8a5f3b21",
	    "3c5f8a21b4", "00", HMAC32, HMAC32, "00", "04", "c0000201", "2709",
	    "0000000008ea" }, 129 },
	{ "zerotier: HELLO by IPv6", SIG(ZEROTIER), 149,
	  { "00b2c3d4e5f60718", "778cde7190", "3c5f8a21b4", "00",
	    "1f2e3d4c5b6a7988", "01", "0c", "010e", "0001", "0000018c8a5f3b21",
	    "3c5f8a21b4", "00", HMAC32, HMAC32, "00", "06", "20010db8" }, 129 },
	{ "zerotier: HELLO, relayed", SIG(ZEROTIER), 131,
	  { "01b2c3d4e5f60718", "778cde7190", "3c5f8a21b4", "01",
	    "1f2e3d4c5b6a7988", "01", "0c", "010e", "0001", "0000018c8a5f3b21",
	    "3c5f8a21b4", "00", HMAC32, HMAC32, "00", "00",
	    "0000000008ea" }, 129 },

	/* Those of RFC 9001 and RFC 9369, A.2. */
	{ "quic: version 1", SIG(QUIC), 1200,
	  { "c000000001088394c8f03e5157080000449e7b9aec34d1b1c98dd7" }, 1200 },
	{ "quic: version 2", SIG(QUIC), 1200,
	  { "d76b3343cf088394c8f03e5157080000449ea0c95e82ffe67b6abc" }, 1200 },
	{ "quic: draft 29", SIG(QUIC), 1252,
	  { "c3ff00001d088394c8f03e5157080000449e" }, 1200 },
	{ "quic: draft 34, long ids", SIG(QUIC), 1252,
	  { "cfff00002214", HMAC16, "1a2b3c4d", "14", HMAC16, "1a2b3c4d",
	    "00" }, 1200 },

	/* "REGISTER sip:example.org S", "SIP/2.0 200 OK" */
	{ "sip: REGISTER", SIG(SIP), 500,
	  { "5245474953544552207369703a6578616d706c652e6f72672053" }, 15 },
	{ "sip: answer", SIG(SIP), 400,
	  { "5349502f322e3020323030204f4b0d0a" }, 14 },
};

#endif
