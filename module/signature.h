/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_SIGNATURE_H
#define _REHOME_SIGNATURE_H

#include <linux/types.h>
#include <linux/nf_rehome.h>

/* Bytes of a payload that are looked at: all of ZeroTier's identity. */
#define REHOME_SIGNATURE_HEAD	128

enum nf_rehome_signature rehome_signature(const u8 *head, unsigned int have,
					  unsigned int len);

/* Formats of signature_vpn.c: @h has @have bytes, 10 at least, of a payload of
 * @len bytes.
 */
bool rehome_is_wireguard(const u8 *h, unsigned int have, unsigned int len);
bool rehome_is_ike(const u8 *h, unsigned int have, unsigned int len);
bool rehome_is_openvpn(const u8 *h, unsigned int have, unsigned int len);
bool rehome_is_nebula(const u8 *h, unsigned int have, unsigned int len);
bool rehome_is_zerotier(const u8 *h, unsigned int have, unsigned int len);

#endif
