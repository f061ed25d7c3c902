/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_DEFAULTS_H
#define _REHOME_DEFAULTS_H

#include <linux/types.h>

/* Only a default route covers an address of 0/8 or of 240/4, where nothing
 * may be routed to (RFC 1122 3.2.1.3, RFC 1112 4), unless these are null routed as
 * bogons (RFC 6890); then some address in the middle of each half, which more
 * special routes are not likely to cover both. The halves of a default that is
 * split in two (0/1 and 128/1) count as well.
 */
static const u32 rehome_probes4[] = { 0x00000001, 0xf0000001, 0x49000001, 0xb4000001 };
#define REHOME_DEFAULT_PLEN4	1

/* RFC 9637 keeps 3fff::/20 for documentation; 2000::/3 is often given as a
 * default.
 */
#define REHOME_PROBE6	{ { { 0x3f, 0xff, [15] = 1 } } }
#define REHOME_DEFAULT_PLEN6	3

#endif
