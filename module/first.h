/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_FIRST_H
#define _REHOME_FIRST_H

#include <linux/types.h>

/**
 * struct rehome_first - what is known of a flow by its first packet
 * @iif: device it came in by; the loopback device for the router's own
 * @oif: device it went out by; 0 is none
 * @mark: its mark, on its way out
 * @ct_mark: connection mark at that time
 * @mask: bits of the mark that rules looked at then; others may have been set
 *	after routing
 * @dscp: its class of service
 * @signature: what it was told by
 * @seen: the packet was seen, and routing sends one like it by @oif. Else
 *	nothing but @signature is to be relied upon.
 */
struct rehome_first {
	int iif;
	int oif;
	u32 mark;
	u32 ct_mark;
	u32 mask;
	u8 dscp;
	u8 signature;
	bool seen;
};

#endif
