// SPDX-License-Identifier: GPL-2.0
/* Memory: a run without it has nothing left to do. */

#include <stdio.h>
#include <stdlib.h>

#include "memory.h"

/* As EXIT_REFUSED: it is the machine that says no. */
#define EXIT_MEMORY	2

void memory_out(void)
{
	fputs("rehome: out of memory\n", stderr);
	exit(EXIT_MEMORY);
}

void *memory(void *old, size_t size)
{
	void *new = realloc(old, size);

	if (!new)
		memory_out();
	return new;
}

void *memory_room(void *array, size_t count, size_t *room, size_t size)
{
	if (count < *room)
		return array;
	*room = *room ? 2 * *room : 8;
	return memory(array, *room * size);
}
