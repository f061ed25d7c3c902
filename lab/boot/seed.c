// SPDX-License-Identifier: GPL-2.0
/*
 * Preloaded into UML for a repeatable run: the host's random numbers, the
 * only ones UML starts from, become a sequence given by LAB_SEED.
 */
#include <stdint.h>
#include <stdlib.h>
#include <sys/types.h>

/* splitmix64: every seed, zero too, gives a good sequence */
static uint64_t next(void)
{
	static uint64_t state;
	static int seeded;
	uint64_t z;

	if (!seeded) {
		const char *seed = getenv("LAB_SEED");

		state = seed ? strtoull(seed, NULL, 0) : 0;
		seeded = 1;
	}
	z = (state += 0x9e3779b97f4a7c15ULL);
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
	return z ^ (z >> 31);
}

ssize_t getrandom(void *buf, size_t len, unsigned int flags)
{
	unsigned char *at = buf;
	size_t i;

	(void)flags;
	for (i = 0; i < len; i++)
		at[i] = next() >> 56;
	return len;
}
