/* SPDX-License-Identifier: GPL-2.0 */
#ifndef REHOME_MEMORY_H
#define REHOME_MEMORY_H

#include <stddef.h>
#include <stdnoreturn.h>

/**
 * memory_out() - end the run: there is no memory.
 */
noreturn void memory_out(void);

/**
 * memory() - allocate, or end the run.
 * @old: what to make larger or smaller, or NULL
 * @size: bytes, not 0
 *
 * Return: the memory, with what was in it.
 */
void *memory(void *old, size_t size);

/**
 * memory_room() - have room in an array for one element more, or end the run.
 * @array: the array, or NULL
 * @count: elements in it
 * @room: elements that it has room for; changed with it
 * @size: size of an element
 *
 * Return: the array, which may have moved.
 */
void *memory_room(void *array, size_t count, size_t *room, size_t size);

#endif /* REHOME_MEMORY_H */
