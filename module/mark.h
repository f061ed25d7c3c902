/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _REHOME_MARK_H
#define _REHOME_MARK_H

#include <linux/types.h>

/**
 * struct rehome_mark - bits of a connection mark
 * @value: the bits
 * @mask: which of them count; 0 is none
 */
struct rehome_mark {
	u32 value;
	u32 mask;
};

static inline u32 rehome_mark_apply(u32 mark, struct rehome_mark bits)
{
	return (mark & ~bits.mask) | (bits.value & bits.mask);
}

static inline bool rehome_mark_matches(u32 mark, struct rehome_mark bits)
{
	return bits.mask && (mark & bits.mask) == bits.value;
}

#endif
